using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Clockspot.Features.Mail;

/// <summary>What is put into a mail as it is: a link of ours, a host, a time, words of the program. Never what somebody typed; a test
/// lists who makes one.</summary>
/// <param name="Text">The text.</param>
public readonly record struct Verbatim(string Text);

/// <summary>
/// The subject or the text of a mail, written as an interpolated string. Every text that is put into it is taken for what somebody typed
/// and becomes a <see cref="MailName"/>,
/// unless it is said to be <see cref="Verbatim"/>: so no letter can forget it.
/// </summary>
/// <param name="literalLength">How long the fixed words are.</param>
/// <param name="formattedCount">How many texts are put in.</param>
[InterpolatedStringHandler]
public sealed class MailText(int literalLength, int formattedCount)
{
    const int Expected = 30;

    readonly StringBuilder text = new(literalLength + formattedCount * Expected);

    /// <summary>Fixed words.</summary>
    public void AppendLiteral(string value) => text.Append(value);

    /// <summary>What somebody typed.</summary>
    public void AppendFormatted(string? name) => text.Append(MailName.Of(name));

    /// <summary>What nobody typed.</summary>
    public void AppendFormatted(Verbatim words) => text.Append(words.Text);

    /// <summary>A part that was written before.</summary>
    public void AppendFormatted(MailText part) => text.Append(part.text);

    /// <inheritdoc />
    public override string ToString() => text.ToString();
}

/// <summary>
/// A name as mail has it: one line, of characters that are seen, no longer than a name is, and nothing in it that a mail program makes a
/// link of or a person would call. Mail programs look
/// for <c>://</c>, <c>www.</c>, words with dots between, at signs and telephone numbers; a space after each such dot and colon takes that
/// away and leaves the name readable.
/// </summary>
static partial class MailName
{
    const int Longest = 60, DigitsOfANumber = 7;

    public static string Of(string? typed)
    {
        var line = Spaces().Replace(Line(typed ?? ""), " ").Trim();
        var name = At().Replace(Colon().Replace(Dot().Replace(line, "$0 "), "$0 "), " (at) ");
        if (name.Count(char.IsDigit) >= DigitsOfANumber) name = string.Concat(name.Select(sign => char.IsDigit(sign) ? '#' : sign));
        name = Spaces().Replace(name, " ").Trim();
        return name.Length == 0 ? "somebody" : name;
    }

    static string Line(string typed)
    {
        var line = new StringBuilder();
        var count = 0;
        foreach (var rune in typed.EnumerateRunes())
        {
            if (count++ == Longest) return line.Append('…').ToString();
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.SpaceSeparator: line.Append(' '); break;
                case UnicodeCategory.Format when rune.Value is not (0x200C or 0x200D): break;
                case UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned: break;
                // Letters put names between quotation marks.
                default: line.Append(rune.Value is '"' or '“' or '”' or '„' or '«' or '»' ? "'" : rune.ToString()); break;
            }
        }
        return line.ToString();
    }

    [GeneratedRegex(" {2,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();

    /// <summary>A dot before another word, also the dots of other scripts that stand for it in hosts (UTS 46).</summary>
    [GeneratedRegex(@"[.\u3002\uFF0E\uFF61\u2024](?=[^\s\p{P}])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dot();

    [GeneratedRegex(@"(?<=\p{L})[:\uFF1A](?=\S)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colon();

    [GeneratedRegex(@"\s*[@\uFF20\uFE6B]\s*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex At();
}
