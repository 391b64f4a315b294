using System.Globalization;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.Reports;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Features.Timesheets;
using Clockspot.Tests.Support;
using NodaTime.Text;

namespace Clockspot.Tests.Features.Reports;

/// <summary>The same shift has the same seconds on the same days, wherever somebody looks: on the clock, in the timesheet, in reports and in files.</summary>
public sealed class SameEverywhereTests
{
    const string NewYork = "America/New_York", LordHowe = "Australia/Lord_Howe";

    sealed record Looked(World World, Actor Actor, LocalDate First, LocalDate Last, DateTimeZone Zone, Actor Owner)
    {
        public ReportQuery Query => new() { From = LocalDatePattern.Iso.Format(First), To = LocalDatePattern.Iso.Format(Last), EmployeeIds = [Actor.EmployeeId.ToString()] };

        public string Address => $"from={Query.From}&to={Query.To}&employeeId={Actor.EmployeeId}";
    }

    /// <summary>Every place that says how long somebody worked on which day. Another place is another line.</summary>
    static readonly Dictionary<string, Func<Looked, Task<SortedDictionary<LocalDate, long>>>> places = new(StringComparer.Ordinal)
    {
        ["clock"] = OnTheClock,
        ["timesheet"] = InTheTimesheet,
        ["hours summary by day"] = async at => Days(await View(at, "hours-summary", "day")),
        ["time card"] = async at => Days(await View(at, "time-card", null)),
        ["hours summary as CSV"] = async at => await InTheFile(at, $"reports/hours-summary.csv?groupBy=day&{at.Address}", "day", "workedSeconds"),
        ["grid of entries"] = InTheGrid,
        ["grid of entries as CSV"] = async at => await InTheGridsFile(at),
        ["time card as CSV"] = async at => await InTheFile(at, $"reports/time-card.csv?{at.Address}", "day", "workedSeconds"),
    };

    /// <summary>Account's zone, entry's zone, attribution, in and out as the wall clock of the entry's zone said, and seconds by day.</summary>
    public static TheoryData<string, string, DayAttribution, string, string, string> Shifts => new()
    {
        // The clocks go forward: 23:00 to 7:00 lasts seven hours in New York, seven and a half on Lord Howe.
        { NewYork, NewYork, DayAttribution.StartDay, "2026-03-07T23:00", "2026-03-08T07:00", "2026-03-07:25200" },
        { NewYork, NewYork, DayAttribution.SplitAtMidnight, "2026-03-07T23:00", "2026-03-08T07:00", "2026-03-07:3600 2026-03-08:21600" },
        { LordHowe, LordHowe, DayAttribution.StartDay, "2026-10-03T23:00", "2026-10-04T07:00", "2026-10-03:27000" },
        { LordHowe, LordHowe, DayAttribution.SplitAtMidnight, "2026-10-03T23:00", "2026-10-04T07:00", "2026-10-03:3600 2026-10-04:23400" },
        // The clocks go back: nine hours, and eight and a half.
        { NewYork, NewYork, DayAttribution.StartDay, "2026-10-31T23:00", "2026-11-01T07:00", "2026-10-31:32400" },
        { NewYork, NewYork, DayAttribution.SplitAtMidnight, "2026-10-31T23:00", "2026-11-01T07:00", "2026-10-31:3600 2026-11-01:28800" },
        { LordHowe, LordHowe, DayAttribution.StartDay, "2026-04-04T23:00", "2026-04-05T07:00", "2026-04-04:30600" },
        { LordHowe, LordHowe, DayAttribution.SplitAtMidnight, "2026-04-04T23:00", "2026-04-05T07:00", "2026-04-04:3600 2026-04-05:27000" },
        // An ordinary night.
        { NewYork, NewYork, DayAttribution.StartDay, "2026-06-10T22:00", "2026-06-11T06:00", "2026-06-10:28800" },
        { NewYork, NewYork, DayAttribution.SplitAtMidnight, "2026-06-10T22:00", "2026-06-11T06:00", "2026-06-10:7200 2026-06-11:21600" },
        // Punched in another zone than the company's: days are the company's.
        { NewYork, "America/Los_Angeles", DayAttribution.StartDay, "2026-06-10T20:00", "2026-06-11T01:00", "2026-06-10:18000" },
        { NewYork, "America/Los_Angeles", DayAttribution.SplitAtMidnight, "2026-06-10T20:00", "2026-06-11T01:00", "2026-06-10:3600 2026-06-11:14400" },
        { LordHowe, NewYork, DayAttribution.SplitAtMidnight, "2026-03-07T08:00", "2026-03-07T16:00", "2026-03-08:28800" },
    };

