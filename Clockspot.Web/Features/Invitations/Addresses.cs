using System.Net.Mail;
using System.Text;
using Clockspot.Domain;

namespace Clockspot.Features.Invitations;

/// <summary>One address of those that were pasted.</summary>
/// <param name="Typed">As it was typed.</param>
/// <param name="Name">The name that stood with it, or null.</param>
/// <param name="Email">The address, or null when it is none.</param>
public sealed record PastedAddress(string Typed, string? Name, string? Email);

/// <summary>Reads addresses as people paste them: from a mail program, a table, or a list.</summary>
static class Addresses
{
    /// <summary>
    /// The addresses in the order in which they stand, each once. Divided by new lines, commas, semicolons and tabs; a comma between quotation
    /// marks belongs to a name. Also <c>Name &lt;address&gt;</c>, and several addresses with spaces between.
    /// </summary>
    public static IReadOnlyList<PastedAddress> Parse(string? text) =>
        [.. Split(text ?? "").SelectMany(Read).DistinctBy(one => (one.Email ?? one.Typed).ToUpperInvariant())];

    /// <summary>A name where none was given: what stands before the at sign, as words.</summary>
    public static string NameFrom(string email)
    {
        var words = email[..email.LastIndexOf('@')].Split(['.', '_', '-', '+'], StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join(' ', words.Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return name.Length == 0 ? email : name.Length > 100 ? name[..100] : name;
    }

    static IEnumerable<string> Split(string text)
    {
        var part = new StringBuilder();
        var quoted = false;
        foreach (var sign in text.Append('\n'))
        {
            if (sign == '"') quoted = !quoted;
            // A quotation mark that is never closed ends with its line.
            var ends = sign is '\n' or '\r' || (!quoted && sign is ',' or ';' or '\t');
            if (!ends)
            {
                part.Append(sign);
                continue;
            }
            if (sign is '\n' or '\r') quoted = false;
            if (part.ToString().Trim() is { Length: > 0 } whole) yield return whole;
            part.Clear();
        }
    }

    static IEnumerable<PastedAddress> Read(string part)
    {
        var open = part.LastIndexOf('<');
        if (open >= 0 && part.EndsWith('>'))
        {
            var name = part[..open].Trim().Trim('"', '\'').Trim();
            return [new PastedAddress(part, name.Length is 0 or > 100 || !Input.IsOneLine(name) ? null : name,
                Valid(part[(open + 1)..^1].Trim()))];
        }
        var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && words.All(word => Valid(word) is not null)
            ? words.Select(word => new PastedAddress(word, null, Valid(word)))
            : [new PastedAddress(part, null, Valid(part))];
    }

    static string? Valid(string text)
    {
        if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) text = text["mailto:".Length..];
        if (text.Length > 254 || text.Any(char.IsWhiteSpace) || !Input.IsOneLine(text)
            || !MailAddress.TryCreate(text, out var address)) return null;
        return address.Address == text && address.Host.Contains('.') && !address.Host.StartsWith('.') && !address.Host.EndsWith('.') ? text : null;
    }
}
