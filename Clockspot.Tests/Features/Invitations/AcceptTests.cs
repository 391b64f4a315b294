using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Invitations;
using Clockspot.Tests.Features.SignIn;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Invitations;

public sealed class AcceptTests : IAsyncLifetime
{
    static readonly AcceptAsNew Ann = new() { Name = "Ann Lee", Password = World.Password };

    readonly World world = new();
    Actor owner = null!;
    Inviting inviting = null!;
    Accepting accepting = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        inviting = world.Get<Inviting>();
        accepting = world.Get<Accepting>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Somebody_new_chooses_a_name_and_a_password_and_is_in_with_scripts_off()
    {
        var link = await Invite("ann@example.com", Role.Manager);
        var browser = await world.Browse();
        var page = await browser.Get(link);
        Assert.Contains("harbor Inc", page.Text, StringComparison.Ordinal);
        Assert.Contains("Olive Owner", page.Text, StringComparison.Ordinal);
        Assert.Contains("Manager", page.Text, StringComparison.Ordinal);

        var wrong = await browser.Submit(page, link, "accept", ("Input.Name", "Ann Lee"), ("Input.Password", "short"));
        Assert.Equal(422, (int)wrong.Status);
        Assert.Equal("Ann Lee", wrong.Document.QuerySelector("#field-name")!.GetAttribute("value"));

        var answer = await browser.Submit(page, link, "accept", ("Input.Name", "Ann Lee"), ("Input.Password", World.Password));
        Assert.Equal(302, (int)answer.Status);
        Assert.Equal(200, (int)(await browser.Get("/w/harbor/employees")).Status);
        await using var db = await world.Store.Open(owner, default);
        var record = await db.Employees.SingleAsync(row => row.Email == "ann@example.com");
        Assert.Equal(("Ann Lee", EmployeeStatus.Active, Role.Manager), (record.Name, record.Status, record.Role));
        var person = await db.Users.SingleAsync(row => row.Id == record.PersonId);
        Assert.False(person.EmailConfirmed);
        var audit = await db.AuditEvents.SingleAsync(row => row.Name == "invitation.accepted");
        Assert.Equal((person.Id, record.Id, "Ann Lee"), (audit.PersonId, audit.EmployeeId, audit.ActorName));
    }

    [Fact]
    public async Task A_dead_link_says_why()
    {
        var first = await Invite("ann@example.com");
        var id = Assert.Single(await inviting.Pending(owner, default)).Id;
        await inviting.Resend(owner, id, default);
        var second = await inviting.Link(owner, id, default);
        await Dead(first, "invitation_expired", 409, "newer link");

        world.Clock.Advance(Duration.FromDays(7));
        await Dead(second, "invitation_expired", 409, "seven days");
        await inviting.Resend(owner, id, default);
        var third = await inviting.Link(owner, id, default);
        world.Clock.Advance(Duration.FromDays(7) - Duration.FromSeconds(1));
        Assert.Equal("ann@example.com", (await accepting.Look(Token(third), null, default)).Email);
        await inviting.Revoke(owner, id, default);
        await Dead(third, "invitation_revoked", 409, "taken back");

        var used = await Invite("ben@example.com");
        await accepting.Accept(Token(used), Ann, Somewhere, default);
        await Dead(used, "invitation_used", 409, "accepted already");
        await Dead(used[..^4], "not_found", 404, "not complete");
        await Dead("/invitation?token=rubbish!", "not_found", 404, "not complete");
        await Dead("/invitation", "not_found", 404, "not complete");
    }

    [Fact]
    public async Task Of_two_who_accept_at_once_one_joins()
    {
        var token = Token(await Invite("ann@example.com"));
        var outsiders = new[] { await world.Workspace("east"), await world.Workspace("west") };
        var results = await Task.WhenAll(outsiders.Select(async one =>
            await Record.ExceptionAsync(() => Task.Run(async () => await accepting.Accept(token, await SignedIn(one), asOther: true, Somewhere, default)))));

        Assert.Single(results, result => result is null);
        Assert.Equal("invitation_used", Assert.IsType<Refusal>(Assert.Single(results, result => result is not null)).Code);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(2, await db.Employees.CountAsync(row => row.PersonId != null));
        Assert.Equal(1, await db.AuditEvents.CountAsync(row => row.Name == "invitation.accepted_as_other"));
    }

