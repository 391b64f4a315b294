using System.Globalization;
using System.Text.Json.Nodes;
using Clockspot.Api;
using Clockspot.Domain;
using Microsoft.OpenApi;

namespace Clockspot.Hosting.Api.OpenApi;

/// <summary>Says what an operation may refuse: each status with its codes, as a problem.</summary>
sealed class ErrorText
{
    const string Problem = "Problem";

    /// <summary>What has the same codes for every operation stands in the document once.</summary>
    static readonly Dictionary<int, string> shared = new()
    {
        [400] = "BadRequest", [401] = "Unauthorized", [403] = "Forbidden", [404] = "NotFound",
        [408] = "TooSlow", [412] = "PreconditionFailed", [413] = "TooLarge", [415] = "UnsupportedMediaType",
        [428] = "PreconditionRequired", [429] = "TooManyRequests",
    };

    static readonly Dictionary<int, string> words = new()
    {
        [400] = "The request could not be read.",
        [401] = "No credential, or none that is valid.",
        [403] = "The credential or the role does not allow it.",
        [404] = "There is no such thing, or it lies outside the account or the caller's reach.",
        [408] = "The body did not arrive within ten seconds.",
        [409] = "It cannot be done as things stand.",
        [412] = "Somebody else changed it since the version in `If-Match`.",
        [413] = "The body is larger than 1 MB.",
        [415] = "The body is of another media type.",
        [422] = "A field or parameter is unknown, of the wrong type, or refused; `errors` says which.",
        [428] = "Neither `If-Match` nor a version in the body.",
        [429] = "Too many requests in this minute.",
        [502] = "Another service cannot be reached, or its answer could not be read.",
        [503] = "Another service wants a pause; `Retry-After` says how long.",
        [504] = "Another service took too long.",
    };

    readonly OpenApiDocument document;

    public ErrorText(OpenApiDocument document, SchemaBook schemas)
    {
        this.document = document;
        schemas.Of(typeof(ApiProblem), Side.Answer);
        var problem = (OpenApiSchema)document.Components!.Schemas![Problem];
        foreach (var (name, schema) in problem.Properties!)
        {
            if (name is "detail" or "errors" or "current") problem.Required!.Remove(name);
            // What says nothing is left out; it is never null.
            if (schema is OpenApiSchema written) written.Type &= ~JsonSchemaType.Null;
        }
    }

    /// <summary>The statuses that an operation may answer beside its own, each with its codes.</summary>
    public IEnumerable<(string Status, IOpenApiResponse Response)> Of(ApiOperation operation) =>
        from one in CodesOf(operation)
        group one.Code by one.Status into status
        orderby status.Key
        select (status.Key.ToString(CultureInfo.InvariantCulture), Response(operation, status.Key, [.. status]));

    /// <summary>References to headers.</summary>
    public Dictionary<string, IOpenApiHeader> Headers(IEnumerable<string> names) =>
        names.ToDictionary(name => name, IOpenApiHeader (name) => new OpenApiHeaderReference(name, document), StringComparer.Ordinal);

    static IEnumerable<(int Status, string Code)> CodesOf(ApiOperation operation)
    {
        yield return (400, "invalid_request");
        yield return (401, "unauthenticated");
        yield return (401, "invalid_token");
        if (operation.Needs is not null)
        {
            yield return (403, "insufficient_scope");
            yield return (403, "forbidden");
        }
        if (NamesRow(operation) && !operation.Failures.Any(failure => failure.Status == 404)) yield return (404, "not_found");
        foreach (var code in operation.Conflicts) yield return (409, code);
        foreach (var failure in operation.Failures) yield return failure;
        var versioned = operation.NeedsVersion || OperationText.TakesVersion(operation);
        if (versioned && !operation.Conflicts.Contains("stale_version")) yield return (409, "stale_version");
        if (operation.IsIdempotent) yield return (409, "idempotency_in_flight");
        if (operation.Method != "GET") yield return (409, "storage_full");
        if (versioned) yield return (412, "precondition_failed");
        if (operation.Body is not null)
        {
            yield return (408, "request_timeout");
            yield return (413, "payload_too_large");
            yield return (415, "unsupported_media_type");
        }
        yield return (422, "invalid_input");
        if (operation.IsIdempotent) yield return (422, "idempotency_mismatch");
        if (operation.NeedsVersion) yield return (428, "precondition_required");
        yield return (429, "rate_limited");
    }

    /// <summary>It speaks of a row: by its path, or by somebody's id beside it.</summary>
    static bool NamesRow(ApiOperation operation) => operation.Path.Contains('{', StringComparison.Ordinal)
        || operation.Parameters.Any(one => one is { Kind: QueryKind.Id, Repeatable: false }) || operation.Body?.GetProperty("EmployeeId") is not null;

    IOpenApiResponse Response(ApiOperation operation, int status, IReadOnlyList<string> codes)
    {
        if (!shared.TryGetValue(status, out var name) || operation.Failures.Any(failure => failure.Status == status)) return Written(operation.Path, status, codes);
        if (document.Components!.Responses?.ContainsKey(name) != true) document.AddComponent(name, Written("/jobs/{id}", status, codes));
        return new OpenApiResponseReference(name, document);
    }

    OpenApiResponse Written(string path, int status, IReadOnlyList<string> codes)
    {
        List<string> headers = [DocumentText.RequestId, DocumentText.RateLimit, DocumentText.RateLimitPolicy];
        if (status is 401 or 403) headers.Add(DocumentText.Challenge);
        if (status is 429 or 503) headers.Add(DocumentText.RetryAfter);
        return new OpenApiResponse
        {
            Description = $"{words[status]} {string.Join(", ", codes.Select(code => $"`{code}`"))}", Headers = Headers(headers),
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Problem, document), Example = Example(path, status, codes[0]) },
            },
            Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal) { ["x-codes"] = new JsonNodeExtension(new JsonArray([.. codes.Select(code => JsonValue.Create(code))])) },
        };
    }

    JsonObject Example(string path, int status, string code)
    {
        var origin = document.Servers![0].Url![..^ApiRunner.Base.Length];
        var example = new JsonObject
        {
            ["type"] = $"{origin}/help/refusals#{code}", ["title"] = words[status].Replace("`", "", StringComparison.Ordinal), ["status"] = status,
            ["instance"] = ApiRunner.Base + path.Replace("{id}", ApiExample.Id(1).ToString(), StringComparison.Ordinal), ["code"] = code, ["requestId"] = "019cb0f05a20700080000000000000aa",
        };
        if (code == "invalid_input") example["errors"] = new JsonArray(System.Text.Json.JsonSerializer.SerializeToNode(new FieldError("limit", "out_of_range", "Write a whole number from 1 to 500."), ApiJson.Options));
        return example;
    }
}