    [Theory]
    [MemberData(nameof(Shifts))]
    public async Task A_shift_has_the_same_seconds_on_the_same_days(string zone, string entryZone, DayAttribution attribution, string start, string end, string days)
    {
        await using var world = new World();
        var (from, to) = (At(start, entryZone), At(end, entryZone));
        world.Clock.Reset(to + Duration.FromHours(30));
        var looked = await Stage(world, zone, attribution, from, to, entryZone);
        await Same(looked, days);
    }

    [Theory]
    [InlineData(DayAttribution.StartDay, "2026-03-07:23400")]
    [InlineData(DayAttribution.SplitAtMidnight, "2026-03-07:3600 2026-03-08:19800")]
    public async Task A_shift_that_runs_has_the_same_seconds_so_far(DayAttribution attribution, string days)
    {
        await using var world = new World();
        world.Clock.Reset(At("2026-03-08T06:30", NewYork));
        var looked = await Stage(world, NewYork, attribution, At("2026-03-07T23:00", NewYork), null, NewYork);
        await Same(looked, days, "clock");
        var status = await world.Get<Clock>().Status(looked.Actor, null, default);
        Assert.Equal((attribution == DayAttribution.StartDay ? 0 : 19800, 23400), (status.TodaySeconds, status.WeekSeconds));
    }

    static async Task Same(Looked looked, string days, params string[] except)
    {
        foreach (var (place, look) in places)
            if (!except.Contains(place)) Assert.Equal((place, days), (place, Said(await look(looked))));
    }

    static async Task<Looked> Stage(World world, string zone, DayAttribution attribution, Instant from, Instant? to, string entryZone)
    {
        var owner = await world.Workspace("harbor", zone);
        var ann = await world.Join(owner, Role.Employee);
        await world.Cut(owner, attribution);
        await world.Shift(ann, from, to, zone: entryZone);
        var company = DateTimeZoneProviders.Tzdb[zone];
        var day = from.InZone(company).Date;
        return new Looked(world, ann, day.PlusDays(-1), day.PlusDays(2), company, owner);
    }

    /// <summary>The clock says what today has: it is looked at on each of the days.</summary>
    static async Task<SortedDictionary<LocalDate, long>> OnTheClock(Looked at)
    {
        var now = at.World.Clock.GetCurrentInstant();
        var days = new SortedDictionary<LocalDate, long>();
        for (var day = at.First; day <= at.Last; day = day.PlusDays(1))
        {
            at.World.Clock.Reset(day.At(new LocalTime(20, 0)).InZoneStrictly(at.Zone).ToInstant());
            if (await at.World.Get<Clock>().Status(at.Actor, null, default) is { TodaySeconds: > 0 } status) days[day] = status.TodaySeconds;
        }
        at.World.Clock.Reset(now);
        return days;
    }

    static async Task<SortedDictionary<LocalDate, long>> InTheTimesheet(Looked at)
    {
        var days = new SortedDictionary<LocalDate, long>();
        for (var day = at.First; day <= at.Last; day = day.PlusDays(1))
            if (await at.World.Get<MyTimesheet>().Read(at.Actor, new ReadTimesheet { View = TimesheetSpan.Day, Day = day }, default) is var sheet && sheet.Worked > Duration.Zero) days[day] = (long)sheet.Worked.TotalSeconds;
        return days;
    }

