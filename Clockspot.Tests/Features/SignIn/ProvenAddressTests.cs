using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Invitations;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.SignIn;

/// <summary>Whose an address is: whoever has proven it, and nobody before.</summary>
public sealed class ProvenAddressTests : IAsyncLifetime
{
    const string Ann = "ann@example.com";
    const string Confirm = "Confirm your address for Clockspot";
    const string Reset = "Choose a new password for Clockspot";
    const string Known = "Your address was used at Clockspot";
    const string Squatters = "the password of a stranger";
    const string Fresh = "quite another passphrase";

    readonly CountingHasher hasher = new();
    readonly World world;

    public ProvenAddressTests() => world = new World(hasher.Into);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Opening_a_workspace_answers_the_same_whether_the_address_is_unknown_unproven_or_proven()
    {
        await world.Workspace();
        await world.Register("una@example.com", World.Password);
        var seen = new List<(int Status, int Work, string? Home, string Notice)>();
        foreach (var email in new[] { "nobody@example.com", "una@example.com", Signing.Olive })
        {
            hasher.TakeHashed();
            var (browser, answer) = await Open(email, World.Password);
            var work = hasher.TakeHashed();
            var home = answer.Location?.AbsolutePath.TrimEnd('-', '2', '3');
            var profile = (await browser.Get("/profile")).Document.QuerySelector("main")!.TextContent;
            seen.Add(((int)answer.Status, work, home, profile.Replace(email, "", StringComparison.Ordinal)));
        }

        Assert.Equal((302, "/w/cafe"), (seen[0].Status, seen[0].Home));
        Assert.Single(seen.Distinct());
        Assert.Equal((2, 1), (await world.MailCount(Confirm), await world.MailCount(Known)));
    }

    [Fact]
    public async Task The_holder_of_an_address_is_told_by_mail_and_the_mail_cannot_take_it()
    {
        await world.Workspace();
        var (browser, _) = await Open(Signing.Olive, Squatters);
        await browser.Submit("/profile", "resend-confirmation");

        await using var db = await world.Store.OpenSystem("test", default);
        var mails = await db.Mail.Where(mail => mail.To == Signing.Olive).ToListAsync();
        Assert.Equal(2, mails.Count);
        Assert.All(mails, mail => Assert.DoesNotContain("/confirm", mail.Body!, StringComparison.Ordinal));
        Assert.All(mails, mail => Assert.DoesNotContain("Nora", mail.Body!, StringComparison.Ordinal));
        Assert.All(mails, mail => Assert.Contains("/sign-in", mail.Body!, StringComparison.Ordinal));
        Assert.Equal(302, (int)(await (await world.Browse()).SignIn(Signing.Olive, World.Password)).Status);
    }

