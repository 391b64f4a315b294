using Clockspot.Domain.Access;
using Clockspot.Tests.Support;
using Clockspot.Tests.Support.Clockify;
using Microsoft.Playwright;

namespace Clockspot.Tests.Browsers;

/// <summary>Clockify's screens in a real browser, against a fake Clockify.</summary>
[Collection(Outside.Second)]
public sealed class ClockifyTests(Chrome chrome) : IClassFixture<Chrome>, IAsyncLifetime
{
    const string Card = "/w/harbor/integrations", Panel = Card + "/clockify", Key = "Zm9yLXRlc3RzLW9ubHkta2V5LUJyb3dzZXI";

    readonly World world = new();
    FakeClockify fake = null!;
    FakeWorkspace crew = null!;
    Site app = null!;
    Actor owner = null!;

    public async Task InitializeAsync()
    {
        fake = await FakeClockify.Start();
        crew = fake.Workspace("Northwind Crew", users: 120, clients: 3);
        crew.AddOddUsers();
        crew.AddOddClients();
        fake.Key(Key, crew, fake.Workspace("Other crew", users: 2));
        owner = await world.Workspace();
        app = await Site.Start(world.Folder, ("Clockify:BaseUrl", fake.BaseUrl));
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await world.DisposeAsync();
        await fake.DisposeAsync();
    }

    static async Task Says(ILocator where, string text) => await where.Filter(new() { HasText = text }).First.WaitForAsync(new() { Timeout = 10_000 });

    static ILocator Users(Visitor visitor) => visitor.Page.Locator("[aria-labelledby='clockify-users-title'] .rows-of > li");

    static async Task Save(Visitor visitor, string key)
    {
        await visitor.Open(Panel + "/connect");
        await visitor.Send("connect", ("Input.ApiKey", key));
    }

    [SkippableFact]
    public async Task A_key_is_tried_connected_browsed_searched_copied_updated_and_disconnected()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(app, await world.Cookie(owner));
        await visitor.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visitor.Open(Card);
        await visitor.Page.ClickAsync(".integration a:text-is('Connect')");
        await Says(visitor.Page.Locator("h1"), "Connect Clockify");
        await visitor.Send("connect", ("Input.ApiKey", "a-wrong-key"));
        await Says(visitor.Page.Locator(".alert"), "Clockify does not know this key");
        Assert.Equal("", await visitor.Page.InputValueAsync("#field-apiKey"));
        visitor.Forgive();

        await visitor.Send("connect", ("Input.ApiKey", Key));
        await Says(visitor.Page.Locator(".notice"), "Connected. The key sees 2 workspaces.");
        await visitor.Page.ClickAsync("text=Open panel");
        await visitor.Page.ClickAsync(".many >> text=Northwind Crew");
        await Says(Users(visitor), "Person 0001");
        Assert.Equal(100, await Users(visitor).CountAsync());
        await visitor.Page.FillAsync(".tools input[type=search]", "Person 0119");
        await Says(visitor.Page.Locator(".head"), "1 of 132 found");
        await Says(Users(visitor), "Person 0119");
        await Users(visitor).First.Locator("[data-copy]").ClickAsync();
        await Says(Users(visitor).First.Locator("[data-copy]"), "Copied");
        Assert.Equal(crew.Users[118].Id, await visitor.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        // What was chosen is seen first from now on.
        await visitor.Open(Panel);
        await Says(visitor.Page.Locator(".chosen"), crew.Id);

        fake.Key("the-second-key-of-them-9xTd", crew);
        await Save(visitor, "the-second-key-of-them-9xTd");
        await Says(visitor.Page.Locator(".notice"), "Connected. The key sees 1 workspace.");
        await Says(visitor.Page.Locator(".integration .facts"), "…9xTd");
        await visitor.Page.ClickAsync(".integration a:text-is('Disconnect')");
        await Says(visitor.Page.Locator("h1"), "Disconnect Clockify?");
        await visitor.Page.ClickAsync("button:text-is('Disconnect')");
        await Says(visitor.Page.Locator(".notice"), "Clockify was disconnected.");
        await Says(visitor.Page.Locator(".integration .badge"), "Not connected");
        visitor.SawNothingWrong();
        fake.SawOnlyReads();
    }

