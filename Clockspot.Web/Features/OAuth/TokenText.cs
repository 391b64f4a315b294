using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Clockspot.Features.OAuth;

/// <summary>The value of a code, token or handle: a prefix that says what it is, and 32 random bytes in Base64url.</summary>
public sealed class TokenText
{
    /// <summary>Access tokens begin with this; scanners of repositories know it.</summary>
    public const string Access = "csat_";

    /// <summary>Refresh tokens begin with this.</summary>
    public const string Refresh = "csrt_";

    /// <summary>Authorization codes begin with this.</summary>
    public const string Code = "csac_";

    const int RandomLength = 43, LongestPrefix = 5;

    TokenText(string value) => Value = value;

    /// <summary>The whole value; never stored.</summary>
    public string Value { get; }

    /// <summary>Its SHA-256, 32 bytes.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Value));

    /// <summary>A new random value.</summary>
    /// <param name="prefix">What it begins with; nothing for a handle.</param>
    public static TokenText New(string prefix = "") => new(prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Reads a value that somebody presents; null when it cannot be one.</summary>
    public static TokenText? Read(string? text, string prefix = "") =>
        text is { Length: >= RandomLength and <= RandomLength + LongestPrefix } && text.Length == prefix.Length + RandomLength && text.StartsWith(prefix, StringComparison.Ordinal) && text.All(char.IsAscii) ? new TokenText(text) : null;

    /// <summary>It never says its value by itself.</summary>
    public override string ToString() => "(secret)";
}
