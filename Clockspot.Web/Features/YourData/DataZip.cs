using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Clockspot.Features.Privacy;
using Clockspot.Ui;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.YourData;

/// <summary>A zip that is written while it is sent: each table as CSV and as JSON, row by row.</summary>
sealed class DataZip : IAsyncDisposable
{
    const int FlushEvery = 200;

    static readonly Dictionary<string, string> words = new(StringComparer.Ordinal)
    {
        ["account"] = "The workspace and its settings.",
        ["audit-events"] = "Who changed what and when, with what was before and after.",
        ["employees"] = "The records of the people who work or worked here.",
        ["invitations"] = "Invitations that were sent.",
        ["jobs"] = "What people work on, and who may use which.",
        ["locations"] = "Where people work.",
        ["people"] = "Sign-ins: name and address. Passwords and keys are in no file.",
        ["punches"] = "Each press of the clock's buttons, with what is still kept of where it came from.",
        ["time-entries"] = "Hours: start, end, breaks, job, note.",
    };

    readonly ZipArchive zip;
    readonly Instant now;

    DataZip(ZipArchive zip, Instant now) => (this.zip, this.now) = (zip, now);

    public static async Task<DataZip> Begin(Stream to, Instant now, CancellationToken stop) =>
        new(await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, stop), now);

    /// <summary>What each file is, and when it was made.</summary>
    public async Task AddReadme(string about, IEnumerable<IDownloadTable> tables, CancellationToken stop)
    {
        var text = new StringBuilder().AppendLine(about).AppendLine(CultureInfo.InvariantCulture, $"Made at {InstantPattern.General.Format(now)} (UTC).").AppendLine();
        foreach (var table in tables.OrderBy(table => table.Name, StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture, $"{table.Name}.csv, {table.Name}.json: {words.GetValueOrDefault(table.Name) ?? string.Join(", ", table.Columns)}");
        text.AppendLine().AppendLine("Each table is there twice, once as CSV (UTF-8) and once as JSON, with the same rows. Times are in UTC, as ISO 8601 writes them.")
            .AppendLine("In CSV, a text that a spreadsheet would take for a formula has an apostrophe before it; in JSON it stands as it is.");
        await using var file = await Entry("README.txt", stop);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), stop);
    }

    /// <summary>Adds a table; its rows are asked for twice, so that none is held.</summary>
    public async Task Add(IDownloadTable table, Func<IAsyncEnumerable<IReadOnlyList<object?>>> rows, CancellationToken stop)
    {
        await using (var file = await Entry(table.Name + ".csv", stop)) await CsvFile.Write(file, table.Columns, rows(), stop);
        await using (var file = await Entry(table.Name + ".json", stop)) await WriteJson(file, table.Columns, rows(), stop);
    }

    public ValueTask DisposeAsync() => zip.DisposeAsync();

    async Task<Stream> Entry(string name, CancellationToken stop)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = now.ToDateTimeOffset();
        return await entry.OpenAsync(stop);
    }

    static async Task WriteJson(Stream to, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken stop)
    {
        await using var json = new Utf8JsonWriter(to);
        json.WriteStartArray();
        var count = 0;
        await foreach (var row in rows.WithCancellation(stop))
        {
            json.WriteStartObject();
            for (var column = 0; column < columns.Count; column++) Write(json, columns[column], row[column]);
            json.WriteEndObject();
            if (++count % FlushEvery == 0) await json.FlushAsync(stop);
        }
        json.WriteEndArray();
        await json.FlushAsync(stop);
    }

    static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool yes: json.WriteBoolean(name, yes); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case double number: json.WriteNumber(name, number); break;
            case decimal number: json.WriteNumber(name, number); break;
            default: json.WriteString(name, CsvFile.Plain(value)); break;
        }
    }
}
