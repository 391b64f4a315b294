using System.Text.Json;
using Clockspot.Domain;
using Clockspot.Ui;
using Microsoft.AspNetCore.Http.Features;

namespace Clockspot.Features.OAuth;

/// <summary>
/// The endpoints that programs call: metadata, registration, token, revocation. No cookie counts here, every origin may call, nothing is kept by anybody on the
/// way, and whatever is wrong is told in the protocol's own form.
/// </summary>
static class OAuthEndpoints
{
    const string RegisterPath = "/oauth/register", TokenPath = "/oauth/token", RevokePath = "/oauth/revoke";

    /// <summary>Far more than any of these needs.</summary>
    const int LargestBody = 64 * 1024;

    static readonly JsonSerializerOptions json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapOAuth(this WebApplication app)
    {
        var (origin, resources) = (app.Services.GetRequiredService<PublicOrigin>(), app.Services.GetRequiredService<OAuthResources>());
        Metadata(app, OAuthMetadata.Server, OAuthMetadata.OfServer(origin));
        var mcp = OAuthMetadata.OfResource(origin, resources.Mcp, "Clockspot for assistants", "/help/assistants", OAuthResources.OfAssistants);
        Metadata(app, OAuthMetadata.Resource, mcp);
        Metadata(app, OAuthMetadata.Resource + "/mcp", mcp);
        Metadata(app, OAuthMetadata.Resource + "/api/v1", OAuthMetadata.OfResource(origin, resources.Api, "Clockspot API", "/api/reference", OAuthResources.Supported));
        // Registering is the only one that anybody can do without having been granted something: it is counted, and so cannot pass the limiter by.
        app.MapPost(RegisterPath, http => Answer(http, Register)).AllowAnonymous().DisableAntiforgery().RequireRateLimiting(RateLimit.Registration);
        app.MapPost(TokenPath, http => Answer(http, Token)).ShortCircuit();
        app.MapPost(RevokePath, http => Answer(http, Revoke)).ShortCircuit();
        foreach (var path in new[] { RegisterPath, TokenPath, RevokePath }) Preflight(app, path, "POST");
    }

    /// <summary>True for an address at which only programs call.</summary>
    public static bool Serves(HttpContext http) => http.Request.Path.Value is { } path && path.ToLowerInvariant() is RegisterPath or TokenPath or RevokePath;

    /// <summary>Answers what went wrong outside of the endpoint itself: another method, too many calls, a failure of this server, which is never told as such (a client would take it for the end).</summary>
    public static Task Fail(HttpContext http, int status)
    {
        http.Response.StatusCode = status >= StatusCodes.Status500InternalServerError ? StatusCodes.Status503ServiceUnavailable : status;
        return Write(http, status switch
        {
            StatusCodes.Status408RequestTimeout => OAuthError.InvalidRequest("The request did not arrive in time. Send it again."),
            StatusCodes.Status405MethodNotAllowed => OAuthError.InvalidRequest("Send a POST."),
            StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError => new OAuthError("temporarily_unavailable", "Try again later."),
            _ => OAuthError.InvalidRequest("This request could not be read."),
        });
    }

    static void Metadata(WebApplication app, string path, Dictionary<string, object> metadata)
    {
        app.MapMethods(path, ["GET", "HEAD"], http =>
        {
            http.Response.Headers.AccessControlAllowOrigin = "*";
            http.Response.Headers.CacheControl = "public, max-age=300";
            return http.Response.WriteAsJsonAsync(metadata, json, "application/json", http.RequestAborted);
        }).ShortCircuit();
        Preflight(app, path, "GET");
    }

    /// <summary>The question that browsers ask before (Fetch, "CORS protocol").</summary>
    static void Preflight(WebApplication app, string path, string method) => app.MapMethods(path, ["OPTIONS"], http =>
    {
        var headers = http.Response.Headers;
        (headers.AccessControlAllowOrigin, headers.AccessControlAllowMethods, headers.AccessControlAllowHeaders, headers.AccessControlMaxAge) = ("*", method, "Content-Type, MCP-Protocol-Version", "86400");
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }).ShortCircuit();

