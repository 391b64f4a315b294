using Clockspot.Domain.Access;
using Clockspot.Ui;
using NodaTime;

namespace Clockspot.Features.ApiKeys;

/// <summary>What a key's card says, in words.</summary>
static class KeyWords
{
    /// <summary>The key, so that nobody takes it for another one: its name and its last characters.</summary>
    public static string Of(KeyRow key) => $"{key.Name} (…{key.Hint})";

    /// <summary>When it was last used and from where.</summary>
    public static string Used(KeyRow key, Formats formats) =>
        key.LastUsedAt is not { } at ? "Never used" : key.LastUsedIp is null ? formats.Moment(at) : $"{formats.Moment(at)}, from {key.LastUsedIp}";

    /// <summary>When it was made and by whom.</summary>
    public static string Added(KeyRow key, Formats formats) => $"{formats.Date(key.CreatedAt)}, by {key.MadeBy}";

    /// <summary>True when its last day is over.</summary>
    public static bool HasExpired(KeyRow key, Instant now) => key.ExpiresAt <= now;

    /// <summary>How long it works still, or null when it does not expire.</summary>
    public static string? Expiry(KeyRow key, Formats formats, Instant now)
    {
        if (LastDay(key, formats) is not { } last) return null;
        if (HasExpired(key, now)) return "Expired";
        return Period.DaysBetween(now.InZone(formats.Zone).Date, last) switch { 0 => "Expires today", 1 => "Expires in 1 day", var left => $"Expires in {left} days" };
    }

    /// <summary>The last day on which it works, or null: the end is the midnight after it.</summary>
    public static LocalDate? LastDay(KeyRow key, Formats formats) => (key.ExpiresAt - Duration.Epsilon)?.InZone(formats.Zone).Date;

    /// <summary>True when the end is near enough to be told.</summary>
    public static bool EndsSoon(KeyRow key, Instant now) => key.ExpiresAt - now <= KeyExpiry.Before;

    /// <summary>How it is narrowed, a few words for each badge; none when it may do what its maker may.</summary>
    public static IReadOnlyList<string> Narrowing(KeyRow key)
    {
        if (key.Scopes is not { } scopes) return [];
        var areas = scopes.Select(scope => scope.Area).Distinct().ToList();
        var named = Scopes.Offered.All(areas.Contains) ? [] : areas.Select(area => AreaText.Of(area).Title);
        return scopes.Any(scope => scope.Write) ? [.. named] : ["Read only", .. named];
    }
}