    [Fact]
    public async Task A_stranger_who_was_first_under_an_address_keeps_nothing_once_it_is_proven()
    {
        var (stranger, opened) = await Open(Ann, Squatters);
        var squat = await OwnerOf(opened);
        var program = await world.Api(squat);
        var (ann, hers) = await Open(Ann, World.Password);
        Assert.Equal(302, (int)hers.Status);

        Assert.Equal(302, (int)(await ann.Submit(await world.MailedPath(Ann, Confirm), "confirm")).Status);

        Assert.Equal(200, (int)(await ann.Get(hers.Location!.AbsolutePath)).Status);
        Assert.Contains("/sign-in", (await stranger.Get("/profile")).Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(422, (int)(await stranger.SignIn(Ann, Squatters)).Status);
        Assert.Equal(401, (await program.Get("/account")).Status);
        var home = await ann.Get("/workspaces");
        Assert.Contains("Closed", home.Text, StringComparison.Ordinal);
        var slug = opened.Location!.AbsolutePath["/w/".Length..];
        Assert.Equal(302, (int)(await ann.Submit(home, "/workspaces", "reopen-" + slug)).Status);
        Assert.Equal(200, (int)(await ann.Get("/w/" + slug)).Status);
        Assert.Equal(401, (await program.Get("/account")).Status);
    }

    [Fact]
    public async Task A_confirmation_link_confirms_nothing_for_a_reader_who_is_not_signed_in_by_that_sign_in()
    {
        await Open(Ann, Squatters);
        var link = await world.MailedPath(Ann, Confirm);

        // The holder of the address presses the button in the mail that a stranger caused.
        var answer = await (await world.Browse()).Submit(link, "confirm");

        Assert.Contains("/sign-in?again=true&returnUrl=%2Fconfirm", answer.Location!.ToString(), StringComparison.Ordinal);
        Assert.False((await world.Person(Ann)).EmailConfirmed);
    }

    [Fact]
    public async Task Of_two_who_confirm_one_address_at_once_one_has_it()
    {
        var (first, _) = await Open(Ann, World.Password);
        var link = await world.MailedPath(Ann, Confirm);
        world.Clock.Advance(Duration.FromMinutes(1));
        var (second, _) = await Open(Ann, Squatters);
        var other = await world.MailedPath(Ann, Confirm);
        var (page, otherPage) = (await first.Get(link), await second.Get(other));

        var answers = await Task.WhenAll(first.Submit(page, link, "confirm"), second.Submit(otherPage, other, "confirm"));

        Assert.True((await world.Person(Ann)).EmailConfirmed);
        Assert.Single(answers, answer => answer.Location?.AbsolutePath == "/workspaces");
        Assert.Single(answers, answer => (int)answer.Status == 409 || answer.Location?.AbsolutePath == "/sign-in");
    }

    [Fact]
    public async Task Before_the_address_is_confirmed_there_is_no_two_step_sign_in()
    {
        var (browser, _) = await Open(Ann, Squatters);

        var answer = await browser.Submit("/profile", "two-step-start", ("Input.OwnPassword", Squatters));

        Assert.Equal(409, (int)answer.Status);
        Assert.Contains("Confirm your address first", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_by_mail_starts_clean_where_the_address_was_never_confirmed()
    {
        var (stranger, opened) = await Open(Ann, Squatters);
        var program = await world.Api(await OwnerOf(opened));
        world.Clock.Advance(Duration.FromMinutes(1));
        await Open(Ann, "another stranger again");
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            // As somebody could have done before two-step sign-in asked for a confirmed address.
            foreach (var one in await db.Users.Where(row => row.Email == Ann).ToListAsync()) one.TwoFactorEnabled = true;
            await db.Commit(default);
        }
        var ann = await world.Browse();
        await ann.Submit("/forgot", "forgot", ("Input.Email", Ann));

        Assert.Equal(302, (int)(await ann.Submit(await world.MailedPath(Ann, Reset), "reset", ("Input.Password", Fresh))).Status);
        var entered = await ann.SignIn(Ann, Fresh);

        Assert.EndsWith("/workspaces", entered.Location!.ToString(), StringComparison.Ordinal);
        Assert.True((await world.Person(Ann)) is { EmailConfirmed: true, TwoFactorEnabled: false });
        Assert.Equal(401, (await program.Get("/account")).Status);
        Assert.Contains("/sign-in", (await stranger.Get("/profile")).Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(200, (int)(await ann.Get(opened.Location!.AbsolutePath)).Status);
        Assert.Equal(422, (int)(await (await world.Browse()).SignIn(Ann, "another stranger again")).Status);
    }

    [Fact]
    public async Task A_link_that_the_operator_handed_over_proves_no_address()
    {
        await Open(Ann, World.Password);
        var (_, output, _) = await Operator.Ask(world.Folder, "reset-link", "--email", Ann);

        var link = new Uri(output.Trim()).PathAndQuery;
        Assert.Equal(302, (int)(await (await world.Browse()).Submit(link, "reset", ("Input.Password", Fresh))).Status);

        Assert.False((await world.Person(Ann)).EmailConfirmed);
        Assert.Equal(302, (int)(await (await world.Browse()).SignIn(Ann, Fresh)).Status);
    }

    [Fact]
    public async Task Several_sign_ins_under_one_address_each_open_by_their_own_password()
    {
        await world.Register(Ann, Squatters);
        world.Clock.Advance(Duration.FromMinutes(1));
        await world.Register(Ann, World.Password);

        Assert.Equal(302, (int)(await (await world.Browse()).SignIn(Ann, World.Password)).Status);
        Assert.Equal(302, (int)(await (await world.Browse()).SignIn(Ann, Squatters)).Status);
        Assert.Equal(302, (int)(await (await world.Browse()).Submit("/forgot", "forgot", ("Input.Email", Ann))).Status);
        Assert.Equal(1, await world.MailCount(Reset));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Which_sign_ins_open_does_not_tell_whether_somebody_has_proven_the_address(bool isProven)
    {
        if (isProven) await world.Register(Ann, "what only its holder knows", confirmed: true);
        string[] passwords = ["the first of several", "the second of several", "the third of several"];
        foreach (var password in passwords)
        {
            world.Clock.Advance(Duration.FromMinutes(1));
            await world.Register(Ann, password);
        }
        var answers = new List<int>();
        foreach (var password in passwords) answers.Add((int)(await (await world.Browse()).SignIn(Ann, password)).Status);
        Assert.Equal([302, 422, 302], answers);
    }

    [Fact]
    public async Task A_workspace_with_others_in_it_stays_open_and_passes_to_whoever_proves_the_owners_address()
    {
        var owner = await world.Workspace();
        var admin = await world.Join(owner, Role.Admin);
        var member = await world.Join(owner, Role.Employee);
        foreach (var somebody in new[] { owner, member }) await Unprove(somebody);
        var (ann, _) = await Open(Signing.Olive, World.Password);
        await ann.Submit(await world.MailedPath(Signing.Olive, Confirm), "confirm");

        Assert.Equal(200, (int)(await (await world.Browse(admin)).Get("/w/harbor")).Status);
        Assert.Equal(200, (int)(await ann.Get("/w/harbor/company")).Status);
        await using var db = await world.Store.Open(admin, default);
        var record = await db.Employees.SingleAsync(row => row.Role == Role.Owner);
        Assert.Equal((owner.EmployeeId, (await world.Person(Signing.Olive)).Id), (record.Id, record.PersonId));
        // The second one has no owner's record: it stays without a sign-in, and can be invited again.
        var email = (await db.Users.SingleAsync(row => row.Id == member.PersonId)).Email!;
        var (other, _) = await Open(email, World.Password);
        await other.Submit(await world.MailedPath(email, Confirm), "confirm");
        var left = await db.Employees.AsNoTracking().SingleAsync(row => row.Id == member.EmployeeId);
        Assert.Equal((null, EmployeeStatus.Active), (left.PersonId, left.Status));
        Assert.Equal([email], (await world.Get<Inviting>().Invite(admin, new InvitePeople { Emails = email }, default)).Invited);
    }

    [Fact]
    public async Task The_index_refuses_a_second_proof_in_words()
    {
        await world.Workspace();

        var refused = await Assert.ThrowsAsync<Refusal>(() => world.Register(Signing.Olive, World.Password, confirmed: true));

        Assert.Equal("taken", Assert.Single(refused.Errors).Code);
        Assert.True((await world.Person(Signing.Olive)).EmailConfirmed);
    }

    [Fact]
    public async Task A_link_that_is_older_than_anothers_proof_proves_nothing()
    {
        var (ann, _) = await Open(Ann, World.Password);
        var link = await world.MailedPath(Ann, Confirm);
        await world.Register(Ann, Fresh, confirmed: true);

        var page = await ann.Submit(link, "confirm");

        Assert.Equal(409, (int)page.Status);
        Assert.Contains("belongs to another sign-in", page.Text, StringComparison.Ordinal);
    }

    async Task<(Browser Browser, Page Answer)> Open(string email, string password)
    {
        var browser = await world.Browse();
        return (browser, await browser.Submit("/open", "open-workspace", Fields(email, password)));
    }

    static (string, string)[] Fields(string email, string password) =>
    [
        ("Input.Company", "Cafe"), ("Input.TimeZone", "America/Chicago"), ("Input.Currency", "CAD"),
        ("Input.Name", "Nora New"), ("Input.Email", email), ("Input.Password", password),
    ];

    async Task Unprove(Actor actor)
    {
        await using var db = await world.Store.WriteSystem("test", default);
        (await db.Users.SingleAsync(row => row.Id == actor.PersonId)).EmailConfirmed = false;
        await db.Commit(default);
    }

    async Task<Actor> OwnerOf(Page opened)
    {
        await using var db = await world.Store.OpenSystem("test", default);
        var slug = opened.Location!.AbsolutePath["/w/".Length..];
        var account = await db.Accounts.SingleAsync(row => row.Slug == slug);
        var owner = await db.Employees.IgnoreQueryFilters().SingleAsync(row => row.AccountId == account.Id);
        return await world.Again(Actor.System(account.Id, "test") with { PersonId = owner.PersonId!.Value });
    }
}
