using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.TimeEntries;
using NodaTime;

namespace Clockspot.Features.Timesheets;

/// <summary>How much a timesheet shows at once.</summary>
public enum TimesheetSpan
{
    /// <summary>The week that holds the day.</summary>
    Week,
    /// <summary>One day.</summary>
    Day,
}

/// <summary>Which part of one's own timesheet.</summary>
public sealed record ReadTimesheet
{
    /// <summary>A day or a week.</summary>
    public TimesheetSpan View { get; init; }

    /// <summary>The day, or a day of the week; today when null.</summary>
    public LocalDate? Day { get; init; }
}

/// <summary>An entry, or the part of it, that counts for one day.</summary>
/// <param name="Entry">The whole entry.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="End">Where it ends; null while it runs.</param>
/// <param name="Unpaid">Unpaid breaks within it.</param>
/// <param name="Paid">Paid breaks within it.</param>
/// <param name="Worked">What counts.</param>
public sealed record TimesheetRow(TimeEntryView Entry, Instant Start, Instant? End, Duration Unpaid, Duration Paid, Duration Worked)
{
    /// <summary>The entry began on an earlier day.</summary>
    public bool Continues => Start > Entry.Start;

    /// <summary>The entry goes on after this day.</summary>
    public bool GoesOn => End is { } end && (Entry.End is null || Entry.End > end);
}

/// <summary>One day of a timesheet.</summary>
public sealed record TimesheetDay(LocalDate Date, IReadOnlyList<TimesheetRow> Rows, Duration Worked);

/// <summary>A day or a week of one's own time.</summary>
public sealed record TimesheetView(TimesheetSpan View, LocalDate Day, LocalDate Today, DayAttribution Attribution, IReadOnlyList<TimesheetDay> Days, Duration Worked)
{
    /// <summary>A day of the stretch before.</summary>
    public LocalDate Previous => View == TimesheetSpan.Week ? Day.PlusDays(-7) : Day.PlusDays(-1);

    /// <summary>A day of the stretch after.</summary>
    public LocalDate Next => View == TimesheetSpan.Week ? Day.PlusDays(7) : Day.PlusDays(1);

    /// <summary>An entry shown goes over midnight, so that the rule for it should be said.</summary>
    public bool CrossesMidnight { get; init; }
}

/// <summary>One's own hours, by day and week.</summary>
public sealed class MyTimesheet(Store store)
{
    static readonly LocalDate earliest = new(2000, 1, 1);
    static readonly LocalDate latest = new(2100, 12, 31);

    static Refusal DayOutOfRange() => Refusal.Field("day", "out_of_range", "Choose a day between the years 2000 and 2100.");

    /// <summary>A day or a week of one's own time; its days are cut as the account says.</summary>
    public async Task<TimesheetView> Read(Actor actor, ReadTimesheet input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read);
        Input.Check(input);
        if (input.Day < earliest || input.Day > latest) throw DayOutOfRange();
        await using var db = await store.Open(actor, stop);
        var calendar = await Worklog.Calendar(db, stop);
        var today = calendar.DayOf(db.Now);
        var day = input.Day ?? today;
        var first = input.View == TimesheetSpan.Week ? calendar.WeekOf(day) : day;
        var last = input.View == TimesheetSpan.Week ? first.PlusDays(6) : day;
        var entries = await Worklog.Touching(db, actor.EmployeeId, calendar.IntervalOf(first, last), stop);
        var views = await Worklog.Views(db, entries, stop);
        var days = new List<TimesheetDay>();
        for (var date = first; date <= last; date = date.PlusDays(1)) days.Add(DayOf(calendar, date, views, db.Now));
        return new TimesheetView(input.View, day, today, calendar.Attribution, days, days.Aggregate(Duration.Zero, (sum, one) => sum + one.Worked))
        {
            CrossesMidnight = days.Exists(one => one.Rows.Any(row => calendar.DayOf(row.Entry.Start) != calendar.DayOf(row.Entry.End ?? db.Now))),
        };
    }

    static TimesheetDay DayOf(WorkCalendar calendar, LocalDate date, IReadOnlyList<TimeEntryView> entries, Instant now)
    {
        var rows = new List<TimesheetRow>();
        foreach (var entry in entries)
        {
            var span = entry.Span;
            if (calendar.PartOn(date, span, now) is not { } part) continue;
            var runs = entry.End is null && part.End >= now;
            rows.Add(new TimesheetRow(entry, part.Start, runs ? null : part.End, span.OnBreak(false, part, now), span.OnBreak(true, part, now), span.WorkedWithin(part, now)));
        }
        return new TimesheetDay(date, rows, rows.Aggregate(Duration.Zero, (sum, row) => sum + row.Worked));
    }
}

static class TimesheetsSlice
{
    public static void AddTimesheets(this IServiceCollection services) => services.AddSingleton<MyTimesheet>();
}
