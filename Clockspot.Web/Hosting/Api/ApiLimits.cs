using System.Collections.Concurrent;
using System.Globalization;
using Clockspot.Domain;
using NodaTime;

namespace Clockspot.Hosting.Api;

/// <summary>
/// Counts requests in windows of a minute: for each credential, and for each address that presents none which is valid. Every answer says how many are left
/// (draft-ietf-httpapi-ratelimit-headers-11). In this process only: two nodes would count apart.
/// </summary>
sealed class ApiLimits
{
    const int WindowSeconds = 60;

    readonly ConcurrentDictionary<string, Window> windows = new(StringComparer.Ordinal);
    readonly IClock clock;
    readonly int quota;
    long swept;

    public ApiLimits(IClock clock, IConfiguration configuration)
    {
        this.clock = clock;
        var text = configuration["Api:RequestsPerMinute"];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out quota) || quota < 1)
            throw new InvalidOperationException($"Api:RequestsPerMinute must be a whole number from 1 on; it is '{text}'.");
        Policy = string.Create(CultureInfo.InvariantCulture, $"\"minute\";q={quota};w={WindowSeconds}");
    }

    string Policy { get; }

    static Refusal RateLimited(long wait) => new("rate_limited", 429, "Too many requests", $"This was too often in a minute. Nothing was done. Try again in {wait} seconds.");

    /// <summary>Counts one request and writes what is left into the answer. 429 when none was left.</summary>
    public void Count(HttpContext http, string whose)
    {
        var now = clock.GetCurrentInstant().ToUnixTimeSeconds();
        Sweep(now);
        var window = windows.GetOrAdd(whose, _ => new Window());
        long left, wait;
        lock (window)
        {
            if (now >= window.Ends || now < window.Ends - WindowSeconds) (window.Ends, window.Used) = (now + WindowSeconds, 0);
            left = quota - ++window.Used;
            wait = window.Ends - now;
        }
        http.Response.Headers["RateLimit-Policy"] = Policy;
        http.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"minute\";r={Math.Max(0, left)};t={wait}");
        if (left >= 0) return;
        http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        throw RateLimited(wait);
    }

    /// <summary>Windows that have ended are forgotten once a minute.</summary>
    void Sweep(long now)
    {
        var before = Interlocked.Read(ref swept);
        if (now - before < WindowSeconds || Interlocked.CompareExchange(ref swept, now, before) != before) return;
        foreach (var (whose, window) in windows)
            if (window.Ends <= now) windows.TryRemove(KeyValuePair.Create(whose, window));
    }

    sealed class Window
    {
        public long Ends { get; set; }

        public long Used { get; set; }
    }
}
