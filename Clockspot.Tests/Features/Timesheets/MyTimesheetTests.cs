using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.TimeClock;
using Clockspot.Features.Timesheets;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Timesheets;

public sealed class MyTimesheetTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, ann = null!;
    Clock clock = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        ann = await world.Join(owner, Role.Employee);
        clock = world.Get<Clock>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task Cut(IsoDayOfWeek start, DayAttribution attribution)
    {
        await using var db = await world.Store.WriteSystem("test", default);
        var account = await db.Accounts.SingleAsync(row => row.Id == owner.AccountId);
        account.Change(account.Name, account.TimeZone, account.Currency, start, false, attribution);
        await db.Commit(default);
    }

    async Task Shift(LocalDateTime from, LocalDateTime to)
    {
        var zone = DateTimeZoneProviders.Tzdb["America/New_York"];
        world.Clock.Reset(from.InZoneStrictly(zone).ToInstant());
        await clock.ClockIn(ann, new ClockIn(), default);
        world.Clock.Reset(to.InZoneStrictly(zone).ToInstant());
        await clock.ClockOut(ann, new ClockOut(), default);
    }

    Task<TimesheetView> Week(LocalDate day) => world.Get<MyTimesheet>().Read(ann, new ReadTimesheet { Day = day }, default);

    [Theory]
    [InlineData(DayAttribution.StartDay, "2026-03-07:7")]
    [InlineData(DayAttribution.SplitAtMidnight, "2026-03-07:1 2026-03-08:6")]
    public async Task A_night_shift_in_March_has_seven_hours(DayAttribution attribution, string days)
    {
        await Cut(IsoDayOfWeek.Monday, attribution);
        await Shift(new(2026, 3, 7, 23, 0), new(2026, 3, 8, 7, 0));
        var week = await Week(new LocalDate(2026, 3, 8));
        Assert.Equal(days, Said(week));
        Assert.Equal(Duration.FromHours(7), week.Worked);
        Assert.True(week.CrossesMidnight);
        var status = await clock.Status(ann, null, default);
        Assert.Equal((attribution == DayAttribution.StartDay ? 0 : 6 * 3600, 7 * 3600), (status.TodaySeconds, status.WeekSeconds));
    }

    [Theory]
    [InlineData(IsoDayOfWeek.Monday, DayAttribution.StartDay, "2026-10-31:9", 9)]
    [InlineData(IsoDayOfWeek.Monday, DayAttribution.SplitAtMidnight, "2026-10-31:1 2026-11-01:8", 9)]
    [InlineData(IsoDayOfWeek.Sunday, DayAttribution.StartDay, "", 0)]
    [InlineData(IsoDayOfWeek.Sunday, DayAttribution.SplitAtMidnight, "2026-11-01:8", 8)]
    public async Task A_night_shift_in_November_has_nine_hours_cut_where_the_week_begins(IsoDayOfWeek start, DayAttribution attribution, string days, int total)
    {
        await Cut(start, attribution);
        await Shift(new(2026, 10, 31, 23, 0), new(2026, 11, 1, 7, 0));
        var week = await Week(new LocalDate(2026, 11, 1));
        Assert.Equal(days, Said(week));
        Assert.Equal(Duration.FromHours(total), week.Worked);
        Assert.Equal(total * 3600, (await clock.Status(ann, null, default)).WeekSeconds);
    }

    [Fact]
    public async Task The_page_shows_week_and_day_and_keeps_to_its_address()
    {
        await Shift(new(2026, 3, 3, 9, 0), new(2026, 3, 3, 17, 15));
        var browser = await world.Browse(ann);
        var week = await browser.Get("/w/harbor/timesheet?view=week&day=2026-03-05");
        Assert.Contains("Week total 8 h 15 m", week.Text, StringComparison.Ordinal);
        Assert.Contains("8.25", week.Text, StringComparison.Ordinal);
        Assert.Contains("view=week&day=2026-02-26", week.Document.QuerySelectorAll("a").Select(link => link.GetAttribute("href")!).First(href => href.Contains("day=2026-02", StringComparison.Ordinal)), StringComparison.Ordinal);
        var day = await browser.Get("/w/harbor/timesheet?view=day&day=2026-03-03");
        Assert.Contains("Day total 8 h 15 m", day.Text, StringComparison.Ordinal);
        Assert.Contains("No time in this day", (await browser.Get("/w/harbor/timesheet?view=day&day=2026-03-04")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (int)(await browser.Get("/w/harbor/timesheet?view=x&day=yesterday")).Status);
        Assert.Equal(422, (int)(await browser.Get("/w/harbor/timesheet?day=9999-12-31")).Status);
    }

    [Fact]
    public async Task It_shows_ones_own_time_alone()
    {
        await Shift(new(2026, 3, 3, 9, 0), new(2026, 3, 3, 17, 0));
        Assert.Equal(Duration.Zero, (await world.Get<MyTimesheet>().Read(owner, new ReadTimesheet(), default)).Worked);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => world.Get<MyTimesheet>().Read(ann with { Grants = [] }, new ReadTimesheet(), default))).Status);
    }

    static string Said(TimesheetView week) => string.Join(' ', week.Days.Where(day => day.Rows.Count > 0)
        .Select(day => FormattableString.Invariant($"{day.Date:uuuu-MM-dd}:{day.Worked.TotalHours}")));
}
