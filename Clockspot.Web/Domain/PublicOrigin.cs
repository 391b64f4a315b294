namespace Clockspot.Domain;

/// <summary>The one public address of this installation, as configured. No address is ever built from the request's Host.</summary>
/// <param name="Value">Scheme, host and port, without a trailing slash.</param>
public sealed record PublicOrigin(string Value)
{
    /// <summary>The full address of a path that begins with a slash.</summary>
    public string Url(string path) => Value + path;
}
