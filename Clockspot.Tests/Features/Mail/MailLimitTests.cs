using System.Globalization;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Employees;
using Clockspot.Features.Invitations;
using Clockspot.Features.YourData;
using Clockspot.Tests.Features.SignIn;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Mail;

/// <summary>Nobody floods and nobody is flooded: mail is counted by day, by recipient, sender and workspace, where it is written.</summary>
public sealed class MailLimitTests : IAsyncLifetime
{
    const string Code = "mail_limit_reached", Limit = "Mail:PerDay:";

    readonly World world = new((Limit + "Recipient", "2"), (Limit + "Sender", "6"), (Limit + "Account", "4"), (Limit + "New", "3"),
        (Limit + "Links", "2"));
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_new_workspace_invites_few_and_is_told_when_it_can_go_on()
    {
        var api = await world.Api(owner);
        for (var number = 0; number < 3; number++)
        {
            Assert.Equal(201, (await Invite(api, $"p{number}@example.com")).Status);
            world.Clock.Advance(Duration.FromMinutes(10));
        }

        var refused = await Invite(api, "p3@example.com");
        Assert.Equal((429, Code), (refused.Status, refused.Code));
        // The first of the three went half an hour ago.
        Assert.Equal(Duration.FromMinutes(24 * 60 - 30).TotalSeconds,
            double.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture));
        Assert.Contains("24 hours", (string)refused.Json!["detail"]!, StringComparison.Ordinal);
        Assert.Equal(3, await Mails());
        Assert.Equal(429, (await api.Post($"/invitations/{(await api.Get("/invitations")).Rows[0]!["id"]}/resend")).Status);

