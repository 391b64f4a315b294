using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>
/// Codes of an authenticator app as RFC 6238 makes them, in the one form that every app knows: HMAC-SHA-1, steps of 30 seconds, six digits.
/// Identity's own check takes whatever parses as the number (<c>+079494</c>) and two steps of drift; this one takes six digits and one.
/// </summary>
static class OneTimeCode
{
    public const int Digits = 6;
    const int StepSeconds = 30;
    const int Drift = 1;
    const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The time step of a moment.</summary>
    public static long StepOf(Instant at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>
    /// The six digits that somebody typed, or null when it is anything else. Spaces and hyphens between digits are how people write them.
    /// </summary>
    public static string? Read(string? typed)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length == 0 || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[^1])) return null;
        var digits = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>
    /// The step to which a code belongs: the present one, or one before or after, and later than the newest that was used; null when it
    /// fits none.
    /// </summary>
    public static long? Match(string key, string digits, Instant now, long? newest)
    {
        var bytes = Decode(key);
        long? found = null;
        // All are compared, whichever fits: the time tells nothing.
        for (var step = StepOf(now) - Drift; step <= StepOf(now) + Drift; step++)
        {
            var fits = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(At(bytes, step)), Encoding.ASCII.GetBytes(digits));
            if (fits && !(step <= newest)) found ??= step;
        }
        return found;
    }

    /// <summary>The code of a step (RFC 4226, section 5.3).</summary>
    public static string At(ReadOnlySpan<byte> key, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The RFC says SHA-1, and apps know nothing else; as a keyed hash it is sound.
        HMACSHA1.HashData(key, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0x0F)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The bytes of a key in base32 (RFC 4648), as Identity makes it and apps read it.</summary>
    static byte[] Decode(string key)
    {
        var bytes = new List<byte>();
        var (held, bits) = (0, 0);
        foreach (var letter in key)
        {
            held = (held << 5 | Base32.IndexOf(letter, StringComparison.Ordinal)) & 0xFFF;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)(held >> bits));
        }
        return [.. bytes];
    }
}
