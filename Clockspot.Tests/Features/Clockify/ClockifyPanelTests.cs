using System.Security.Claims;
using Bunit;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Clockify;
using Clockspot.Tests.Support;
using Clockspot.Tests.Support.Clockify;
using Clockspot.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>The panel as it lives in a circuit.</summary>
public sealed class ClockifyPanelTests : IAsyncLifetime
{
    const string Key = "Zm9yLXRlc3RzLW9ubHkta2V5LVBhbmVs";

    readonly BunitContext context = new();
    FakeClockify fake = null!;
    World world = null!;
    Actor owner = null!;
    FakeWorkspace crew = null!;

    public async Task InitializeAsync()
    {
        fake = await FakeClockify.Start();
        crew = fake.Workspace(users: 3, clients: 2);
        fake.Key(Key, crew, fake.Workspace("Second", users: 1));
        world = new World(("Clockify:BaseUrl", fake.BaseUrl));
        owner = await world.Workspace();
        await world.Get<ClockifyConnections>().Connect(owner, new ConnectClockify { ApiKey = Key, Region = ClockifyRegion.Global }, default);
        context.Services.AddSingleton(world.Get<ClockifyBook>());
        context.Services.AddSingleton(world.Get<ClockifyConnections>());
        context.Services.AddSingleton(world.Get<Members>());
        context.Services.AddSingleton<AuthenticationStateProvider>(new Owner(await world.Principal(owner)));
        context.Services.AddSingleton<IHttpContextAccessor>(new HttpContextAccessor());
        context.Services.AddScoped<PageActor>();
        context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    public async Task DisposeAsync()
    {
        await context.DisposeAsync();
        await world.DisposeAsync();
        await fake.DisposeAsync();
    }

    IRenderedComponent<ClockifyPanel> Show(string? workspace = null) => context.Render<ClockifyPanel>(with => with.Add(panel => panel.Account, "harbor").Add(panel => panel.Workspace, workspace));

    static int Count(IRenderedComponent<ClockifyPanel> panel, string list) => panel.FindAll($"[aria-labelledby=clockify-{list}-title] ul.rows-of > li").Count;

    [Fact]
    public void One_list_is_there_while_the_other_is_still_awaited()
    {
        var said = new TaskCompletionSource();
        fake.Fault(crew.UsersPath, Fault.Until(said.Task));
        var panel = Show(crew.Id);
        panel.WaitForAssertion(() => Assert.Equal(2, Count(panel, "clients")), TimeSpan.FromSeconds(5));
        Assert.Equal("Reading from Clockify…", panel.Find("[aria-labelledby=clockify-users-title] p[role=status]").TextContent);
        Assert.True(panel.Find(".tools button.scripted").HasAttribute("disabled"));
        said.SetResult();
        panel.WaitForAssertion(() => Assert.Equal(3, Count(panel, "users")), TimeSpan.FromSeconds(5));
        panel.WaitForAssertion(() => Assert.False(panel.Find(".tools button.scripted").HasAttribute("disabled")));
    }

    [Fact]
    public async Task A_refresh_that_fails_says_so_beside_what_was_read_before_and_the_next_one_heals()
    {
        var panel = Show(crew.Id);
        panel.WaitForAssertion(() => Assert.Equal(3, Count(panel, "users")), TimeSpan.FromSeconds(5));
        panel.WaitForAssertion(() => Assert.False(panel.Find(".tools button.scripted").HasAttribute("disabled")));
        world.Clock.Advance(Duration.FromMinutes(2));
        fake.Fault(crew.UsersPath, Fault.RateLimited("120"));
        crew.AddClient("New client");
        await panel.Find(".tools button.scripted").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Contains("Clockify wants a pause", panel.Find(".alert").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Equal(3, Count(panel, "users"));
        panel.WaitForAssertion(() => Assert.False(panel.Find(".tools button.scripted").HasAttribute("disabled")));
        Assert.Contains("9:00", panel.Find("[aria-labelledby=clockify-users-title] .read").TextContent, StringComparison.Ordinal);

        fake.Mend();
        world.Clock.Advance(Duration.FromMinutes(3));
        crew.AddUser("One More", "one.more@example.test");
        await panel.Find(".tools button.scripted").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Equal((4, 3), (Count(panel, "users"), Count(panel, "clients"))), TimeSpan.FromSeconds(5));
        Assert.Empty(panel.FindAll(".alert"));
        Assert.Contains("9:05", panel.Find("[aria-labelledby=clockify-users-title] .read").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_chooses_a_workspace_sees_it_first_from_then_on()
    {
        var second = fake.Ledger.Keys[Key].Workspaces[1].Id;
        Assert.EndsWith("workspace=" + second, Show().WaitForElement(".many li:nth-child(2) a", TimeSpan.FromSeconds(5)).GetAttribute("href"), StringComparison.Ordinal);
        // The link leads there with or without a circuit; the page that it opens remembers it.
        var panel = Show(second);
        panel.WaitForAssertion(() => Assert.Equal(1, Count(panel, "users")), TimeSpan.FromSeconds(5));
        panel.WaitForAssertion(() => Assert.False(panel.Find(".tools button.scripted").HasAttribute("disabled")), TimeSpan.FromSeconds(5));
        var later = Show();
        later.WaitForAssertion(() => Assert.Equal("Second", later.Find(".chosen .name").TextContent), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void The_search_narrows_both_lists_as_it_is_typed()
    {
        var panel = Show(crew.Id);
        panel.WaitForAssertion(() => Assert.Equal((3, 2), (Count(panel, "users"), Count(panel, "clients"))), TimeSpan.FromSeconds(5));
        panel.WaitForAssertion(() => Assert.False(panel.Find(".tools button.scripted").HasAttribute("disabled")));
        panel.Find("input[type=search]").Input(crew.Clients[1].Id);
        panel.WaitForAssertion(() => Assert.Equal((0, 1), (Count(panel, "users"), Count(panel, "clients"))));
        Assert.Contains("No name, address or id has these letters.", panel.Markup, StringComparison.Ordinal);
    }

    sealed class Owner(ClaimsPrincipal person) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(person));
    }
}
