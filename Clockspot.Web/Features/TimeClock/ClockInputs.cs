using System.ComponentModel.DataAnnotations;
using NodaTime;

namespace Clockspot.Features.TimeClock;

/// <summary>Clock in.</summary>
public sealed record ClockIn
{
    /// <summary>Whose clock; the caller's own when null.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>On what.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Where; the employee's usual place when null.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>The employee's words.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>When the shift ended whose clock-out was forgotten: that entry is closed there, unconfirmed, before this one is opened.</summary>
    public Instant? FinishedAt { get; init; }

    /// <summary>What the device said.</summary>
    public Evidence? Evidence { get; init; }
}

/// <summary>Clock out.</summary>
public sealed record ClockOut
{
    /// <summary>Whose clock; the caller's own when null.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>The employee's words; blank leaves the note as it is.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>When the shift ended whose clock-out was forgotten: the entry is closed there, unconfirmed.</summary>
    public Instant? FinishedAt { get; init; }

    /// <summary>What the device said.</summary>
    public Evidence? Evidence { get; init; }
}

/// <summary>Begin a break.</summary>
public sealed record StartBreak
{
    /// <summary>Whose clock; the caller's own when null.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>The break counts as worked.</summary>
    public bool Paid { get; init; }

    /// <summary>What the device said.</summary>
    public Evidence? Evidence { get; init; }
}

/// <summary>End the running break.</summary>
public sealed record EndBreak
{
    /// <summary>Whose clock; the caller's own when null.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>What the device said.</summary>
    public Evidence? Evidence { get; init; }
}

/// <summary>Change the job without clocking out.</summary>
public sealed record SwitchJob
{
    /// <summary>Whose clock; the caller's own when null.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>On what from now on.</summary>
    [Required(ErrorMessage = "Enter the job to switch to.")]
    public Guid? JobId { get; init; }

    /// <summary>Where; the same place as before when null.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>The employee's words for the new entry.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>When the shift ended whose clock-out was forgotten: that entry is closed there, unconfirmed, before the new one is opened.</summary>
    public Instant? FinishedAt { get; init; }

    /// <summary>What the device said.</summary>
    public Evidence? Evidence { get; init; }
}

/// <summary>Write, change or clear the note of one's own entry, open or closed.</summary>
public sealed record ChangeNote
{
    /// <summary>Which entry.</summary>
    public Guid EntryId { get; init; }

    /// <summary>The new words; blank clears them.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }
}
