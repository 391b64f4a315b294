using Clockspot.Domain.Time;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>Where an entry stands.</summary>
public enum EntryStatus
{
    /// <summary>Runs.</summary>
    Open,
    /// <summary>Has an end.</summary>
    Closed,
    /// <summary>Was put away and counts for nothing.</summary>
    Archived,
}

/// <summary>A break as others see it.</summary>
public sealed record BreakView(Guid Id, Instant Start, Instant? End, bool Paid);

/// <summary>A time entry as others see it.</summary>
public sealed record TimeEntryView
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose time.</summary>
    public required Guid EmployeeId { get; init; }

    /// <summary>The punch in.</summary>
    public required Instant Start { get; init; }

    /// <summary>The punch out; null while open.</summary>
    public required Instant? End { get; init; }

    /// <summary>TZDB id of the zone in which it was punched.</summary>
    public required string TimeZone { get; init; }

    /// <summary>On what.</summary>
    public required Guid? JobId { get; init; }

    /// <summary>The job's name, also when it was archived since.</summary>
    public required string? JobName { get; init; }

    /// <summary>Where.</summary>
    public required Guid? LocationId { get; init; }

    /// <summary>The employee's words.</summary>
    public required string? Note { get; init; }

    /// <summary>The breaks, by start.</summary>
    public required IReadOnlyList<BreakView> Breaks { get; init; }

    /// <summary>Worked so far: everything but unpaid breaks.</summary>
    public required int WorkedSeconds { get; init; }

    /// <summary>Where it stands.</summary>
    public required EntryStatus Status { get; init; }

    /// <summary>What a person should look at.</summary>
    public required EntryFlags Flags { get; init; }

    /// <summary>Who made it and where.</summary>
    public required EntrySource Source { get; init; }

    /// <summary>The version seen.</summary>
    public required int Version { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required Instant ModifiedAt { get; init; }

    /// <summary>The raw punches, for computing.</summary>
    public WorkSpan Span => new(Start, End, [.. Breaks.Select(pause => new BreakSpan(pause.Start, pause.End, pause.Paid))]);

    /// <summary>The entry as it stands at a moment.</summary>
    internal static TimeEntryView Of(TimeEntry entry, string? job, Instant now) => new()
    {
        Id = entry.Id,
        EmployeeId = entry.EmployeeId,
        Start = entry.Start,
        End = entry.End,
        TimeZone = entry.TimeZone,
        JobId = entry.JobId,
        JobName = job,
        LocationId = entry.LocationId,
        Note = entry.Note,
        Breaks = [.. entry.Breaks.OrderBy(pause => pause.Start).Select(pause => new BreakView(pause.Id, pause.Start, pause.End, pause.Paid))],
        WorkedSeconds = (int)entry.Span.Worked(now).TotalSeconds,
        Status = entry.ArchivedAt is not null ? EntryStatus.Archived : entry.End is null ? EntryStatus.Open : EntryStatus.Closed,
        Flags = entry.Flags,
        Source = entry.Source,
        Version = entry.Version,
        CreatedAt = entry.CreatedAt,
        ModifiedAt = entry.ModifiedAt,
    };
}
