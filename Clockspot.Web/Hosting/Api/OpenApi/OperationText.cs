using System.Text.Json;
using System.Text.Json.Nodes;
using Clockspot.Api;
using Clockspot.Domain.Access;
using Microsoft.OpenApi;

namespace Clockspot.Hosting.Api.OpenApi;

/// <summary>Writes operations into the document: parameters, bodies, answers and errors, from what the routes say of themselves.</summary>
sealed class OperationText
{
    readonly OpenApiDocument document;
    readonly SchemaBook schemas;
    readonly ErrorText errors;

    public OperationText(OpenApiDocument document, DocComments comments)
    {
        this.document = document;
        schemas = new SchemaBook(document, comments);
        errors = new ErrorText(document, schemas);
    }

    public void Write(IReadOnlyList<ApiOperation> operations)
    {
        document.Tags = new HashSet<OpenApiTag>();
        foreach (var tag in operations.Select(one => one.Tag).Distinct(StringComparer.Ordinal)) document.Tags.Add(new OpenApiTag { Name = tag, Description = TagText.Of(tag) });
        document.Paths = [];
        // Answers first: where one type is both answered and sent, the answer has the plain name.
        foreach (var operation in operations.Where(one => one.Answer is not null)) Answered(operation);
        foreach (var operation in operations)
        {
            if (!document.Paths.TryGetValue(operation.Path, out var path)) document.Paths.Add(operation.Path, path = new OpenApiPathItem { Parameters = InPath(operation.Path) });
            ((OpenApiPathItem)path).AddOperation(HttpMethod.Parse(operation.Method), Written(operation));
        }
    }

    OpenApiOperation Written(ApiOperation operation) => new()
    {
        OperationId = operation.Id, Summary = operation.Summary, Description = Description(operation), Tags = new HashSet<OpenApiTagReference> { new(operation.Tag, document) },
        Parameters = Parameters(operation), RequestBody = Body(operation), Responses = Responses(operation),
        Extensions = Extensions(operation),
    };

    static Dictionary<string, IOpenApiExtension> Extensions(ApiOperation operation)
    {
        var said = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
        if (operation.Needs is not { } need) return said;
        said["x-scopes"] = new JsonNodeExtension(new JsonArray([.. ScopesOf(need).Select(scope => JsonValue.Create(scope))]));
        said["x-roles"] = new JsonNodeExtension(new JsonArray([.. need.Roles.OrderDescending().Select(role => JsonValue.Create(role.Title()))]));
        return said;
    }

    /// <summary>The scopes of which one is enough.</summary>
    static IEnumerable<string> ScopesOf(ApiNeed need) => need.Through is { } through ? [need.Scope.ToString(), new Domain.Access.Scope(through, false).ToString()] : [need.Scope.ToString()];

    static string Description(ApiOperation operation)
    {
        var needs = operation.Needs is not { } need ? "Needs any valid credential."
            : $"Needs the scope {string.Join(" or ", ScopesOf(need).Select(scope => $"`{scope}`"))}. Roles: {string.Join(", ", need.Roles.OrderDescending().Select(role => role.Title()))}.";
        return operation.Description is { } more ? $"{more}\n\n{needs}" : needs;
    }

    static List<IOpenApiParameter> InPath(string path) =>
    [
        .. from part in path.Split('/')
           where part.StartsWith('{')
           let name = part.Trim('{', '}')
           select new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Description = PathWords(name), Schema = PathSchema(name) },
    ];

    static string PathWords(string name) => name switch
    {
        "id" => "Its id.",
        "key" => "Which one, by its key.",
        _ => $"Its {string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()))}.",
    };

    static OpenApiSchema PathSchema(string name) => new()
    {
        Type = JsonSchemaType.String,
        Format = name.EndsWith("id", StringComparison.OrdinalIgnoreCase) ? "uuid" : name.EndsWith("Start", StringComparison.Ordinal) ? "date" : null,
    };

    List<IOpenApiParameter> Parameters(ApiOperation operation)
    {
        List<IOpenApiParameter> all = [.. operation.Parameters.Select(QueryText.Of)];
        if (operation.NeedsVersion || TakesVersion(operation)) all.Add(new OpenApiParameterReference(DocumentText.IfMatch, document));
        if (operation.IsIdempotent) all.Add(new OpenApiParameterReference(DocumentText.IdempotencyKey, document));
        all.Add(new OpenApiParameterReference(DocumentText.RequestIdSent, document));
        return all;
    }

    /// <summary>A version may be named, though none is needed.</summary>
    public static bool TakesVersion(ApiOperation operation) => !operation.NeedsVersion && operation.Body?.GetProperty(nameof(VersionInput.Version)) is not null;

    OpenApiRequestBody? Body(ApiOperation operation)
    {
        if (operation.Body is not { } type) return null;
        var name = char.ToUpperInvariant(operation.Id[0]) + operation.Id[1..];
        var schema = operation.IsPatch ? schemas.Patch(type, operation.Answer, name, operation.NeedsVersion) : schemas.Decision(type, name, operation.NeedsVersion);
        var content = new OpenApiMediaType { Schema = schema, Example = Json(operation.BodyExample) };
        var body = new OpenApiRequestBody { Required = !operation.BodyOptional, Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = content } };
        if (operation.IsPatch) body.Content["application/merge-patch+json"] = new OpenApiMediaType { Schema = schema, Example = Json(operation.BodyExample) };
        return body;
    }

    OpenApiResponses Responses(ApiOperation operation)
    {
        var all = new OpenApiResponses();
        var good = new OpenApiResponse { Description = operation.Status switch { 201 => "It was made.", 204 => "Done.", _ => "As asked." }, Headers = HeadersOf(operation) };
        if (operation.Answer is not null)
        {
            good.Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new OpenApiMediaType { Schema = Answered(operation), Example = Example(operation) },
            };
        }
        foreach (var file in operation.Files)
        {
            good.Content ??= new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);
            good.Content[file] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = file.StartsWith("text/", StringComparison.Ordinal) ? null : "binary" } };
        }
        all.Add(operation.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), good);
        foreach (var (status, response) in errors.Of(operation)) all.Add(status, response);
        return all;
    }

    IOpenApiSchema Answered(ApiOperation operation) => operation.IsList ? schemas.ListOf(operation.Answer!) : schemas.Of(operation.Answer!, Side.Answer);

    Dictionary<string, IOpenApiHeader> HeadersOf(ApiOperation operation)
    {
        List<string> names = [DocumentText.RequestId, DocumentText.RateLimit, DocumentText.RateLimitPolicy];
        if (operation is { IsList: false, Answer: { } answer } && answer.IsAssignableTo(typeof(IVersionedShape))) names.Add(DocumentText.ETag);
        if (operation.Status == StatusCodes.Status201Created) names.Add(DocumentText.Location);
        if (operation.IsList) names.Add(DocumentText.Link);
        if (operation.IsIdempotent) names.Add(DocumentText.Replayed);
        return errors.Headers(names);
    }

    static JsonNode? Example(ApiOperation operation)
    {
        var row = Json(operation.AnswerExample);
        return !operation.IsList || row is null ? row : new JsonObject { ["data"] = new JsonArray(row), ["page"] = Json(new PageInfo(null, 1)) };
    }

    static JsonNode? Json(object? example) => example is null ? null : JsonSerializer.SerializeToNode(example, example.GetType(), ApiJson.Options);
}
