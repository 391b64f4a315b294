using System.Text.RegularExpressions;
using Clockspot.Domain.Access;
using Clockspot.Features.Invitations;
using Clockspot.Tests.Features.SignIn;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Invitations;

/// <summary>What having the link of an invitation proves, and what a demo's sign-in is worth outside its demo.</summary>
public sealed class WhoseLinkTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    Inviting inviting = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        inviting = world.Get<Inviting>();
        await inviting.Invite(owner, new InvitePeople { Emails = "ann@example.com" }, default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_address_to_which_the_link_was_mailed_counts_as_confirmed()
    {
        Assert.Equal(302, (int)(await Accept(await world.Browse(), await Mailed())).Status);
        Assert.True(await Confirmed());
        Assert.Equal(0, await Asked());
    }

    [Fact]
    public async Task An_address_whose_link_was_shown_to_the_inviter_is_asked_to_confirm()
    {
        var link = await inviting.Link(owner, Assert.Single(await inviting.Pending(owner, default)).Id, default);
        Assert.Equal(302, (int)(await Accept(await world.Browse(), new Uri(link).PathAndQuery)).Status);
        Assert.False(await Confirmed());
        Assert.Equal(1, await Asked());
    }

    [Fact]
    public async Task A_visitor_of_the_demo_is_nobody_to_a_real_invitation()
    {
        var visitor = await world.Browse();
        Assert.Equal(302, (int)(await visitor.Submit("/demo", "demo")).Status);
        var link = await Mailed();
        var page = await visitor.Get(link);
        Assert.DoesNotContain("demo.invalid", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("form[method=post] [name='Input.Password']"));

        // The form that is not there, sent all the same.
        var forced = await visitor.Post(link, [new("_handler", "accept-signed-in"), new("Input.AsOther", "true"), new("__RequestVerificationToken", SeenForm.TokenOf(page))]);
        Assert.Equal(409, (int)forced.Status);
        Assert.Single(await inviting.Pending(owner, default));

        Assert.Equal("/w/harbor", (await Accept(visitor, link)).Location!.PathAndQuery);
        Assert.Equal(200, (int)(await visitor.Get("/w/harbor")).Status);
        await using var db = await world.Store.OpenSystem("test", default);
        Assert.False((await db.Users.SingleAsync(row => row.Email == "ann@example.com")).IsDemo);
    }

    [Fact]
    public async Task A_link_that_was_shown_tells_nobody_whether_the_address_has_a_sign_in()
    {
        var other = await world.Workspace("elsewhere");
        await inviting.Invite(owner, new InvitePeople { Emails = "owner-elsewhere@example.com" }, default);
        var (known, unknown) = (await Shown("owner-elsewhere@example.com"), await Shown("ann@example.com"));

        var pages = new[] { await (await world.Browse()).Get(known), await (await world.Browse()).Get(unknown) };
        Assert.Equal(FormsOf(pages[0]), FormsOf(pages[1]));
        var answer = await Accept(await world.Browse(), known);
        Assert.Equal((302, "/w/harbor"), ((int)answer.Status, answer.Location!.AbsolutePath));

        // Its holder is told by mail, and whoever took the link has no part in the sign-in that was there.
        Assert.Equal(1, await world.MailCount("Your address was used at Clockspot"));
        await using var db = await world.Store.OpenSystem("test", default);
        var under = await db.Users.Where(row => row.Email == "owner-elsewhere@example.com").ToListAsync();
        Assert.Equal(other.PersonId, Assert.Single(under, person => person.EmailConfirmed).Id);
        Assert.Equal(2, under.Count);
    }

    [Fact]
    public async Task Accepting_by_the_mail_proves_the_address_of_a_sign_in_that_is_there_and_ends_the_strangers_under_it()
    {
        await world.Register("ann@example.com", "the password of a stranger");
        world.Clock.Advance(Duration.FromMinutes(1));
        await world.Register("ann@example.com", World.Password);
        var ann = await world.Browse();
        await ann.SignIn("ann@example.com", World.Password);

        Assert.Equal(302, (int)(await ann.Submit(await Mailed(), "accept-signed-in")).Status);

        Assert.True(await Confirmed());
        Assert.Equal(422, (int)(await (await world.Browse()).SignIn("ann@example.com", "the password of a stranger")).Status);
    }

    [Fact]
    public async Task Joining_by_the_mail_ends_the_strangers_under_the_address()
    {
        await world.Register("ann@example.com", "the password of a stranger");

        Assert.Equal(302, (int)(await Accept(await world.Browse(), await Mailed())).Status);

        Assert.True(await Confirmed());
        Assert.Equal(422, (int)(await (await world.Browse()).SignIn("ann@example.com", "the password of a stranger")).Status);
    }

    [Fact]
    public async Task A_visitor_of_the_demo_who_accepts_in_a_strangers_name_takes_nothing_of_theirs()
    {
        // Also where no mail goes out, and an address with a sign-in is refused to others.
        await using var silent = new World(("environment", "Production"));
        var slug = (await (await silent.Browse()).Submit("/demo", "demo")).Location!.AbsolutePath["/w/".Length..];
        var link = await InDemo(silent, slug, "victim@example.com");
        var visitor = await silent.Browse();
        Assert.Equal("/w/" + slug, (await Accept(visitor, link)).Location!.AbsolutePath);
        Assert.Equal(200, (int)(await visitor.Get("/w/" + slug)).Status);

        var victim = await (await silent.Browse()).Submit("/open", "open-workspace", ("Input.Company", "Victim"), ("Input.TimeZone", "UTC"),
            ("Input.Currency", "USD"), ("Input.Name", "Vic"), ("Input.Email", "victim@example.com"), ("Input.Password", World.Password));

        Assert.Equal((302, "/w/victim"), ((int)victim.Status, victim.Location!.AbsolutePath));
        await using var db = await silent.Store.OpenSystem("test", default);
        var people = await db.Users.Where(row => row.IsDemo).ToListAsync();
        Assert.All(people, person => Assert.EndsWith(".demo.invalid", person.Email, StringComparison.Ordinal));
        Assert.Equal(1, await db.AuditEvents.IgnoreQueryFilters().CountAsync(row => row.Name == "invitation.accepted"));
    }

    [Fact]
    public async Task Two_members_under_one_address_neither_break_nor_block_an_invitation_to_it()
    {
        var (first, second) = (await world.Join(owner, Role.Employee), await world.Join(owner, Role.Employee));
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            foreach (var somebody in new[] { first, second })
            {
                var person = (await db.Users.FindAsync(somebody.PersonId))!;
                (person.Email, person.NormalizedEmail, person.EmailConfirmed) = ("victim@example.com", "VICTIM@EXAMPLE.COM", false);
            }
            await db.Commit(default);
        }

        var result = await inviting.Invite(owner, new InvitePeople { Emails = "victim@example.com" }, default);
        Assert.Equal(["victim@example.com"], result.Invited);
    }

    static string FormsOf(Page page) => string.Join(' ', page.Document.QuerySelectorAll("main form input:not([type=hidden]), main a")
        .Select(one => one.GetAttribute("name") ?? one.TextContent));

    async Task<string> Shown(string email)
    {
        var row = (await inviting.Pending(owner, default)).Single(row => row.Email == email);
        return new Uri(await inviting.Link(owner, row.Id, default)).PathAndQuery;
    }

    static async Task<string> InDemo(World world, string slug, string email)
    {
        Actor maya;
        await using (var db = await world.Store.OpenSystem("test", default))
        {
            var account = await db.Accounts.SingleAsync(row => row.Slug == slug);
            var record = await db.Employees.IgnoreQueryFilters().SingleAsync(row => row.AccountId == account.Id && row.PersonId != null);
            maya = await world.Again(Actor.System(account.Id, "test") with { PersonId = record.PersonId!.Value });
        }
        await world.Get<Inviting>().Invite(maya, new InvitePeople { Emails = email }, default);
        var row = (await world.Get<Inviting>().Pending(maya, default)).Single(row => row.Email == email);
        return new Uri(await world.Get<Inviting>().Link(maya, row.Id, default)).PathAndQuery;
    }

    static Task<Page> Accept(Browser browser, string link) => browser.Submit(link, "accept", ("Input.Name", "Ann Lee"), ("Input.Password", World.Password));

    async Task<string> Mailed()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        var body = (await db.Mail.SingleAsync(row => row.To == "ann@example.com")).Body!;
        return new Uri(Regex.Match(body, @"https?://\S+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value).PathAndQuery;
    }

    async Task<bool> Confirmed()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return (await db.Users.SingleAsync(row => row.Email == "ann@example.com")).EmailConfirmed;
    }

    async Task<int> Asked()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Mail.CountAsync(row => row.To == "ann@example.com" && row.Subject == "Confirm your address for Clockspot");
    }
}
