using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Audit;
using Clockspot.Features.ClockSetup;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>One thing that happened to an entry.</summary>
/// <param name="Id">The event.</param>
/// <param name="At">When.</param>
/// <param name="Name">Noun, dot, verb: <c>time_entry.changed</c>.</param>
/// <param name="By">Who.</param>
/// <param name="Channel">Through which door.</param>
/// <param name="Credential">With which key or connection, or null.</param>
/// <param name="Reason">Why, in their words.</param>
/// <param name="Before">JSON of the fields that were.</param>
/// <param name="After">JSON of the fields that are.</param>
public sealed record EntryEvent(Guid Id, Instant At, string Name, string By, Channel Channel, string? Credential, string? Reason, string? Before, string? After)
{
    /// <summary>The record of whoever did it; empty for the program.</summary>
    public Guid ById { get; init; }
}

/// <summary>Everything that happened to an entry, the newest first.</summary>
/// <param name="Events">What happened.</param>
/// <param name="Names">The names of the jobs and locations that the events speak of by id.</param>
public sealed record EntryPast(IReadOnlyList<EntryEvent> Events, IReadOnlyDictionary<Guid, string> Names)
{
    /// <summary>The last thing that happened is a correction, which can be taken back; a punch is put right by a correction instead.</summary>
    public bool EndsInCorrection => Events is [{ Name: "time_entry.added" or "time_entry.changed" or "time_entry.archived" or "time_entry.restored" or "time_entry.confirmed" or "time_entry.undone" }, ..];
}

/// <summary>Why an entry wants a look.</summary>
public enum ExceptionKind
{
    /// <summary>Open for longer than the limit.</summary>
    OpenTooLong,
    /// <summary>Its end was not punched.</summary>
    Unconfirmed,
    /// <summary>Punched outside the place.</summary>
    OutsideLocation,
}

/// <summary>An entry that wants a look, and why.</summary>
public sealed record EntryException(ExceptionKind Kind, EntryRow Row);

/// <summary>How many entries want a look, by reason.</summary>
public sealed record ExceptionCounts(int OpenTooLong, int Unconfirmed, int OutsideLocation)
{
    /// <summary>All of them; an entry with two marks counts twice.</summary>
    public int All => OpenTooLong + Unconfirmed + OutsideLocation;
}

public sealed partial class EntryBook
{
    /// <summary>Everything that happened to an entry, the newest first. 404 out of reach.</summary>
    public async Task<EntryPast> History(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read, Reach.Team);
        await using var db = await store.Open(actor, stop);
        var reached = db.Employees.Within(actor, Area.TimeTracking, Level.Read).Select(employee => employee.Id);
        if (!await db.TimeEntries.AnyAsync(row => row.Id == id && reached.Contains(row.EmployeeId), stop)) throw Refusal.NotFound("time entry");
        var events = await db.AuditEvents.Where(row => row.SubjectId == id).OrderByDescending(row => row.Id)
            .Select(row => new EntryEvent(row.Id, row.At, row.Name, row.ActorName, row.Channel, row.Credential, row.Reason, row.Before, row.After)).ToListAsync(stop);
        return new EntryPast(events, await ChangeWords.Names(db, events.SelectMany(one => new[] { one.Before, one.After }), stop));
    }

    /// <summary>The entries that want a look, of those whom the actor may correct: what runs too long first, then by age. At most 200 of each kind.</summary>
    public async Task<IReadOnlyList<EntryException>> Exceptions(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Edit, Reach.Team);
        await using var db = await store.Open(actor, stop);
        var calendar = await Worklog.Calendar(db, stop);
        var found = new List<EntryException>();
        foreach (var (kind, query) in await Wanting(db, actor, stop))
        {
            var rows = await Rows(db, actor, await query.AsNoTracking().OrderBy(row => row.Start).Take(200).AsSplitQuery().ToListAsync(stop), null, calendar, stop);
            found.AddRange(rows.Select(row => new EntryException(kind, row)));
        }
        return found;
    }

    /// <summary>How many entries want a look, of those whom the actor may correct.</summary>
    public async Task<ExceptionCounts> CountExceptions(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Edit, Reach.Team);
        await using var db = await store.Open(actor, stop);
        var counts = new Dictionary<ExceptionKind, int>();
        foreach (var (kind, query) in await Wanting(db, actor, stop)) counts[kind] = await query.CountAsync(stop);
        return new ExceptionCounts(counts[ExceptionKind.OpenTooLong], counts[ExceptionKind.Unconfirmed], counts[ExceptionKind.OutsideLocation]);
    }

    static async Task<IReadOnlyList<(ExceptionKind, IQueryable<TimeEntry>)>> Wanting(ClockspotDb db, Actor actor, CancellationToken stop)
    {
        var since = db.Now - (await Rulebook.Of(db, stop)).OpenLimit;
        var reached = db.Employees.Within(actor, Area.TimeTracking, Level.Edit).Select(employee => employee.Id);
        var counting = db.TimeEntries.Where(row => row.ArchivedAt == null && reached.Contains(row.EmployeeId));
        return
        [
            (ExceptionKind.OpenTooLong, counting.Where(row => row.End == null && row.Start < since)),
            (ExceptionKind.Unconfirmed, counting.Where(row => (row.Flags & EntryFlags.Unconfirmed) != EntryFlags.None)),
            (ExceptionKind.OutsideLocation, counting.Where(row => (row.Flags & EntryFlags.OutsideLocation) != EntryFlags.None)),
        ];
    }
}
