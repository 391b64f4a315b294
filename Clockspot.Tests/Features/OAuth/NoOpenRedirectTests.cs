using Clockspot.Domain.Access;
using Clockspot.Features.OAuth;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>
/// Anybody can make a client known whose redirect is an address of theirs. A link to our authorization page must not lead there by
/// itself, whatever is wrong with the request: only whoever connected that client before is sent back to it without pressing anything.
/// </summary>
public sealed class NoOpenRedirectTests : IAsyncLifetime
{
    readonly World world = new();
    DocumentHost document = null!;
    Actor owner = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        document = await DocumentHost.Start();
        document.Serves(document.Good(redirect: OAuthClientWalk.Redirect));
    }

    public async Task DisposeAsync()
    {
        await document.DisposeAsync();
        await world.DisposeAsync();
    }

    /// <summary>Everything that the client is told by a redirect.</summary>
    static readonly (string Name, string? Value, string Error)[] told =
    [
        ("prompt", "none", "consent_required"),
        ("prompt", "none login", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", null, "invalid_request"),
        ("response_mode", "fragment", "invalid_request"),
        ("code_challenge", null, "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("scope", "nonsense", "invalid_scope"),
        ("resource", "https://elsewhere.example/", "invalid_target"),
    ];

    async Task<OAuthClientWalk> Client(OAuthApplicationKind kind)
    {
        if (kind == OAuthApplicationKind.Dynamic) return await OAuthClientWalk.Start(world);
        if (kind == OAuthApplicationKind.Document) return OAuthClientWalk.Known(world, document.Id);
        // Anybody can open a workspace, and so be the Owner who registers one.
        var stranger = await world.Workspace("stranger");
        var client = new NewClient { Name = "Crew bot", Redirects = [OAuthClientWalk.Redirect] };
        return OAuthClientWalk.Known(world, (await world.Get<Connections>().Register(stranger, client, default)).ClientId);
    }

    [Theory]
    [InlineData(OAuthApplicationKind.Dynamic)]
    [InlineData(OAuthApplicationKind.Document)]
    [InlineData(OAuthApplicationKind.Registered)]
    public async Task A_link_with_a_strangers_client_leads_to_our_page_and_never_by_itself_to_the_stranger(OAuthApplicationKind kind)
    {
        var client = await Client(kind);
        var demo = await world.Browse();
        await demo.Submit("/demo", "demo");
        var led = new List<string>();
        var browsers = new[] { ("nobody", await world.Browse()), ("a demo's visitor", demo), ("the Owner", await world.Browse(owner)) };
        foreach (var (who, browser) in browsers)
            foreach (var (name, value, error) in told)
            {
                var page = await browser.Get(client.Ask((name, value)));
                if (IsAway(page)) led.Add($"{who}, {name}={value}: {page.Location}");
                if (page.Location is not null) continue;
                Assert.Equal((400, "This program couldn't be connected"), ((int)page.Status, page.Title));
                var link = page.Document.QuerySelector("main a[rel]")!;
                Assert.Equal("noreferrer noopener", link.GetAttribute("rel"));
                Assert.Contains("127.0.0.1:7777", link.TextContent, StringComparison.Ordinal);
                var back = OAuthClientWalk.Back(new Uri(link.GetAttribute("href")!));
                var due = who != "the Owner" && value == "none" ? "login_required" : error;
                Assert.Equal((due, "xyz", "http://localhost:5080"), (back["error"], back["state"], back["iss"]));
            }
        Rule.Holds("Nobody is led to an address that a stranger chose.", led);
    }

    [Theory]
    [InlineData(OAuthApplicationKind.Dynamic)]
    [InlineData(OAuthApplicationKind.Document)]
    public async Task Who_connected_the_client_is_sent_back_at_once_and_nobody_else_is(OAuthApplicationKind kind)
    {
        var client = await Client(kind);
        await client.Connect(owner);
        var other = await world.Workspace("elsewhere");
        foreach (var (name, value, error) in told)
        {
            var mine = await (await world.Browse(owner)).Get(client.Ask((name, value)));
            Assert.Equal(error, OAuthClientWalk.Back(mine.Location!)["error"]);
            Assert.False(IsAway(await (await world.Browse(other)).Get(client.Ask((name, value)))), $"{name}={value}");
        }
    }

    [Fact]
    public async Task What_was_disconnected_is_a_strangers_again()
    {
        var client = await OAuthClientWalk.Start(world);
        await client.Connect(owner);
        var connections = world.Get<Connections>();
        await connections.End(owner, (await connections.List(owner, default)).Single().Id, default);
        Assert.False(IsAway(await (await world.Browse(owner)).Get(client.Ask(("prompt", "none")))));
    }

    [Fact]
    public async Task Signing_in_from_a_strangers_link_ends_at_our_page()
    {
        var client = await OAuthClientWalk.Start(world);
        var browser = await world.Browse();
        var signIn = (await browser.Get(client.Ask(("scope", "nonsense")))).Location!;
        var answer = await browser.Submit(signIn.IsAbsoluteUri ? signIn.PathAndQuery : signIn.OriginalString, "sign-in",
            ("Input.Email", "owner-harbor@example.com"), ("Input.Password", World.Password));
        Assert.False(IsAway(answer));
        Assert.Equal("This program couldn't be connected", (await browser.Get(client.Ask(("scope", "nonsense")))).Title);
    }

    static bool IsAway(Page page) => page.Location is { IsAbsoluteUri: true, Authority: not "localhost:5080" };
}
