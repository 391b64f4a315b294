using System.Globalization;
using System.Text;
using System.Text.Json;
using Clockspot.Data;
using Clockspot.Ui;
using Microsoft.EntityFrameworkCore;
using NodaTime.Text;

namespace Clockspot.Features.Audit;

/// <summary>One field of a change, in words.</summary>
/// <param name="Field">Which.</param>
/// <param name="Before">What was, or null when there was nothing.</param>
/// <param name="After">What is, or null when it is gone.</param>
public sealed record ChangeLine(string Field, string? Before, string? After);

/// <summary>Says in words what the JSON of an event says: names for ids, the account's times for instants.</summary>
public static class ChangeWords
{
    static readonly Dictionary<string, string> titles = new(StringComparer.Ordinal)
    {
        ["email"] = "Email address", ["hour24"] = "24-hour times", ["ipRanges"] = "Network addresses", ["radiusMeters"] = "Radius in meters", ["leftOn"] = "Last day of work",
        ["hiredOn"] = "First day of work", ["personId"] = "Sign-in", ["closedAt"] = "Closed", ["archivedAt"] = "Archived", ["forEveryone"] = "For everyone", ["slug"] = "Address", ["connecting"] = "Who may connect assistants",
        ["requiresTwoStep"] = "Two-step sign-in required",
        ["end"] = "End", ["start"] = "Start", ["dayAttribution"] = "A shift over midnight", ["evidenceDays"] = "Days that evidence is kept", ["openLimitHours"] = "Hours after which an open entry is asked about",
    };

    /// <summary>Fields whose value is a word of ours: it is taken apart for reading.</summary>
    static readonly HashSet<string> words = new(["role", "status", "weekStart", "dayAttribution", "source", "flags", "gpsRule", "ipRule", "kind", "channel"], StringComparer.Ordinal);

    /// <summary>The fields of a change, those that are the same before and after left out.</summary>
    public static IReadOnlyList<ChangeLine> Of(string? before, string? after, Formats formats, IReadOnlyDictionary<Guid, string> names)
    {
        var (was, isNow) = (Fields(before), Fields(after));
        return [.. was.Keys.Union(isNow.Keys, StringComparer.Ordinal)
            .Select(key => new ChangeLine(Title(key), Word(key, was, formats, names), Word(key, isNow, formats, names)))
            .Where(line => line.Before != line.After)];
    }

    /// <summary>The names of the employees, jobs, locations and keys that changes speak of by id.</summary>
    internal static Task<IReadOnlyDictionary<Guid, string>> Names(ClockspotDb db, IEnumerable<string?> changes, CancellationToken stop) => Names(db, changes, [], stop);

    /// <summary>The same with more rows that have a name.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, string>> Names(ClockspotDb db, IEnumerable<string?> changes, IEnumerable<Guid> subjects, CancellationToken stop)
    {
        var ids = changes.SelectMany(change => Fields(change).Values).Where(value => value.ValueKind == JsonValueKind.String)
            .Select(value => Guid.TryParse(value.GetString(), out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Concat(subjects).Distinct().ToList();
        if (ids.Count == 0) return new Dictionary<Guid, string>();
        var names = await db.Employees.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Name })
            .Concat(db.Jobs.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Name }))
            .Concat(db.Locations.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Name }))
            .Concat(db.ApiKeys.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, Name = row.Name + " (…" + row.Hint + ")" })).ToListAsync(stop);
        return names.DistinctBy(row => row.Id).ToDictionary(row => row.Id, row => row.Name);
    }

    static SortedDictionary<string, JsonElement> Fields(string? json)
    {
        var fields = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        if (json is null) return fields;
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            foreach (var field in document.RootElement.EnumerateObject()) fields[field.Name] = field.Value.Clone();
        return fields;
    }

    static string Title(string key)
    {
        if (titles.TryGetValue(key, out var title)) return title;
        var bare = key.Length > 2 && key.EndsWith("Id", StringComparison.Ordinal) ? key[..^2] : key.Length > 2 && key.EndsWith("At", StringComparison.Ordinal) ? key[..^2] : key;
        return Apart(char.ToUpperInvariant(bare[0]) + bare[1..]);
    }

    static string? Word(string key, SortedDictionary<string, JsonElement> fields, Formats formats, IReadOnlyDictionary<Guid, string> names) =>
        !fields.TryGetValue(key, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => "Yes",
            JsonValueKind.False => "No",
            JsonValueKind.Array => value.GetArrayLength() == 0 ? "None" : string.Join("; ", value.EnumerateArray().Select(part => Part(part, formats))),
            JsonValueKind.String => Text(key, value.GetString()!, formats, names),
            _ => value.GetRawText(),
        };

    static string Text(string key, string text, Formats formats, IReadOnlyDictionary<Guid, string> names)
    {
        if (words.Contains(key)) return Apart(text);
        if (key.EndsWith("Id", StringComparison.Ordinal) && Guid.TryParse(text, out var id)) return names.GetValueOrDefault(id) ?? $"…{text[^8..]}";
        if (text.Length >= 20 && text[^1] == 'Z' && InstantPattern.ExtendedIso.Parse(text) is { Success: true, Value: var at }) return formats.Moment(at);
        if (text.Length == 10 && LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day }) return formats.Date(day);
        return text;
    }

    /// <summary>A break of an entry, or whatever else belongs to a row.</summary>
    static string Part(JsonElement part, Formats formats)
    {
        if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("start", out var start)) return part.ToString();
        var end = part.TryGetProperty("end", out var given) && given.ValueKind == JsonValueKind.String ? Time(given, formats) : "still running";
        var paid = part.TryGetProperty("paid", out var flag) && flag.ValueKind == JsonValueKind.True ? "paid" : "unpaid";
        return $"{Time(start, formats)} – {end}, {paid}";
    }

    static string Time(JsonElement at, Formats formats) =>
        InstantPattern.ExtendedIso.Parse(at.GetString() ?? "") is { Success: true, Value: var moment } ? formats.Time(moment) : at.ToString();

    /// <summary>"StartDay" as "Start day".</summary>
    static string Apart(string word)
    {
        var text = new StringBuilder();
        foreach (var letter in word)
        {
            if (char.IsUpper(letter) && text.Length > 0 && char.IsLower(text[^1])) text.Append(' ').Append(char.ToLower(letter, CultureInfo.InvariantCulture));
            else text.Append(letter);
        }
        return text.ToString();
    }
}
