using System.Buffers.Binary;
using NodaTime;

namespace Clockspot.Domain;

/// <summary>Identifiers: UUIDv7 (RFC 9562, section 5.7), so that they sort by the time they were made.</summary>
public static class Ids
{
    static readonly Lock made = new();
    static uint counter;

    /// <summary>
    /// A new identifier that carries the instant given, in milliseconds. Those of one millisecond sort in the order in which this process
    /// made them: a counter of 26 bits follows the time (RFC 9562, section 6.2, method 1), 48 random bits follow the counter. It never starts
    /// anew, since ids of other moments are made in between; that it runs over within one millisecond takes 67 million of them.
    /// </summary>
    public static Guid New(Instant now)
    {
#pragma warning disable RS0030 // The one place that makes identifiers.
        var id = Guid.CreateVersion7(now.ToDateTimeOffset());
#pragma warning restore RS0030
        var count = Next();
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (count >> 14)));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], (ushort)(0x8000 | (count & 0x3FFF)));
        return new Guid(bytes, bigEndian: true);
    }

    static uint Next()
    {
        lock (made) return counter = (counter + 1) & 0x3FFFFFF;
    }
}
