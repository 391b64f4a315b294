using Clockspot.Domain.Access;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Clockspot.Tests.Browsers;

/// <summary>The punch when things are not as they should be: no scripts, no server.</summary>
[Collection(Outside.Third)]
public sealed class ClockTests(Chrome chrome, ITestOutputHelper output) : IClassFixture<Chrome>, IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    Actor employee = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        employee = await world.Join(owner, Role.Employee);
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
    }

    [SkippableFact]
    public async Task The_punch_works_with_scripts_off()
    {
        Tool.NeedsChromium();
        await using var app = await Site.Start(world.Folder);
        await using var visitor = await chrome.Visit(app, await world.Cookie(employee), scripts: false);
        await visitor.Open("/w/harbor");
        foreach (var (form, next) in new[] { ("clock-in", "start-break"), ("start-break", "end-break"), ("end-break", "clock-out"), ("clock-out", "clock-in") })
        {
            await visitor.Page.Locator($"form:has(input[name='_handler'][value='{form}']) button:not([type='button'])").First.ClickAsync();
            await visitor.Page.Locator($"input[name='_handler'][value='{next}']").First.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        }
        await using var db = await world.Store.Open(owner, default);
        var entry = await db.TimeEntries.SingleAsync(one => one.EmployeeId == employee.EmployeeId);
        Assert.NotNull(entry.End);
        Assert.Single(entry.Breaks);
    }

    [SkippableFact]
    public async Task A_server_that_is_restarted_under_open_pages_is_seen_and_they_come_back_by_themselves()
    {
        Tool.NeedsChromium();
        await using var app = await AppProcess.Start(world.Folder);
        await using var watching = await chrome.Visit(app, await world.Cookie(owner));
        await using var punching = await chrome.Visit(app, await world.Cookie(employee));
        Assert.Equal(200, await watching.Open("/w/harbor/now"));
        await watching.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await punching.Open("/w/harbor");
        await punching.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        watching.SawNothingWrong();

        await app.Kill();
        await watching.Page.Locator("#components-reconnect-modal").WaitForAsync(new() { State = WaitForSelectorState.Visible, Timeout = 60_000 });
        await Shots.Take(watching.Page, "reconnecting", "desk", whole: false);
        await app.Launch();

        // The page that was open all the while: the punch is a plain form, so it is taken at once, with the token from before.
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await punching.Page.Locator("form:has(input[name='_handler'][value='clock-in']) button:not([type='button'])").First.ClickAsync();
        await punching.Page.Locator("input[name='_handler'][value='clock-out']").First.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        output.WriteLine($"the punch was taken {clock.ElapsedMilliseconds} ms after the server was up");

        await watching.Page.Locator("#components-reconnect-modal").WaitForAsync(new() { State = WaitForSelectorState.Hidden, Timeout = 60_000 });
        await watching.Page.Locator("tr .badge.in").First.WaitForAsync(new() { Timeout = 60_000 });
        output.WriteLine($"Who's in was back after {clock.ElapsedMilliseconds} ms");
        watching.Forgive();

        // Live again, not only shown again: it changes by itself.
        await watching.Page.WaitForTimeoutAsync(700);
        await punching.Send("clock-out");
        await watching.Page.Locator("tr .badge.in").First.WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = 30_000 });
        watching.SawNothingWrong();
    }
}
