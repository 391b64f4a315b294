using CsvHelper;

namespace Clockspot.Tests.Features.Reports;

/// <summary>A file of CSV as a library reads it.</summary>
static class CsvText
{
    /// <summary>The rows, each cell by the name of its column.</summary>
    public static List<Dictionary<string, string>> Read(string text)
    {
        using var csv = CsvReader.FromText(text.TrimStart('\uFEFF'), CsvReaderOptions.Default);
        csv.ReadHeader();
        var names = csv.Headers.ToArray();
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read()) rows.Add(names.Select((name, at) => (name, Value: csv.GetString(at))).ToDictionary(cell => cell.name, cell => cell.Value, StringComparer.Ordinal));
        return rows;
    }
}
