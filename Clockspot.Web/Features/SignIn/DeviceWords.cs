namespace Clockspot.Features.SignIn;

/// <summary>A browser in words, as it names itself: <c>Firefox on Windows</c>. What it says beyond that is kept nowhere.</summary>
static class DeviceWords
{
    // Browsers name those that they descend from, too: the more special one stands first.
    static readonly (string Mark, string Name)[] browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"),
            ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    static readonly (string Mark, string Name)[] systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
            ("Linux", "Linux")];

    /// <summary>What a <c>User-Agent</c> header says.</summary>
    public static string Of(string? agent) => (Find(browsers, agent), Find(systems, agent)) switch
    {
        ({ } browser, { } system) => $"{browser} on {system}",
        ({ } browser, null) => browser,
        (null, { } system) => $"A browser on {system}",
        _ => "An unknown browser",
    };

    static string? Find((string Mark, string Name)[] known, string? agent) =>
        known.FirstOrDefault(one => agent?.Contains(one.Mark, StringComparison.Ordinal) == true).Name;
}
