using NodaTime;

namespace Clockspot.Domain;

/// <summary>Identifiers: UUIDv7 (RFC 9562, section 5.7), so that they sort by the time they were made.</summary>
public static class Ids
{
    /// <summary>A new identifier that carries the instant given, in milliseconds.</summary>
#pragma warning disable RS0030 // The one place that makes identifiers.
    public static Guid New(Instant now) => Guid.CreateVersion7(now.ToDateTimeOffset());
#pragma warning restore RS0030
}
