using Clockspot.Api;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.OAuth;
using Microsoft.Extensions.Primitives;

namespace Clockspot.Hosting.Api;

/// <summary>
/// Finds out who calls the API: by <c>Authorization: Bearer</c> or <c>X-Api-Key</c>, one of them, never by a cookie or in the address (RFC 6750, section 2; the
/// address stands in logs). 400, 401 as the contract has them.
/// </summary>
sealed class ApiCredentials(KeyDoor keys, TokenDoor tokens, OAuthResources resources)
{
    const string KeyHeader = "X-Api-Key", Bearer = "Bearer ";
    static readonly string[] named = ["access_token", "api_key", "apikey", "x-api-key", "authorization"];
    static readonly string[] prefixes = [KeyText.Prefix, TokenText.Access, TokenText.Refresh, TokenText.Code];

    static Refusal InAddress() => new("invalid_request", 400, "This request could not be read",
        "A credential does not belong into the address: it would stand in logs and histories. Send it as Authorization: Bearer, and revoke this one.");

    static Refusal Two() => new("invalid_request", 400, "This request could not be read", "Send one credential, in Authorization or in X-Api-Key, once.");

    static Refusal MalformedHeader() => new("invalid_request", 400, "This request could not be read", "Write the header as Authorization: Bearer, one space, and the credential.");

    static Refusal None() => new("unauthenticated", 401, "Send a credential", "Send an API key as Authorization: Bearer cspk_... A sign-in in the browser does not count here.");

    /// <summary>Who calls.</summary>
    public async Task<Caller> Enter(HttpContext http)
    {
        var (bearer, key) = (http.Request.Headers.Authorization, http.Request.Headers[KeyHeader]);
        if (http.Request.QueryString.HasValue && http.Request.Query.Any(IsCredential)) throw InAddress();
        if (bearer.Count + key.Count > 1) throw Two();
        if (bearer.Count + key.Count == 0) throw None();
        var value = key.Count == 1 ? key.ToString().Trim() : ValueIn(bearer.ToString());
        var origin = new Origin(Channel.Api, http.Connection.RemoteIpAddress?.ToString(), http.TraceIdentifier);
        var caller = value.StartsWith(TokenText.Access, StringComparison.Ordinal) ? await tokens.Enter(value, resources.Api, origin, http.RequestAborted) : await keys.Enter(value, origin, http.RequestAborted);
        return caller ?? throw Refusal.CredentialEnded();
    }

    static string ValueIn(string header)
    {
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) throw MalformedHeader();
        var value = header[Bearer.Length..].Trim();
        return value.Length > 0 && !value.Any(char.IsWhiteSpace) && !value.Contains(',', StringComparison.Ordinal) ? value : throw MalformedHeader();
    }

    static bool IsCredential(KeyValuePair<string, StringValues> parameter) => named.Contains(parameter.Key, StringComparer.OrdinalIgnoreCase)
        || parameter.Value.Any(value => prefixes.Any(prefix => value?.StartsWith(prefix, StringComparison.Ordinal) == true));
}
