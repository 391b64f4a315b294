using System.ComponentModel.DataAnnotations;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>A break as somebody says it was.</summary>
public sealed record SaveBreak
{
    /// <summary>Which break it was before; null for a new one.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its beginning.</summary>
    public Instant Start { get; init; }

    /// <summary>Its end; null only for the break that runs in an open entry.</summary>
    public Instant? End { get; init; }

    /// <summary>It counts as worked.</summary>
    public bool Paid { get; init; }
}

/// <summary>What an entry should be, whole: what is left out is cleared.</summary>
public record SaveEntry
{
    /// <summary>From when.</summary>
    [Required(ErrorMessage = "Enter when the work began.")]
    public Instant? Start { get; init; }

    /// <summary>Until when; null while it runs.</summary>
    public Instant? End { get; init; }

    /// <summary>TZDB id of the zone in which it was worked; as before, or the account's, when null.</summary>
    public string? TimeZone { get; init; }

    /// <summary>On what.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Where.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>The note.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>The breaks, in any order.</summary>
    [MaxLength(24, ErrorMessage = "At most 24 breaks.")]
    public IReadOnlyList<SaveBreak> Breaks { get; init; } = [];

    /// <summary>Why it is changed.</summary>
    [Required(ErrorMessage = "Enter the reason: whoever reads the history later wants to know."), StringLength(300, ErrorMessage = "At most 300 characters.")]
    public string? Reason { get; init => field = Domain.Input.Clean(value); }
}

/// <summary>An entry that nobody punched.</summary>
public sealed record AddEntry : SaveEntry
{
    /// <summary>Whose time.</summary>
    [Required(ErrorMessage = "Enter whose time it is.")]
    public Guid? EmployeeId { get; init; }
}

/// <summary>A decision about an entry: why it is put away, taken back or confirmed.</summary>
public sealed record Because
{
    /// <summary>Why.</summary>
    [Required(ErrorMessage = "Enter the reason: whoever reads the history later wants to know."), StringLength(300, ErrorMessage = "At most 300 characters.")]
    public string? Reason { get; init => field = Domain.Input.Clean(value); }
}
