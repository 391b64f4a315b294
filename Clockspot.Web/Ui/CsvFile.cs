using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Ui;

/// <summary>
/// Writes rows as CSV (RFC 4180) in UTF-8 with the mark that spreadsheets look for. A text that a spreadsheet would take for a formula
/// gets an apostrophe before it, so that it stays text. Numbers stay numbers.
/// </summary>
public static partial class CsvFile
{
    static readonly CsvWriterOptions options = CsvWriterOptions.Default with { WriteByteOrderMark = true };

    /// <summary>Writes the head and each row as it comes; nothing is held but the row in hand.</summary>
    /// <param name="to">Where to; left open.</param>
    /// <param name="columns">The head.</param>
    /// <param name="rows">Null, text, numbers, booleans, instants (UTC) or days.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task Write(Stream to, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken stop)
    {
        await using var csv = CsvWriter.Create(to, options, leaveOpen: true);
        await csv.WriteRecordAsync([.. columns.Select(Harmless)], stop);
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
            default: csv.WriteField(Harmless(Plain(value))); break;
        }
    }

    /// <summary>
    /// True when a spreadsheet may compute a text, or start a program with it. The signs are those of OWASP's page on CSV injection
    /// (https://owasp.org/www-community/attacks/CSV_Injection):
    /// <c>= + - @</c>, tab, carriage return and line feed, and the full-width forms that spreadsheets take for the first four; with
    /// <c>|</c> and <c>%</c>, by which older ones call programs.
    /// ASVS 5.0, 1.2.10, adds the null character, which stands for all control characters here. Spreadsheets pass over spaces and
    /// characters that are not seen, so that these are passed over, too.
    /// </summary>
    internal static bool IsFormula(string text) => Start().IsMatch(text);

    /// <summary>
    /// The text with an apostrophe before each place at which a spreadsheet may see a formula begin: the start, and, since those of many
    /// countries divide by semicolons or tabs and then see no
    /// quotation marks, what follows such a sign or a new line.
    /// </summary>
    static string Harmless(string text) => text.Length == 0 ? text : Place().Replace(text, "'");

    [GeneratedRegex(@"\A(?:[\t\r\n\p{Cc}]|[\s\p{C}]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Start();

    [GeneratedRegex(@"\A(?=\p{Cc})|(?<=\A|[;\t\r\n])(?=[\s\p{C}""]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20])", RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

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
