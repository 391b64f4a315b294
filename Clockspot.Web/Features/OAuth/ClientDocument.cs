using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Clockspot.Features.OAuth;

/// <summary>What a client says of itself, checked: from its own document, its registration (RFC 7591, section 2), or an Owner.</summary>
/// <param name="Name">What it calls itself.</param>
/// <param name="Redirects">Where it may send people back to.</param>
public sealed record ClientFacts(string Name, IReadOnlyList<string> Redirects);

/// <summary>Reads the metadata of a client. What it does not know it passes over; what it knows must be right.</summary>
static class ClientMetadata
{
    const int LongestName = 100;

    static OAuthError Wrong(string description) => new("invalid_client_metadata", description);
    static OAuthError WrongRedirect(string description) => new("invalid_redirect_uri", description);

    /// <summary>Reads it. <c>invalid_redirect_uri</c>, <c>invalid_client_metadata</c>.</summary>
    /// <param name="json">An object.</param>
    /// <param name="fallback">What it is called when it gives itself no name.</param>
    public static ClientFacts Read(JsonElement json, string fallback)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Wrong("The metadata must be a JSON object.");
        if (json.TryGetProperty("client_secret", out _) || json.TryGetProperty("client_secret_expires_at", out _)) throw Wrong("A client of this server has no secret.");
        RequirePublic(json);
        RequireAmong(json, "grant_types", "authorization_code");
        RequireAmong(json, "response_types", "code");
        return new ClientFacts(NameIn(json) ?? fallback, Redirects(json));
    }

    /// <summary>
    /// The way to authenticate at the token endpoint must be <c>none</c>. ChatGPT's document names another one as its choice and lists <c>none</c> among those
    /// that it supports: the list counts where there is one.
    /// </summary>
    static void RequirePublic(JsonElement json)
    {
        if (Texts(json, "token_endpoint_auth_methods_supported") is { } supported)
        {
            if (!supported.Contains("none", StringComparer.Ordinal)) throw Wrong("token_endpoint_auth_methods_supported must hold none.");
        }
        else if (Text(json, "token_endpoint_auth_method") is { } method && method != "none") throw Wrong("token_endpoint_auth_method must be none.");
    }

    /// <summary>More than this server does may stand there: the answer says what it registered (RFC 7591, section 3.2.1). Some clients name grants for other servers.</summary>
    static void RequireAmong(JsonElement json, string name, string needed)
    {
        if (Texts(json, name) is { } given && !given.Contains(needed, StringComparer.Ordinal)) throw Wrong($"{name} must hold {needed}.");
    }

    static IReadOnlyList<string> Redirects(JsonElement json)
    {
        var given = Texts(json, "redirect_uris");
        if (given is not { Count: > 0 }) throw WrongRedirect("redirect_uris is missing.");
        if (given.Count > RedirectRules.Most) throw WrongRedirect($"At most {RedirectRules.Most} redirect_uris.");
        return given.All(RedirectRules.IsAllowed) ? [.. given.Distinct(StringComparer.Ordinal)] : throw WrongRedirect("Each redirect_uri must be https, or http on loopback, without fragment and credentials.");
    }

    static string? NameIn(JsonElement json)
    {
        if (Text(json, "client_name")?.Trim() is not { Length: > 0 } name) return null;
        // Nothing in it may turn the page around, hide, or leave the quotes in which a mail says it: it stands where people decide.
        var plain = string.Concat(name.EnumerateRunes().Where(IsSeen).Take(LongestName).Select(rune => rune.Value == '"' ? "'" : rune.ToString())).Trim();
        return plain.EnumerateRunes().Any(Rune.IsLetterOrDigit) ? plain.Length <= LongestName ? plain : string.Concat(plain.EnumerateRunes().Take(LongestName / 2)) : null;
    }

    /// <summary>Not of a kind that has no picture, nor one of the letters that are blank.</summary>
    static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) && rune.Value is not (0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0);

    static string? Text(JsonElement json, string name) => !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong($"{name} must be a text.");

    static List<string>? Texts(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String)) throw Wrong($"{name} must be a list of texts.");
        return [.. value.EnumerateArray().Select(one => one.GetString()!)];
    }
}
