using System.Net;
using Clockspot.Domain;
using Microsoft.AspNetCore.HttpOverrides;

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
        builder.Services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(365));
    }

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
