using NodaTime;
using NodaTime.TimeZones;

namespace Clockspot.Features.Accounts;

/// <summary>Time zones to choose from, grouped as people look for them.</summary>
public static class Zones
{
    /// <summary>Where most who open a workspace are.</summary>
    public const string Default = "America/New_York";

    static readonly string[] first = ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
        "Pacific/Honolulu", "America/Halifax", "America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver"];

    /// <summary>The groups, each with its zones: TZDB id and text.</summary>
    public static IReadOnlyList<(string Group, IReadOnlyList<(string Id, string Text)> Zones)> Groups { get; } = Make();

    /// <summary>Whether the TZDB knows the id.</summary>
    public static bool Knows(string? id) => id is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is not null;

    static IReadOnlyList<(string, IReadOnlyList<(string, string)>)> Make()
    {
        var canonical = TzdbDateTimeZoneSource.Default.CanonicalIdMap.Where(pair => pair.Key == pair.Value).Select(pair => pair.Key);
        var groups = canonical.Where(id => id.Contains('/') && !id.StartsWith("Etc/", StringComparison.Ordinal) && !first.Contains(id))
            .GroupBy(id => id[..id.IndexOf('/')]).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, (IReadOnlyList<(string, string)>)[.. group.Order(StringComparer.Ordinal).Select(id => (id, Text(id)))]));
        return [("United States and Canada", [.. first.Select(id => (id, Text(id)))]), .. groups, ("Other", [("UTC", "UTC")])];
    }

    static string Text(string id) => id.Replace('_', ' ');
}

/// <summary>Currencies to choose from.</summary>
public static class Currencies
{
    /// <summary>ISO 4217 code and name; the US dollar first.</summary>
    public static IReadOnlyList<(string Code, string Text)> All { get; } =
    [
        .. new (string Code, string Name)[]
        {
            ("USD", "US dollar"), ("CAD", "Canadian dollar"), ("EUR", "Euro"), ("GBP", "Pound sterling"), ("AUD", "Australian dollar"), ("AED", "UAE dirham"),
            ("BRL", "Brazilian real"), ("CHF", "Swiss franc"), ("CLP", "Chilean peso"), ("CNY", "Chinese yuan"), ("COP", "Colombian peso"), ("CZK", "Czech koruna"),
            ("DKK", "Danish krone"), ("HKD", "Hong Kong dollar"), ("HUF", "Hungarian forint"), ("IDR", "Indonesian rupiah"), ("ILS", "Israeli shekel"),
            ("INR", "Indian rupee"), ("JPY", "Japanese yen"), ("KES", "Kenyan shilling"), ("KRW", "South Korean won"), ("MXN", "Mexican peso"), ("MYR", "Malaysian ringgit"),
            ("NGN", "Nigerian naira"), ("NOK", "Norwegian krone"), ("NZD", "New Zealand dollar"), ("PEN", "Peruvian sol"), ("PHP", "Philippine peso"), ("PLN", "Polish zloty"),
            ("RON", "Romanian leu"), ("SAR", "Saudi riyal"), ("SEK", "Swedish krona"), ("SGD", "Singapore dollar"), ("THB", "Thai baht"), ("TRY", "Turkish lira"),
            ("TWD", "New Taiwan dollar"), ("UAH", "Ukrainian hryvnia"), ("VND", "Vietnamese dong"), ("ZAR", "South African rand"),
        }.Select(one => (one.Code, $"{one.Code} – {one.Name}")),
    ];

    /// <summary>Whether it is one of them.</summary>
    public static bool Knows(string? code) => All.Any(one => one.Code == code);
}
