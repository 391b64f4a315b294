using System.Runtime.CompilerServices;
using Clockspot.Domain.Access;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;

namespace Clockspot.Features.Reports;

/// <summary>Who is at work at this moment.</summary>
sealed class CurrentStatusReport(Clock clock) : Report
{
    public override string Key => "current-status";

    public override string Title => "Who's in";

    public override string Purpose => "Who is at work at this moment, since when, on which job and where.";

    public override Reach Least => Reach.Team;

    public override ReportFilters Filters => ReportFilters.Employees | ReportFilters.Jobs | ReportFilters.Locations;

    public override IReadOnlyList<ReportChoice> Statuses { get; } = [new("in", "Clocked in"), new("break", "On a break"), new("out", "Out")];

    public override IReadOnlyList<ReportColumn> Columns(string? groupBy) =>
    [
        new("employee", "Employee", ColumnKind.Text), new("status", "Status", ColumnKind.Text), new("since", "Since", ColumnKind.Instant),
        new("job", "Job", ColumnKind.Text), new("location", "Location", ColumnKind.Text), new("marks", "Marks", ColumnKind.Text),
    ];

    public override async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ReportRun run, [EnumeratorCancellation] CancellationToken stop)
    {
        var filter = new NowFilter
        {
            EmployeeIds = run.Filter.EmployeeIds, JobIds = run.Filter.JobIds, LocationIds = run.Filter.LocationIds,
            State = run.Status is { } status ? Enum.Parse<ClockState>(status, ignoreCase: true) : null,
        };
        foreach (var row in await clock.WhoIsIn(run.Reader, filter, stop))
            yield return [row.Name, ClockWords.Of(row.State), row.Since, row.Job, row.Location, Marks(row)];
    }

    static string? Marks(NowRow row) => ReportWords.Joined(row.IsLong ? $"Over {row.LimitHours} h" : null, row.Flags.HasFlag(EntryFlags.OutsideLocation) ? "Outside the place" : null);
}
