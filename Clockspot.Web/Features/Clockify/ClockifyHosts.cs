using System.Text.RegularExpressions;

namespace Clockspot.Features.Clockify;

/// <summary>Where a Clockify workspace lives. Keys of one place are unknown in the others.</summary>
public enum ClockifyRegion
{
    /// <summary><c>api.clockify.me</c>, where most are.</summary>
    Global,
    /// <summary>Germany, <c>euc1.clockify.me</c>.</summary>
    Eu,
    /// <summary>USA, <c>use2.clockify.me</c>.</summary>
    Us,
    /// <summary>United Kingdom, <c>euw2.clockify.me</c>.</summary>
    Uk,
    /// <summary>Australia, <c>apse2.clockify.me</c>.</summary>
    Au,
    /// <summary>A company's own <c>name.clockify.me</c>; the key must have been generated there.</summary>
    Subdomain,
}

/// <summary>
/// The addresses to which a key of Clockify may be sent, and no others (https://docs.clockify.me, "Regional servers" and "Authentication").
/// </summary>
/// <param name="local">A loopback address in the place of all of them, for development; null otherwise. Includes <c>/api/v1</c>.</param>
public sealed partial class ClockifyHosts(Uri? local)
{
    const string Domain = ".clockify.me";

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Label { get; }

    /// <summary>
    /// The setting <c>Clockify:BaseUrl</c>: honoured in Development, for loopback alone; null when it is not set, or not honoured. A key of a real company must
    /// never reach a place that a setting names.
    /// </summary>
    /// <exception cref="InvalidOperationException">In Development, an address that is not of this machine.</exception>
    internal static Uri? LocalOf(string? value, bool development)
    {
        if (!development || string.IsNullOrWhiteSpace(value)) return null;
        if (!Uri.TryCreate(value.TrimEnd('/'), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !uri.IsLoopback || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            throw new InvalidOperationException($"Clockify:BaseUrl must be an address of this machine with its path, such as http://localhost:5090/api/v1; it is '{value}'.");
        return uri;
    }

    /// <summary>Calls go to this machine, not to Clockify.</summary>
    public bool IsLocal => local is not null;

    /// <summary>True for a name that can stand before <c>.clockify.me</c>: one label, in small letters.</summary>
    public static bool IsLabel(string name) => Label.IsMatch(name);

    /// <summary>The address of the API, without a slash at its end.</summary>
    /// <param name="region">Where the workspace lives.</param>
    /// <param name="subdomain">The name of the subdomain, when the region is one.</param>
    public Uri Of(ClockifyRegion region, string? subdomain) => local ?? new Uri($"https://{Name(region, subdomain)}{Domain}/api/v1");

    /// <summary>True when a key may be sent there.</summary>
    public bool Allows(Uri uri) => local is not null
        ? Uri.Compare(uri, local, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
        : uri is { Scheme: "https", IsDefaultPort: true, UserInfo: "" } && uri.Host.EndsWith(Domain, StringComparison.Ordinal) && IsLabel(uri.Host[..^Domain.Length]);

    static string Name(ClockifyRegion region, string? subdomain) => region switch
    {
        ClockifyRegion.Global => "api",
        ClockifyRegion.Eu => "euc1",
        ClockifyRegion.Us => "use2",
        ClockifyRegion.Uk => "euw2",
        ClockifyRegion.Au => "apse2",
        _ => subdomain is { } name && IsLabel(name) ? name : throw new ArgumentException("A subdomain is one label.", nameof(subdomain)),
    };
}
