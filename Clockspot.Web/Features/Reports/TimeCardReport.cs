using System.Runtime.CompilerServices;
using Clockspot.Features.TimeEntries;

namespace Clockspot.Features.Reports;

/// <summary>Every entry of every employee, to read, print and sign.</summary>
sealed class TimeCardReport : Report
{
    public override string Key => "time-card";

    public override string Title => "Time card";

    public override string Purpose => "Every entry with its times, breaks and job, a sheet for each employee to print and sign.";

    public override ReportFilters Filters => ReportFilters.Period | ReportFilters.Employees | ReportFilters.Jobs | ReportFilters.Locations;

    public override IReadOnlyList<ReportChoice> Statuses { get; } = [new("closed", "Finished"), new("open", "Running")];

    public override bool IsSigned => true;

    public override string? Section => "number";

    public override IReadOnlyList<ReportLevel> Levels(string? groupBy) => [new("week", "week", EvenOne: true), new("day", "day", EvenOne: false)];

    public override IReadOnlyList<ReportColumn> Columns(string? groupBy) =>
    [
        new("employee", "Employee", ColumnKind.Text) { Heads = true }, new("number", "Number", ColumnKind.Text) { Heads = true },
        new("week", "Week of", ColumnKind.Day) { Heads = true }, new("day", "Day", ColumnKind.Day),
        new("in", "In", ColumnKind.Instant) { OnDayOf = "day" }, new("out", "Out", ColumnKind.Instant) { OnDayOf = "day" },
        new("unpaidBreaks", "Unpaid breaks", ColumnKind.Duration) { Adds = true }, new("paidBreaks", "Paid breaks", ColumnKind.Duration) { Adds = true },
        new("job", "Job", ColumnKind.Text), new("location", "Location", ColumnKind.Text), new("note", "Note", ColumnKind.Text), new("marks", "Marks", ColumnKind.Text),
        new("worked", "Worked hours", ColumnKind.Duration) { Adds = true, Leads = true },
    ];

    public override async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ReportRun run, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var reported in run.Entries().WithCancellation(stop))
            foreach (var part in run.Parts(reported.Entry))
                yield return
                [
                    reported.Employee, reported.Number, run.Calendar.WeekOf(part.Day), part.Day, part.Start, part.End, part.Unpaid, part.Paid,
                    ReportRun.NameOf(run.Jobs, reported.Entry.JobId), ReportRun.NameOf(run.Locations, reported.Entry.LocationId), reported.Entry.Note,
                    Marks(part, reported.Entry.Flags), part.Worked,
                ];
    }

    static string? Marks(DayPart part, EntryFlags flags) => ReportWords.Joined(
        part.End is null ? "Running" : null, part.Begins ? null : "From the day before", part.GoesOn ? "Goes on the next day" : null,
        flags.HasFlag(EntryFlags.Unconfirmed) ? "Unconfirmed" : null, flags.HasFlag(EntryFlags.Edited) ? "Edited" : null,
        flags.HasFlag(EntryFlags.OutsideLocation) ? "Outside the place" : null);
}
