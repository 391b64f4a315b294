using System.Text;

namespace Clockspot.Tests.Support;

/// <summary>Looks for secrets where none may be, in each form in which one could lie there.</summary>
static class Leaks
{
    /// <summary>No secret stands in the text, nor most of one.</summary>
    public static void None(string text, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets)
            foreach (var form in new[] { secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='), secret[..^4] })
            {
                var at = text.IndexOf(form, StringComparison.OrdinalIgnoreCase);
                Assert.True(at < 0, at < 0 ? "" : "…" + text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 100)]);
            }
    }

    /// <summary>The forms of a secret in a file.</summary>
    public static IEnumerable<byte[]> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return bytes;
        yield return bytes[..^4];
        yield return Encoding.Unicode.GetBytes(secret);
        yield return Encoding.UTF8.GetBytes(Convert.ToHexString(bytes));
        yield return Encoding.UTF8.GetBytes(Convert.ToHexStringLower(bytes));
        // Whatever stands before it, one of three beginnings is that of the text in base64.
        for (var skip = 0; skip < 3; skip++) yield return Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes[skip..][..((bytes.Length - skip) / 3 * 3)]));
    }

    /// <summary>True when the bytes hold the part.</summary>
    public static bool Holds(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part) >= 0;

    /// <summary>A file as it is, also while somebody writes it.</summary>
    public static byte[] Bytes(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
