using System.Net;
using Clockspot.Domain;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Primitives;

namespace Clockspot.Hosting;

/// <summary>The server itself: its limits, and whom it believes about where a request came from.</summary>
static class Server
{
    /// <summary>The largest request body. A thousand pasted addresses are 30 KB; files are never uploaded.</summary>
    public const long LargestBody = 1024 * 1024;

    public static void AddServer(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = LargestBody;
            // Whoever sends nothing, or next to nothing, ends here; whoever keeps up this rate ends at BodyDeadline.
            options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        var (addresses, networks) = Proxies(builder.Configuration.GetSection("Proxies:Known").Get<string[]>() ?? []);
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            // Only configured proxies are believed; the framework's own default would believe every program on this machine. The host is
            // never taken from a header: addresses are built from PublicOrigin.
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var address in addresses) options.KnownProxies.Add(address);
            foreach (var network in networks) options.KnownIPNetworks.Add(network);
            options.ForwardLimit = null;
            options.ForwardedHeaders = addresses.Count + networks.Count > 0
                ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto : ForwardedHeaders.None;
        });
        builder.Services.AddHsts(options => (options.MaxAge, options.IncludeSubDomains) = (TimeSpan.FromDays(365), true));
        builder.Services.AddSingleton(BodyDeadline.Of(builder.Configuration[BodyDeadline.Setting]));
    }

    /// <summary>
    /// Finds the caller behind the proxies: from the right, address by address, for as long as a known proxy named it. What stands to
    /// the left of that was written by the caller.
    /// </summary>
    public static void UseProxies(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            foreach (var name in new[] { "X-Forwarded-For", "X-Forwarded-Proto" })
                if (http.Request.Headers.TryGetValue(name, out var said)) http.Request.Headers[name] = Entries(said);
            return next(http);
        });
        app.UseForwardedHeaders();
    }

    /// <summary>
    /// One value for each entry. These headers know no quotes, and the framework does: a caller's open quote would swallow the comma
    /// after it, and with that what the proxy adds, so that the proxy itself would pass for the caller.
    /// </summary>
    static StringValues Entries(StringValues said) =>
        new([.. said.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Select(entry => entry.Contains('"', StringComparison.Ordinal) ? "unknown" : entry)]);

    /// <summary>Addresses and networks of the setting <c>Proxies:Known</c>.</summary>
    internal static (IReadOnlyList<IPAddress> Addresses, IReadOnlyList<System.Net.IPNetwork> Networks) Proxies(IEnumerable<string> known)
    {
        var addresses = new List<IPAddress>();
        var networks = new List<System.Net.IPNetwork>();
        foreach (var text in known.Select(Input.Clean).OfType<string>())
        {
            if (IPAddress.TryParse(text, out var address)) addresses.Add(address);
            else if (System.Net.IPNetwork.TryParse(text, out var network)) networks.Add(network);
            else throw new InvalidOperationException($"Proxies:Known must hold addresses or networks such as 10.0.0.0/8; one is '{text}'.");
        }
        return (addresses, networks);
    }
}
