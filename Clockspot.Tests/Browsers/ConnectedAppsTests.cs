using Clockspot.Domain.Access;
using Clockspot.Tests.Support;
using Microsoft.Playwright;

namespace Clockspot.Tests.Browsers;

/// <summary>Connected apps in a real browser: somebody looks, disconnects, registers a client, and says who may connect.</summary>
[Collection(Outside.Second)]
public sealed class ConnectedAppsTests(Chrome chrome) : IClassFixture<Chrome>, IAsyncLifetime
{
    const string List = "/w/harbor/connections";

    readonly World world = new();
    Site app = null!;
    Actor owner = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        app = await Site.Start(world.Folder);
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await world.DisposeAsync();
    }

    static async Task Says(ILocator where, string text) => await where.Filter(new() { HasText = text }).First.WaitForAsync(new() { Timeout = 10_000 });

    Task<string> Connect(Actor actor, string name) => Granted.Token(world, actor, app.Origin + "/api/v1", name);

    [SkippableFact]
    public async Task The_Owner_sees_and_ends_a_connection_registers_a_client_and_says_who_may_connect()
    {
        Tool.NeedsChromium();
        var token = await Connect(owner, "Crew bot");
        await using var visitor = await chrome.Visit(app, await world.Cookie(owner));
        var page = visitor.Page;
        await visitor.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        using var http = new HttpClient { BaseAddress = new Uri(app.Origin) };
        var api = new ApiClient(http, token);
        Assert.Equal(200, (await api.Get("/me")).Status);

        Assert.Equal(200, await visitor.Open(List));
        await Says(page.Locator("[data-connection]"), "Crew bot");
        await page.ClickAsync("[data-copy='#mcp-url']");
        await Says(page.Locator("[data-copy='#mcp-url']"), "Copied");
        Assert.Equal(app.Origin + "/mcp", await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await page.ClickAsync("[data-connection] >> text=Disconnect");
        await Says(page.Locator("h1"), "Disconnect Crew bot?");
        await page.ClickAsync("button:text-is('Disconnect')");
        await Says(page.Locator(".notice"), "Crew bot was disconnected: its next call is refused.");
        Assert.Equal(401, (await api.Get("/me")).Status);
        await Says(page.Locator(".empty"), "Nothing is connected");

        await page.SelectOptionAsync("#field-least", "Employee");
        await page.ClickAsync("main form button:text-is('Save')");
        await Says(page.Locator(".notice"), "Who may connect: Everyone in the workspace.");
        Assert.Equal("Employee", await page.Locator("#field-least").InputValueAsync());

        await page.ClickAsync(".tabs >> text=Registered clients");
        await page.ClickAsync(".page-head >> text=Register a client");
        await page.FillAsync("#field-name", "Shift planner");
        await page.FillAsync("#field-redirects", "https://planner.example/back");
        await page.ClickAsync("button:text-is('Register')");
        await Says(page.Locator(".notice"), "Shift planner was registered.");
        await page.ClickAsync("main [data-copy^='#client-']");
        await Says(page.Locator("main [data-copy^='#client-']"), "Copied");
        Assert.StartsWith("reg_", await page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);
        await page.ClickAsync("summary:has-text('Remove this client')");
        await page.ClickAsync("button:text-is('Remove Shift planner')");
        await Says(page.Locator(".notice"), "Shift planner was removed.");
        await Says(page.Locator(".empty"), "No clients yet");
        visitor.SawNothingWrong();
    }

    [SkippableFact]
    public async Task The_pages_of_connections_are_readable_by_everyone_and_fit_a_phone()
    {
        Tool.NeedsChromium();
        await Connect(owner, "A rather long name that a program gave itself, so that nobody could overlook whose it is, ever");
        await Connect(await world.Join(owner, Role.Admin), "Crew bot");
        await using var visitor = await chrome.Visit(app, await world.Cookie(owner));
        var (page, broken) = (visitor.Page, new List<string>());
        Task Look(string name) => Looks.At(visitor, $"connections-{name}", broken);
        await visitor.Open(List);
        await Look("list");
        await page.Locator("[data-connection] a").Last.ClickAsync();
        await page.WaitForURLAsync("**/connections/*-*");
        await Look("disconnect");
        await visitor.Open(List + "/clients");
        await Look("no-clients");
        await visitor.Open(List + "/clients/new");
        await page.FillAsync("#field-name", "Shift planner");
        await page.FillAsync("#field-redirects", "http://planner.example/back");
        await page.ClickAsync("button:text-is('Register')");
        await page.WaitForSelectorAsync("#field-redirects-error");
        visitor.Forgive();
        await Look("new");
        await page.FillAsync("#field-redirects", "https://planner.example/a/rather/long/address/to/which/people/are/sent/back/after/they/decided");
        await page.ClickAsync("button:text-is('Register')");
        await page.WaitForSelectorAsync(".notice");
        await page.ClickAsync("summary:has-text('Remove this client')");
        await Look("client");
        await visitor.Open(List + "/clients");
        await Look("clients");
        Rule.Holds("The pages of connections are readable by everyone and fit a phone.", broken);
        visitor.SawNothingWrong();
    }
}
