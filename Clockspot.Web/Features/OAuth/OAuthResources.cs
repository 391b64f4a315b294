using Clockspot.Domain;
using Clockspot.Domain.Access;

namespace Clockspot.Features.OAuth;

/// <summary>What tokens are good for (RFC 8707). A token names one of them and is refused by the other.</summary>
public sealed class OAuthResources(PublicOrigin origin)
{
    /// <summary>The assistants' door; what is meant when nothing is named.</summary>
    public string Mcp { get; } = origin.Url("/mcp");

    /// <summary>The REST API.</summary>
    public string Api { get; } = origin.Url("/api/v1");

    /// <summary>The issuer, byte for byte the same everywhere (RFC 8414, section 2).</summary>
    public string Issuer { get; } = origin.Value;

    /// <summary>True for one of ours, written exactly so.</summary>
    public bool Knows(string resource) => resource == Mcp || resource == Api;

    /// <summary>Accepted beside the others and without effect: there is always a refresh token (OpenID Connect Core, section 11).</summary>
    public const string Offline = "offline_access";

    /// <summary>Every scope that a client may ask for.</summary>
    public static IReadOnlyList<string> Supported { get; } = [.. Scopes.All.Select(scope => scope.ToString())];

    /// <summary>What the assistants' door makes use of: everything there is to read, and time to write. Whoever asks for no more than that shows the person a page without needless powers.</summary>
    public static IReadOnlyList<string> OfAssistants { get; } = [.. Scopes.All.Where(scope => !scope.Write || scope.Area == Area.TimeTracking).Select(scope => scope.ToString())];

    /// <summary>What a client gets that asks for nothing: to read.</summary>
    public static IReadOnlyList<Scope> Usual { get; } = [.. Scopes.All.Where(scope => !scope.Write)];
}
