using System.Runtime.CompilerServices;
using Clockspot.Features.TimeEntries;
using NodaTime;

namespace Clockspot.Features.Reports;

/// <summary>Hours for each employee, in one row or by day, week or job.</summary>
sealed class HoursSummaryReport : Report
{
    public override string Key => "hours-summary";

    public override string Title => "Hours summary";

    public override string Purpose => "How many hours everybody worked, with breaks, days and entries; by day, week or job.";

    public override ReportFilters Filters => ReportFilters.Period | ReportFilters.Employees | ReportFilters.Jobs | ReportFilters.Locations;

    public override IReadOnlyList<ReportChoice> Statuses { get; } = [new("closed", "Finished"), new("open", "Running")];

    public override IReadOnlyList<ReportChoice> Groupings { get; } = [new("employee", "Employee"), new("day", "Employee and day"), new("week", "Employee and week"), new("job", "Employee and job")];

    public override bool HasChart => true;

    public override IReadOnlyList<ReportLevel> Levels(string? groupBy) => groupBy == "employee" ? [] : [new("number", "employee", EvenOne: true)];

    /// <summary>Days are counted where each of them counts once; somebody may work on two jobs in one day.</summary>
    public override IReadOnlyList<ReportColumn> Columns(string? groupBy) =>
    [
        new("employee", "Employee", ColumnKind.Text), new("number", "Number", ColumnKind.Text), .. By(groupBy),
        new("worked", "Worked hours", ColumnKind.Duration) { Adds = true, Leads = true },
        new("paidBreaks", "Paid breaks", ColumnKind.Duration) { Adds = true }, new("unpaidBreaks", "Unpaid breaks", ColumnKind.Duration) { Adds = true },
        .. groupBy is "employee" or "week" ? [new ReportColumn("days", "Days worked", ColumnKind.Number) { Adds = true }] : Array.Empty<ReportColumn>(),
        new("entries", "Entries", ColumnKind.Number) { Adds = true }, new("unconfirmed", "Unconfirmed", ColumnKind.Number) { Adds = true },
    ];

    static ReportColumn[] By(string? groupBy) => groupBy switch
    {
        "day" => [new("day", "Day", ColumnKind.Day)],
        "week" => [new("week", "Week of", ColumnKind.Day)],
        "job" => [new("job", "Job", ColumnKind.Text)],
        _ => [],
    };

    /// <summary>Entries come by employee: what is held is one employee's sums.</summary>
    public override async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ReportRun run, [EnumeratorCancellation] CancellationToken stop)
    {
        ReportedEntry? person = null;
        var sums = new Dictionary<(LocalDate Day, Guid? Job), Sum>();
        await foreach (var reported in run.Entries().WithCancellation(stop))
        {
            if (person is not null && person.EmployeeId != reported.EmployeeId)
            {
                foreach (var row in RowsOf(run, person, sums)) yield return row;
                sums.Clear();
            }
            person = reported;
            foreach (var part in run.Parts(reported.Entry))
            {
                var key = KeyOf(run, part.Day, reported.Entry);
                if (!sums.TryGetValue(key, out var sum)) sums[key] = sum = new Sum();
                sum.Add(part, reported.Entry);
                run.Chart?.Add(part.Day, reported.Entry.JobId, part.Worked);
            }
        }
        if (person is null) yield break;
        foreach (var row in RowsOf(run, person, sums)) yield return row;
    }

    static (LocalDate Day, Guid? Job) KeyOf(ReportRun run, LocalDate day, TimeEntry entry) => run.GroupBy switch
    {
        "day" => (day, null),
        "week" => (run.Calendar.WeekOf(day), null),
        "job" => (default, entry.JobId),
        _ => default,
    };

    static IEnumerable<IReadOnlyList<object?>> RowsOf(ReportRun run, ReportedEntry person, Dictionary<(LocalDate Day, Guid? Job), Sum> sums) =>
        from pair in sums
        let job = ReportRun.NameOf(run.Jobs, pair.Key.Job)
        orderby pair.Key.Day, job is null, job
        select (IReadOnlyList<object?>)
        [
            person.Employee, person.Number,
            .. run.GroupBy switch { "day" or "week" => [pair.Key.Day], "job" => [job], _ => Array.Empty<object?>() },
            pair.Value.Worked, pair.Value.Paid, pair.Value.Unpaid,
            .. run.GroupBy is "employee" or "week" ? [(long)pair.Value.Days.Count] : Array.Empty<object?>(),
            pair.Value.Entries, pair.Value.Unconfirmed,
        ];

    sealed class Sum
    {
        public Duration Worked { get; private set; }
        public Duration Paid { get; private set; }
        public Duration Unpaid { get; private set; }
        public HashSet<LocalDate> Days { get; } = [];
        public long Entries { get; private set; }
        public long Unconfirmed { get; private set; }

        public void Add(DayPart part, TimeEntry entry)
        {
            (Worked, Paid, Unpaid) = (Worked + part.Worked, Paid + part.Paid, Unpaid + part.Unpaid);
            Days.Add(part.Day);
            if (!part.Begins) return;
            Entries++;
            if (entry.Flags.HasFlag(EntryFlags.Unconfirmed)) Unconfirmed++;
        }
    }
}
