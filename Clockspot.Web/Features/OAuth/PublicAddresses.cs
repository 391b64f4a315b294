using System.Net;
using System.Net.Sockets;

namespace Clockspot.Features.OAuth;

/// <summary>
/// Which addresses a client's document may be fetched from: those of the public internet, never of this machine or its networks, so that nobody makes this
/// server call what stands beside it (OWASP, server-side request forgery; IANA special-purpose address registries).
/// </summary>
static class PublicAddresses
{
    static readonly IPNetwork[] special = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    }.Select(text => IPNetwork.Parse(text))];

    /// <summary>Of IPv6 only global unicast counts, without what is set apart within it: protocol assignments, documentation, 6to4 and what else carries an IPv4 address.</summary>
    static readonly IPNetwork global = IPNetwork.Parse("2000::/3");

    static readonly IPNetwork[] apart = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48" }.Select(text => IPNetwork.Parse(text))];

    /// <summary>True for an address of the public internet.</summary>
    public static bool Holds(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily == AddressFamily.InterNetwork) return !special.Any(network => network.Contains(plain));
        return plain.AddressFamily == AddressFamily.InterNetworkV6 && plain.ScopeId == 0 && global.Contains(plain) && !apart.Any(network => network.Contains(plain));
    }
}
