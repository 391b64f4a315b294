using Clockspot.Api;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.Timesheets;

/// <summary>Which part of the timesheet.</summary>
public sealed record GetTimesheet
{
    /// <summary>`week`, which is meant when it is left out, or `day`.</summary>
    public TimesheetSpan View { get; init; }

    /// <summary>The day, or any day of the week; today when it is left out.</summary>
    public LocalDate? Day { get; init; }
}

/// <summary>An entry, or the part of it, that counts for one day.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Job">On what.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="End">Where it ends; null while it runs.</param>
/// <param name="UnpaidSeconds">Unpaid breaks within it.</param>
/// <param name="PaidSeconds">Paid breaks within it.</param>
/// <param name="WorkedSeconds">What counts.</param>
/// <param name="Note">The employee's words.</param>
public sealed record TimesheetPartShape(Guid EntryId, string? Job, Instant Start, Instant? End, long UnpaidSeconds, long PaidSeconds, long WorkedSeconds, string? Note);

/// <summary>One day.</summary>
/// <param name="Date">Which.</param>
/// <param name="Parts">What was worked on it.</param>
/// <param name="WorkedSeconds">What counts for it.</param>
public sealed record TimesheetDayShape(LocalDate Date, IReadOnlyList<TimesheetPartShape> Parts, long WorkedSeconds);

/// <summary>A day or a week of one's own time.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="DayAttribution">To which day a shift over midnight belongs.</param>
/// <param name="Days">Each day.</param>
/// <param name="WorkedSeconds">What all days add up to; work that runs counts until now.</param>
/// <param name="Url">The timesheet in a browser.</param>
public sealed record TimesheetShape(LocalDate From, LocalDate To, DayAttribution DayAttribution, IReadOnlyList<TimesheetDayShape> Days, long WorkedSeconds, string Url)
{
    internal static TimesheetShape Of(TimesheetView sheet, string url) => new(sheet.Days[0].Date, sheet.Days[^1].Date, sheet.Attribution,
        [.. sheet.Days.Select(day => new TimesheetDayShape(day.Date, [.. day.Rows.Select(PartOf)], Seconds(day.Worked)))], Seconds(sheet.Worked), url);

    static TimesheetPartShape PartOf(TimesheetRow row) => new(row.Entry.Id, row.Entry.JobName, row.Start, row.End, Seconds(row.Unpaid), Seconds(row.Paid), Seconds(row.Worked), row.Entry.Note);

    static long Seconds(Duration worked) => (long)worked.TotalSeconds;
}

static class TimesheetsTools
{
    public static void AddTimesheets(this ToolList tools) => tools.Add(new("get_timesheet", "My timesheet")
    {
        Description = "Shows the connected person's own hours of a day or a week, day by day, as the account cuts days. Use it for \"how much did I work\"; other people's hours are in run_report. "
            + "Seconds are exact; say them as hours and minutes.",
        Needs = new(Area.TimeTracking, Level.Read), Input = typeof(GetTimesheet), Answer = typeof(TimesheetShape), Run = Read,
    });

    static async Task<object> Read(ToolCall call)
    {
        var ask = call.Read<GetTimesheet>();
        var sheet = await call.Use<MyTimesheet>().Read(call.Actor, new ReadTimesheet { View = ask.View, Day = ask.Day }, call.Stop);
        return TimesheetShape.Of(sheet, call.Url($"timesheet?view={ApiJson.Word(ask.View)}&day={LocalDatePattern.Iso.Format(sheet.Day)}"));
    }
}
