using NodaTime;

namespace Clockspot.Api;

/// <summary>What examples in the document are made of: the same ids and instants everywhere, so that they can be followed from one to the other.</summary>
public static class ApiExample
{
    /// <summary>A moment.</summary>
    public static Instant At { get; } = Instant.FromUtc(2026, 3, 2, 14, 58, 12);

    /// <summary>An id; the same number, the same id.</summary>
    public static Guid Id(int number) => Guid.ParseExact($"019cb0f0-5a20-7000-8000-{number:D12}", "D");
}