    /// <summary>The totals of the list, one day at a time: as the use-case adds them up and as the page shows them.</summary>
    static async Task<SortedDictionary<LocalDate, long>> InTheGrid(Looked at)
    {
        var days = new SortedDictionary<LocalDate, long>();
        var browser = await at.World.Browse(at.Owner);
        for (var day = at.First; day <= at.Last; day = day.PlusDays(1))
        {
            var filter = new EntryFilter { Period = new DayRange(day, day), EmployeeIds = [at.Actor.EmployeeId] };
            var worked = (await at.World.Get<EntryBook>().Total(at.Owner, filter, default)).Worked;
            if (worked == Duration.Zero) continue;
            days[day] = (long)worked.TotalSeconds;
            var page = await browser.Get($"/w/harbor/entries?from={LocalDatePattern.Iso.Format(day)}&to={LocalDatePattern.Iso.Format(day)}&employee={at.Actor.EmployeeId}");
            Assert.Equal(Clockspot.Ui.Formats.Decimal(worked), page.Document.QuerySelector("tfoot .number")!.TextContent);
        }
        return days;
    }

    static async Task<SortedDictionary<LocalDate, long>> InTheGridsFile(Looked at)
    {
        var days = new SortedDictionary<LocalDate, long>();
        var browser = await at.World.Browse(at.Owner);
        for (var day = at.First; day <= at.Last; day = day.PlusDays(1))
        {
            var of = LocalDatePattern.Iso.Format(day);
            var seconds = CsvText.Read(await browser.Client.GetStringAsync($"/w/harbor/entries.csv?from={of}&to={of}&employee={at.Actor.EmployeeId}")).Sum(row => long.Parse(row["workedSeconds"], CultureInfo.InvariantCulture));
            if (seconds > 0) days[day] = seconds;
        }
        return days;
    }

    static Task<ReportView> View(Looked at, string key, string? groupBy) => at.World.Get<ReportBook>().View(at.Actor, key, at.Query with { GroupBy = groupBy }, default);

    static SortedDictionary<LocalDate, long> Days(ReportView view)
    {
        int Column(string key) => view.Columns.ToList().FindIndex(column => column.Key == key);
        return Add(view.Sections.SelectMany(section => section.Lines).Where(line => line.Total is null)
            .Select(line => ((LocalDate)line.Values[Column("day")]!, (long)((Duration)line.Values[Column("worked")]!).TotalSeconds)));
    }

    /// <summary>A file of rows with a day and seconds, as a library reads it.</summary>
    static async Task<SortedDictionary<LocalDate, long>> InTheFile(Looked at, string path, string day, string seconds)
    {
        var browser = await at.World.Browse(at.Actor);
        return Add(CsvText.Read(await browser.Client.GetStringAsync($"/w/harbor/{path}"))
            .Select(row => (LocalDatePattern.Iso.Parse(row[day]).Value, long.Parse(row[seconds], CultureInfo.InvariantCulture))));
    }

    static SortedDictionary<LocalDate, long> Add(IEnumerable<(LocalDate Day, long Seconds)> parts)
    {
        var days = new SortedDictionary<LocalDate, long>();
        foreach (var (day, seconds) in parts) days[day] = days.GetValueOrDefault(day) + seconds;
        return days;
    }

    static Instant At(string wall, string zone) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(wall).Value.InZoneStrictly(DateTimeZoneProviders.Tzdb[zone]).ToInstant();

    static string Said(SortedDictionary<LocalDate, long> days) => string.Join(' ', days.Select(day => FormattableString.Invariant($"{day.Key:uuuu-MM-dd}:{day.Value}")));
}
