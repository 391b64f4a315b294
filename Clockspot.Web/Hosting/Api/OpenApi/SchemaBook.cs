using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Clockspot.Api;
using Clockspot.Domain;
using Microsoft.OpenApi;
using NodaTime;

namespace Clockspot.Hosting.Api.OpenApi;

/// <summary>For what a type is described: an answer has every property, a body what is required, a merge patch none.</summary>
enum Side
{
    Answer,
    Body,
    Patch,
}

/// <summary>Describes types as JSON Schema, as <see cref="ApiJson"/> writes and reads them. Records become components of the document.</summary>
sealed class SchemaBook(OpenApiDocument document, DocComments comments)
{
    readonly Dictionary<(Type Type, Side Side, string? Name), string> names = [];

    /// <summary>The schema of a value of that type.</summary>
    public IOpenApiSchema Of(Type type, Side side) => Simple(type) ?? Many(type, side) ?? Component(type, side);

    /// <summary>The schema of a merge patch: any of the fields, and the version. What the answer does not hold, such as a reason, cannot be taken from there.</summary>
    public IOpenApiSchema Patch(Type type, Type? answer, string name, bool versioned)
    {
        var key = (type, Side.Patch, name);
        if (names.TryGetValue(key, out var known)) return new OpenApiSchemaReference(known, document);
        names[key] = Free(name);
        var schema = Record(type, Side.Patch);
        schema.Description = "A merge patch (RFC 7396): what is absent stays as it is, null clears.";
        var held = answer?.GetProperties().Select(one => Input.Path(one.Name)).ToList();
        foreach (var required in schema.Required!.Where(one => held?.Contains(one) != false).ToList()) schema.Required!.Remove(required);
        if (versioned) schema.Properties!.TryAdd("version", Version());
        return Add(names[key], schema);
    }

    /// <summary>The schema of a body with a version beside its own fields.</summary>
    public IOpenApiSchema Decision(Type type, string name, bool versioned)
    {
        if (!versioned || type.GetProperty(nameof(VersionInput.Version)) is not null) return Of(type, Side.Body);
        var key = (type, Side.Body, name);
        if (names.TryGetValue(key, out var known)) return new OpenApiSchemaReference(known, document);
        names[key] = Free(name);
        var schema = Record(type, Side.Body);
        schema.Properties!.TryAdd("version", Version());
        return Add(names[key], schema);
    }

    /// <summary>The schema of a page of rows of that type.</summary>
    public IOpenApiSchema ListOf(Type row)
    {
        var key = (row, Side.Answer, "list");
        if (names.TryGetValue(key, out var known)) return new OpenApiSchemaReference(known, document);
        var rows = Of(row, Side.Answer);
        names[key] = Free($"{NameOf(row)}List");
        return Add(names[key], new OpenApiSchema
        {
            Type = JsonSchemaType.Object, Description = "A page of a list.", Required = new HashSet<string>(StringComparer.Ordinal) { "data", "page" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["data"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = rows, Description = "The rows." },
                ["page"] = Described(Of(typeof(PageInfo), Side.Answer), "Where this page stands."),
            },
        });
    }

    static OpenApiSchema Version() => new() { Type = JsonSchemaType.Integer, Format = "int32", Description = "The version that was read; `If-Match` says the same." };

    IOpenApiSchema Component(Type type, Side side)
    {
        if (side == Side.Patch) side = Side.Body;
        var key = (type, side, (string?)null);
        if (names.TryGetValue(key, out var known)) return new OpenApiSchemaReference(known, document);
        // The name is taken first: a type may hold itself.
        names[key] = Free(NameOf(type));
        return Add(names[key], Record(type, side));
    }

