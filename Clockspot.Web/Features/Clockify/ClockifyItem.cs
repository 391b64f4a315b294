using NodaTime;

namespace Clockspot.Features.Clockify;

/// <summary>What is marked on a user or client of Clockify.</summary>
public enum ClockifyMark
{
    /// <summary>In use.</summary>
    None,
    /// <summary>Invited, not yet there or not yet confirmed.</summary>
    Pending,
    /// <summary>Put away, deleted or shut out.</summary>
    Archived,
}

/// <summary>A workspace, user or client of Clockify.</summary>
/// <param name="Id">As Clockify writes it.</param>
/// <param name="Name">Its name; for somebody without one the address, then the id.</param>
/// <param name="Email">A user's address, or null.</param>
/// <param name="Mark">What is to be said of it.</param>
public sealed record ClockifyItem(string Id, string Name, string? Email = null, ClockifyMark Mark = ClockifyMark.None);

/// <summary>A list of Clockify, by name, and when it was read there.</summary>
/// <param name="Rows">All of it.</param>
/// <param name="ReadAt">When Clockify said so.</param>
public sealed record ClockifyReading(IReadOnlyList<ClockifyItem> Rows, Instant ReadAt);

/// <summary>How new a list must be.</summary>
public enum Freshness
{
    /// <summary>What is kept, and nothing when nothing is: Clockify is not asked.</summary>
    Kept,
    /// <summary>At most ten minutes old.</summary>
    Recent,
    /// <summary>Read anew: somebody pressed the button. What was read within the last minute is shown again.</summary>
    Anew,
}
