using System.Net;
using System.Net.Sockets;

namespace Clockspot.Data;

/// <summary>
/// Whom an address stands for where callers have no name yet: what counts, limits and gives out places by address goes by these.
/// </summary>
public static class CallerNetwork
{
    /// <summary>
    /// How many households' worth one <see cref="Wide"/> network gets. Whoever rents a server is often given a /48, and could be 65,536
    /// households; a mobile network may keep as many phones in one.
    /// </summary>
    public const int Households = 8;

    /// <summary>One address, or one IPv6 network of 64 bits: a household or a machine has all of those to choose from.</summary>
    public static string Near(IPAddress? address)
    {
        if (address is null) return "unknown";
        var plain = Plain(address);
        return plain.AddressFamily == AddressFamily.InterNetworkV6 ? Cut(plain, 64) : plain.ToString();
    }

    /// <summary>The IPv6 network of 48 bits in which it lies; null for IPv4, where a neighbour is a stranger.</summary>
    public static string? Wide(IPAddress? address) =>
        address is not null && Plain(address) is { AddressFamily: AddressFamily.InterNetworkV6 } plain ? Cut(plain, 48) : null;

    static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    static string Cut(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return $"{new IPAddress(bytes)}/{bits}";
    }
}
