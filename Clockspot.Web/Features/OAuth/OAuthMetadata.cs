using Clockspot.Domain;

namespace Clockspot.Features.OAuth;

/// <summary>What the authorization server and the resources say of themselves (RFC 8414, RFC 9728). Every address is built from the configured origin.</summary>
static class OAuthMetadata
{
    /// <summary>The path at which a client learns where to go.</summary>
    public const string Server = "/.well-known/oauth-authorization-server", Resource = "/.well-known/oauth-protected-resource";

    /// <summary>RFC 8414, section 2. What is left out would mean client_secret_basic, so that nothing is.</summary>
    public static Dictionary<string, object> OfServer(PublicOrigin origin) => new(StringComparer.Ordinal)
    {
        ["issuer"] = origin.Value,
        ["authorization_endpoint"] = origin.Url("/oauth/authorize"),
        ["token_endpoint"] = origin.Url("/oauth/token"),
        ["registration_endpoint"] = origin.Url("/oauth/register"),
        ["revocation_endpoint"] = origin.Url("/oauth/revoke"),
        ["response_types_supported"] = new[] { "code" },
        ["response_modes_supported"] = new[] { "query" },
        ["grant_types_supported"] = new[] { "authorization_code", "refresh_token" },
        ["code_challenge_methods_supported"] = new[] { "S256" },
        ["token_endpoint_auth_methods_supported"] = new[] { "none" },
        ["revocation_endpoint_auth_methods_supported"] = new[] { "none" },
        ["client_id_metadata_document_supported"] = true,
        ["authorization_response_iss_parameter_supported"] = true,
        ["scopes_supported"] = OAuthResources.Supported,
        ["service_documentation"] = origin.Url("/help/connections"),
    };

    /// <summary>RFC 9728, section 2.</summary>
    public static Dictionary<string, object> OfResource(PublicOrigin origin, string resource, string name, string documentation, IReadOnlyList<string> scopes) => new(StringComparer.Ordinal)
    {
        ["resource"] = resource,
        ["resource_name"] = name,
        ["authorization_servers"] = new[] { origin.Value },
        ["scopes_supported"] = scopes,
        ["bearer_methods_supported"] = new[] { "header" },
        ["resource_documentation"] = origin.Url(documentation),
    };
}
