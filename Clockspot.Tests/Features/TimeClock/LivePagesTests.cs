using System.Security.Claims;
using Bunit;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.TimeClock;
using Clockspot.Tests.Support;
using Clockspot.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Features.TimeClock;

public sealed class LivePagesTests : IAsyncLifetime
{
    readonly World world = new();
    readonly BunitContext context = new();
    readonly SignedIn signedIn = new();
    Actor owner = null!, manager = null!, ann = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        manager = await world.Join(owner, Role.Manager);
        ann = await world.Join(owner, Role.Employee, manager);
        context.Services.AddSingleton(world.Get<Clock>());
        context.Services.AddSingleton(world.Get<LiveFeed>());
        context.Services.AddSingleton(world.Get<Members>());
        context.Services.AddSingleton(world.Get<IClock>());
        context.Services.AddSingleton(world.Get<IDataProtectionProvider>());
        context.Services.AddSingleton<AuthenticationStateProvider>(signedIn);
        context.Services.AddSingleton<IHttpContextAccessor>(new HttpContextAccessor());
        context.Services.AddScoped<PageActor>();
        context.Services.AddScoped<Flash>();
        context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    public async Task DisposeAsync()
    {
        await context.DisposeAsync();
        await world.DisposeAsync();
    }

    async Task SignIn(Actor actor)
    {
        signedIn.Person = await world.Principal(actor);
    }

    async Task<IRenderedComponent<WhoIsInPage>> Show(Actor actor)
    {
        await SignIn(actor);
        var page = context.Render<WhoIsInPage>(with => with.Add(shown => shown.Account, "harbor"));
        page.WaitForElement("table.rows");
        return page;
    }

    [Fact]
    public async Task The_board_changes_by_itself_within_two_seconds()
    {
        var page = await Show(manager);
        Assert.Contains("0 in", page.Find(".counts").TextContent, StringComparison.Ordinal);

        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        page.WaitForAssertion(() => Assert.Contains("1 in", page.Find(".counts").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(2));
        Assert.Contains("Clocked in", page.Find("tbody tr").TextContent, StringComparison.Ordinal);

        world.Clock.Advance(Duration.FromMinutes(5));
        await world.Get<Clock>().StartBreak(ann, new StartBreak(), default);
        page.WaitForAssertion(() => Assert.Contains("1 on a break", page.Find(".counts").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task The_search_narrows_the_rows_but_not_the_counts()
    {
        var page = await Show(owner);
        Assert.Equal(3, page.FindAll("tbody tr").Count);
        page.Find("#field-q").Input("olive");
        Assert.Contains("Olive Owner", Assert.Single(page.FindAll("tbody tr")).TextContent, StringComparison.Ordinal);
        Assert.Contains("3 out", page.Find(".counts").TextContent, StringComparison.Ordinal);
        page.Find("#field-q").Input("zzz");
        Assert.Contains("Nobody found", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_look_any_more_sees_the_refusal_instead_of_the_rows()
    {
        var page = await Show(manager);
        await using (var db = await world.Store.Write(owner, default))
        {
            var employee = await db.Employees.SingleAsync(row => row.Id == manager.EmployeeId);
            employee.ChangeRole(Role.Employee);
            db.Record(owner, "employee.role_changed", employee);
            await db.Commit(default);
        }
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("tbody tr")), TimeSpan.FromSeconds(2));
        Assert.Contains("Not allowed", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_whose_sign_in_has_ended_goes_to_the_sign_in_at_its_next_event()
    {
        var page = await Show(manager);
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            await db.Sessions.Where(row => row.PersonId == manager.PersonId).ExecuteDeleteAsync();
            await db.Commit(default);
        }

        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);

        page.WaitForAssertion(() => Assert.Contains("/sign-in", context.Services.GetRequiredService<NavigationManager>().Uri,
            StringComparison.Ordinal), TimeSpan.FromSeconds(2));
        Assert.DoesNotContain("1 in", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_punch_made_elsewhere_is_announced_and_its_totals_appear()
    {
        var clock = world.Get<Clock>();
        var before = await clock.ClockIn(ann, new ClockIn(), default);
        await SignIn(ann);
        var totals = context.Render<LiveTotals>(with => with.Add(shown => shown.Account, "harbor").Add(shown => shown.Stamp, before.Stamp).Add(shown => shown.Running, true));
        Assert.Equal("0 h 00 m", totals.Find("dd").TextContent);
        Assert.Empty(totals.Find("[role=status]").TextContent);

        world.Clock.Advance(Duration.FromHours(2));
        await clock.ClockOut(ann, new ClockOut(), default);
        totals.WaitForAssertion(() => Assert.Contains("clocked out", totals.Find("[role=status]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Equal("2 h 00 m", totals.Find("dd").TextContent);
    }

    sealed class SignedIn : AuthenticationStateProvider
    {
        public ClaimsPrincipal Person { get; set; } = new();

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(Person));
    }
}