    OpenApiSchemaReference Add(string name, OpenApiSchema schema)
    {
        document.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, document);
    }

    string Free(string name) => names.ContainsValue(name) ? Free(name + "Input") : name;

    static string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        return name.EndsWith("Shape", StringComparison.Ordinal) ? name[..^"Shape".Length] : name.StartsWith("Api", StringComparison.Ordinal) ? name["Api".Length..] : name;
    }

    OpenApiSchema Record(Type type, Side side)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object, Description = comments.Of(type), AdditionalPropertiesAllowed = side == Side.Answer,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal), Required = new HashSet<string>(StringComparer.Ordinal),
        };
        var defaults = side == Side.Body ? Defaults(type) : null;
        foreach (var one in ApiJson.Options.GetTypeInfo(type).Properties.Where(one => side == Side.Answer ? one.Get is not null : one.Set is not null || one.AssociatedParameter is not null))
        {
            schema.Properties[one.Name] = Property(one, side, defaults);
            if (side == Side.Answer || IsRequired(one)) schema.Required.Add(one.Name);
        }
        return schema;
    }

    IOpenApiSchema Property(JsonPropertyInfo one, Side side, object? defaults)
    {
        var property = one.AttributeProvider as PropertyInfo;
        var described = Of(one.PropertyType, side);
        var said = property is null ? null : comments.Of(property);
        if (described is not OpenApiSchema schema) return IsNullable(one, side) ? OrNull(described, said) : Described(described, said);
        schema.Description = said;
        if (property is not null) Limit(schema, property);
        // In words: generators take a field with a default for one that has to be sent.
        if (defaults is not null && property?.GetValue(defaults) is { } value && (value is string || !one.PropertyType.IsClass && value is not IEnumerable) && !IsRequired(one))
            schema.Description = $"{said} `{JsonSerializer.Serialize(value, value.GetType(), ApiJson.Options).Trim('"')}` when left out.".TrimStart();
        if (!IsNullable(one, side)) return schema;
        schema.Type |= JsonSchemaType.Null;
        schema.Enum?.Add(JsonNullSentinel.JsonNull);
        return schema;
    }

    static bool IsRequired(JsonPropertyInfo one) => one.IsRequired || Has<RequiredAttribute>(one);

    static bool IsNullable(JsonPropertyInfo one, Side side) => side switch
    {
        Side.Answer => one.IsGetNullable,
        // An empty value of a required field is refused, whatever its type in C# allows.
        _ => (one.IsSetNullable || Nullable.GetUnderlyingType(one.PropertyType) is not null) && !IsRequired(one),
    };

    static bool Has<T>(JsonPropertyInfo one) where T : Attribute => (one.AttributeProvider as PropertyInfo)?.GetCustomAttribute<T>() is not null;

    static OpenApiSchemaReference Described(IOpenApiSchema schema, string? said)
    {
        var reference = (OpenApiSchemaReference)schema;
        return said is null ? reference : new OpenApiSchemaReference(reference.Reference.Id!, reference.Reference.HostDocument) { Description = said };
    }

    static OpenApiSchema OrNull(IOpenApiSchema schema, string? said) =>
        new() { Description = said, OneOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }] };

    /// <summary>What stands in a body that says nothing; null when the type needs words to be made.</summary>
    static object? Defaults(Type type)
    {
        if (type.GetConstructor(Type.EmptyTypes) is { } empty) return empty.Invoke(null);
        if (type.GetConstructors() is not [var maker] || maker.GetParameters().Any(one => one.ParameterType.IsValueType && Nullable.GetUnderlyingType(one.ParameterType) is null && !one.HasDefaultValue)) return null;
        return maker.Invoke([.. maker.GetParameters().Select(one => one.HasDefaultValue ? one.DefaultValue : null)]);
    }

    static void Limit(OpenApiSchema schema, PropertyInfo property)
    {
        var of = schema.Items as OpenApiSchema;
        foreach (var attribute in property.GetCustomAttributes())
        {
            switch (attribute)
            {
                case StringLengthAttribute length: (schema.MaxLength, schema.MinLength) = (length.MaximumLength, length.MinimumLength > 0 ? length.MinimumLength : schema.MinLength); break;
                case MaxLengthAttribute most when of is not null: schema.MaxItems = most.Length; break;
                case MinLengthAttribute least when of is not null: schema.MinItems = least.Length; break;
                case MaxLengthAttribute most: schema.MaxLength = most.Length; break;
                case MinLengthAttribute least: schema.MinLength = least.Length; break;
                case RangeAttribute range: (schema.Minimum, schema.Maximum) = (Number(range.Minimum), Number(range.Maximum)); break;
                case RegularExpressionAttribute form: schema.Pattern = form.Pattern; break;
                case EmailAddressAttribute: schema.Format = "email"; break;
                case RequiredAttribute when schema.Type == JsonSchemaType.String && schema is { Format: null, Enum: null, MinLength: null }: schema.MinLength = 1; break;
            }
        }
    }

    static string Number(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    IOpenApiSchema? Many(Type type, Side side)
    {
        if (type.GetInterfaces().Append(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) is { } map)
            return new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = Of(map.GetGenericArguments()[1], side) };
        if (type.GetInterfaces().Append(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>)) is not { } list) return null;
        var row = list.GetGenericArguments()[0];
        return new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(row, side), MaxItems = side == Side.Answer ? null : ApiBody.LongestList };
    }

    static OpenApiSchema? Simple(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return new() { Type = JsonSchemaType.String };
        if (type == typeof(bool)) return new() { Type = JsonSchemaType.Boolean };
        if (type == typeof(int)) return new() { Type = JsonSchemaType.Integer, Format = "int32" };
        if (type == typeof(long)) return new() { Type = JsonSchemaType.Integer, Format = "int64" };
        if (type == typeof(double)) return new() { Type = JsonSchemaType.Number, Format = "double" };
        if (type == typeof(decimal)) return new() { Type = JsonSchemaType.Number };
        if (type == typeof(Guid)) return new() { Type = JsonSchemaType.String, Format = "uuid" };
        if (type == typeof(Instant)) return new() { Type = JsonSchemaType.String, Format = "date-time" };
        if (type == typeof(LocalDate)) return new() { Type = JsonSchemaType.String, Format = "date" };
        if (type == typeof(object) || type == typeof(JsonElement) || type.IsAssignableTo(typeof(JsonNode))) return new();
        return type.IsEnum ? new() { Type = JsonSchemaType.String, Enum = Words(type) } : null;
    }

    /// <summary>NodaTime's days of the week begin with none, which is no day.</summary>
    static List<JsonNode> Words(Type type) => [.. Enum.GetValues(type).Cast<object>().Where(value => value is not IsoDayOfWeek.None).Select(value => JsonSerializer.SerializeToNode(value, type, ApiJson.Options)!)];
}
