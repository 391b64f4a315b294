using System.Globalization;
using System.Threading.RateLimiting;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Ui;

namespace Clockspot.Hosting;

/// <summary>
/// Gives the limits that pages carry their figures. Posts are counted, not views; by address, since whoever guesses passwords has no name
/// yet, and by person where somebody is signed in. An IPv6 address counts as its household (/64) and as its network (/48), which gets
/// eight households' worth. Identity's lockout stands behind it for each sign-in.
/// </summary>
static class RateLimits
{
    static readonly (string Policy, string Setting, bool ByPerson)[] limits =
    [
        (RateLimit.SignIn, "SignIn", false),
        (RateLimit.SignUp, "SignUp", false),
        (RateLimit.Reset, "Reset", false),
        (RateLimit.Invitations, "Invitations", true),
        (RateLimit.Demo, "Demo", false),
        (RateLimit.Registration, "Registration", false),
    ];

    static Refusal RateLimited(TimeSpan wait) => new("rate_limited", 429, "Too many tries",
        $"That was too often in a short time. Nothing was changed. Try again in {(wait < TimeSpan.FromMinutes(2) ? $"{Math.Ceiling(wait.TotalSeconds)} seconds" : $"{Math.Ceiling(wait.TotalMinutes)} minutes")}.");

    public static void AddRateLimits(this WebApplicationBuilder builder) => builder.Services.AddRateLimiter(options =>
    {
        foreach (var (policy, setting, byPerson) in limits)
        {
            var (count, window) = FiguresOf(setting, builder.Configuration[$"RateLimits:{setting}"]);
            FixedWindowRateLimiterOptions Of(int households) => new() { PermitLimit = count * households, Window = window, QueueLimit = 0 };
            var networks = PartitionedRateLimiter.Create<string, string>(
                network => RateLimitPartition.GetFixedWindowLimiter(network, _ => Of(CallerNetwork.Households)));
            options.AddPolicy(policy, http =>
            {
                if (!HttpMethods.IsPost(http.Request.Method)) return RateLimitPartition.GetNoLimiter("view");
                if (byPerson && PageActor.PersonOf(http.User) is { } person)
                    return RateLimitPartition.GetFixedWindowLimiter(person.ToString(), _ => Of(1));
                var from = http.Connection.RemoteIpAddress;
                var (near, wide) = (CallerNetwork.Near(from), CallerNetwork.Wide(from));
                return wide is null ? RateLimitPartition.GetFixedWindowLimiter(near, _ => Of(1))
                    : RateLimitPartition.Get<string>(near, _ => new NestedLimiter(new FixedWindowRateLimiter(Of(1)), networks, wide));
            });
        }
        options.OnRejected = async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
            context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await Problems.Answer(context.HttpContext, RateLimited(wait));
        };
    });

    /// <summary>Reads <c>20/minute</c>.</summary>
    internal static (int Count, TimeSpan Window) FiguresOf(string setting, string? text)
    {
        var parts = (text ?? "").Split('/');
        TimeSpan? window = parts.Length != 2 ? null : parts[1].Trim() switch
        {
            "second" => TimeSpan.FromSeconds(1),
            "minute" => TimeSpan.FromMinutes(1),
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            _ => null,
        };
        if (window is null || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
            throw new InvalidOperationException($"RateLimits:{setting} must be a number by second, minute, hour or day, such as 20/minute; it is '{text}'.");
        return (count, window.Value);
    }
}
