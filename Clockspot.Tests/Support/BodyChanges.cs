using System.Text.Json.Nodes;

namespace Clockspot.Tests.Support;

/// <summary>A body of which one thing was made wrong.</summary>
/// <param name="What">Which.</param>
/// <param name="Field">The field at the top in which it stands.</param>
/// <param name="Body">The body.</param>
sealed record Spoilt(string What, string Field, JsonObject Body);

/// <summary>Makes every field of a body wrong in every way that its schema knows.</summary>
sealed class BodyChanges(SchemaCheck schemas)
{
    /// <summary>Every field of another type, or in another form.</summary>
    public IEnumerable<Spoilt> OfType(JsonObject schema, JsonObject valid, bool isPatch) =>
        from field in Fields(schema)
        from wrong in Wrong(field.Rule, isPatch)
        select new Spoilt($"{field.Path} = {Short(wrong)}", field.Path[0], Set(valid, field, wrong));

    /// <summary>Every text longer than it may be.</summary>
    public IEnumerable<Spoilt> TooLong(JsonObject schema, JsonObject valid) =>
        from field in Fields(schema)
        where SchemaCheck.Types(field.Rule).Contains("string")
        select new Spoilt($"{field.Path} over-long", field.Path[0], Set(valid, field, new string('x', field.Rule["maxLength"] is { } most ? (int)most + 1 : 200_000)));

    /// <summary>Every list with one more than the document lets it hold.</summary>
    public IEnumerable<Spoilt> LongLists(JsonObject schema, JsonObject valid) =>
        from field in Fields(schema)
        where SchemaCheck.Types(field.Rule).Contains("array")
        let most = (int?)field.Rule["maxItems"] ?? 500
        select new Spoilt($"{field.Path} with {most + 1}", field.Path[0], Set(valid, field, new JsonArray([.. Enumerable.Range(0, most + 1).Select(number => JsonValue.Create($"{number}"))])));

    /// <summary>Every required field left out.</summary>
    public static IEnumerable<Spoilt> Without(JsonObject schema, JsonObject valid) =>
        from name in (schema["required"]?.AsArray() ?? []).Select(one => (string)one!)
        let body = valid.DeepClone().AsObject()
        where body.Remove(name)
        select new Spoilt($"without {name}", name, body);

    IEnumerable<Place> Fields(JsonObject schema, params string[] above)
    {
        foreach (var (name, node) in schema["properties"]?.AsObject() ?? [])
        {
            var rule = NotNull(node!);
            yield return new Place(new Steps([.. above, name]), rule);
            var inner = rule["items"] is { } items ? NotNull(items) : rule;
            if (rule["items"] is not null && !inner.ContainsKey("properties")) yield return new Place(new Steps([.. above, name, "[]"]), inner);
            if (!inner.ContainsKey("properties") || above.Length > 3) continue;
            foreach (var below in Fields(inner, rule["items"] is not null ? [.. above, name, "[]"] : [.. above, name])) yield return below;
        }
    }

    JsonObject NotNull(JsonNode node)
    {
        var rule = schemas.Resolve(node);
        return rule["oneOf"] is JsonArray forms ? schemas.Resolve(forms.First(one => (string?)one!["type"] != "null")!) : rule;
    }

    static IEnumerable<JsonNode?> Wrong(JsonObject rule, bool isPatch)
    {
        var types = SchemaCheck.Types(rule);
        if (types.Count == 0) yield break;
        if (!types.Contains("object")) yield return new JsonObject { ["odd"] = 1 };
        if (!types.Contains("array")) yield return new JsonArray(1);
        if (!types.Contains("boolean")) yield return true;
        if (!types.Contains("string")) yield return "30";
        if (!types.Contains("integer") && !types.Contains("number")) yield return 7;
        // In a merge patch null clears, which is another matter.
        if (!types.Contains("null") && !isPatch) yield return null;
        if (types.Contains("integer")) yield return 1.5;
        if (types.Contains("integer")) yield return 99999999999999999;
        if (types.Contains("boolean")) yield return "true";
        if (types.Contains("string") && (rule.ContainsKey("format") || rule.ContainsKey("enum"))) yield return "nonsense";
        if ((string?)rule["format"] == "date-time") yield return "2026-03-02T14:00:00";
        if ((string?)rule["format"] == "date") yield return "2026-02-30";
        if (rule["minimum"] is { } least) yield return decimal.Parse(least.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) - 1;
        if (rule["maximum"] is { } most) yield return decimal.Parse(most.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) + 1;
    }

    /// <summary>The body with that value in that place; what leads there is made when it is not there.</summary>
    static JsonObject Set(JsonObject valid, Place place, JsonNode? wrong)
    {
        var body = valid.DeepClone().AsObject();
        JsonNode at = body;
        for (var step = 0; step < place.Path.Names.Length; step++)
        {
            var (name, isLast) = (place.Path.Names[step], step == place.Path.Names.Length - 1);
            if (name == "[]")
            {
                var list = at.AsArray();
                if (list.Count == 0) list.Add(isLast ? null : new JsonObject());
                if (isLast) list[0] = wrong;
                else at = list[0]!;
                continue;
            }
            if (isLast) at[name] = wrong;
            else at = at[name] ??= place.Path.Names[step + 1] == "[]" ? new JsonArray() : new JsonObject();
        }
        return body;
    }

    static string Short(JsonNode? value) => value is null ? "null" : value.ToJsonString() is { Length: > 40 } text ? text[..40] : value.ToJsonString();

    sealed record Steps(string[] Names)
    {
        public string this[int at] => Names[at];

        public override string ToString() => string.Join('.', Names);
    }

    sealed record Place(Steps Path, JsonObject Rule);
}
