using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Clockspot.Domain.Time;

/// <summary>Times of day as people type them.</summary>
public static partial class TimeText
{
    /// <summary>
    /// Reads <c>230pm</c>, <c>2:30 pm</c>, <c>2pm</c>, <c>2.30p</c>, <c>14:30</c>, <c>1430</c>, <c>9</c>, <c>noon</c> and <c>midnight</c>.
    /// Without am or pm the 24-hour clock is meant, so that <c>2:30</c> is in the night. Null when it is no time of day.
    /// </summary>
    public static LocalTime? Parse(string? text)
    {
        var typed = text?.Trim().ToLowerInvariant() ?? "";
        if (typed is "noon") return LocalTime.Noon;
        if (typed is "midnight") return LocalTime.Midnight;
        var match = Shape().Match(typed);
        if (!match.Success) return null;
        var hour = int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture);
        var minute = match.Groups["minute"].Success ? int.Parse(match.Groups["minute"].Value, CultureInfo.InvariantCulture) : 0;
        var half = match.Groups["half"].Value;
        if (half.Length > 0 && (hour < 1 || hour > 12)) return null;
        if (half.StartsWith('p') && hour < 12) hour += 12;
        if (half.StartsWith('a') && hour == 12) hour = 0;
        return hour > 23 || minute > 59 ? null : new LocalTime(hour, minute);
    }

    [GeneratedRegex(@"^(?<hour>\d{1,2})(?:[:.h ]?(?<minute>\d{2}))?\s*(?<half>a\.?m?\.?|p\.?m?\.?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();
}
