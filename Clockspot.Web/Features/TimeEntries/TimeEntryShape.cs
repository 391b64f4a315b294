using System.Text.Json;
using Clockspot.Api;
using Clockspot.Domain.Access;
using Clockspot.Features.Audit;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>What a person should look at in an entry.</summary>
public enum EntryMark
{
    /// <summary>Its end was not punched: a manager confirms it.</summary>
    Unconfirmed,
    /// <summary>It was changed after it was punched.</summary>
    Edited,
    /// <summary>It was punched outside the place.</summary>
    OutsideLocation,
}

/// <summary>A break within an entry; paid or unpaid, nothing more.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Start">Its beginning.</param>
/// <param name="End">Its end; null while it runs.</param>
/// <param name="Paid">It counts as worked.</param>
public sealed record BreakShape(Guid Id, Instant Start, Instant? End, bool Paid);

/// <summary>A time entry: worked time from one instant to another.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="EmployeeId">Whose time.</param>
/// <param name="Start">The punch in.</param>
/// <param name="End">The punch out; null while it runs.</param>
/// <param name="TimeZone">TZDB id of the zone in which it was worked.</param>
/// <param name="JobId">On what, or null.</param>
/// <param name="LocationId">Where, or null.</param>
/// <param name="Note">The employee's words, at most 500 characters, or null.</param>
/// <param name="Breaks">The breaks, by start.</param>
/// <param name="WorkedSeconds">Worked so far: everything but unpaid breaks.</param>
/// <param name="Status">Whether it runs, has an end, or was put away and counts for nothing.</param>
/// <param name="Flags">What a person should look at.</param>
/// <param name="Source">Who made it and where; never changed.</param>
/// <param name="Version">Counts up at each change.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
public sealed record TimeEntryShape(Guid Id, Guid EmployeeId, Instant Start, Instant? End, string TimeZone, Guid? JobId, Guid? LocationId, string? Note, IReadOnlyList<BreakShape> Breaks,
    int WorkedSeconds, EntryStatus Status, IReadOnlyList<EntryMark> Flags, EntrySource Source, int Version, Instant CreatedAt, Instant ModifiedAt) : IVersionedShape
{
    /// <summary>An entry as examples show it.</summary>
    internal static TimeEntryShape Example { get; } = new(ApiExample.Id(4), ApiExample.Id(3), ApiExample.At, ApiExample.At + Duration.FromHours(8), "America/New_York", ApiExample.Id(1), ApiExample.Id(2),
        "Counted the till.", [new(ApiExample.Id(5), ApiExample.At + Duration.FromHours(4), ApiExample.At + Duration.FromMinutes(270), false)], 27_000, EntryStatus.Closed, [],
        EntrySource.Web, 2, ApiExample.At, ApiExample.At + Duration.FromHours(8));

    internal static TimeEntryShape Of(TimeEntryView entry) => new(entry.Id, entry.EmployeeId, entry.Start, entry.End, entry.TimeZone, entry.JobId, entry.LocationId, entry.Note,
        [.. entry.Breaks.Select(pause => new BreakShape(pause.Id, pause.Start, pause.End, pause.Paid))], entry.WorkedSeconds, entry.Status, Marks(entry.Flags), entry.Source,
        entry.Version, entry.CreatedAt, entry.ModifiedAt);

    /// <summary>The marks one by one.</summary>
    internal static IReadOnlyList<EntryMark> Marks(EntryFlags flags)
    {
        if (flags == EntryFlags.None) return [];
        var marks = new List<EntryMark>(3);
        if (flags.HasFlag(EntryFlags.Unconfirmed)) marks.Add(EntryMark.Unconfirmed);
        if (flags.HasFlag(EntryFlags.Edited)) marks.Add(EntryMark.Edited);
        if (flags.HasFlag(EntryFlags.OutsideLocation)) marks.Add(EntryMark.OutsideLocation);
        return marks;
    }
}

/// <summary>One thing that happened to an entry.</summary>
/// <param name="Id">UUIDv7; newer ones are greater.</param>
/// <param name="At">When.</param>
/// <param name="Name">Noun, dot, verb in the past: <c>time_entry.changed</c>.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Channel">Through which door.</param>
/// <param name="Credential">With which key or connection, by name; null for a sign-in.</param>
/// <param name="Reason">Why, in the person's words.</param>
/// <param name="Before">The fields that changed, as they were; null when it was made.</param>
/// <param name="After">The fields that changed, as they are.</param>
public sealed record EntryEventShape(Guid Id, Instant At, string Name, AuditActorShape Actor, Channel Channel, string? Credential, string? Reason,
    IReadOnlyDictionary<string, JsonElement>? Before, IReadOnlyDictionary<string, JsonElement>? After)
{
    internal static EntryEventShape Of(EntryEvent one) => new(one.Id, one.At, one.Name, new(one.ById == Guid.Empty ? null : one.ById, one.By), one.Channel, one.Credential, one.Reason,
        AuditEventShape.Fields(one.Before), AuditEventShape.Fields(one.After));
}
