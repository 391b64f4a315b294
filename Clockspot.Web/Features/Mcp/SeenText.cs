using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clockspot.Features.Mcp;

/// <summary>
/// Text between people and models, without what no person sees: a note could else hold orders in letters that no screen shows. Gone are
/// the tag characters (U+E0000 to U+E0FFF), the signs that turn
/// text around, those without width, control characters, and joiners and variation selectors in places where they join or vary nothing,
/// since bits can be told by them. What scripts and pictures
/// need stays: the joiners of Arabic, Indic and other scripts and of emoji, spaces without width between words of Khmer, Thai, Lao and
/// Burmese, one selector behind a sign that has variants.
/// (Unicode Standard, sections 9.2, 12.1, 23.2 to 23.4 and 23.9; UTS 51, section 2.7; UTR 36, section 3.)
/// </summary>
static class SeenText
{
    const int NonJoiner = 0x200C, Joiner = 0x200D, NoWidth = 0x200B, KeyCap = 0x20E3;

    /// <summary>Scripts whose letters join: Arabic to Mandaic, the Indic ones to Sinhala, Tibetan and Burmese, Mongolian, Khmer, later
    /// Indic ones, Arabic's forms.</summary>
    static readonly (int From, int To)[] joining = [(0x600, 0x8FF), (0x900, 0xDFF), (0xF00, 0x109F), (0x1780, 0x18AF), (0x1900, 0x1CFF),
        (0xA800, 0xABFF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC), (0x11000, 0x11FFF)];

    /// <summary>Scripts without spaces between words: Thai, Lao, Burmese, Khmer.</summary>
    static readonly (int From, int To)[] unspaced = [(0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x19E0, 0x19FF)];

    /// <summary>Format characters that are seen: signs before numbers and verses.</summary>
    static readonly (int From, int To)[] shown = [(0x600, 0x605), (0x6DD, 0x6DD), (0x70F, 0x70F), (0x890, 0x891), (0x8E2, 0x8E2),
        (0x110BD, 0x110BD), (0x110CD, 0x110CD)];

    /// <summary>The text without it.</summary>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) return text;
        var runes = text.EnumerateRunes().ToArray();
        var seen = new StringBuilder(text.Length);
        var before = default(Rune);
        for (var at = 0; at < runes.Length; at++)
        {
            if (!IsSeen(runes[at], before, at + 1 < runes.Length ? runes[at + 1] : default)) continue;
            seen.Append(runes[at].ToString());
            before = runes[at];
        }
        return seen.ToString();
    }

    /// <summary>Every text in it, names of fields as well.</summary>
    public static JsonNode? Of(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(one => KeyValuePair.Create(Of(one.Key), Of(one.Value))).DistinctBy(one => one.Key, StringComparer.Ordinal)),
        JsonArray list => new JsonArray([.. list.Select(Of)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(Of(value.GetValue<string>())),
        _ => node?.DeepClone(),
    };

    static bool IsSeen(Rune rune, Rune before, Rune after)
    {
        var sign = rune.Value;
        if (sign is NonJoiner or Joiner) return Joins(sign, before, after);
        if (sign == NoWidth) return Within(unspaced, before) && Within(unspaced, after);
        if (sign is >= 0xFE00 and <= 0xFE0F) return Varies(sign, before, after);
        if (sign is >= 0xE0100 and <= 0xE01EF) return IsIdeograph(before);
        if (sign is >= 0xE0000 and <= 0xE0FFF) return false;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control => sign is '\n' or '\r' or '\t',
            UnicodeCategory.Format => Within(shown, rune),
            _ => true,
        };
    }

    /// <summary>Between letters of a script that joins, or, for the joiner, between pictures. Another joiner is neither.</summary>
    static bool Joins(int sign, Rune before, Rune after) =>
        (IsLetter(before) && Within(joining, before) && (IsLetter(after) && Within(joining, after) || Ends(after)))
        || (sign == Joiner && IsPicture(before) && IsPicture(after));

    /// <summary>A letter may keep its joined form before a space or at the end.</summary>
    static bool Ends(Rune after) => after.Value == 0 || Rune.IsWhiteSpace(after) || Rune.IsPunctuation(after);

    static bool IsLetter(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Emoji, their colors of skin, and the selector that makes one of a sign.</summary>
    static bool IsPicture(Rune rune) => rune.Value is 0xFE0F or >= 0x1F3FB and <= 0x1F3FF
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol;

    /// <summary>The last two selectors show a symbol as text or as a picture, also the sign of a key; the others vary operators,
    /// ideographs and the marks between these.</summary>
    static bool Varies(int sign, Rune before, Rune after)
    {
        var category = Rune.GetUnicodeCategory(before);
        if (sign < 0xFE0E) return category is UnicodeCategory.MathSymbol || IsIdeograph(before) || before.Value is >= 0x3000 and <= 0x303F
            or >= 0xFF00 and <= 0xFFEF;
        return before.Value is >= '0' and <= '9' or '#' or '*' ? after.Value == KeyCap
            : category is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol or UnicodeCategory.DashPunctuation
                or UnicodeCategory.OtherPunctuation && before.Value > 0x7F;
    }

    static bool IsIdeograph(Rune rune) => rune.Value is >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF
        or >= 0x20000 and <= 0x3FFFF;

    static bool Within((int From, int To)[] ranges, Rune rune) =>
        Array.Exists(ranges, range => rune.Value >= range.From && rune.Value <= range.To);
}
