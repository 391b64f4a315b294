using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.TimeEntries;

namespace Clockspot.Features.Reports;

/// <summary>What stands in a column; screens, print and files write each kind in their own way.</summary>
public enum ColumnKind
{
    /// <summary>Words.</summary>
    Text,
    /// <summary>A day of the account's calendar.</summary>
    Day,
    /// <summary>A moment.</summary>
    Instant,
    /// <summary>A stretch of time, exact; hours on screen, seconds and hours in files.</summary>
    Duration,
    /// <summary>A count.</summary>
    Number,
}

/// <summary>A column of a report.</summary>
/// <param name="Key">Its name in files and the API, in camelCase.</param>
/// <param name="Title">Its name on screen.</param>
/// <param name="Kind">What stands in it.</param>
public sealed record ReportColumn(string Key, string Title, ColumnKind Kind)
{
    /// <summary>Is added up, for each group and over all.</summary>
    public bool Adds { get; init; }

    /// <summary>Its total is said in words above the table.</summary>
    public bool Leads { get; init; }

    /// <summary>Stands in the heading of its group on screen, not in every row. Files have it in every row.</summary>
    public bool Heads { get; init; }

    /// <summary>A moment is shown as a time of day when it lies on the day in this column.</summary>
    public string? OnDayOf { get; init; }

    /// <summary>Numbers stand on the right, so that they can be compared.</summary>
    public bool IsNumber => Kind is ColumnKind.Duration or ColumnKind.Number;
}

/// <summary>Rows that follow each other with the same value in a column, and get a subtotal.</summary>
/// <param name="Column">The column whose change ends the group.</param>
/// <param name="Label">The column that names the group.</param>
/// <param name="EvenOne">A subtotal stands also under a single row.</param>
public sealed record ReportLevel(string Column, string Label, bool EvenOne);

/// <summary>Something to choose: a status, a grouping.</summary>
public sealed record ReportChoice(string Value, string Text);

/// <summary>By what a report can be narrowed, besides its statuses.</summary>
[Flags]
public enum ReportFilters
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>A stretch of days. Such a report will say how many of its timesheets are approved, once there are any.</summary>
    Period = 1,
    /// <summary>Employees.</summary>
    Employees = 2,
    /// <summary>Jobs.</summary>
    Jobs = 4,
    /// <summary>Locations.</summary>
    Locations = 8,
}

/// <summary>
/// A report, defined once: screen, print, file and API all follow from what stands here. Needs <see cref="Area.Reports"/>; whose rows come is
/// up to the reach in it.
/// </summary>
abstract class Report
{
    /// <summary>Its name in addresses and the API.</summary>
    public abstract string Key { get; }

    /// <summary>Its name on screen.</summary>
    public abstract string Title { get; }

    /// <summary>One sentence: what it answers.</summary>
    public abstract string Purpose { get; }

    /// <summary>The least reach with which it makes sense.</summary>
    public virtual Reach Least => Reach.Own;

    /// <summary>By what it can be narrowed.</summary>
    public abstract ReportFilters Filters { get; }

    /// <summary>The statuses by which it can be narrowed.</summary>
    public virtual IReadOnlyList<ReportChoice> Statuses => [];

    /// <summary>How its rows can be grouped; the first holds without a choice.</summary>
    public virtual IReadOnlyList<ReportChoice> Groupings => [];

    /// <summary>Has a chart of hours by day and job.</summary>
    public virtual bool HasChart => false;

    /// <summary>Is signed on paper, one sheet for each section.</summary>
    public virtual bool IsSigned => false;

    /// <summary>The column whose change begins a new section with a table of its own; null for one table.</summary>
    public virtual string? Section => null;

    /// <summary>The groups that get subtotals, the outermost first.</summary>
    public virtual IReadOnlyList<ReportLevel> Levels(string? groupBy) => [];

    /// <summary>Its columns under a grouping.</summary>
    public abstract IReadOnlyList<ReportColumn> Columns(string? groupBy);

    /// <summary>Its rows, one value for each column, in an order in which groups lie together. They stream: nothing but the group in hand is held.</summary>
    public abstract IAsyncEnumerable<IReadOnlyList<object?>> Rows(ReportRun run, CancellationToken stop);
}

/// <summary>One reading of a report.</summary>
/// <param name="Db">The account's rows.</param>
/// <param name="Reader">Who reads: sees time as far as the reach in reports goes, and changes nothing.</param>
/// <param name="Filter">Which entries are asked for.</param>
/// <param name="Status">The status asked for, or null.</param>
/// <param name="GroupBy">The grouping, or null when the report has none.</param>
/// <param name="Calendar">How the account cuts days.</param>
/// <param name="Jobs">The names of the jobs.</param>
/// <param name="Locations">The names of the locations.</param>
sealed record ReportRun(ClockspotDb Db, Actor Reader, EntryFilter Filter, string? Status, string? GroupBy, WorkCalendar Calendar,
    IReadOnlyDictionary<Guid, string> Jobs, IReadOnlyDictionary<Guid, string> Locations)
{
    /// <summary>Is told the hours while they pass, when somebody wants a chart.</summary>
    public ChartSums? Chart { get; init; }

    /// <summary>The name of a job or location, or null.</summary>
    public static string? NameOf(IReadOnlyDictionary<Guid, string> names, Guid? id) => id is { } one ? names.GetValueOrDefault(one) : null;
}
