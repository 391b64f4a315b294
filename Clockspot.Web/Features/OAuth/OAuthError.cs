namespace Clockspot.Features.OAuth;

/// <summary>
/// What an endpoint of OAuth refuses, by the codes of RFC 6749 (sections 4.1.2.1 and 5.2), RFC 7591 and RFC 8707. Clients of the protocol know these and no
/// others, so that it is told in their form and not as a problem.
/// </summary>
/// <param name="code">The <c>error</c>.</param>
/// <param name="description">The <c>error_description</c>, for whoever writes the client: ASCII, and nothing that was sent.</param>
/// <param name="status">The status where it is not told by a redirect.</param>
public sealed class OAuthError(string code, string description, int status = 400) : Exception(description)
{
    /// <summary>The <c>error</c>.</summary>
    public string Code => code;

    /// <summary>The status where it is not told by a redirect.</summary>
    public int Status => status;

    /// <summary>Something is missing, doubled or malformed.</summary>
    public static OAuthError InvalidRequest(string description) => new("invalid_request", description);

    /// <summary>The code or refresh token is not good, or not for this.</summary>
    public static OAuthError InvalidGrant(string description) => new("invalid_grant", description);

    /// <summary>No such client.</summary>
    public static OAuthError InvalidClient() => new("invalid_client", "This client is not known here.", StatusCodes.Status401Unauthorized);

    /// <summary>No scope is left.</summary>
    public static OAuthError InvalidScope() => new("invalid_scope", "None of these scopes can be granted here.");

    /// <summary>Another resource (RFC 8707, section 2).</summary>
    public static OAuthError InvalidTarget() => new("invalid_target", "Name one resource of this server.");
}
