using NodaTime;

namespace Clockspot.Features.Reports;

/// <summary>What the columns that add up come to. Exact: written down once, at the edge.</summary>
sealed class Tally(IReadOnlyList<ReportColumn> columns)
{
    readonly object?[] sums = [.. columns.Select(column => !column.Adds ? null : column.Kind == ColumnKind.Duration ? Duration.Zero : (object)0L)];

    /// <summary>How many rows.</summary>
    public int Count { get; private set; }

    public void Add(IReadOnlyList<object?> row)
    {
        Count++;
        for (var at = 0; at < sums.Length; at++)
            sums[at] = (sums[at], row[at]) switch
            {
                (Duration sum, Duration more) => sum + more,
                (long sum, long more) => sum + more,
                var (sum, _) => sum,
            };
    }

    /// <summary>The sums, and one more value that names them.</summary>
    public IReadOnlyList<object?> Values(int label = -1, object? name = null)
    {
        var values = (object?[])sums.Clone();
        if (label >= 0) values[label] = name;
        return values;
    }
}

/// <summary>
/// Puts rows that stream by into tables with subtotals and totals. The totals are of all rows; of the rows themselves it keeps the first ones,
/// as many as a screen shows.
/// </summary>
sealed class ReportTables
{
    readonly IReadOnlyList<ReportColumn> columns;
    readonly int most;
    readonly int section;
    readonly (ReportLevel Level, int Column, int Label)[] levels;
    readonly Tally?[] open;
    readonly Tally total;
    readonly List<ReportSection> sections = [];
    List<ReportLine> lines = [];
    Tally inSection;
    IReadOnlyList<object?>? last;

    public ReportTables(Report report, string? groupBy, IReadOnlyList<ReportColumn> columns, int most)
    {
        (this.columns, this.most) = (columns, most);
        section = At(report.Section);
        levels = [.. report.Levels(groupBy).Select(level => (level, At(level.Column), At(level.Label)))];
        open = new Tally?[levels.Length];
        (total, inSection) = (new Tally(columns), new Tally(columns));
    }

    /// <summary>How many rows are kept.</summary>
    public int Shown => Math.Min(total.Count, most);

    /// <summary>How many rows came.</summary>
    public int Count => total.Count;

    /// <summary>What all rows add up to.</summary>
    public IReadOnlyList<object?> Totals => total.Values();

    public void Add(IReadOnlyList<object?> row)
    {
        total.Add(row);
        if (total.Count > most) return;
        if (last is not null && section >= 0 && !Equals(last[section], row[section])) EndSection();
        else if (last is not null) EndLevels(FirstChanged(row));
        for (var at = 0; at < levels.Length; at++) (open[at] ??= new Tally(columns)).Add(row);
        inSection.Add(row);
        lines.Add(new ReportLine(row, null));
        last = row;
    }

    /// <summary>The tables. Where rows were left out, what is still open has no sum: it would be wrong.</summary>
    public IReadOnlyList<ReportSection> Finish()
    {
        if (lines.Count == 0) return sections;
        if (Count > most) sections.Add(new ReportSection(lines, null));
        else EndSection();
        return sections;
    }

    int FirstChanged(IReadOnlyList<object?> row)
    {
        for (var at = 0; at < levels.Length; at++)
            if (!Equals(last![levels[at].Column], row[levels[at].Column])) return at;
        return levels.Length;
    }

    void EndLevels(int first)
    {
        for (var at = levels.Length - 1; at >= first; at--)
        {
            if (open[at] is { } tally && (levels[at].Level.EvenOne || tally.Count > 1))
                lines.Add(new ReportLine(tally.Values(levels[at].Label, last![levels[at].Label]), levels[at].Level));
            open[at] = null;
        }
    }

    void EndSection()
    {
        EndLevels(0);
        sections.Add(new ReportSection(lines, inSection.Values()));
        (lines, inSection) = ([], new Tally(columns));
    }

    int At(string? key)
    {
        for (var at = 0; at < columns.Count; at++)
            if (columns[at].Key == key) return at;
        return -1;
    }
}
