using System.Diagnostics;
using Clockspot.Domain.Access;
using Clockspot.Tests.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Clockspot.Tests.Browsers;

/// <summary>The life of a key in a real browser, with a program that uses it meanwhile.</summary>
[Collection(Outside.Second)]
public sealed class ApiKeyTests(Chrome chrome, ITestOutputHelper output) : IClassFixture<Chrome>, IAsyncLifetime
{
    const string Ring = "/w/harbor/api-keys";

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

    static ILocator Card(Visitor visitor, string name) => visitor.Page.Locator($".key:has(h3:text-is('{name}'))");

    static async Task Says(ILocator where, string text) => await where.Filter(new() { HasText = text }).WaitForAsync(new() { Timeout = 10_000 });

    /// <summary>Presses what makes and copies a key, and answers what the clipboard holds.</summary>
    static async Task<string> Generate(Visitor visitor, string name)
    {
        await visitor.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visitor.Open(Ring);
        await visitor.Page.ClickAsync("text=Generate Key");
        await visitor.Page.FillAsync("#field-name", name);
        await visitor.Page.ClickAsync("button:text-is('Generate')");
        var value = await visitor.Page.Locator("#key-value").InputValueAsync();
        await visitor.Page.ClickAsync("[data-copy='#key-value']");
        await Says(visitor.Page.Locator("[data-copy='#key-value']"), "Copied");
        Assert.Equal(value, await visitor.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        return value;
    }

    [SkippableFact]
    public async Task A_key_is_generated_copied_used_and_revoked_and_every_open_page_follows()
    {
        Tool.NeedsChromium();
        await using var watching = await chrome.Visit(app, await world.Cookie(owner));
        await using var acting = await chrome.Visit(app, await world.Cookie(owner));
        Assert.Equal(200, await watching.Open(Ring));
        await watching.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await acting.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await acting.Open(Ring);
        await acting.Page.ClickAsync("[data-copy='#api-url']");
        Assert.Equal(app.Origin + "/api/v1", await acting.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));

        var value = await Generate(acting, "Payroll export");
        await Says(Card(acting, "Payroll export"), "Never used");
        await Says(Card(watching, "Payroll export"), "Never used");

        using var http = new HttpClient { BaseAddress = new Uri(app.Origin) };
        var api = new ApiClient(http, value);
        Assert.Equal(0, (int)(await api.Get("/jobs")).Json!["page"]!["total"]!);
        var job = await api.Post("/jobs", new { name = "Kitchen" });
        Assert.True(job.Status == 201, job.ToString());
        Assert.Equal("Bar", (string)(await api.Patch($"/jobs/{job.Id}", new { name = "Bar", version = 1 })).Json!["name"]!);
        await Says(Card(watching, "Payroll export"), "from 127.0.0.1");

        await acting.Page.ClickAsync("text=Done, I have copied it");
        await Card(acting, "Payroll export").Locator("summary").ClickAsync();
        await acting.Page.ClickAsync(".menu-list a:has-text('Revoke')");
        await Says(acting.Page.Locator("h1"), "Revoke Payroll export?");
        await acting.Page.ClickAsync("button:text-is('Revoke')");
        await Says(acting.Page.Locator(".notice"), $"Payroll export (…{value[^4..]}) was revoked.");
        var watch = Stopwatch.StartNew();
        Assert.Equal(401, (await api.Get("/jobs")).Status);
        await Says(watching.Page.Locator("[role=status] .notice"), $"Payroll export (…{value[^4..]}) was revoked.");
        Assert.Equal(0, await watching.Page.Locator(".key").CountAsync());
        output.WriteLine($"the card had left the other page {watch.ElapsedMilliseconds} ms after the answer");
        acting.SawNothingWrong();
        watching.SawNothingWrong();
    }

    [SkippableFact]
    public async Task A_menu_that_was_opened_before_the_page_came_alive_stays_open()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(app, await world.Cookie(owner));
        await Generate(visitor, "Door display");
        // The circuit is held back until somebody has opened the menu, as a slow line does it.
        var alive = new TaskCompletionSource();
        await visitor.Page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await alive.Task;
            await route.ContinueAsync();
        });
        await visitor.Open(Ring);
        var menu = Card(visitor, "Door display").Locator("summary");
        await menu.ClickAsync();
        await visitor.Page.EvaluateAsync("() => { document.querySelector('.key').static = true; }");
        alive.SetResult();
        await visitor.Page.WaitForFunctionAsync("() => !document.querySelector('.key').static");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("document.activeElement.matches('.key summary')"));
        await visitor.Page.ClickAsync(".menu-list a:has-text('Revoke')", new() { Timeout = 5000 });
        await Says(visitor.Page.Locator("h1"), "Revoke Door display?");
    }

    [SkippableFact]
    public async Task A_reload_of_the_page_with_the_value_makes_no_second_key()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(app, await world.Cookie(owner));
        var value = await Generate(visitor, "Once");
        await visitor.Page.ReloadAsync();
        await Says(visitor.Page.Locator(".alert"), "This key was made already");
        Assert.DoesNotContain(value, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await visitor.Open(Ring);
        Assert.Equal(1, await visitor.Page.Locator(".key").CountAsync());
    }

    [SkippableFact]
    public async Task The_pages_of_keys_are_readable_by_everyone_and_fit_a_phone()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(app);
        await visitor.Open("/");
        await visitor.Send("demo");
        var ring = $"/w/{visitor.Slug}/api-keys";
        var broken = new List<string>();
        Task Look(string name) => Looks.At(visitor, $"keys-{name}", broken);
        await visitor.Open(ring);
        await Look("list");
        await visitor.Page.Locator(".key summary").First.ClickAsync();
        await Look("menu");
        await visitor.Open(ring + "/new");
        await visitor.Page.ClickAsync("details.fold > summary");
        await Look("new");
        await visitor.Page.FillAsync("#field-name", "A key with a rather long name, which somebody wrote to say everything about it at once");
        await visitor.Page.ClickAsync("button:text-is('Generate')");
        await Look("value");
        await visitor.Open(ring);
        await visitor.Page.Locator(".key summary").First.ClickAsync();
        await visitor.Page.ClickAsync(".menu-list a:has-text('Revoke'):visible");
        await visitor.Page.WaitForURLAsync("**/api-keys/*-*");
        await Look("revoke");
        Rule.Holds("The pages of keys are readable by everyone and fit a phone.", broken);
        visitor.SawNothingWrong();
    }
}
