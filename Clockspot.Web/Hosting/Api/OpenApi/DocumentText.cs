using Clockspot.Domain;
using Microsoft.OpenApi;

namespace Clockspot.Hosting.Api.OpenApi;

/// <summary>What the document says of the API as a whole: where it is, how one is known to it, and what every operation shares.</summary>
sealed class DocumentText(OpenApiDocument document, PublicOrigin origin)
{
    /// <summary>Names of headers that operations refer to.</summary>
    public const string ETag = "ETag", Location = "Location", Link = "Link", RequestId = "X-Request-Id", RateLimit = "RateLimit", RateLimitPolicy = "RateLimit-Policy", RetryAfter = "Retry-After",
        Challenge = "WWW-Authenticate", Replayed = "Idempotency-Replayed";

    /// <summary>Names of parameters that operations refer to.</summary>
    public const string IfMatch = "IfMatch", IdempotencyKey = "IdempotencyKey", RequestIdSent = "RequestId";

    /// <summary>The two ways to present a credential.</summary>
    static IReadOnlyList<string> Schemes { get; } = ["bearer", "apiKey"];

    const string Description = """
        Everything that the clock, the entries and the reports of a workspace are made of, for programs.

        - **Credentials.** An API key, as `Authorization: Bearer cspk_...` or `X-Api-Key: cspk_...`, or an OAuth access token for this address, as `Authorization: Bearer csat_...`. It fixes the workspace; no path names one.
        - **Values.** Ids are UUIDs. Instants are RFC 3339: sent with an offset, answered in UTC. Days are `YYYY-MM-DD` in the account's zone. Durations are whole seconds. Numbers are numbers: `"30"` for 30 is refused, and so are fields and parameters that nobody knows.
        - **Lists** come in pages: `limit` (50, at most 500) and `cursor`, which is `page.next` of the page before. No row is skipped or repeated while others are written.
        - **Versions.** What can be edited carries a `version`, also as `ETag`. An edit names the version it saw, in `If-Match` or in the body, so that nobody's change is overwritten unseen.
        - **Idempotency-Key.** A POST that is sent again with the same key is done once, and answered the same, for 24 hours.
        - **Limits.** 600 requests a minute for each credential unless this site says otherwise; `RateLimit` and `RateLimit-Policy` say how many are left.
        - **Errors** are problems (RFC 9457) with a stable `code`, and a `type` that leads to the page that explains it.
        """;

    public void Write()
    {
        document.Info = new OpenApiInfo
        {
            Title = "Clockspot API", Version = "1.0.0", Summary = "The time clock for programs.", Description = Description.ReplaceLineEndings("\n"),
            Contact = new OpenApiContact { Name = "Clockspot help", Url = new Uri(origin.Url("/help/api")) },
        };
        document.ExternalDocs = new OpenApiExternalDocs { Description = "The same to read", Url = new Uri(origin.Url(ApiDocument.Reference)) };
        document.Servers = [new OpenApiServer { Url = origin.Url(ApiRunner.Base), Description = "This site" }];
        document.AddComponent(Schemes[0], new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "cspk_...", Description = "An API key, or an access token of OAuth, in the header `Authorization: Bearer cspk_...`. Where tokens come from is told by the challenge of a 401 (RFC 9728).",
        });
        document.AddComponent(Schemes[1], new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "The same key in a header of its own. Send one of the two, never both.",
        });
        document.Security = [.. Schemes.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] })];
        Parameters();
        Headers();
    }

    void Parameters()
    {
        Parameter(IfMatch, "If-Match", "The `ETag` that was read, such as `\"3\"`. Either this or `version` in the body.", Text(pattern: "^\"[0-9]+\"$"), "\"3\"");
        Parameter(IdempotencyKey, "Idempotency-Key", "A text of your own, such as a UUID. Sent again with it, the request is done once and answered the same, for 24 hours.",
            Text(255, "^[!-~]+$"), "5f0c8f5e-7c0e-4f53-9d0e-2f6b1f0f7c11");
        Parameter(RequestIdSent, "X-Request-Id",
            "A name of your own for this request; it is taken over into the answer, and stands in the log beside ours.",
            Text(64, "^[A-Za-z0-9._-]+$"), "import-2026-03-02-17");
    }

    void Headers()
    {
        Header(ETag, "The version, for `If-Match`.", Text(), "\"3\"");
        Header(Location, "Where what was made can be read.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri" }, origin.Url(ApiRunner.Base + "/jobs/019cb0f0-5a20-7000-8000-000000000001"));
        Header(Link, "The next page, as `<...>; rel=\"next\"`. Absent on the last.", Text(), $"<{origin.Url(ApiRunner.Base)}/jobs?limit=50&cursor=019cb0f05a2070008000000000000001>; rel=\"next\"");
        Header(RequestId, "The id of this request, also in the log.", Text(), "019cb0f05a20700080000000000000aa");
        Header(RateLimit, "How many requests are left in this minute (`r`), and for how many seconds it lasts (`t`).", Text(), "\"minute\";r=598;t=42");
        Header(RateLimitPolicy, "How many requests (`q`) are taken in how many seconds (`w`).", Text(), "\"minute\";q=600;w=60");
        Header(RetryAfter, "After how many seconds to try again.", new OpenApiSchema { Type = JsonSchemaType.Integer }, 42);
        Header(Challenge, "The challenge of RFC 6750: what is wrong with the credential, or which scope is missing.", Text(), "Bearer realm=\"Clockspot\", error=\"invalid_token\"");
        Header(Replayed, "`true` when this repeats an earlier answer to the same `Idempotency-Key`.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["true"] }, "true");
    }

    void Parameter(string id, string name, string says, OpenApiSchema schema, string example) =>
        document.AddComponent(id, new OpenApiParameter { Name = name, In = ParameterLocation.Header, Description = says, Schema = schema, Example = example });

    void Header(string name, string says, OpenApiSchema schema, System.Text.Json.Nodes.JsonNode example) =>
        document.AddComponent(name, new OpenApiHeader { Description = says, Schema = schema, Example = example });

    static OpenApiSchema Text(int? most = null, string? pattern = null) => new() { Type = JsonSchemaType.String, MaxLength = most, Pattern = pattern };
}
