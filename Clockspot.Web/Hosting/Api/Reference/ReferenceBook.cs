using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clockspot.Domain;
using Clockspot.Hosting.Api.OpenApi;
using Microsoft.OpenApi;

namespace Clockspot.Hosting.Api.Reference;

/// <summary>A field, parameter or header, as a person reads of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it holds, in a few words.</param>
/// <param name="IsRequired">It must be sent.</param>
/// <param name="Says">What it is, in Markdown.</param>
/// <param name="Depth">How deep it lies in others.</param>
public sealed record ReferenceField(string Name, string Type, bool IsRequired, string? Says, int Depth = 0);

/// <summary>A status that an operation may answer when it refuses.</summary>
/// <param name="Status">The status.</param>
/// <param name="Says">What it means, in Markdown.</param>
/// <param name="Codes">The codes that it may carry.</param>
public sealed record ReferenceError(string Status, string Says, IReadOnlyList<string> Codes);

/// <summary>An operation, as a person reads of it.</summary>
/// <param name="Id">Its name, which is its anchor.</param>
/// <param name="Method">GET, POST, PATCH, PUT or DELETE.</param>
/// <param name="Path">Below the address of the API.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Description">More about it, in Markdown.</param>
public sealed record ReferenceOperation(string Id, string Method, string Path, string Summary, string Description)
{
    /// <summary>What it takes in the path, the query and headers.</summary>
    public required IReadOnlyList<ReferenceField> Parameters { get; init; }

    /// <summary>The fields of its body.</summary>
    public required IReadOnlyList<ReferenceField> Body { get; init; }

    /// <summary>The fields of its answer.</summary>
    public required IReadOnlyList<ReferenceField> Answer { get; init; }

    /// <summary>The status of success.</summary>
    public required string Status { get; init; }

    /// <summary>What it answers, in Markdown.</summary>
    public required string AnswerSays { get; init; }

    /// <summary>The call for curl.</summary>
    public required string Call { get; init; }

    /// <summary>An example of the answer.</summary>
    public string? Example { get; init; }

    /// <summary>What it may refuse.</summary>
    public required IReadOnlyList<ReferenceError> Errors { get; init; }
}

/// <summary>The operations of one part.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Says">What it is about.</param>
/// <param name="Operations">Its operations.</param>
public sealed record ReferencePart(string Name, string? Says, IReadOnlyList<ReferenceOperation> Operations)
{
    /// <summary>Its name in addresses.</summary>
    public string Slug => Name.ToLowerInvariant().Replace(' ', '-');

    /// <summary>The address of its page.</summary>
    public string Path => $"/api/reference/{Slug}";
}

/// <summary>The document, turned into what the page of the reference shows: nothing stands there that is not in the document.</summary>
sealed class ReferenceBook(ApiDocument document, PublicOrigin origin)
{
    const int Deepest = 3;

    static readonly JsonSerializerOptions pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    IReadOnlyList<ReferencePart>? parts;

    /// <summary>What the document says of the API as a whole, in Markdown.</summary>
    public async Task<string> About(CancellationToken stop) => (await document.Get(stop)).Info.Description!;

    /// <summary>The address under which the paths stand.</summary>
    public string Base => origin.Url(ApiRunner.Base);

    /// <summary>All parts in the order of the document.</summary>
    public async Task<IReadOnlyList<ReferencePart>> Parts(CancellationToken stop)
    {
        if (parts is not null) return parts;
        var whole = await document.Get(stop);
        var all = (from path in whole.Paths
                   from operation in path.Value.Operations!
                   select (Tag: operation.Value.Tags!.First().Name, Operation: Read(path.Key, path.Value, operation.Key.Method, operation.Value))).ToList();
        return parts = [.. whole.Tags!.Select(tag => new ReferencePart(tag.Name!, tag.Description, [.. all.Where(one => one.Tag == tag.Name).Select(one => one.Operation)]))];
    }

    ReferenceOperation Read(string path, IOpenApiPathItem item, string method, OpenApiOperation operation)
    {
        var (status, good) = operation.Responses!.First();
        var content = good.Content?.TryGetValue("application/json", out var json) == true ? json : null;
        var files = good.Content?.Keys.Where(type => type != "application/json").ToList() ?? [];
        var body = operation.RequestBody?.Content?.Values.First();
        return new ReferenceOperation(operation.OperationId!, method, path, operation.Summary!, operation.Description!)
        {
            Parameters = [.. (item.Parameters ?? []).Concat(operation.Parameters ?? []).Where(one => one.Name != "X-Request-Id").Select(Parameter)],
            Body = body?.Schema is { } schema ? [.. Fields(schema, 0)] : [],
            Status = status, AnswerSays = good.Description + (files.Count > 0 ? $" Also as {string.Join(", ", files.Select(file => $"`{file}`"))}." : ""),
            Answer = content?.Schema is { } answer ? [.. Fields(answer, 0)] : [],
            Example = Text(content?.Example), Call = Call(path, method, body?.Example),
            Errors = [.. operation.Responses!.Skip(1).Select(one => new ReferenceError(one.Key, Words(one.Value.Description!), Codes(one.Value)))],
        };
    }

