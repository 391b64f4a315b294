using Clockspot.Domain.Access;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Clockspot.Features.OAuth;

/// <summary>What a client asks for, as it is kept while a person decides.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="RedirectUri">Where the answer goes.</param>
/// <param name="NamedRedirect">The redirect as the request named it; null when it named none. The token request must do the same.</param>
/// <param name="State">Given back as it came; null when there was none.</param>
/// <param name="Scopes">What is asked for, divided by spaces.</param>
/// <param name="Resource">For which resource.</param>
/// <param name="Challenge">The <c>code_challenge</c> for S256.</param>
/// <param name="Prompts">What the client wants to be shown.</param>
public sealed record AuthorizeAsk(string ClientId, string RedirectUri, string? NamedRedirect, string? State, string Scopes, string Resource, string Challenge, IReadOnlyList<string> Prompts)
{
    /// <summary>What is asked for, read.</summary>
    public IReadOnlyList<Scope> Asked => Domain.Access.Scopes.ParseList(Scopes)!;

    /// <summary>The request once more, as a path of this site: to decide as somebody else.</summary>
    public string Address => QueryHelpers.AddQueryString(AuthorizeDesk.Path, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["response_type"] = "code", ["client_id"] = ClientId, ["redirect_uri"] = NamedRedirect, ["state"] = State, ["scope"] = Scopes, ["resource"] = Resource,
        ["code_challenge"] = Challenge, ["code_challenge_method"] = "S256",
    }.Where(pair => pair.Value is not null));

    /// <summary>Nothing but reading is asked for.</summary>
    public bool IsReadOnly => Asked.All(scope => !scope.Write);
}

/// <summary>The parameters of an authorization request, each given once at most (OAuth 2.1, section 3.1); an empty one was not given, an unknown one is passed over.</summary>
/// <param name="given">The query or the form.</param>
sealed class AuthorizeParameters(IEnumerable<KeyValuePair<string, StringValues>> given)
{
    const int Longest = 2000;
    static readonly string[] known = ["response_type", "client_id", "redirect_uri", "state", "scope", "code_challenge", "code_challenge_method", "prompt", "response_mode"];

    readonly Dictionary<string, StringValues> all = given.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>A parameter; null when it was not given. A second one, or an endless one, is <c>invalid_request</c>.</summary>
    public string? One(string name)
    {
        if (!all.TryGetValue(name, out var values)) return null;
        if (values.Count > 1) throw OAuthError.InvalidRequest($"{name} is given twice.");
        var value = values.ToString();
        if (value.Length > Longest) throw OAuthError.InvalidRequest($"{name} is too long.");
        return value.Length == 0 ? null : value;
    }

    /// <summary>Refuses any known parameter that is given twice.</summary>
    public void RefuseDoubles()
    {
        foreach (var name in known) One(name);
    }

    /// <summary>The state, however wrong the rest is; null when there is none or more than one.</summary>
    public string? State => all.TryGetValue("state", out var values) && values is [{ Length: > 0 and <= Longest } state] ? state : null;

    /// <summary>The one resource that is meant. It may be repeated (RFC 8707, section 2), but names one thing here.</summary>
    public string Resource(OAuthResources resources)
    {
        var named = all.TryGetValue("resource", out var values) ? values.Where(value => !string.IsNullOrEmpty(value)).Distinct(StringComparer.Ordinal).ToList() : [];
        return named switch
        {
            [] => resources.Mcp,
            [{ } one] when resources.Knows(one) => one,
            _ => throw OAuthError.InvalidTarget(),
        };
    }

    /// <summary>The scopes that can be granted; what is unknown falls away, and nothing asked is everything to read.</summary>
    public IReadOnlyList<Scope> Scopes()
    {
        var asked = (One("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word != OAuthResources.Offline).ToList();
        if (asked.Count == 0) return OAuthResources.Usual;
        var found = asked.Select(Domain.Access.Scopes.Parse).OfType<Scope>().ToHashSet();
        if (found.Count == 0) throw OAuthError.InvalidScope();
        return [.. Domain.Access.Scopes.All.Where(found.Contains)];
    }

    /// <summary>The challenge (RFC 7636): S256 and nothing else, since every client here is a public one.</summary>
    public string Challenge()
    {
        if (One("code_challenge") is not { } challenge) throw OAuthError.InvalidRequest("code_challenge is missing.");
        if (One("code_challenge_method") != "S256") throw OAuthError.InvalidRequest("code_challenge_method must be S256.");
        // SHA-256 in Base64url without padding: 43 characters, the last of which carries four bits.
        if (challenge.Length != 43 || !System.Buffers.Text.Base64Url.IsValid(challenge)) throw OAuthError.InvalidRequest("code_challenge must be the SHA-256 of the verifier in Base64url.");
        return challenge;
    }

    /// <summary>What the client wants to be shown (OpenID Connect Core, section 3.1.2.1). Unknown words are passed over.</summary>
    public IReadOnlyList<string> Prompts()
    {
        var words = (One("prompt") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Contains("none") && words.Length > 1) throw OAuthError.InvalidRequest("prompt none stands alone.");
        return words;
    }

    /// <summary>Refuses everything but a code.</summary>
    public void RequireCode()
    {
        var type = One("response_type") ?? throw OAuthError.InvalidRequest("response_type is missing.");
        if (type != "code") throw new OAuthError("unsupported_response_type", "response_type must be code.");
        if (One("response_mode") is { } mode && mode != "query") throw OAuthError.InvalidRequest("response_mode must be query.");
    }
}
