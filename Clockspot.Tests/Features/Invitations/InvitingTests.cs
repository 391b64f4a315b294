using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Invitations;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Invitations;

public sealed class InvitingTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    Inviting inviting = null!;
    EmployeeChanges changes = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        inviting = world.Get<Inviting>();
        changes = world.Get<EmployeeChanges>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Good_addresses_are_invited_and_bad_ones_stay_in_the_box_with_the_reason()
    {
        var browser = await world.Browse(owner);
        var page = await browser.Submit("/w/harbor/invitations/new", "invite",
            ("Input.Emails", "Ann Lee <ann@example.com>\nben@example.com, nonsense; owner-harbor@example.com"), ("Input.Role", "Manager"));

        Assert.Equal(200, (int)page.Status);
        Assert.Equal("nonsense\nowner-harbor@example.com", page.Document.QuerySelector("textarea")!.TextContent.Trim());
        Assert.Contains("2 people were invited", page.Text, StringComparison.Ordinal);
        Assert.Contains("Works here already", page.Text, StringComparison.Ordinal);
        var people = await world.Get<EmployeeDirectory>().List(owner, new EmployeeFilter { Status = EmployeeStatus.Invited }, default);
        Assert.Equal([("Ann Lee", "2", Role.Manager), ("Ben", "3", Role.Manager)], people.Select(row => (row.Name, row.Number, row.Role)));
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(["ann@example.com", "ben@example.com"], await db.Mail.OrderBy(row => row.To).Select(row => row.To).ToListAsync());
        Assert.Contains("/invitation?token=", (await db.Mail.FirstAsync()).Body, StringComparison.Ordinal);
        Assert.Equal(2, await db.AuditEvents.CountAsync(row => row.Name == "invitation.sent"));
    }

    [Fact]
    public async Task A_record_without_a_sign_in_is_opened_to_its_address_in_its_own_role()
    {
        var id = await changes.Add(owner, new AddEmployee { Number = "9", Name = "Paula Paper", Email = "paula@example.com", Role = Role.Manager }, default);
        var result = await Invite("PAULA@example.com", Role.Employee);

        Assert.Empty(result.Left);
        var record = await world.Get<EmployeeDirectory>().Get(owner, id, default);
        Assert.Equal((EmployeeStatus.Invited, Role.Manager, "9"), (record.Status, record.Role, record.Number));
        Assert.Equal("Is invited already. Send it again under Invitations.", Assert.Single((await Invite("paula@example.com", Role.Employee)).Left).Reason);
        Assert.Equal(id, Assert.Single(await inviting.Pending(owner, default)).EmployeeId);
    }

    [Fact]
    public async Task An_invitation_never_gives_more_than_the_inviter_may_give()
    {
        var admin = await world.Join(owner, Role.Admin);
        var manager = await world.Join(owner, Role.Manager);
        Assert.Equal(403, (await Refused(() => Invite("a@example.com", Role.Admin, admin))).Status);
        Assert.Equal(403, (await Refused(() => Invite("a@example.com", Role.Owner, owner))).Status);
        Assert.Equal(403, (await Refused(() => Invite("a@example.com", Role.Employee, manager))).Status);
        Assert.Equal(403, (int)(await (await world.Browse(manager)).Get("/w/harbor/invitations")).Status);
        await Invite("m@example.com", Role.Manager, admin);

        // A record that the Owner made Admin is not opened by an Admin, neither anew nor by its present link.
        await changes.Add(owner, new AddEmployee { Number = "9", Name = "Ada", Email = "ada@example.com", Role = Role.Admin }, default);
        Assert.Contains("only the Owner", Assert.Single((await Invite("ada@example.com", Role.Employee, admin)).Left).Reason, StringComparison.Ordinal);
        await Invite("ada@example.com", Role.Employee, owner);
        var pending = (await inviting.Pending(admin, default)).Single(row => row.Email == "ada@example.com");
        Assert.False(pending.MaySend);
        Assert.Equal(403, (await Refused(() => inviting.Link(admin, pending.Id, default))).Status);
        Assert.Equal(403, (await Refused(() => inviting.Resend(admin, pending.Id, default))).Status);
    }

    [Fact]
    public async Task Pending_invitations_are_listed_shown_and_revoked_with_scripts_off()
    {
        await Invite("ann@example.com", Role.Employee);
        var id = Assert.Single(await inviting.Pending(owner, default)).Id;
        var browser = await world.Browse(owner);

        var shown = await browser.Submit("/w/harbor/invitations", $"link-{id}");
        Assert.StartsWith("http://localhost:5080/invitation?token=", shown.Document.QuerySelector($"#link-{id}")!.GetAttribute("value"), StringComparison.Ordinal);
        Assert.Equal(302, (int)(await browser.Submit("/w/harbor/invitations", $"resend-{id}")).Status);
        Assert.Equal(302, (int)(await browser.Submit("/w/harbor/invitations", $"revoke-{id}")).Status);

        Assert.Empty(await inviting.Pending(owner, default));
        var record = Assert.Single(await world.Get<EmployeeDirectory>().List(owner, new EmployeeFilter { Search = "ann@" }, default));
        Assert.Equal((EmployeeStatus.Active, false), (record.Status, record.HasSignIn));
        await using var db = await world.Store.Open(owner, default);
        foreach (var name in new[] { "invitation.link_shown", "invitation.resent", "invitation.revoked", "employee.uninvited" })
            Assert.Equal(1, await db.AuditEvents.CountAsync(row => row.Name == name));
        Assert.Equal(2, await db.Mail.CountAsync());
        // Revoked, the record can be invited anew.
        Assert.Empty((await Invite("ann@example.com", Role.Employee)).Left);
    }

    [Fact]
    public async Task Another_accounts_invitation_is_not_found()
    {
        await Invite("ann@example.com", Role.Employee);
        var id = Assert.Single(await inviting.Pending(owner, default)).Id;
        var other = await world.Workspace("elsewhere");
        Assert.Empty(await inviting.Pending(other, default));
        foreach (var call in new Func<Task>[] { () => inviting.Link(other, id, default), () => inviting.Resend(other, id, default), () => inviting.Revoke(other, id, default) })
            Assert.Equal(404, (await Refused(call)).Status);
    }

    [Fact]
    public async Task Archived_people_and_too_many_addresses_are_refused_and_nobody_is_invited()
    {
        var plain = await world.Join(owner, Role.Employee);
        var email = (await world.Get<EmployeeDirectory>().Get(owner, plain.EmployeeId, default)).Email!;
        await changes.Archive(owner, plain.EmployeeId, new LocalDate(2026, 3, 2), default);
        Assert.Contains("Restore", Assert.Single((await Invite(email, Role.Employee)).Left).Reason, StringComparison.Ordinal);
        var many = string.Join('\n', Enumerable.Range(0, 201).Select(number => $"p{number}@example.com"));
        Assert.Equal("too_many", Assert.Single((await Refused(() => Invite(many, Role.Employee))).Errors).Code);
        Assert.Equal("emails", Assert.Single((await Refused(() => Invite(" ,; ", Role.Employee))).Errors).Path);
        Assert.Empty(await inviting.Pending(owner, default));
        // A new workspace invites fewer.
        world.Clock.Advance(Duration.FromDays(8));
        Assert.Equal(200, (await Invite(many.Replace("p200@example.com", "p1@example.com", StringComparison.Ordinal), Role.Employee)).Invited.Count);
    }

    [Fact]
    public async Task Whoever_has_not_confirmed_their_address_does_not_invite()
    {
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            (await db.Users.SingleAsync(row => row.Id == owner.PersonId)).EmailConfirmed = false;
            await db.Commit(default);
        }
        Assert.Equal("address_unconfirmed", (await Refused(() => Invite("ann@example.com", Role.Employee))).Code);
        Assert.Empty(await inviting.Pending(owner, default));
    }

    [Fact]
    public async Task Archiving_somebody_invited_revokes_the_invitation_in_the_same_transaction()
    {
        await Invite("ann@example.com", Role.Employee);
        var id = Assert.Single(await inviting.Pending(owner, default)).EmployeeId;
        await changes.Archive(owner, id, new LocalDate(2026, 3, 2), default);
        Assert.Empty(await inviting.Pending(owner, default));
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(1, await db.AuditEvents.CountAsync(row => row.Name == "invitation.revoked"));
    }

    [Fact]
    public async Task A_demo_invites_without_sending_mail()
    {
        var result = await inviting.Invite(owner with { IsDemo = true }, new InvitePeople { Emails = "ann@example.com" }, default);
        Assert.False(result.Mailed);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(0, await db.Mail.CountAsync());
    }

    static Task<Refusal> Refused(Func<Task> call) => Assert.ThrowsAsync<Refusal>(call);

    Task<InviteResult> Invite(string emails, Role role, Actor? actor = null) =>
        inviting.Invite(actor ?? owner, new InvitePeople { Emails = emails, Role = role }, default);
}