        world.Clock.Advance(Duration.FromMinutes(24 * 60 - 30));
        Assert.Equal(201, (await Invite(api, "p3@example.com")).Status);
        Assert.Equal(429, (await Invite(api, "p4@example.com")).Status);
    }

    [Fact]
    public async Task A_paste_of_more_than_may_go_invites_nobody_and_says_how_many_may()
    {
        await Invite(await world.Api(owner), "first@example.com");
        var page = await (await world.Browse(owner)).Submit("/w/harbor/invitations/new", "invite",
            ("Input.Emails", "a@example.com b@example.com c@example.com"), ("Input.Role", "Employee"));

        Assert.Equal(429, (int)page.Status);
        Assert.Contains("2 more", page.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Mails());
        Assert.Empty((await world.Get<Inviting>().Invite(owner, new InvitePeople { Emails = "a@example.com b@example.com" },
            default)).Left);
    }

    [Fact]
    public async Task A_workspace_that_has_been_here_a_week_may_send_more()
    {
        world.Clock.Advance(Duration.FromDays(8));
        var api = await world.Api(owner);
        for (var number = 0; number < 4; number++) Assert.Equal(201, (await Invite(api, $"p{number}@example.com")).Status);
        Assert.Equal(Code, (await Invite(api, "p4@example.com")).Code);
    }

    [Fact]
    public async Task One_person_with_many_workspaces_sends_no_more_than_one_person()
    {
        world.Clock.Advance(Duration.FromDays(8));
        var second = await Another("second");
        var third = await Another("third");
        world.Clock.Advance(Duration.FromDays(8));
        var sent = 0;
        foreach (var actor in new[] { owner, second, third })
            for (var number = 0; number < 4; number++)
                if ((await Invite(await world.Api(actor), $"p{sent}@example.com")).Status == 201) sent++;
        Assert.Equal(6, sent);
        Assert.Equal(6, await Mails());
    }

    [Fact]
    public async Task An_address_that_many_write_to_is_left_in_peace()
    {
        foreach (var slug in new[] { "second", "third" }) Assert.Equal(201,
            (await Invite(await world.Api(await world.Workspace(slug)), "victim@example.com")).Status);

        var refused = await Invite(await world.Api(owner), "VICTIM@example.com");
        Assert.Equal((429, Code), (refused.Status, refused.Code));
        var pasted = await world.Get<Inviting>().Invite(owner, new InvitePeople { Emails = "victim@example.com, other@example.com" },
            default);
        Assert.Equal(["other@example.com"], pasted.Invited);
        Assert.Contains("24 hours", Assert.Single(pasted.Left).Reason, StringComparison.Ordinal);
        Assert.Equal(2, await Mails("victim@example.com"));
    }

    [Fact]
    public async Task Whoever_erases_what_was_sent_has_sent_it_all_the_same()
    {
        var api = await world.Api(owner);
        var changes = world.Get<EmployeeChanges>();
        var statuses = new List<int>();
        for (var tries = 0; tries < 3; tries++)
        {
            statuses.Add((await Invite(api, "victim@example.com", $"Victim {tries}")).Status);
            if (await world.Get<EmployeeDirectory>().List(owner, new EmployeeFilter { Search = "victim@" },
                default) is not [var record]) continue;
            await changes.Archive(owner, record.Id, new LocalDate(2026, 3, 2), default);
            await world.Get<Anonymizing>().Anonymize(owner, record.Id, $"Victim {tries}", default);
        }
        Assert.Equal([201, 201, 429], statuses);
        Assert.Empty(Digest.Of(world.Folder).Holding(["victim@example.com"]));
        Assert.Equal(201, (await Invite(api, "third@example.com")).Status);
        Assert.Equal(429, (await Invite(api, "fourth@example.com")).Status);
    }

    [Fact]
    public async Task Ten_at_once_are_counted_one_after_the_other()
    {
        var api = await world.Api(owner);
        var statuses = (await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Invite(api, $"p{number}@example.com"))))
            .Select(reply => reply.Status).ToList();
        Assert.Equal((3, 7), (statuses.Count(status => status == 201), statuses.Count(status => status == 429)));
    }

    [Fact]
    public async Task Links_for_one_address_are_mailed_a_few_times_a_day_and_nobody_is_told()
    {
        var browser = await world.Browse();
        for (var tries = 0; tries < 5; tries++) Assert.EndsWith("/forgot?sent=true",
            (await browser.Submit("/forgot", "forgot", ("Input.Email", Signing.Olive))).Location!.OriginalString,
            StringComparison.Ordinal);
        Assert.Equal(2, await world.MailCount("Choose a new password for Clockspot"));
        world.Clock.Advance(Duration.FromHours(24));
        await browser.Submit("/forgot", "forgot", ("Input.Email", Signing.Olive));
        Assert.Equal(3, await world.MailCount("Choose a new password for Clockspot"));
    }

    [Fact]
    public async Task A_name_that_is_changed_each_time_and_a_mail_that_is_sent_again_thirty_times_reach_nobody_thirty_times()
    {
        await world.Register("victim@example.com", World.Password);
        var browser = await world.Browse();
        await browser.SignIn("victim@example.com", World.Password);
        for (var tries = 0; tries < 30; tries++)
        {
            await browser.Submit("/profile", "name", ("Input.Name", $"Somebody {tries}"));
            await browser.Submit("/profile", "resend-confirmation");
        }
        Assert.Equal(2, await Mails("victim@example.com"));
    }

    [Fact]
    public async Task A_notice_goes_out_whatever_was_used_up()
    {
        var api = await world.Api(owner);
        for (var number = 0; number < 4; number++) await Invite(api, $"p{number}@example.com");
        await Invite(await world.Api(await world.Workspace("second")), Signing.Olive);
        await Invite(await world.Api(await world.Workspace("third")), Signing.Olive);
        await world.Get<KeyRing>().Generate(owner, new NewKey { Once = Ids.New(world.Clock.GetCurrentInstant()).ToString(),
            Name = "Payroll" }, default);
        Assert.Equal(1, await world.MailCount("A new API key for harbor Inc"));
    }

    [Fact]
    public async Task Out_of_the_box_a_workspace_of_today_reaches_no_two_hundred_strangers()
    {
        await using var plain = new World();
        var fresh = await plain.Workspace();
        var many = string.Join('\n', Enumerable.Range(0, 200).Select(number => $"p{number}@example.com"));
        var refused = await Record.ExceptionAsync(() => plain.Get<Inviting>().Invite(fresh, new InvitePeople { Emails = many }, default));
        Assert.Equal((429, Code), refused is Refusal refusal ? (refusal.Status, refusal.Code) : (200, "sent"));
        plain.Clock.Advance(Duration.FromDays(8));
        Assert.Equal(200, (await plain.Get<Inviting>().Invite(fresh, new InvitePeople { Emails = many }, default)).Invited.Count);
    }

    [Theory]
    [InlineData("Recipient", "many")]
    [InlineData("Sender", "0")]
    [InlineData("Account", "-1")]
    [InlineData("New", "1.5")]
    [InlineData("Links", "")]
    public async Task A_wrong_figure_stops_the_start_by_its_name(string setting, string value)
    {
        await using var wrong = new World((Limit + setting, value));
        Assert.Contains(Limit + setting, Assert.Throws<InvalidOperationException>(() => wrong.Services).Message, StringComparison.Ordinal);
    }

    /// <summary>Another workspace of the same person.</summary>
    async Task<Actor> Another(string slug)
    {
        var other = await world.Workspace(slug);
        await using (var db = await world.Store.Write(other, default))
        {
            (await db.Employees.SingleAsync(row => row.Id == other.EmployeeId)).Join(owner.PersonId);
            await db.Commit(default);
        }
        return (await world.Enter(owner.PersonId, slug)).Actor;
    }

    static Task<ApiReply> Invite(ApiClient api, string email, string? name = null) => api.Post("/invitations", new { email, name });

    async Task<int> Mails(string? to = null)
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Mail.CountAsync(mail => to == null || mail.To == to);
    }
}
