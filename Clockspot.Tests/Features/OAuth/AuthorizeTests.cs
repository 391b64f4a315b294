using Clockspot.Domain.Access;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>The authorization request and the pages between it and the code, as a browser without scripts meets them.</summary>
public sealed class AuthorizeTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    OAuthClientWalk client = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        client = await OAuthClientWalk.Start(world);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Allowing_gives_a_code_with_state_and_issuer_and_says_who_asks_for_what()
    {
        var browser = await world.Browse(owner);
        var (path, page) = await client.Permission(browser);
        foreach (var words in new[] { "Crew bot", "127.0.0.1:7777", "harbor Inc", "owner-harbor", "Account", "Time tracking", "View and edit" }) Assert.Contains(words, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Reports", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("form-action 'self' http://127.0.0.1:7777;", page.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var answer = await browser.Submit(page, path, "grant");
        var back = OAuthClientWalk.Back(answer.Location!);
        Assert.Equal((303, "xyz", "http://localhost:5080"), ((int)answer.Status, back["state"], back["iss"]));
        Assert.Equal(["code", "state", "iss"], back.Keys);
        // Decided once.
        Assert.Equal(404, (int)(await browser.Get(path)).Status);
    }

    [Fact]
    public async Task Cancelling_says_so_to_the_client()
    {
        var browser = await world.Browse(owner);
        var (path, page) = await client.Permission(browser);
        var back = OAuthClientWalk.Back((await browser.Submit(page, path, "cancel")).Location!);
        Assert.Equal(("access_denied", "xyz", "http://localhost:5080"), (back["error"], back["state"], back["iss"]));
    }

    [Theory]
    [InlineData("client_id", null)]
    [InlineData("client_id", "dyn_nobody")]
    [InlineData("redirect_uri", "http://127.0.0.1:7777/other")]
    [InlineData("redirect_uri", "https://evil.example/cb")]
    public async Task Without_a_known_client_and_its_redirect_nobody_is_sent_anywhere(string name, string? value)
    {
        var page = await (await world.Browse(owner)).Get(client.Ask((name, value)));
        Assert.Equal((400, "Start the connection from your assistant"), ((int)page.Status, page.Title));
        Assert.Null(page.Location);
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("scope", "nonsense", "invalid_scope")]
    [InlineData("resource", "https://elsewhere.example/", "invalid_target")]
    [InlineData("prompt", "none", "consent_required")]
    public async Task Every_other_error_goes_back_to_a_client_that_the_signed_in_person_connected(string name, string? value, string error)
    {
        await client.Connect(owner);
        var back = OAuthClientWalk.Back((await (await world.Browse(owner)).Get(client.Ask((name, value)))).Location!);
        Assert.Equal((error, "xyz", "http://localhost:5080"), (back["error"], back["state"], back["iss"]));
        var stranger = await (await world.Browse()).Get(client.Ask((name, value)));
        if (name == "prompt") Assert.Equal((400, null), ((int)stranger.Status, stranger.Location));
        else Assert.StartsWith("/sign-in?", stranger.Location!.IsAbsoluteUri ? stranger.Location.PathAndQuery : stranger.Location.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_that_is_given_twice_is_refused()
    {
        await client.Connect(owner);
        var browser = await world.Browse(owner);
        Assert.Equal("invalid_request", OAuthClientWalk.Back((await browser.Get(client.Ask() + "&scope=account:read")).Location!)["error"]);
        Assert.Equal(400, (int)(await browser.Get(client.Ask() + "&client_id=" + client.ClientId)).Status);
        var twice = OAuthClientWalk.Back((await browser.Get(client.Ask() + "&state=other")).Location!);
        Assert.Equal("invalid_request", twice["error"]);
        Assert.False(twice.ContainsKey("state"));
    }

    [Fact]
    public async Task With_three_workspaces_one_is_chosen_and_the_token_is_for_that_one_alone()
    {
        foreach (var slug in new[] { "second", "third" })
        {
            var other = await world.Workspace(slug);
            await using var db = await world.Store.WriteSystem("test", default);
            var boss = await db.Employees.IgnoreQueryFilters().SingleAsync(row => row.AccountId == other.AccountId);
            boss.Join(owner.PersonId);
            await db.Commit(default);
        }
        var browser = await world.Browse(owner);
        var (path, page) = await client.Permission(browser);
        Assert.StartsWith("/oauth/account?", path, StringComparison.Ordinal);
        var links = page.Document.QuerySelectorAll("main .picks a").Select(link => (link.TextContent, link.GetAttribute("href")!)).ToList();
        Assert.Equal(3, links.Count);
        var second = links.Single(link => link.TextContent.Contains("second", StringComparison.Ordinal)).Item2;
        var answer = await browser.Submit(second, "grant");
        var tokens = await client.Redeem(OAuthClientWalk.Back(answer.Location!)["code"]);
        var me = await new ApiClient(world.Client(), tokens.Access).Get("/me");
        Assert.Equal("second Inc", (string)me.Json!["account"]!["name"]!);
    }

    [Fact]
    public async Task Somebody_elses_request_is_not_there_and_a_workspace_that_is_not_mine_neither()
    {
        var (path, _) = await client.Permission(await world.Browse(owner));
        var other = await world.Workspace("elsewhere");
        Assert.Equal(404, (int)(await (await world.Browse(other)).Get(path)).Status);
        Assert.Equal(404, (int)(await (await world.Browse(owner)).Get(path.Replace("account=harbor", "account=elsewhere", StringComparison.Ordinal))).Status);
        Assert.Equal(302, (int)(await (await world.Browse()).Get(path)).Status);
    }

    [Fact]
    public async Task Who_has_nothing_to_choose_from_can_say_no()
    {
        var browser = await world.Browse(owner);
        var (path, page) = await client.Permission(browser, client.Ask(("prompt", "select_account")));
        Assert.StartsWith("/oauth/account?", path, StringComparison.Ordinal);
        Assert.Equal("access_denied", OAuthClientWalk.Back((await browser.Submit(page, path, "cancel")).Location!)["error"]);
        Assert.Equal(404, (int)(await browser.Submit(page, path, "cancel")).Status);
    }

    [Fact]
    public async Task Prompt_login_asks_for_the_sign_in_once_more()
    {
        var signIn = PathOf(await (await world.Browse(owner)).Get(client.Ask(("prompt", "login"))));
        Assert.StartsWith("/sign-in?again=true&returnUrl=", signIn, StringComparison.Ordinal);
        Assert.DoesNotContain("login", signIn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_waits_ten_minutes()
    {
        var browser = await world.Browse(owner);
        var (path, page) = await client.Permission(browser);
        world.Clock.Advance(Duration.FromMinutes(10));
        Assert.Equal(404, (int)(await browser.Submit(page, path, "grant")).Status);
    }

    [Fact]
    public async Task Who_may_connect_is_the_workspaces_choice()
    {
        var employee = await world.Join(owner, Role.Employee);
        var browser = await world.Browse(employee);
        var (path, page) = await client.Permission(browser);
        Assert.Contains("may not connect programs", page.Text, StringComparison.Ordinal);
        Assert.Equal(403, (int)(await browser.Submit(page, path, "grant")).Status);
    }

    [Fact]
    public async Task Signing_in_and_opening_a_workspace_lead_back_to_the_request_and_may_end_at_the_client()
    {
        var stranger = await world.Browse();
        var signIn = PathOf(await stranger.Get(client.Ask()));
        Assert.StartsWith("/sign-in?again=true&returnUrl=", signIn, StringComparison.Ordinal);
        var page = await stranger.Get(signIn);
        Assert.Contains("form-action 'self' http://127.0.0.1:7777;", page.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("A program asks for access", page.Text, StringComparison.Ordinal);
        var open = page.Document.QuerySelector("main a[href^='/open?']")!.GetAttribute("href")!;
        Assert.Contains("form-action 'self' http://127.0.0.1:7777;", (await stranger.Get(open)).Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var opened = await stranger.Submit(open, "open-workspace", ("Input.Company", "Night Kitchen"), ("Input.TimeZone", "Europe/Paris"), ("Input.Currency", "EUR"),
            ("Input.Name", "Nina"), ("Input.Email", "nina@example.com"), ("Input.Password", World.Password));
        Assert.Equal(client.Ask(), PathOf(opened));
        var permission = PathOf(await stranger.Get(client.Ask()));
        Assert.Contains("&account=night-kitchen", permission, StringComparison.Ordinal);
        // The other one, to whom the computer belongs, decides instead.
        var other = (await stranger.Get(permission)).Document.QuerySelectorAll("main a").Single(link => link.TextContent == "Use another sign-in").GetAttribute("href")!;
        var signedIn = await stranger.Submit(other, "sign-in", ("Input.Email", "owner-harbor@example.com"), ("Input.Password", World.Password));
        Assert.StartsWith("/oauth/authorize?", PathOf(signedIn), StringComparison.Ordinal);
        Assert.Contains("&account=harbor", PathOf(await stranger.Get(PathOf(signedIn))), StringComparison.Ordinal);
        Assert.Equal(404, (int)(await stranger.Get(permission)).Status);
    }

    [Fact]
    public async Task The_second_step_of_the_sign_in_may_end_at_the_client_too()
    {
        var answer = await (await world.Browse()).Get("/sign-in/code?remember=false&returnUrl=" + Uri.EscapeDataString(client.Ask(("scope", "nonsense"))));
        Assert.Contains("form-action 'self' http://127.0.0.1:7777;", answer.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_no_request_lets_no_form_leave_this_site()
    {
        var stranger = await world.Browse();
        foreach (var path in new[] { "/oauth/authorize?client_id=dyn_nobody", "/workspaces", "https://evil.example/", "//evil.example", client.Ask(("redirect_uri", "https://evil.example/")) })
            Assert.Contains("form-action 'self';", (await stranger.Get("/sign-in?returnUrl=" + Uri.EscapeDataString(path))).Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    static string PathOf(Page page) => page.Location!.IsAbsoluteUri ? page.Location.PathAndQuery : page.Location.OriginalString;

    [Fact]
    public async Task A_demos_person_counts_as_signed_out()
    {
        var visitor = await world.Browse();
        await visitor.Submit("/demo", "demo");
        var page = await visitor.Get(client.Ask());
        Assert.StartsWith("/sign-in?again=true", PathOf(page), StringComparison.Ordinal);
        Assert.Equal(200, (int)(await visitor.Get("/sign-in?again=true&returnUrl=%2Foauth%2Fauthorize")).Status);
    }
}