    static async Task Answer(HttpContext http, Func<HttpContext, Task<(int Status, object? Body)>> act)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LargestBody;
        try
        {
            var (status, body) = await act(http);
            http.Response.StatusCode = status;
            Open(http);
            if (body is not null) await http.Response.WriteAsJsonAsync(body, json, "application/json", http.RequestAborted);
        }
        catch (OAuthError error)
        {
            http.Response.StatusCode = error.Status;
            Log(http).LogInformation("{Path} answered {Error}: {Description}", http.Request.Path, error.Code, error.Message);
            await Write(http, error);
        }
    }

    static ILogger Log(HttpContext http) => http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Clockspot.Features.OAuth");

    static void Open(HttpContext http)
    {
        var headers = http.Response.Headers;
        (headers.AccessControlAllowOrigin, headers.CacheControl, headers.Pragma) = ("*", "no-store", "no-cache");
    }

    static Task Write(HttpContext http, OAuthError error)
    {
        Open(http);
        // RFC 6749, section 5.2: to whoever authenticated by that header.
        if (error.Status == StatusCodes.Status401Unauthorized && http.Request.Headers.Authorization.Count > 0) http.Response.Headers.WWWAuthenticate = "Basic realm=\"Clockspot\"";
        return http.Response.WriteAsJsonAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["error"] = error.Code, ["error_description"] = error.Message }, json, "application/json", http.RequestAborted);
    }

    static async Task<(int, object?)> Token(HttpContext http)
    {
        var form = await TokenForm.Read(http);
        var desk = http.RequestServices.GetRequiredService<TokenDesk>();
        var issued = form.Needed("grant_type") switch
        {
            "authorization_code" => await desk.Redeem(Read(form.Needed("code"), TokenText.Code), form.One("redirect_uri"), form.Verifier, form.Ask, http.RequestAborted),
            "refresh_token" => await desk.Refresh(Read(form.Needed("refresh_token"), TokenText.Refresh), form.Ask, http.RequestAborted),
            _ => throw new OAuthError("unsupported_grant_type", "grant_type must be authorization_code or refresh_token."),
        };
        return (StatusCodes.Status200OK, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = issued.AccessToken, ["token_type"] = "Bearer", ["expires_in"] = issued.ExpiresIn, ["refresh_token"] = issued.RefreshToken, ["scope"] = issued.Scopes,
        });
    }

    static async Task<(int, object?)> Revoke(HttpContext http)
    {
        var form = await TokenForm.Read(http);
        var (token, client) = (form.Needed("token"), form.Needed("client_id"));
        if ((TokenText.Read(token, TokenText.Access) ?? TokenText.Read(token, TokenText.Refresh)) is { } known) await http.RequestServices.GetRequiredService<TokenDesk>().Revoke(known, client, http.RequestAborted);
        return (StatusCodes.Status200OK, null);
    }

    static async Task<(int, object?)> Register(HttpContext http)
    {
        if (!http.Request.HasJsonContentType()) throw new OAuthError("invalid_client_metadata", "Send application/json.");
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = 8 }, http.RequestAborted);
            var (id, facts, issued) = await http.RequestServices.GetRequiredService<OAuthClients>().Register(body.RootElement, http.RequestAborted);
            return (StatusCodes.Status201Created, new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["client_id"] = id, ["client_id_issued_at"] = issued.ToUnixTimeSeconds(), ["client_name"] = facts.Name, ["redirect_uris"] = facts.Redirects,
                ["grant_types"] = new[] { "authorization_code", "refresh_token" }, ["response_types"] = new[] { "code" }, ["token_endpoint_auth_method"] = "none",
            });
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // The second is how texts are refused that are no Unicode, such as half a surrogate pair.
            throw new OAuthError("invalid_client_metadata", "The body is no JSON.");
        }
    }

    static TokenText Read(string text, string prefix) => TokenText.Read(text, prefix) ?? throw OAuthError.InvalidGrant("It is none of this server's, has expired, or was used.");
}
