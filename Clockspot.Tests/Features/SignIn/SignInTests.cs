using System.Net;
using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.SignIn;

public sealed class SignInTests : IAsyncLifetime
{
    readonly CountingHasher hasher = new();
    readonly World world;
    Actor owner = null!;

    public SignInTests() => world = new World(hasher.Into);

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Signing_in_leads_to_the_page_that_was_asked_for()
    {
        var browser = await world.Browse();
        var sent = (await browser.Get("/w/harbor/jobs?archived=true")).Location!;

        var answer = await browser.SignIn(Signing.Olive, World.Password, sent.PathAndQuery);

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.EndsWith("/w/harbor/jobs?archived=true", answer.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("Jobs", (await browser.Get("/w/harbor/jobs")).Title);
        Assert.EndsWith("/workspaces", (await browser.Get("/sign-in")).Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_address_and_a_wrong_password_answer_the_same_and_cost_the_same()
    {
        var known = await (await world.Browse()).SignIn(Signing.Olive, "not the password");
        var costOfKnown = hasher.TakeCount();
        var unknown = await (await world.Browse()).SignIn("nobody@example.com", "not the password");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, known.Status);
        Assert.Equal(known.Status, unknown.Status);
        Assert.Contains("Wrong address or password", known.Text, StringComparison.Ordinal);
        Assert.Equal(known.Document.QuerySelector(".alert")!.TextContent, unknown.Document.QuerySelector(".alert")!.TextContent);
        Assert.Equal((3, 3), (costOfKnown, hasher.TakeCount()));
        Assert.Equal("nobody@example.com", unknown.Document.QuerySelector("#field-email")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData(Signing.Olive)]
    [InlineData("nobody@example.com")]
    public async Task The_fifth_wrong_password_locks_whether_the_address_is_known_or_not(string email)
    {
        var browser = await world.Browse();
        for (var wrong = 1; wrong <= 4; wrong++) Assert.Equal(422, (int)(await browser.SignIn(email, "not the password")).Status);

        var fifth = await browser.SignIn(email, "not the password");
        var right = await browser.SignIn(email, World.Password);

        Assert.Equal((429, 429), ((int)fifth.Status, (int)right.Status));
        Assert.Contains("locked for ten minutes", right.Text, StringComparison.Ordinal);
        Assert.Contains("/sign-in", (await browser.Get("/w/harbor/jobs")).Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guesses_in_parallel_are_counted_one_by_one()
    {
        var browsers = new List<(Browser Browser, Page Page)>();
        for (var i = 0; i < 10; i++)
        {
            var browser = await world.Browse();
            browsers.Add((browser, await browser.Get("/sign-in")));
        }

        var answers = await Task.WhenAll(browsers.Select(one =>
            one.Browser.Submit(one.Page, "/sign-in", "sign-in", ("Input.Email", Signing.Olive), ("Input.Password", "not the password"))));

        Assert.Equal((4, 6), (answers.Count(answer => (int)answer.Status == 422), answers.Count(answer => (int)answer.Status == 429)));
        // What finds the lock works as much as what does not, so that nobody learns by the time how it stands.
        Assert.Equal(30, hasher.TakeCount());
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\t/evil.example")]
    [InlineData("evil")]
    [InlineData("")]
    public async Task Nobody_is_sent_to_another_site(string returnUrl)
    {
        var answer = await (await world.Browse()).SignIn(Signing.Olive, World.Password, "/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));

        Assert.EndsWith("/workspaces", answer.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demo_person_cannot_sign_in_by_password()
    {
        await world.Register("demo@demo.invalid", password: null, confirmed: true, isDemo: true);

        Assert.Equal(422, (int)(await (await world.Browse()).SignIn("demo@demo.invalid", "")).Status);
        Assert.Equal(422, (int)(await (await world.Browse()).SignIn("demo@demo.invalid", "anything at all")).Status);
    }

    [Fact]
    public async Task Only_whoever_is_remembered_stays_signed_in_when_the_browser_is_closed()
    {
        var plain = await (await world.Browse()).SignIn(Signing.Olive, World.Password);
        var remembered = await (await world.Browse()).Submit("/sign-in", "sign-in", ("Input.Email", Signing.Olive), ("Input.Password", World.Password), ("Input.Remember", "true"));

        Assert.DoesNotContain("expires=", SignInCookie(plain), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("expires=", SignInCookie(remembered), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", SignInCookie(plain), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Signing_out_takes_a_form_of_ours()
    {
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);

        Assert.Equal(400, (int)(await browser.Post("/sign-out", [])).Status);
        Assert.Equal("Profile", (await browser.Get("/profile")).Title);
        var token = (await browser.Get("/profile")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var answer = await browser.Post("/sign-out", [new("__RequestVerificationToken", token)]);

        Assert.Equal("/", answer.Location!.ToString());
        Assert.Contains("/sign-in", (await browser.Get("/profile")).Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("/", (await browser.Post("/sign-out", [])).Location!.ToString());
    }

    [Fact]
    public async Task A_sign_in_of_somebody_who_is_gone_is_none()
    {
        var browser = await world.Browse(owner);
        Assert.Equal("Profile", (await browser.Get("/profile")).Title);
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            (await db.Users.FindAsync(owner.PersonId))!.SecurityStamp = "another";
            await db.Commit(default);
        }

        Assert.Contains("/sign-in", (await browser.Get("/profile")).Location!.ToString(), StringComparison.Ordinal);
    }

    static string SignInCookie(Page page) => page.Response.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("clockspot.signin=", StringComparison.Ordinal));
}