    [Fact]
    public async Task Whoever_has_a_sign_in_under_the_address_signs_in_first_and_accepts_by_one_button()
    {
        var other = await world.Workspace("elsewhere");
        await inviting.Invite(owner, new InvitePeople { Emails = "owner-elsewhere@example.com" }, default);
        var link = await world.MailedPath("owner-elsewhere@example.com", "Olive Owner invites you to harbor Inc on Clockspot");
        var stranger = await (await world.Browse()).Get(link);
        Assert.Null(stranger.Document.QuerySelector("form[method=post] [name='Input.Password']"));
        Assert.Contains("/sign-in?returnUrl=%2Finvitation%3Ftoken%3D", stranger.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal("email", Assert.Single((await Assert.ThrowsAsync<Refusal>(() => accepting.Accept(Token(link), Ann, Somewhere, default))).Errors).Path);

        var answer = await (await world.Browse(other)).Submit(link, "accept-signed-in");
        Assert.Equal(302, (int)answer.Status);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(1, await db.AuditEvents.CountAsync(row => row.Name == "invitation.accepted"));
        Assert.Equal(other.PersonId, (await db.Employees.SingleAsync(row => row.Email == "owner-elsewhere@example.com")).PersonId);
    }

    [Fact]
    public async Task Signed_in_under_another_address_it_asks_first_and_is_recorded()
    {
        var other = await world.Workspace("elsewhere");
        var link = await Invite("ann@example.com");
        Assert.Equal("invitation_other_address", (await Assert.ThrowsAsync<Refusal>(async () =>
            await accepting.Accept(Token(link), await SignedIn(other), asOther: false, Somewhere, default))).Code);

        var browser = await world.Browse(other);
        var page = await browser.Get(link);
        Assert.Contains("You are signed in as owner-elsewhere@example.com; the invitation went to ann@example.com.", page.Text, StringComparison.Ordinal);
        Assert.Equal(302, (int)(await browser.Submit(page, link, "accept-signed-in")).Status);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(other.PersonId, (await db.AuditEvents.SingleAsync(row => row.Name == "invitation.accepted_as_other")).PersonId);
    }

    [Fact]
    public async Task Somebody_who_belongs_here_already_is_refused()
    {
        var link = await Invite("ann@example.com");
        var page = await (await world.Browse(owner)).Submit(link, "accept-signed-in");
        Assert.Equal(409, (int)page.Status);
        Assert.Contains("belong to this workspace already", page.Text, StringComparison.Ordinal);
        Assert.Single(await inviting.Pending(owner, default));
    }

    [Fact]
    public async Task A_sign_in_that_was_ended_does_not_accept()
    {
        var other = await world.Workspace("elsewhere");
        var link = await Invite("ann@example.com");
        var refusal = await Assert.ThrowsAsync<Refusal>(async () => await accepting.Accept(Token(link),
            await SignedIn(other) with { Stamp = "old" }, true, Somewhere, default));
        Assert.Equal(401, refusal.Status);
    }

    [Fact]
    public async Task A_record_raised_to_admin_is_not_opened_by_an_admins_invitation()
    {
        var admin = await world.Join(owner, Role.Admin);
        await inviting.Invite(admin, new InvitePeople { Emails = "ann@example.com" }, default);
        var row = Assert.Single(await inviting.Pending(owner, default));
        var link = await inviting.Link(admin, row.Id, default);
        var view = await world.Get<EmployeeDirectory>().Get(owner, row.EmployeeId, default);
        await world.Get<EmployeeChanges>().ChangeRole(owner, row.EmployeeId, view.Version, Role.Admin, default);

        Assert.Equal("invitation_revoked", (await Assert.ThrowsAsync<Refusal>(() => accepting.Accept(Token(link), Ann, Somewhere, default))).Code);
        await inviting.Resend(owner, row.Id, default);
        await accepting.Accept(Token(await inviting.Link(owner, row.Id, default)), Ann, Somewhere, default);
    }

    static Origin Somewhere => new(Channel.Web, "192.0.2.9", "test");

    static string Token(string link) => link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..];

    async Task<string> Invite(string email, Role role = Role.Employee)
    {
        await inviting.Invite(owner, new InvitePeople { Emails = email, Role = role }, default);
        var row = (await inviting.Pending(owner, default)).Single(row => row.Email == email);
        return new Uri(await inviting.Link(owner, row.Id, default)).PathAndQuery;
    }

    async Task Dead(string link, string code, int status, string text)
    {
        var page = await (await world.Browse()).Get(new Uri(new Uri("http://localhost:5080"), link).PathAndQuery);
        Assert.Equal(status, (int)page.Status);
        Assert.Contains(text, page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
        var token = link.Contains('=', StringComparison.Ordinal) ? Token(link) : null;
        Assert.Equal(code, (await Assert.ThrowsAsync<Refusal>(() => accepting.Accept(token, Ann, Somewhere, default))).Code);
    }

    Task<SignedIn> SignedIn(Actor actor) => world.SignedIn(actor.PersonId);
}
