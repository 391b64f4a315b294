using System.Globalization;
using Clockspot.Domain.Time;
using Clockspot.Ui;
using NodaTime;

namespace Clockspot.Features.Reports;

/// <summary>How a report's values are written: for people on screen and paper, for programs in a file. Nothing is rounded before it gets here.</summary>
static class ReportWords
{
    static readonly CultureInfo english = CultureInfo.GetCultureInfo("en-US");

    /// <summary>A cell of a row for people.</summary>
    public static string Cell(ReportView view, int column, IReadOnlyList<object?> row, Formats formats) => row[column] switch
    {
        null => "–",
        LocalDate day => Day(view, day, formats),
        Instant at => view.Columns[column].OnDayOf is { } key && On(view, key, row) is { } day ? Time(view, at, day, formats) : formats.Moment(at),
        var other => Value(other, formats),
    };

    /// <summary>The title above a table of its own: who it is about.</summary>
    public static string Heading(ReportSection section) => $"{section.Head[0]} · {section.Head[1]}";

    /// <summary>The words before a subtotal: <c>Week of Mar 2, 2026</c>.</summary>
    public static string Label(ReportView view, ReportLine line, Formats formats)
    {
        var at = At(view, line.Total!.Label);
        return view.Columns[at] is { Key: "week" } week ? $"{week.Title} {Cell(view, at, line.Values, formats)}" : Cell(view, at, line.Values, formats);
    }

    /// <summary>A sum in a table.</summary>
    public static string Sum(object? value) => Value(value, null);

    /// <summary>What a total says in prose: <c>7 h 45 m</c>.</summary>
    public static string Prose(object? value) => value is Duration worked ? Formats.Hours(worked) : Value(value, null);

    /// <summary>The days in words.</summary>
    public static string Period(DayRange period, Formats formats) =>
        period.Days == 1 ? formats.Date(period.First) : $"{formats.Date(period.First)} – {formats.Date(period.Last)}";

    /// <summary>The rule for a shift over midnight, in words.</summary>
    public static string Rule(DayAttribution attribution) => attribution == DayAttribution.StartDay
        ? "A shift over midnight counts whole for the day on which it begins."
        : "A shift over midnight is divided: each day gets the hours that fall on it.";

    /// <summary>Words with commas between them; null when there are none.</summary>
    public static string? Joined(params string?[] words) => words.OfType<string>().ToList() is { Count: > 0 } said ? string.Join(", ", said) : null;

    /// <summary>The columns of a file: a duration has two, exact seconds and hours to read.</summary>
    public static IReadOnlyList<string> FileColumns(IReadOnlyList<ReportColumn> columns) =>
        [.. columns.SelectMany(column => column.Kind == ColumnKind.Duration ? [column.Key + "Seconds", column.Key + "Hours"] : new[] { column.Key })];

    /// <summary>The cells of a file's row; each kind of file writes moments in its own way.</summary>
    public static IReadOnlyList<object?> FileCells(IReadOnlyList<ReportColumn> columns, IReadOnlyList<object?> row, Func<Instant, object> moment)
    {
        var cells = new List<object?>(row.Count + 4);
        for (var at = 0; at < row.Count; at++)
        {
            if (columns[at].Kind != ColumnKind.Duration) cells.Add(row[at] is Instant said ? moment(said) : row[at]);
            else if (row[at] is Duration worked) cells.AddRange([(long)worked.TotalSeconds, Hours(worked)]);
            else cells.AddRange([null, null]);
        }
        return cells;
    }

    static decimal Hours(Duration worked) => Math.Round((decimal)worked.TotalSeconds / 3600m, 2, MidpointRounding.AwayFromZero);

    static string Value(object? value, Formats? formats) => value switch
    {
        null => "",
        Duration worked => Formats.Decimal(worked),
        long number => number.ToString("N0", english),
        LocalDate day when formats is not null => formats.ShortDate(day),
        _ => value.ToString() ?? "",
    };

    /// <summary>With its weekday where the year is plain from the period, else with its year.</summary>
    static string Day(ReportView view, LocalDate day, Formats formats) =>
        view.Period is { } period && period.First.Year == period.Last.Year ? formats.ShortDate(day) : formats.Date(day);

    static string Time(ReportView view, Instant at, LocalDate day, Formats formats) =>
        at.InZone(formats.Zone).Date is var on && on == day ? formats.Time(at) : $"{formats.Time(at)} ({Day(view, on, formats)})";

    static LocalDate? On(ReportView view, string key, IReadOnlyList<object?> row) => row[At(view, key)] as LocalDate?;

    static int At(ReportView view, string key)
    {
        for (var at = 0; at < view.Columns.Count; at++)
            if (view.Columns[at].Key == key) return at;
        return 0;
    }
}
