using System.Diagnostics;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Clockspot.Tests.Browsers;

/// <summary>In a real browser: whoever forgot yesterday is asked, and whoever is elsewhere is told so.</summary>
[Collection(Outside.Second)]
public sealed class ForgottenTests(Chrome chrome, ITestOutputHelper output) : IClassFixture<Chrome>, IAsyncLifetime
{
    const float North = 40.7f, East = -74.0f;
    readonly World world = new();
    Site app = null!;
    Actor owner = null!, employee = null!;
    LocalDate yesterday;

    static DateTimeZone Zone => DateTimeZoneProviders.Tzdb["America/New_York"];

#pragma warning disable RS0030 // The program runs by the real clock here.
    static Instant RealNow => SystemClock.Instance.GetCurrentInstant();
#pragma warning restore RS0030

    public async Task InitializeAsync()
    {
        yesterday = RealNow.InZone(Zone).Date.PlusDays(-1);
        world.Clock.Reset((yesterday + new LocalTime(7, 0)).InZoneLeniently(Zone).ToInstant());
        owner = await world.Workspace();
        employee = await world.Join(owner, Role.Employee);
        app = await Site.Start(world.Folder);
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await world.DisposeAsync();
    }

    async Task<List<TimeEntry>> Entries()
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.TimeEntries.Where(entry => entry.EmployeeId == employee.EmployeeId).OrderBy(entry => entry.Start).ToListAsync();
    }

    /// <summary>Readable by everyone in both themes, and no wider than a phone.</summary>
    static async Task Look(Visitor visitor, string name)
    {
        var (page, broken) = (visitor.Page, new List<string>());
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            broken.AddRange((await Axe.Broken(page, scheme == ColorScheme.Dark)).Select(one => $"{name} {scheme}: {one}"));
        }
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Shots.Take(page, name, "desk");
        await page.SetViewportSizeAsync(360, 740);
        await Shots.Take(page, name, "phone");
        var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        if (wide > 360) broken.Add($"{name}: {wide} px wide on a phone");
        await page.SetViewportSizeAsync(1280, 800);
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [SkippableFact]
    public async Task Whoever_forgot_yesterday_is_asked_and_todays_punch_counts()
    {
        Tool.NeedsChromium();
        var till = await world.Get<JobList>().Add(owner, new SaveJob { Name = "Till" }, default);
        await world.Get<Clock>().ClockIn(employee, new ClockIn { JobId = till }, default);
        await using var visitor = await chrome.Visit(app, await world.Cookie(employee));
        Assert.Equal(200, await visitor.Open("/w/harbor"));
        Assert.Contains("When did you finish?", await visitor.Text(), StringComparison.Ordinal);
        await Look(visitor, "forgotten");

        await visitor.Send("forgotten", ("Input.FinishedAt", "5 o'clock"));
        Assert.Contains("not a time of day", await visitor.Text(), StringComparison.Ordinal);
        Assert.Equal("5 o'clock", await visitor.Page.Locator("#field-finishedAt").InputValueAsync());
        visitor.Forgive(); // Chromium notes the 422 as an error of the page.
        await Look(visitor, "forgotten-refused");

        var now = RealNow;
        await visitor.Send("forgotten", ("Input.FinishedAt", "5pm"));
        Assert.Contains("Clocked in", await visitor.Text(), StringComparison.Ordinal);
        Assert.True(await visitor.Has("clock-out"));
        await Look(visitor, "forgotten-answered");
        visitor.SawNothingWrong();

        var entries = await Entries();
        Assert.Equal(((yesterday + new LocalTime(17, 0)).InZoneLeniently(Zone).ToInstant(), EntryFlags.Unconfirmed), (entries[0].End!.Value, entries[0].Flags));
        Assert.Equal((2, (Instant?)null, EntryFlags.None, till), (entries.Count, entries[1].End, entries[1].Flags, entries[1].JobId!.Value));
        Assert.InRange(entries[1].Start, now - Duration.FromSeconds(1), now + Duration.FromSeconds(20));
    }

    [SkippableFact]
    public async Task A_punch_outside_the_place_is_refused_and_counts_as_soon_as_somebody_is_there()
    {
        Tool.NeedsChromium();
        await Place(PlaceRule.Block);
        await using var visitor = await chrome.Visit(app, await world.Cookie(employee), position: new() { Latitude = North + 0.02f, Longitude = East, Accuracy = 8 });
        await visitor.Open("/w/harbor");
        Assert.Contains("your position are kept for 90 days", await visitor.Text(), StringComparison.Ordinal);
        await visitor.Send("clock-in", ("Input.Note", "typed"));
        Assert.Contains("2.2 km from Pier 4", await visitor.Text(), StringComparison.Ordinal);
        Assert.Equal("typed", await visitor.Page.Locator("#field-note").InputValueAsync());
        visitor.Forgive();
        await Look(visitor, "outside");
        Assert.Empty(await Entries());

        // The way to the pier: the position of before is not of this moment any more, and the button asks again without a reload.
        await visitor.Page.WaitForTimeoutAsync(5_500);
        await visitor.Context.SetGeolocationAsync(new() { Latitude = North, Longitude = East, Accuracy = 8 });
        await visitor.Send("clock-in");
        Assert.True(await visitor.Has("clock-out"), await visitor.Text());
        Assert.Equal(EntryFlags.None, Assert.Single(await Entries()).Flags);
        await using var db = await world.Store.Open(owner, default);
        var punch = await db.Punches.SingleAsync();
        Assert.Equal((North, East, 8), (punch.Latitude!.Value, punch.Longitude!.Value, punch.AccuracyMeters!.Value), new Near());
        Assert.InRange(punch.DeviceTime!.Value, punch.At - Duration.FromSeconds(20), punch.At + Duration.FromSeconds(20));
        visitor.SawNothingWrong();
    }

    [SkippableFact]
    public async Task Who_refuses_the_position_or_has_no_scripts_is_let_in_and_flagged_where_the_rule_flags()
    {
        Tool.NeedsChromium();
        await Place(PlaceRule.Flag);
        foreach (var scripts in new[] { true, false })
        {
            await using var visitor = await chrome.Visit(app, await world.Cookie(employee), scripts);
            await visitor.Open("/w/harbor");
            var watch = Stopwatch.StartNew();
            foreach (var (form, next) in new[] { ("clock-in", "clock-out"), ("clock-out", "clock-in") })
            {
                await visitor.Page.Locator($"form:has(input[name='_handler'][value='{form}']) button:not([type='button'])").First.ClickAsync();
                await visitor.Page.Locator($"input[name='_handler'][value='{next}']").First.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 15_000 });
            }
            output.WriteLine($"{(scripts ? "refused" : "no scripts")}: in and out in {watch.ElapsedMilliseconds} ms");
            Assert.Equal(EntryFlags.OutsideLocation, (await Entries())[^1].Flags);
        }
    }

    [SkippableFact]
    public async Task The_setup_is_readable_by_everyone_and_fits_a_phone()
    {
        Tool.NeedsChromium();
        await Place(PlaceRule.Flag);
        await using var visitor = await chrome.Visit(app, await world.Cookie(owner));
        Assert.Equal(200, await visitor.Open("/w/harbor/clock-setup"));
        await Look(visitor, "clock-setup");
        await visitor.Send("clock-setup", ("Input.GpsRule", "Block"), ("Input.EvidenceDays", "30"));
        Assert.Contains("Saved.", await visitor.Text(), StringComparison.Ordinal);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await visitor.Page.WaitForFunctionAsync("() => document.querySelector('#field-gpsRule')?.value === 'Flag' && document.querySelector('#field-evidenceDays')?.value === '90'");
        visitor.SawNothingWrong();
    }

    async Task Place(PlaceRule rule)
    {
        var pier = await world.Get<LocationList>().Add(owner, new SaveLocation { Name = "Pier 4", Latitude = North, Longitude = East, RadiusMeters = 100 }, default);
        await world.Get<ClockSettings>().Change(owner, 0, new SaveClockSettings { GpsRule = rule, Notice = "We look at this only when hours are in dispute." }, default);
        await using var db = await world.Store.Write(owner, default);
        var row = await db.Employees.SingleAsync(one => one.Id == employee.EmployeeId);
        row.Describe(row.Number, row.Name, row.Email, null, null, pier);
        await db.Commit(default);
    }

    sealed class Near : IEqualityComparer<(double, double, double)>
    {
        public bool Equals((double, double, double) x, (double, double, double) y) =>
            Math.Abs(x.Item1 - y.Item1) < 1e-5 && Math.Abs(x.Item2 - y.Item2) < 1e-5 && Math.Abs(x.Item3 - y.Item3) < 1e-5;

        public int GetHashCode((double, double, double) obj) => 0;
    }
}
