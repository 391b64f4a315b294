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

    /// <summary>
    /// True when one of the networks, separated by spaces, holds the address. What a server with both families sees of an IPv4 address
    /// (<c>::ffff:203.0.113.9</c>, RFC 4291, section 2.5.5.2) is that address, and so is a network that was written so.
    /// </summary>
    public static bool Holds(string ranges, string? ip)
    {
        if (!IPAddress.TryParse(ip, out var address)) return false;
        var (plain, mapped) = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, address.MapToIPv6());
        return ranges.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Any(range => IPNetwork.TryParse(range, out var network) && (network.Contains(plain) || network.Contains(mapped)));
    }

    static long ScopeIdOf(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
