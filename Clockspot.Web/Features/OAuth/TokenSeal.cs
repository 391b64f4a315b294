using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Clockspot.Features.OAuth;

/// <summary>A pair of tokens as they were issued.</summary>
/// <param name="Access">The access token.</param>
/// <param name="Refresh">The refresh token.</param>
/// <param name="Scopes">What the access token carries.</param>
/// <param name="ExpiresAt">When the access token dies, in seconds since 1970.</param>
sealed record SealedPair(string Access, string Refresh, string Scopes, long ExpiresAt);

/// <summary>
/// Keeps what came in the place of a refresh token so that only whoever presents that token again can read it: AES-256-GCM under a key that HKDF (RFC 5869)
/// derives from the presented value. The database alone gives nothing up.
/// </summary>
static class TokenSeal
{
    const int NonceLength = 12, TagLength = 16;

    static readonly byte[] purpose = Encoding.ASCII.GetBytes("clockspot refresh successor 1");

    /// <summary>Nonce, tag and ciphertext.</summary>
    public static byte[] Seal(TokenText presented, SealedPair pair)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(pair);
        var seal = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(seal.AsSpan(0, NonceLength));
        using var aes = new AesGcm(KeyOf(presented), TagLength);
        aes.Encrypt(seal.AsSpan(0, NonceLength), plain, seal.AsSpan(NonceLength + TagLength), seal.AsSpan(NonceLength, TagLength));
        return seal;
    }

    /// <summary>What was sealed; null when it was sealed for another value.</summary>
    public static SealedPair? Open(TokenText presented, byte[] seal)
    {
        if (seal.Length <= NonceLength + TagLength) return null;
        var plain = new byte[seal.Length - NonceLength - TagLength];
        using var aes = new AesGcm(KeyOf(presented), TagLength);
        try
        {
            aes.Decrypt(seal.AsSpan(0, NonceLength), seal.AsSpan(NonceLength + TagLength), seal.AsSpan(NonceLength, TagLength), plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return JsonSerializer.Deserialize<SealedPair>(plain);
    }

    static byte[] KeyOf(TokenText presented) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(presented.Value), 32, salt: null, purpose);
}
