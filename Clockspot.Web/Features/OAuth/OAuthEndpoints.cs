using System.Text.Json;
using Clockspot.Domain;

namespace Clockspot.Features.OAuth;

/// <summary>
/// The endpoints that programs call: metadata, registration, token, revocation. No cookie counts here, every origin may call, nothing is kept by anybody on the
/// way, and whatever is wrong is told in the protocol's own form.
/// </summary>
static class OAuthEndpoints
{
    static readonly JsonSerializerOptions json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapOAuth(this WebApplication app)
    {
        var (origin, resources) = (app.Services.GetRequiredService<PublicOrigin>(), app.Services.GetRequiredService<OAuthResources>());
        Metadata(app, OAuthMetadata.Server, OAuthMetadata.OfServer(origin));
        var mcp = OAuthMetadata.OfResource(origin, resources.Mcp, "Clockspot for assistants", "/help/connections");
        Metadata(app, OAuthMetadata.Resource, mcp);
        Metadata(app, OAuthMetadata.Resource + "/mcp", mcp);
        Metadata(app, OAuthMetadata.Resource + "/api/v1", OAuthMetadata.OfResource(origin, resources.Api, "Clockspot API", "/api/reference"));
        Open(app, "/oauth/register", http => Answer(http, () => Register(http)));
        Open(app, "/oauth/token", http => Answer(http, () => Token(http)));
        Open(app, "/oauth/revoke", http => Answer(http, () => Revoke(http)));
    }

    static void Metadata(WebApplication app, string path, Dictionary<string, object> metadata) => app.MapGet(path, http =>
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "public, max-age=300";
        return http.Response.WriteAsJsonAsync(metadata, json, "application/json", http.RequestAborted);
    }).ShortCircuit();

    /// <summary>POST, and the question that browsers ask before (Fetch, "CORS protocol"). Anything else is 405.</summary>
    static void Open(WebApplication app, string path, Func<HttpContext, Task> post)
    {
        app.MapPost(path, http => post(http)).ShortCircuit();
        app.MapMethods(path, ["OPTIONS"], http =>
        {
            var headers = http.Response.Headers;
            (headers.AccessControlAllowOrigin, headers.AccessControlAllowMethods, headers.AccessControlAllowHeaders, headers.AccessControlMaxAge) = ("*", "POST", "Content-Type, MCP-Protocol-Version", "86400");
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }).ShortCircuit();
    }

    static async Task Answer(HttpContext http, Func<Task<(int Status, object? Body)>> act)
    {
        var headers = http.Response.Headers;
        (headers.AccessControlAllowOrigin, headers.CacheControl, headers.Pragma) = ("*", "no-store", "no-cache");
        try
        {
            var (status, body) = await act();
            http.Response.StatusCode = status;
            if (body is not null) await http.Response.WriteAsJsonAsync(body, json, "application/json", http.RequestAborted);
        }
        catch (OAuthError error)
        {
            http.Response.StatusCode = error.Status;
            await http.Response.WriteAsJsonAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["error"] = error.Code, ["error_description"] = error.Message }, json, "application/json", http.RequestAborted);
        }
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
        catch (JsonException)
        {
            throw new OAuthError("invalid_client_metadata", "The body is no JSON.");
        }
    }

    static TokenText Read(string text, string prefix) => TokenText.Read(text, prefix) ?? throw OAuthError.InvalidGrant("It is none of this server's, has expired, or was used.");
}
