using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clockspot.Tests.Support;

/// <summary>Holds JSON against the schemas of the API's document: as much of JSON Schema as they use.</summary>
sealed class SchemaCheck(JsonObject document)
{
    /// <summary>Everything in which a value differs from its schema.</summary>
    public IEnumerable<string> Faults(JsonNode? schema, JsonNode? value, string path = "")
    {
        var rule = Resolve(schema!);
        if (rule["oneOf"] is JsonArray choices)
            return choices.Any(one => !Faults(one, value, path).Any()) ? [] : [$"{path} is none of its {choices.Count} forms"];
        if (!IsOfType(rule, value)) return [$"{path} is {KindOf(value)}, due {rule["type"]!.ToJsonString()}"];
        if (rule["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value))) return [$"{path} is {value?.ToJsonString()}, due one of {words.ToJsonString()}"];
        return value switch
        {
            JsonObject map => OfObject(rule, map, path),
            JsonArray list => list.SelectMany((row, at) => Faults(rule["items"], row, $"{path}[{at}]")),
            JsonValue text when text.GetValueKind() == JsonValueKind.String => OfText(rule, (string)text!, path),
            _ => [],
        };
    }

    /// <summary>The schema itself, where a reference stands.</summary>
    public JsonObject Resolve(JsonNode schema)
    {
        var found = schema.AsObject();
        while (found["$ref"] is JsonValue link)
            found = ((string)link!).TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (node, part) => node[part]!).AsObject();
        return found;
    }

    /// <summary>The names of types that a schema allows.</summary>
    public static IReadOnlyList<string> Types(JsonObject rule) => rule["type"] switch { JsonArray many => [.. many.Select(one => (string)one!)], JsonNode one => [(string)one!], null => [] };

    IEnumerable<string> OfObject(JsonObject rule, JsonObject map, string path)
    {
        var known = rule["properties"]?.AsObject();
        var missing = (rule["required"]?.AsArray() ?? []).Select(name => (string)name!).Where(name => !map.ContainsKey(name)).Select(name => $"{path}.{name} is missing");
        // The server sends nothing that the document does not name, though clients should bear it.
        var unknown = known is null ? [] : map.Where(one => !known.ContainsKey(one.Key)).Select(one => $"{path}.{one.Key} is not in the document");
        return missing.Concat(unknown).Concat(known is null ? [] : map.Where(one => known.ContainsKey(one.Key)).SelectMany(one => Faults(known[one.Key], one.Value, $"{path}.{one.Key}")));
    }

    static IEnumerable<string> OfText(JsonObject rule, string text, string path) => (string?)rule["format"] switch
    {
        "uuid" when !Guid.TryParseExact(text, "D", out _) => [$"{path} is no id: {text}"],
        "date" when !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => [$"{path} is no day: {text}"],
        "date-time" when !(text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)) => [$"{path} is no instant in UTC: {text}"],
        _ => rule["maxLength"] is { } most && text.Length > (int)most ? [$"{path} is longer than {most}"] : [],
    };

    static bool IsOfType(JsonObject rule, JsonNode? value) => Types(rule) is { Count: 0 } || Types(rule).Contains(KindOf(value)) || (KindOf(value) == "integer" && Types(rule).Contains("number"));

    static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value!.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
    };
}
