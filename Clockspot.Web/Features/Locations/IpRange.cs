using System.Net;
using System.Net.Sockets;
using Clockspot.Domain;

namespace Clockspot.Features.Locations;

/// <summary>A network in CIDR notation, as people type it.</summary>
static class IpRange
{
    static Refusal NotANetwork(string text) =>
        Refusal.Field("ipRanges", "invalid", $"{text} is not a network. Write it like 203.0.113.0/24 or 2001:db8::/32, or a single address.");

    /// <summary>The network in its one spelling. A single address becomes a network of one; bits beyond the prefix are cut.</summary>
    public static string Normal(string text)
    {
        text = text.Trim();
        // "10" would be read as 0.0.0.10: nobody means that.
        if (!text.Contains(':') && text.Count(letter => letter == '.') != 3) throw NotANetwork(text);
        if (IPNetwork.TryParse(text, out var network)) return network.ToString();
        if (!text.Contains('/') && IPAddress.TryParse(text, out var address) && address.ScopeIdOf() == 0)
            return $"{address}/{(address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}";
        throw NotANetwork(text);
    }

    static long ScopeIdOf(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
