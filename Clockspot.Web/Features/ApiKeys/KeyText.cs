using System.Security.Cryptography;
using System.Text;

namespace Clockspot.Features.ApiKeys;

/// <summary>
/// The value of a key: <c>cspk_</c>, 30 random Base62 characters, and 6 that are the CRC32 of all before them, in Base62. The prefix lets scanners of
/// repositories find a leaked key; the checksum tells a mistyped one from a wrong one without asking the database.
/// </summary>
public sealed class KeyText
{
    /// <summary>What each value begins with.</summary>
    public const string Prefix = "cspk_";

    const int RandomLength = 30, ChecksumLength = 6;
    const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    KeyText(string value) => Value = value;

    /// <summary>The whole value; shown once, never stored.</summary>
    public string Value { get; }

    /// <summary>Its last four characters, by which people tell keys apart.</summary>
    public string Hint => Value[^4..];

    /// <summary>Its SHA-256, 32 bytes.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Value));

    /// <summary>A new random value.</summary>
    public static KeyText New()
    {
        var body = Prefix + RandomNumberGenerator.GetString(Alphabet, RandomLength);
        return new KeyText(body + Checksum(body));
    }

    /// <summary>Reads a value that somebody presents; null when its form or its checksum is wrong.</summary>
    public static KeyText? Read(string text)
    {
        if (text.Length != Prefix.Length + RandomLength + ChecksumLength || !text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        if (text.AsSpan(Prefix.Length).ContainsAnyExcept(Alphabet)) return null;
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Checksum(text[..^ChecksumLength])), Encoding.ASCII.GetBytes(text[^ChecksumLength..])) ? new KeyText(text) : null;
    }

    static string Checksum(string body)
    {
        var left = Crc32(Encoding.ASCII.GetBytes(body));
        var digits = new char[ChecksumLength];
        for (var place = ChecksumLength - 1; place >= 0; place--, left /= 62) digits[place] = Alphabet[(int)(left % 62)];
        return new string(digits);
    }

    /// <summary>CRC-32 of ISO-HDLC, as in zip and PNG (RFC 1952, section 8). The framework has only CRC-32C.</summary>
    static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xEDB88320);
        }
        return ~crc;
    }
}
