namespace Clockspot.Features.OAuth;

/// <summary>Where a client may send people back to (RFC 9700, section 4.1; RFC 8252, section 7.3).</summary>
static class RedirectRules
{
    /// <summary>How many addresses a client may have.</summary>
    public const int Most = 10;

    /// <summary>The longest address.</summary>
    public const int Longest = 500;

    /// <summary>True for https, or http on this machine; without fragment, and without a name and password.</summary>
    public static bool IsAllowed(string text) =>
        text.Length is > 0 and <= Longest && text.All(char.IsAscii) && !text.Any(char.IsWhiteSpace) && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri))) && uri.UserInfo.Length == 0 && !text.Contains('#', StringComparison.Ordinal) && uri.Host.Length > 0;

    /// <summary>True when the request's address is the registered one: the same text, or on this machine the same but for the port.</summary>
    public static bool Matches(string registered, string asked)
    {
        if (string.Equals(registered, asked, StringComparison.Ordinal)) return true;
        return IsAllowed(asked) && Uri.TryCreate(registered, UriKind.Absolute, out var due) && Uri.TryCreate(asked, UriKind.Absolute, out var given)
            && due.Scheme == Uri.UriSchemeHttp && IsLoopback(due) && string.Equals(WithoutPort(registered, due), WithoutPort(asked, given), StringComparison.Ordinal);
    }

    /// <summary>Scheme, host and port, as the policy for form targets names them. It knows no IPv6 address (CSP 3, section 2.3.1): there the scheme alone must do.</summary>
    public static string OriginOf(string redirect) => new Uri(redirect) is { HostNameType: UriHostNameType.IPv6 } numbered ? numbered.Scheme + ":" : new Uri(redirect).GetLeftPart(UriPartial.Authority);

    /// <summary>127.0.0.1, [::1] or localhost, by name: what resolves there by chance is not meant.</summary>
    static bool IsLoopback(Uri uri) => uri.Host is "127.0.0.1" or "[::1]" or "localhost";

    /// <summary>The text without its port; nothing else is made equal.</summary>
    static string WithoutPort(string text, Uri uri)
    {
        var start = "http://".Length + uri.Host.Length;
        if (!text.StartsWith("http://" + uri.Host, StringComparison.Ordinal)) return text;
        var end = start;
        if (end < text.Length && text[end] == ':')
            for (end++; end < text.Length && char.IsAsciiDigit(text[end]);) end++;
        return string.Concat(text.AsSpan(0, start), text.AsSpan(end));
    }
}
