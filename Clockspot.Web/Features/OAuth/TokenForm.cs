using Clockspot.Domain.Access;
using Microsoft.Extensions.Primitives;

namespace Clockspot.Features.OAuth;

/// <summary>
/// The form that a client posts to the token and revocation endpoints (RFC 6749, sections 4.1.3 and 6; RFC 7009). Clients here are public ones: whoever presents
/// a secret takes this server for another.
/// </summary>
sealed class TokenForm(IFormCollection form)
{
    static readonly string[] known = ["grant_type", "client_id", "code", "redirect_uri", "code_verifier", "refresh_token", "scope", "token", "token_type_hint"];

    /// <summary>Reads it. <c>invalid_request</c> for anything but a form, <c>invalid_client</c> for a client that authenticates itself.</summary>
    public static async Task<TokenForm> Read(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            throw OAuthError.InvalidRequest("Send application/x-www-form-urlencoded.");
        if (!StringValues.IsNullOrEmpty(http.Request.Headers.Authorization)) throw OAuthError.InvalidClient();
        try
        {
            var read = new TokenForm(await http.Request.ReadFormAsync(http.RequestAborted));
            foreach (var name in known) read.One(name);
            return read.One("client_secret") is null && read.One("client_assertion") is null ? read : throw OAuthError.InvalidClient();
        }
        catch (InvalidDataException)
        {
            throw OAuthError.InvalidRequest("The form could not be read.");
        }
    }

    /// <summary>A field; null when it was not given or is empty. <c>invalid_request</c> when it is given twice.</summary>
    public string? One(string name)
    {
        var values = form[name];
        if (values.Count > 1) throw OAuthError.InvalidRequest($"{name} is given twice.");
        return string.IsNullOrEmpty(values) ? null : values.ToString();
    }

    /// <summary>A field that has to be there.</summary>
    public string Needed(string name) => One(name) ?? throw OAuthError.InvalidRequest($"{name} is missing.");

    /// <summary>The verifier (RFC 7636, section 4.1): 43 to 128 unreserved characters.</summary>
    public string Verifier
    {
        get
        {
            var text = Needed("code_verifier");
            return text.Length is >= 43 and <= 128 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~') ? text
                : throw OAuthError.InvalidRequest("code_verifier has 43 to 128 letters, digits or -._~.");
        }
    }

    /// <summary>The client, resource and scopes that it names; scopes count at a refresh alone (RFC 6749, section 6), and a code has its own.</summary>
    public TokenAsk Ask
    {
        get
        {
            var resources = form["resource"].Where(one => !string.IsNullOrEmpty(one)).Distinct(StringComparer.Ordinal).ToList();
            if (resources.Count > 1) throw OAuthError.InvalidTarget();
            var scopes = (One("grant_type") == "refresh_token" ? One("scope") : null)?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(one => one != OAuthResources.Offline).ToList();
            return new TokenAsk(Needed("client_id"), resources.SingleOrDefault(), scopes is null or [] ? null : [.. scopes.Select(one => Scopes.Parse(one) ?? throw OAuthError.InvalidScope())]);
        }
    }
}
