using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Clockspot.Bench;

/// <summary>The list of entries, by the least that answers it.</summary>
static class Entries
{
    const string Columns = """
        SELECT e."Id", e."EmployeeId", e."Start", e."End", e."TimeZone", e."JobId", e."LocationId", e."Note", e."WorkedMicroseconds", e."Flags", e."Source", e."Version", e."CreatedAt", e."ModifiedAt"
        FROM "TimeEntries" e WHERE e."AccountId" = @account AND e."ArchivedAt" IS NULL ORDER BY e."Start" DESC, e."Id" DESC LIMIT @limit
        """;

    const string Pauses = """
        SELECT b."EntryId", b."Id", b."Start", b."End", b."Paid" FROM "Breaks" b
        WHERE b."AccountId" = @account AND b."EntryId" IN (SELECT value FROM json_each(@entries)) ORDER BY b."Start"
        """;

    const string Total = """SELECT COUNT(*) FROM "TimeEntries" e WHERE e."AccountId" = @account AND e."ArchivedAt" IS NULL""";

    public static async Task Answer(HttpContext http, string connection, string account)
    {
        var limit = int.Parse(http.Request.Query["limit"].ToString(), CultureInfo.InvariantCulture);
        await using var db = new SqliteConnection(connection);
        await db.OpenAsync();
        var rows = await Rows(db, Columns, ("@account", account), ("@limit", limit + 1));
        var more = rows.Count > limit;
        if (more) rows.RemoveAt(limit);
        var breaks = (await Rows(db, Pauses, ("@account", account), ("@entries", "[" + string.Join(',', rows.Select(row => $"\"{row[0]}\"")) + "]"))).ToLookup(row => (string)row[0]!, StringComparer.Ordinal);
        var total = (long)(await Rows(db, Total, ("@account", account)))[0][0]!;
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var row in rows) Write(json, row, breaks[(string)row[0]!]);
        json.WriteEndArray();
        json.WriteStartObject("page");
        if (more) json.WriteString("next", Cursor(rows[^1]));
        else json.WriteNull("next");
        json.WriteNumber("total", total);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, object?[] row, IEnumerable<object?[]> breaks)
    {
        json.WriteStartObject();
        json.WriteString("id", Id(row[0]));
        json.WriteString("employeeId", Id(row[1]));
        json.WriteString("start", At(row[2]!));
        Instant(json, "end", row[3]);
        json.WriteString("timeZone", (string?)row[4]);
        Text(json, "jobId", Id(row[5]));
        Text(json, "locationId", Id(row[6]));
        Text(json, "note", (string?)row[7]);
        json.WriteStartArray("breaks");
        foreach (var pause in breaks)
        {
            json.WriteStartObject();
            json.WriteString("id", Id(pause[1]));
            json.WriteString("start", At(pause[2]!));
            Instant(json, "end", pause[3]);
            json.WriteBoolean("paid", (long)pause[4]! != 0);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("workedSeconds", row[8] is long worked ? worked / 1_000_000 : 0);
        json.WriteString("status", row[3] is null ? "open" : "closed");
        json.WriteStartArray("flags");
        var flags = (long)row[9]!;
        if ((flags & 1) != 0) json.WriteStringValue("unconfirmed");
        if ((flags & 2) != 0) json.WriteStringValue("edited");
        if ((flags & 4) != 0) json.WriteStringValue("outside_location");
        json.WriteEndArray();
        json.WriteString("source", ((string)row[10]!).ToLowerInvariant());
        json.WriteNumber("version", (long)row[11]!);
        json.WriteString("createdAt", At(row[12]!));
        json.WriteString("modifiedAt", At(row[13]!));
        json.WriteEndObject();
    }

    static async Task<List<object?[]>> Rows(SqliteConnection db, string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object?[reader.FieldCount];
            for (var column = 0; column < row.Length; column++) row[column] = reader.IsDBNull(column) ? null : reader.GetValue(column);
            rows.Add(row);
        }
        return rows;
    }

    static string? Id(object? value) => ((string?)value)?.ToLowerInvariant();

    static DateTime At(object value) => DateTime.SpecifyKind(DateTime.Parse((string)value, CultureInfo.InvariantCulture), DateTimeKind.Utc);

    static void Instant(Utf8JsonWriter json, string name, object? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteString(name, At(value));
    }

    static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteString(name, value);
    }

    static string Cursor(object?[] row) => string.Create(CultureInfo.InvariantCulture, $"{(At(row[2]!) - DateTime.UnixEpoch).Ticks}.{Id(row[0])!.Replace("-", "", StringComparison.Ordinal)}");
}
