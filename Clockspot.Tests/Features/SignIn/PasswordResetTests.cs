using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.SignIn;

public sealed class PasswordResetTests : IAsyncLifetime
{
    const string Asked = "Choose a new password for Clockspot";
    const string Changed = "Your Clockspot password was changed";
    const string Fresh = "quite another passphrase";
    readonly World world = new();
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Asking_answers_the_same_for_a_known_and_an_unknown_address_and_mails_the_known_one()
    {
        var browser = await world.Browse();
        var known = await browser.Submit("/forgot", "forgot", ("Input.Email", Signing.Olive));
        var unknown = await browser.Submit("/forgot", "forgot", ("Input.Email", "nobody@example.com"));

        Assert.Equal((302, known.Status, known.Location), ((int)unknown.Status, unknown.Status, unknown.Location));
        Assert.Contains("If there is a sign-in", (await browser.Get(known.Location!.PathAndQuery)).Text, StringComparison.Ordinal);
        Assert.Equal(1, await world.MailCount(Asked));
    }

    [Fact]
    public async Task A_link_sets_a_new_password_ends_every_sign_in_and_every_open_page_and_works_once()
    {
        var elsewhere = await world.Browse(owner);
        Assert.Equal(200, (int)(await elsewhere.Get("/w/harbor/jobs")).Status);
        var opened = await world.SignedIn(owner.PersonId);
        var browser = await world.Browse();
        await browser.Submit("/forgot", "forgot", ("Input.Email", Signing.Olive));
        var link = await world.MailedPath(Signing.Olive, Asked);

        var answer = await browser.Submit(link, "reset", ("Input.Password", Fresh));

        Assert.EndsWith("/sign-in", answer.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("/sign-in", (await elsewhere.Get("/w/harbor/jobs")).Location!.ToString(), StringComparison.Ordinal);
        // An open page asks with the sign-in it was opened with.
        Assert.Equal("unauthenticated", (await Assert.ThrowsAsync<Refusal>(() => world.Get<Members>().Enter(opened, "harbor",
            new Origin(Channel.Web, null, null), default))).Code);
        Assert.Equal(422, (int)(await browser.SignIn(Signing.Olive, World.Password)).Status);
        Assert.Equal(409, (int)(await browser.Submit(link, "reset", ("Input.Password", "a third passphrase"))).Status);
        Assert.Equal(302, (int)(await browser.SignIn(Signing.Olive, Fresh)).Status);
        Assert.Equal(1, await world.MailCount(Changed));
    }

    [Fact]
    public async Task A_password_that_is_too_short_is_refused_at_its_field_and_the_link_still_works()
    {
        var browser = await world.Browse();
        await browser.Submit("/forgot", "forgot", ("Input.Email", Signing.Olive));
        var link = await world.MailedPath(Signing.Olive, Asked);

        var refused = await browser.Submit(link, "reset", ("Input.Password", "short"));

        Assert.Equal(422, (int)refused.Status);
        Assert.Contains("10 characters", refused.Document.QuerySelector("#field-password-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await world.MailCount(Changed));
        Assert.Equal(302, (int)(await browser.Submit(link, "reset", ("Input.Password", Fresh))).Status);
    }

    [Fact]
    public async Task A_new_password_ends_a_lock()
    {
        var browser = await world.Browse();
        for (var wrong = 1; wrong <= 5; wrong++) await browser.SignIn(Signing.Olive, "not the password");
        Assert.Equal(429, (int)(await browser.SignIn(Signing.Olive, World.Password)).Status);
        await browser.Submit("/forgot", "forgot", ("Input.Email", Signing.Olive));

        await browser.Submit(await world.MailedPath(Signing.Olive, Asked), "reset", ("Input.Password", Fresh));

        Assert.Equal(302, (int)(await browser.SignIn(Signing.Olive, Fresh)).Status);
    }

    [Theory]
    [InlineData("/reset?person={0}&token=AAAA")]
    [InlineData("/reset?person={0}&token=%21%21")]
    [InlineData("/reset?person={0}")]
    [InlineData("/reset?person=nobody&token=AAAA")]
    [InlineData("/reset")]
    public async Task A_link_that_was_not_made_here_is_refused(string path)
    {
        var answer = await (await world.Browse()).Submit(string.Format(null, path, owner.PersonId), "reset", ("Input.Password", Fresh));

        Assert.Equal(409, (int)answer.Status);
        Assert.Contains("no longer works", answer.Text, StringComparison.Ordinal);
        Assert.Equal("owner-harbor", (await world.Person(Signing.Olive)).SecurityStamp);
    }

    [Fact]
    public async Task A_demo_person_gets_no_mail()
    {
        await world.Register("demo@demo.invalid", password: null, confirmed: true, isDemo: true);

        Assert.Equal(302, (int)(await (await world.Browse()).Submit("/forgot", "forgot", ("Input.Email", "demo@demo.invalid"))).Status);
        Assert.Equal(0, await world.MailCount(Asked));
    }

    [Fact]
    public async Task Without_mail_the_page_says_who_makes_the_link()
    {
        await using var silent = new World(("environment", "Production"));
        await silent.Workspace();

        var page = await (await silent.Browse()).Get("/forgot");

        Assert.Contains("This installation sends no mail", page.Text, StringComparison.Ordinal);
        Assert.Contains("reset-link --email ADDRESS", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("form input[name='Input.Email']"));
    }

    [Fact]
    public async Task The_operators_command_prints_the_link_alone_beside_the_running_server()
    {
        var (exit, output, errors) = await Command("reset-link", "--email", "OWNER-harbor@example.com");

        Assert.Equal((0, ""), (exit, errors));
        var link = new Uri(output.TrimEnd('\n'));
        Assert.Equal("http://localhost:5080", link.GetLeftPart(UriPartial.Authority));
        var browser = await world.Browse();
        Assert.Equal(302, (int)(await browser.Submit(link.PathAndQuery, "reset", ("Input.Password", Fresh))).Status);
        Assert.Equal(302, (int)(await browser.SignIn(Signing.Olive, Fresh)).Status);
    }

    [Fact]
    public async Task The_operators_command_refuses_an_unknown_address_and_wrong_words()
    {
        var unknown = await Command("reset-link", "--email", "nobody@example.com");
        var words = await Command("reset-link", Signing.Olive);
        var name = await Command("no-such-command");

        Assert.Equal((1, ""), (unknown.Exit, unknown.Output));
        Assert.Contains("no sign-in with the address nobody@example.com", unknown.Errors, StringComparison.Ordinal);
        Assert.Equal((2, 2, ""), (words.Exit, name.Exit, words.Output + name.Output));
        Assert.Contains("reset-link --email VALUE", name.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operators_command_makes_no_empty_installation_in_a_wrong_folder()
    {
        var empty = Path.Combine(world.Folder, "elsewhere");

        var (exit, output, errors) = await Operator.Ask(empty, "reset-link", "--email", Signing.Olive);

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("There is no database at", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(empty, "clockspot.db")));
    }

    Task<(int Exit, string Output, string Errors)> Command(params string[] words) => Operator.Ask(world.Folder, words);
}