    static string Words(string description) => description.Split(" `", 2)[0];

    static IReadOnlyList<string> Codes(IOpenApiResponse response) =>
        response.Extensions?.TryGetValue("x-codes", out var said) == true && said is JsonNodeExtension { Node: JsonArray codes } ? [.. codes.Select(code => (string)code!)] : [];

    static ReferenceField Parameter(IOpenApiParameter parameter)
    {
        var where = parameter.In switch { ParameterLocation.Path => "in the path", ParameterLocation.Header => "header", _ => "in the query" };
        return new(parameter.Name!, $"{where}, {TypeOf(parameter.Schema!)}{(parameter.Explode && parameter.Schema is OpenApiSchema { Items: not null } ? ", repeatable" : "")}", parameter.Required, parameter.Description);
    }

    static IEnumerable<ReferenceField> Fields(IOpenApiSchema schema, int depth)
    {
        var of = Inner(schema);
        if (of.Items is { } items && depth == 0) of = Inner(items);
        foreach (var (name, field) in of.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal))
        {
            yield return new ReferenceField(name, TypeOf(field), of.AdditionalPropertiesAllowed is false && of.Required?.Contains(name) == true, field.Description, depth);
            var below = Inner(field);
            if (below.Items is { } rows) below = Inner(rows);
            if (below.Properties is not { Count: > 0 } || depth >= Deepest) continue;
            foreach (var one in Fields(below, depth + 1)) yield return one;
        }
    }

    /// <summary>The schema itself, where it may also be null.</summary>
    static IOpenApiSchema Inner(IOpenApiSchema schema) => schema.OneOf is { Count: > 0 } forms ? forms.First(one => one.Type != JsonSchemaType.Null) : schema;

    static string TypeOf(IOpenApiSchema schema)
    {
        var one = Inner(schema);
        var kind = one.Type & ~JsonSchemaType.Null;
        var isNullable = one != schema || one.Type?.HasFlag(JsonSchemaType.Null) == true;
        var words = one.Enum?.Where(word => !JsonNullSentinel.IsJsonNullSentinel(word)).Select(word => (string)word!).ToList();
        var text = (kind, one.Format) switch
        {
            _ when words is { Count: > 0 } => string.Join(" | ", words),
            (JsonSchemaType.String, "uuid") => "id",
            (JsonSchemaType.String, "date-time") => "instant",
            (JsonSchemaType.String, "date") => "day",
            (JsonSchemaType.String, "email") => "e-mail address",
            (JsonSchemaType.String, _) => "text",
            (JsonSchemaType.Integer, _) => "whole number",
            (JsonSchemaType.Number, _) => "number",
            (JsonSchemaType.Boolean, _) => "true or false",
            (JsonSchemaType.Array, _) => $"list of {Plural(TypeOf(one.Items!))}",
            (JsonSchemaType.Object, _) => "object",
            _ => "any value",
        };
        return text + Limits(one) + (isNullable ? ", or null" : "");
    }

    static string Plural(string type) => type switch { "id" or "text" or "object" or "day" or "instant" => type + "s", _ => type };

    static string Limits(IOpenApiSchema schema)
    {
        var said = "";
        if (schema.MaxLength is { } most) said += $", at most {most} characters";
        if (schema is { Minimum: { } least, Maximum: { } greatest }) said += $", {least} to {greatest}";
        if (schema.Default is { } value) said += $", {value.ToJsonString().Trim('"')} when left out";
        return said;
    }

    string Call(string path, string method, JsonNode? body)
    {
        var lines = new List<string> { $"curl{(method is "GET" || (method == "POST" && body is not null) ? "" : $" -X {method}")} \"$CLOCKSPOT_URL{ApiRunner.Base}{path.Replace("{id}", Clockspot.Api.ApiExample.Id(1).ToString(), StringComparison.Ordinal)}\"", "  -H \"Authorization: Bearer $CLOCKSPOT_KEY\"" };
        if (body is not null)
        {
            lines.Add("  -H \"Content-Type: application/json\"");
            lines.Add($"  -d '{Text(body)!.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        }
        return string.Join(" \\\n", lines);
    }

    static string? Text(JsonNode? json) => json?.ToJsonString(pretty);
}
