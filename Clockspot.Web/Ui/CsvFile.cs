using System.Globalization;
using CsvHelper;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Ui;

/// <summary>
/// Writes rows as CSV (RFC 4180) in UTF-8 with the mark that spreadsheets look for. A text that a spreadsheet would take for a formula
/// gets an apostrophe before it, so that it stays text (OWASP, "CSV Injection"). Numbers stay numbers.
/// </summary>
public static class CsvFile
{
    static readonly CsvWriterOptions safe = CsvWriterOptions.Default with { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    /// <summary>Writes the head and each row as it comes; nothing is held but the row in hand.</summary>
    /// <param name="to">Where to; left open.</param>
    /// <param name="columns">The head.</param>
    /// <param name="rows">Null, text, numbers, booleans, instants (UTC) or days.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task Write(Stream to, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken stop)
    {
        await using var csv = CsvWriter.Create(to, safe, leaveOpen: true);
        await csv.WriteRecordAsync([.. columns], stop);
        await foreach (var row in rows.WithCancellation(stop))
        {
            foreach (var value in row) Write(csv, value);
            await csv.EndRecordAsync(stop);
        }
        await csv.FlushAsync(stop);
    }

    static void Write(CsvWriter csv, object? value)
    {
        // Only what somebody typed can be a formula; a negative number begins with a minus and is none.
        switch (value)
        {
            case int number: csv.WriteField(number, default, CultureInfo.InvariantCulture); break;
            case long number: csv.WriteField(number, default, CultureInfo.InvariantCulture); break;
            case decimal number: csv.WriteField(number, default, CultureInfo.InvariantCulture); break;
            case double number: csv.WriteField(number, default, CultureInfo.InvariantCulture); break;
            default: csv.WriteField(Plain(value)); break;
        }
    }

    /// <summary>A value as files have it: instants and days in ISO 8601, numbers with a point.</summary>
    public static string Plain(object? value) => value switch
    {
        null => "",
        string text => text,
        Instant at => InstantPattern.ExtendedIso.Format(at),
        LocalDate day => LocalDatePattern.Iso.Format(day),
        bool yes => yes ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
