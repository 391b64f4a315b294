using Clockspot.Domain.Time;

namespace Clockspot.Features.Reports;

/// <summary>A report in the list of reports.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Title">Its name.</param>
/// <param name="Purpose">What it answers.</param>
public sealed record ReportRow(string Key, string Title, string Purpose)
{
    /// <summary>By what it can be narrowed.</summary>
    public ReportFilters Filters { get; init; }

    /// <summary>The statuses.</summary>
    public IReadOnlyList<ReportChoice> Statuses { get; init; } = [];

    /// <summary>The groupings; the first holds without a choice.</summary>
    public IReadOnlyList<ReportChoice> Groupings { get; init; } = [];
}

/// <summary>What can be asked of a report.</summary>
public sealed record ReportOffer
{
    /// <summary>Which report.</summary>
    public required ReportRow Report { get; init; }

    /// <summary>The employees within reach, by name; with their ids.</summary>
    public required IReadOnlyList<ReportChoice> Employees { get; init; }

    /// <summary>The jobs, by name.</summary>
    public required IReadOnlyList<ReportChoice> Jobs { get; init; }

    /// <summary>The locations, by name.</summary>
    public required IReadOnlyList<ReportChoice> Locations { get; init; }
}

/// <summary>A line of a table: a row, or the subtotal of the rows above it.</summary>
/// <param name="Values">One for each column; null where a subtotal has nothing to say.</param>
/// <param name="Total">The group that it adds up; null for a row.</param>
public sealed record ReportLine(IReadOnlyList<object?> Values, ReportLevel? Total);

/// <summary>A table of a report: all of it, or all about one employee.</summary>
/// <param name="Lines">Rows and subtotals.</param>
/// <param name="Totals">What the rows add up to; null while not all of them are shown.</param>
public sealed record ReportSection(IReadOnlyList<ReportLine> Lines, IReadOnlyList<object?>? Totals)
{
    /// <summary>The first row, whose headings hold for all.</summary>
    public IReadOnlyList<object?> Head => Lines[0].Values;
}

/// <summary>A report as a screen shows it.</summary>
public sealed record ReportView
{
    /// <summary>Which report.</summary>
    public required ReportRow Report { get; init; }

    /// <summary>Its columns.</summary>
    public required IReadOnlyList<ReportColumn> Columns { get; init; }

    /// <summary>The days; null when it is about this moment.</summary>
    public required DayRange? Period { get; init; }

    /// <summary>To which day a shift over midnight belongs.</summary>
    public required DayAttribution Attribution { get; init; }

    /// <summary>The tables, as far as rows are shown.</summary>
    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>Its sections stand apart, each on a sheet of its own.</summary>
    public required bool HasSections { get; init; }

    /// <summary>Is signed on paper.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>What all rows of the filter add up to, shown or not.</summary>
    public required IReadOnlyList<object?> Totals { get; init; }

    /// <summary>How many rows are shown.</summary>
    public required int Shown { get; init; }

    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>The hours by day and job, when the report has a chart and there are any.</summary>
    public required HoursChart? Chart { get; init; }

    /// <summary>The company.</summary>
    public required string Company { get; init; }
}

/// <summary>A report as programs read it: all rows at once.</summary>
/// <param name="Report">Which report.</param>
/// <param name="Period">The days; null when it is about this moment.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Every row of the filter.</param>
/// <param name="Totals">What they add up to.</param>
public sealed record ReportData(ReportRow Report, DayRange? Period, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, IReadOnlyList<object?> Totals);

/// <summary>The first rows of a report.</summary>
/// <param name="Report">The report; its totals are those of all rows.</param>
/// <param name="Count">How many rows there are in all.</param>
public sealed record ReportExcerpt(ReportData Report, int Count);

/// <summary>A report as a file has it.</summary>
/// <param name="Name">The file's name without an extension.</param>
/// <param name="Title">The report's name.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">Every row of the filter, as it is read.</param>
public sealed record ReportFile(string Name, string Title, IReadOnlyList<ReportColumn> Columns, IAsyncEnumerable<IReadOnlyList<object?>> Rows);
