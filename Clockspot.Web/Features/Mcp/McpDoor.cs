using Clockspot.Api;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.OAuth;

namespace Clockspot.Features.Mcp;

/// <summary>Nobody comes in: the HTTP status, the challenge that goes with it, and what is said.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The code of RFC 6750, or null where no credential was sent.</param>
/// <param name="message">What is wrong.</param>
sealed class McpClosed(int status, string? code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The code, or null.</summary>
    public string? Code { get; } = code;

    /// <summary>The header <c>WWW-Authenticate</c>, or null.</summary>
    public string? Challenge { get; init; }
}

/// <summary>
/// Finds out who calls: by an access token for this resource in <c>Authorization: Bearer</c>, never by a cookie, a key, or in the address. Before that, whether the
/// call came to this host by its own name, and from no page of another site: a name that leads to this machine opens nothing (DNS rebinding).
/// </summary>
sealed class McpDoor(TokenDoor tokens, OAuthResources resources, PublicOrigin origin)
{
    const string Bearer = "Bearer ";

    readonly Uri own = new(origin.Value);

    /// <summary>The port that is meant where none is named.</summary>
    int Usual => own.Scheme == Uri.UriSchemeHttps ? 443 : 80;

    McpClosed OtherName() => new(StatusCodes.Status403Forbidden, null, $"This server answers only under its public address, {origin.Value}. A proxy in front must pass the Host header on as it came.");

    McpClosed OtherSite() => new(StatusCodes.Status403Forbidden, null, $"Pages of other sites are not served here. Programs send no Origin header, or {origin.Value}.");

    static McpClosed Malformed(string what) => new(StatusCodes.Status400BadRequest, "invalid_request", what);

    McpClosed None() => new(StatusCodes.Status401Unauthorized, null, "Send an access token. The challenge says where one comes from.") { Challenge = Challenge(null, null, OAuthResources.OfAssistants) };

    McpClosed Invalid() => new(StatusCodes.Status401Unauthorized, "invalid_token", "This token is not valid here, has expired or was ended.")
    {
        Challenge = Challenge("invalid_token", "The token is not valid here, has expired or was ended.", null),
    };

    McpClosed NoScope() => new(StatusCodes.Status403Forbidden, "insufficient_scope", "This token carries none of the scopes of this server.")
    {
        Challenge = Challenge("insufficient_scope", "The token carries none of the scopes of this server.", OAuthResources.OfAssistants),
    };

    /// <summary>403 unless the call came to this host, from a program or one of its own pages.</summary>
    public void CheckPlace(HttpRequest request)
    {
        if (!string.Equals(request.Host.Host, own.Host, StringComparison.OrdinalIgnoreCase) || (request.Host.Port ?? Usual) != own.Port) throw OtherName();
        if (request.Headers.Origin is { Count: > 0 } from && from != origin.Value) throw OtherSite();
    }

    /// <summary>Who calls. 400, 401, 403 with a challenge.</summary>
    public async Task<Caller> Enter(HttpContext http)
    {
        if (http.Request.Query.ContainsKey("access_token")) throw Malformed("A token does not belong into the address: it would stand in logs. Send it as Authorization: Bearer, and end this connection.");
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0) throw None();
        if (header.Count > 1) throw Malformed("Send one Authorization header.");
        var said = new Origin(Channel.Assistant, http.Connection.RemoteIpAddress?.ToString(), http.TraceIdentifier);
        var caller = await tokens.Enter(ValueIn(header.ToString()), resources.Mcp, said, http.RequestAborted) ?? throw Invalid();
        return caller.Actor.Scopes is { Count: > 0 } ? caller : throw NoScope();
    }

    /// <summary>What a client has to do to come in, or to be let do more (RFC 6750, section 3; RFC 9728, section 5.1).</summary>
    /// <param name="error">The error, or null without a credential.</param>
    /// <param name="description">What it means.</param>
    /// <param name="scopes">Everything that should be asked for.</param>
    public string Challenge(string? error, string? description, IEnumerable<string>? scopes)
    {
        var parts = new List<string> { $"resource_metadata=\"{origin.Url(OAuthMetadata.Resource + "/mcp")}\"" };
        if (error is not null) parts.Add($"error=\"{error}\"");
        if (description is not null) parts.Add($"error_description=\"{description}\"");
        if (scopes is not null) parts.Add($"scope=\"{string.Join(' ', scopes)}\"");
        return Bearer + string.Join(", ", parts);
    }

    static string ValueIn(string header)
    {
        var value = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : "";
        return value.Length > 0 && !value.Any(char.IsWhiteSpace) && !value.Contains(',', StringComparison.Ordinal) ? value : throw Malformed("Write the header as Authorization: Bearer, one space, and the token.");
    }
}
