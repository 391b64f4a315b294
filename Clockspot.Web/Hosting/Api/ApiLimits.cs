using System.Collections.Concurrent;
using System.Globalization;
using Clockspot.Api;
using Clockspot.Data;
using Clockspot.Domain;
using NodaTime;

namespace Clockspot.Hosting.Api;

/// <summary>
/// Counts requests in windows of a minute: for each credential, for all of a workspace, and for each address that presents none which is valid. Every answer says how many are left
/// (draft-ietf-httpapi-ratelimit-headers-11). What sends mail to people outside is counted for each person as well, by the same figure as the page that does so. In
/// this process only: two nodes would count apart.
/// </summary>
sealed class ApiLimits
{
    const int WindowSeconds = 60;

    /// <summary>So many credentials of one workspace may be busy at once; all of a demo together are half of one.</summary>
    const int BusyCredentials = 5;

    readonly ConcurrentDictionary<string, Window> windows = new(StringComparer.Ordinal);
    readonly IClock clock;
    readonly int quota;
    readonly (int Count, TimeSpan Window) mails;
    long swept;

    public ApiLimits(IClock clock, IConfiguration configuration)
    {
        this.clock = clock;
        var text = configuration["Api:RequestsPerMinute"];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out quota) || quota < 1)
            throw new InvalidOperationException($"Api:RequestsPerMinute must be a whole number from 1 on; it is '{text}'.");
        mails = RateLimits.FiguresOf("Invitations", configuration["RateLimits:Invitations"]);
        Policy = string.Create(CultureInfo.InvariantCulture, $"\"minute\";q={quota};w={WindowSeconds}");
    }

    string Policy { get; }

    static Refusal RateLimited(long wait) => new("rate_limited", 429, "Too many requests", $"This was too often. Nothing was done. Try again in {wait} seconds.");

    /// <summary>
    /// Counts one request of a credential, and of all credentials of its workspace together, so that more keys are no more requests. Writes what is
    /// left of the smaller into the answer. 429 when none was left.
    /// </summary>
    public void Count(HttpContext http, Caller caller)
    {
        var own = Take(caller.Actor.CredentialId!.Value.ToString(), quota, WindowSeconds);
        var all = Take($"workspace {caller.Workspace.Id}", caller.Actor.IsDemo ? (quota + 1) / 2 : (long)quota * BusyCredentials, WindowSeconds);
        Tell(http, all.Left < own.Left ? all : own);
    }

    /// <summary>
    /// Counts one request of whoever presents nothing valid, by address. An IPv6 network is counted after its household, and only what
    /// that had left: neighbours lose nothing by whoever calls too often. 429 when none was left.
    /// </summary>
    public void CountAddress(HttpContext http)
    {
        var from = http.Connection.RemoteIpAddress;
        Tell(http, Take(CallerNetwork.Near(from), quota, WindowSeconds));
        if (CallerNetwork.Wide(from) is not { } wide) return;
        var all = Take(wide, (long)quota * CallerNetwork.Households, WindowSeconds);
        if (all.Left < 0) Tell(http, all);
    }

    void Tell(HttpContext http, (long Left, long Wait) taken)
    {
        var (left, wait) = taken;
        http.Response.Headers["RateLimit-Policy"] = Policy;
        http.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"minute\";r={Math.Max(0, left)};t={wait}");
        if (left < 0) throw Refuse(http, wait);
    }

    /// <summary>Counts one mail that a person has sent to somebody outside. 429 when it was one too many.</summary>
    public void CountMail(HttpContext http, Guid person)
    {
        var (left, wait) = Take($"mail {person}", mails.Count, (long)mails.Window.TotalSeconds);
        if (left < 0) throw Refuse(http, wait);
    }

    (long Left, long Wait) Take(string whose, long most, long seconds)
    {
        var now = clock.GetCurrentInstant().ToUnixTimeSeconds();
        Sweep(now);
        var window = windows.GetOrAdd(whose, _ => new Window());
        lock (window)
        {
            if (now >= window.Ends || now < window.Ends - seconds) (window.Ends, window.Used) = (now + seconds, 0);
            return (most - ++window.Used, window.Ends - now);
        }
    }

    static Refusal Refuse(HttpContext http, long wait)
    {
        http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return RateLimited(wait);
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
