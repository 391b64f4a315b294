using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using NodaTime;

namespace Clockspot.Api;

/// <summary>
/// Describes arguments and answers of tools as JSON Schema, as <see cref="ApiJson"/> reads and writes them. Everything stands in its place, without references:
/// not every client follows those. An argument may be left out instead of null; an answer has every property.
/// </summary>
sealed class ToolSchema(DocComments comments)
{
    /// <summary>What a tool takes.</summary>
    public JsonObject Arguments(Type type) => Record(type, isAnswer: false);

    /// <summary>What it answers.</summary>
    public JsonObject Answer(Type type) => Record(type, isAnswer: true);

    JsonObject Of(Type type, bool isAnswer)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Simple(type) is { } simple) return simple;
        var shapes = type.GetInterfaces().Append(type).Where(one => one.IsGenericType).ToList();
        if (shapes.Find(one => one.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) is { } map)
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.GetGenericArguments()[1], isAnswer) };
        if (shapes.Find(one => one.GetGenericTypeDefinition() == typeof(IEnumerable<>)) is { } list)
        {
            var array = new JsonObject { ["type"] = "array", ["items"] = Of(list.GetGenericArguments()[0], isAnswer) };
            if (!isAnswer) array["maxItems"] = ApiBody.LongestList;
            return array;
        }
        return Record(type, isAnswer);
    }

    JsonObject Record(Type type, bool isAnswer)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var one in ApiJson.Options.GetTypeInfo(type).Properties.Where(one => isAnswer ? one.Get is not null : one.Set is not null))
        {
            properties[one.Name] = Property(one, isAnswer);
            if (isAnswer || one.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true) required.Add(one.Name);
        }
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        // Answers may grow; an argument that nobody reads would be a wish that is not heard.
        if (!isAnswer) schema["additionalProperties"] = false;
        return schema;
    }

    JsonObject Property(JsonPropertyInfo one, bool isAnswer)
    {
        var schema = Of(one.PropertyType, isAnswer);
        var property = one.AttributeProvider as PropertyInfo;
        if (property is not null && comments.Of(property) is { } said) schema["description"] = said;
        if (!isAnswer)
        {
            if (property is not null) Limit(schema, property);
            return schema;
        }
        if (!one.IsGetNullable) return schema;
        if (schema["enum"] is JsonArray words) words.Add((JsonNode?)null);
        if (schema["type"] is JsonValue single) schema["type"] = new JsonArray(single.DeepClone(), "null");
        return schema;
    }

    static void Limit(JsonObject schema, PropertyInfo property)
    {
        foreach (var attribute in property.GetCustomAttributes(inherit: true))
            switch (attribute)
            {
                case StringLengthAttribute length: schema["maxLength"] = length.MaximumLength; break;
                case MaxLengthAttribute most: schema[schema.ContainsKey("items") ? "maxItems" : "maxLength"] = most.Length; break;
                case RangeAttribute range: (schema["minimum"], schema["maximum"]) = (Number(range.Minimum), Number(range.Maximum)); break;
                case DefaultValueAttribute value: schema["default"] = JsonSerializer.SerializeToNode(value.Value, ApiJson.Options); break;
                case RegularExpressionAttribute form: schema["pattern"] = form.Pattern; break;
            }
    }

    static decimal Number(object value) => Convert.ToDecimal(value, CultureInfo.InvariantCulture);

    static JsonObject? Simple(Type type)
    {
        if (type == typeof(string)) return new() { ["type"] = "string" };
        if (type == typeof(bool)) return new() { ["type"] = "boolean" };
        if (type == typeof(int) || type == typeof(long)) return new() { ["type"] = "integer" };
        if (type == typeof(double) || type == typeof(decimal)) return new() { ["type"] = "number" };
        if (type == typeof(Guid)) return new() { ["type"] = "string", ["format"] = "uuid" };
        if (type == typeof(Instant)) return new() { ["type"] = "string", ["format"] = "date-time" };
        if (type == typeof(LocalDate)) return new() { ["type"] = "string", ["format"] = "date" };
        if (type == typeof(object) || type == typeof(JsonElement) || type.IsAssignableTo(typeof(JsonNode))) return [];
        return type.IsEnum ? new() { ["type"] = "string", ["enum"] = Words(type) } : null;
    }

    /// <summary>NodaTime's days of the week begin with none, which is no day.</summary>
    static JsonArray Words(Type type) => [.. Enum.GetValues(type).Cast<object>().Where(value => value is not IsoDayOfWeek.None).Select(value => JsonSerializer.SerializeToNode(value, type, ApiJson.Options))];
}