    [SkippableFact]
    public async Task A_slow_Clockify_leaves_the_page_usable()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(app, await world.Cookie(owner));
        await Save(visitor, Key);
        var said = new TaskCompletionSource();
        fake.Fault(crew.UsersPath, Fault.Until(said.Task));
        await visitor.Open($"{Panel}?workspace={crew.Id}");
        await Says(visitor.Page.Locator("[role=status]"), "Reading from Clockify…");
        await Says(visitor.Page.Locator("[aria-labelledby='clockify-clients-title'] .rows-of"), "Client 0001");
        await visitor.Page.FillAsync(".tools input[type=search]", "Client 0002");
        await Says(visitor.Page.Locator(".head"), "1 of 10 found");
        await visitor.Page.ClickAsync(".rail >> text=Jobs");
        await Says(visitor.Page.Locator("h1"), "Jobs");
        await visitor.Page.GoBackAsync();
        await Says(visitor.Page.Locator("[role=status]"), "Reading from Clockify…");
        said.SetResult();
        await Says(Users(visitor), "Person 0001");
        // Whoever left did not stop it, and whoever came back did not begin it anew.
        Assert.Equal(1, fake.Calls(crew.UsersPath));
        visitor.SawNothingWrong();
    }

    [SkippableFact]
    public async Task What_was_typed_into_the_search_before_the_page_came_alive_is_still_there()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(app, await world.Cookie(owner));
        await Save(visitor, Key);
        await visitor.Open($"{Panel}?workspace={crew.Id}");
        await Says(Users(visitor), "Person 0001");
        // The circuit is held back, as a slow line does it.
        var alive = new TaskCompletionSource();
        await visitor.Page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await alive.Task;
            await route.ContinueAsync();
        });
        await visitor.Open($"{Panel}?workspace={crew.Id}");
        await visitor.Page.FillAsync(".tools input[type=search]", "Person 0119");
        alive.SetResult();
        await Says(visitor.Page.Locator(".head"), "1 of 132 found");
        Assert.Equal("Person 0119", await visitor.Page.InputValueAsync(".tools input[type=search]"));
        visitor.SawNothingWrong();
    }

    [SkippableFact]
    public async Task A_key_revoked_between_two_clicks_shows_on_the_card_by_itself()
    {
        Tool.NeedsChromium();
        await using var watching = await chrome.Visit(app, await world.Cookie(owner));
        await using var acting = await chrome.Visit(app, await world.Cookie(owner));
        await Save(acting, Key);
        await watching.Open(Card);
        await watching.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Says(watching.Page.Locator(".integration .badge"), "Connected");
        fake.Revoke(Key);
        await acting.Open($"{Panel}?workspace={crew.Id}");
        await Says(acting.Page.Locator("[aria-labelledby='clockify-users-title'] .alert"), "Clockify does not know this key");
        await Says(watching.Page.Locator(".integration .badge"), "Failing");
        await Says(watching.Page.Locator(".integration .alert"), "Clockify does not know this key");
        acting.SawNothingWrong();
        watching.SawNothingWrong();
    }

    [SkippableFact]
    public async Task The_drawer_takes_the_focus_leaves_the_list_usable_and_gives_both_back()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(app, await world.Cookie(owner));
        await Save(visitor, Key);
        await visitor.Open("/w/harbor/employees");
        var before = await Width(visitor);
        await visitor.Page.ClickAsync("[data-drawer]");
        await Says(visitor.Page.Locator(".drawer h2"), "Choose a Clockify workspace");
        await visitor.Page.WaitForFunctionAsync("() => document.activeElement.id === 'drawer-title'");
        await visitor.Page.ClickAsync(".many >> text=Northwind Crew");
        await Says(Users(visitor), "Person 0001");
        Assert.True(await Width(visitor) < before - 300, "The list makes place.");
        await visitor.Page.FillAsync("#field-search", "olive");
        await visitor.Page.ClickAsync("#filters button");
        await Says(visitor.Page.Locator("table.rows"), "Olive Owner");
        await Says(Users(visitor), "Person 0001");
        await visitor.Page.ClickAsync(".drawer .tabs >> text=Clients");
        await Says(visitor.Page.Locator("[aria-labelledby='clockify-clients-title'] .rows-of"), "Client 0001");
        await visitor.Page.FocusAsync(".drawer .tools input");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.Page.WaitForFunctionAsync("() => !document.querySelector('.drawer') && document.activeElement.matches('[data-drawer]')");
        Assert.Equal(before, await Width(visitor));
        Assert.EndsWith("/employees?search=olive&status=&role=", visitor.Page.Url, StringComparison.Ordinal);
        visitor.SawNothingWrong();
    }

    static async Task<double> Width(Visitor visitor) => await visitor.Page.EvaluateAsync<double>("document.querySelector('.page-head').getBoundingClientRect().width");

    [SkippableFact]
    public async Task The_screens_of_Clockify_are_readable_by_everyone_and_fit_a_phone()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(app, await world.Cookie(owner));
        var odd = fake.Workspace("A workspace whose name says <b>everything</b> that its owner had in mind on that day");
        odd.AddOddUsers();
        odd.AddOddClients();
        fake.Key(Key, odd, crew);
        var broken = new List<string>();
        async Task Look(string name, string path, string sign)
        {
            await visitor.Open(path);
            await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await visitor.Page.Locator(sign).First.WaitForAsync(new() { Timeout = 10_000 });
            await Looks.At(visitor, $"clockify-{name}", broken);
        }
        await Save(visitor, Key);
        await Look("card", Card, ".facts");
        await Look("connect", Panel + "/connect", "#field-apiKey");
        await Look("choose", Panel, ".many");
        await Look("panel", $"{Panel}?workspace={odd.Id}", ".rows-of");
        await Look("drawer", $"/w/harbor/employees?clockify=open&workspace={odd.Id}", ".drawer .rows-of");
        await Look("disconnect", Panel + "/disconnect", ".facts");
        fake.Revoke(Key);
        await visitor.Open(Card);
        await visitor.Send("test");
        visitor.Forgive();
        await Look("card-failing", Card, ".alert");
        Rule.Holds("The screens of Clockify are readable by everyone and fit a phone.", broken);
        visitor.SawNothingWrong();
    }
}
