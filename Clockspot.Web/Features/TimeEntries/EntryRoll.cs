using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>Which entries a program asks for, and from where on. What is null or empty narrows nothing.</summary>
public sealed record EntryAsk
{
    /// <summary>The first day, in the account's zone.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The last day.</summary>
    public LocalDate? To { get; init; }

    /// <summary>Only these employees, as far as the actor reaches them.</summary>
    public IReadOnlyList<Guid> EmployeeIds { get; init; } = [];

    /// <summary>Only these jobs.</summary>
    public IReadOnlyList<Guid> JobIds { get; init; } = [];

    /// <summary>Only these locations.</summary>
    public IReadOnlyList<Guid> LocationIds { get; init; } = [];

    /// <summary>Only entries that stand so.</summary>
    public EntryStatus? Status { get; init; }

    /// <summary>Only these entries.</summary>
    public IReadOnlyList<Guid> Ids { get; init; } = [];

    /// <summary>Also what was put away, when no status is asked for.</summary>
    public bool IncludeArchived { get; init; }

    /// <summary>Refuses what <see cref="KnownIds"/> does not know.</summary>
    public bool IsStrict { get; init; }

    /// <summary>With the names of whom and what the rows speak.</summary>
    public bool WithNames { get; init; }

    /// <summary>Made or changed then or later.</summary>
    public Instant? ModifiedSince { get; init; }

    /// <summary>Only those after this place, in the order of the list.</summary>
    internal EntryCursor? After { get; init; }

    /// <summary>At most so many.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>A page of entries, the newest first.</summary>
/// <param name="Rows">The rows; without the names of their jobs.</param>
/// <param name="Total">How many the filter finds.</param>
/// <param name="Next">Where the next page begins, or null on the last.</param>
public sealed record EntryRollPage(IReadOnlyList<TimeEntryView> Rows, int Total, string? Next)
{
    /// <summary>The names of the employees, jobs and locations in the rows, by id, when they were asked for.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; init; } = new Dictionary<Guid, string>();
}

/// <summary>A page of what happened to an entry, the newest first.</summary>
/// <param name="Events">What happened.</param>
/// <param name="Total">How much happened in all.</param>
/// <param name="HasMore">There is more before the last.</param>
public sealed record EntryPastPage(IReadOnlyList<EntryEvent> Events, int Total, bool HasMore);

/// <summary>
/// Time entries for programs: page by page, and no more of each than a program is told. Three queries for a page: how many there are, the rows, their breaks; no row is
/// tracked, no name is looked up but those that were asked for.
/// </summary>
public sealed class EntryRoll(Store store)
{
    /// <summary>A page of the entries within reach, the newest first. 422 about <c>from</c> and <c>to</c>.</summary>
    public async Task<EntryRollPage> List(Actor actor, EntryAsk ask, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read);
        DayRange.Check(ask.From, ask.To);
        await using var db = await store.Open(actor, stop);
        if (ask.IsStrict) await KnownIds.Check(db, db.Employees.Within(actor, Area.TimeTracking, Level.Read), ask.EmployeeIds, ask.JobIds, ask.LocationIds, stop);
        var found = await Found(db, actor, ask, stop);
        var total = await found.CountAsync(stop);
        if (ask.After is { } after) found = EntryCursor.Older(found, after);
        var rows = await Rows(db, found.OrderByDescending(row => row.Start).ThenByDescending(row => row.Id).Take(ask.Size + 1), stop);
        var hasMore = rows.Count > ask.Size;
        if (hasMore) rows.RemoveAt(ask.Size);
        return new EntryRollPage(rows, total, hasMore ? new EntryCursor(rows[^1].Start, rows[^1].Id).ToString() : null) { Names = ask.WithNames ? await NamesIn(db, rows, stop) : new Dictionary<Guid, string>() };
    }

    /// <summary>One entry. 404 out of reach.</summary>
    public async Task<TimeEntryView> Get(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read);
        await using var db = await store.Open(actor, stop);
        var rows = await Rows(db, Reached(db, actor, db.TimeEntries.Where(row => row.Id == id)), stop);
        return rows.SingleOrDefault() ?? throw Refusal.NotFound("time entry");
    }

    /// <summary>What happened to an entry, the newest first, as far as it is older than an event. 404 out of reach.</summary>
    public async Task<EntryPastPage> History(Actor actor, Guid id, Guid? olderThan, int size, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read, Reach.Team);
        await using var db = await store.Open(actor, stop);
        if (!await Reached(db, actor, db.TimeEntries.Where(row => row.Id == id)).AnyAsync(stop)) throw Refusal.NotFound("time entry");
        var found = db.AuditEvents.Where(row => row.SubjectId == id);
        var total = await found.CountAsync(stop);
        if (olderThan is { } older) found = found.Where(row => row.Id.CompareTo(older) < 0);
        var events = await found.OrderByDescending(row => row.Id).Take(size + 1).Select(row => new EntryEvent(row.Id, row.At, row.Name, row.ActorName, row.Channel, row.Credential,
            row.Reason, row.Before, row.After) { ById = row.EmployeeId }).ToListAsync(stop);
        return events.Count > size ? new EntryPastPage(events[..size], total, true) : new EntryPastPage(events, total, false);
    }

    static async Task<IQueryable<TimeEntry>> Found(ClockspotDb db, Actor actor, EntryAsk ask, CancellationToken stop)
    {
        var found = Reached(db, actor, db.TimeEntries);
        if (ask.From is not null || ask.To is not null) found = EntryQuery.Within(found, ask.From, ask.To, await Worklog.Calendar(db, stop), db.Now);
        found = ask.Status switch
        {
            EntryStatus.Archived => found.Where(row => row.ArchivedAt != null),
            EntryStatus.Open => found.Where(row => row.ArchivedAt == null && row.End == null),
            EntryStatus.Closed => found.Where(row => row.ArchivedAt == null && row.End != null),
            _ => ask.IncludeArchived ? found : found.Where(row => row.ArchivedAt == null),
        };
        if (ask.Ids is { Count: > 0 } ids) found = found.Where(row => ids.Contains(row.Id));
        if (ask.EmployeeIds is { Count: > 0 } people) found = found.Where(row => people.Contains(row.EmployeeId));
        if (ask.JobIds is { Count: > 0 } jobs) found = found.Where(row => row.JobId != null && jobs.Contains(row.JobId.Value));
        if (ask.LocationIds is { Count: > 0 } places) found = found.Where(row => row.LocationId != null && places.Contains(row.LocationId.Value));
        if (ask.ModifiedSince is { } since) found = found.Where(row => row.ModifiedAt >= since);
        return found;
    }

    static IQueryable<TimeEntry> Reached(ClockspotDb db, Actor actor, IQueryable<TimeEntry> entries)
    {
        if (actor.ReachOf(Area.TimeTracking, Level.Read) == Reach.All) return entries;
        var reached = db.Employees.Within(actor, Area.TimeTracking, Level.Read).Select(employee => employee.Id);
        return entries.Where(row => reached.Contains(row.EmployeeId));
    }

    static async Task<Dictionary<Guid, string>> NamesIn(ClockspotDb db, IReadOnlyList<TimeEntryView> rows, CancellationToken stop)
    {
        var (people, works, places) = (rows.Select(row => row.EmployeeId).Distinct().ToList(), rows.Select(row => row.JobId).OfType<Guid>().Distinct().ToList(), rows.Select(row => row.LocationId).OfType<Guid>().Distinct().ToList());
        var named = await db.Employees.Where(row => people.Contains(row.Id)).Select(row => KeyValuePair.Create(row.Id, row.Name)).ToListAsync(stop);
        named.AddRange(await db.Jobs.Where(row => works.Contains(row.Id)).Select(row => KeyValuePair.Create(row.Id, row.Name)).ToListAsync(stop));
        named.AddRange(await db.Locations.Where(row => places.Contains(row.Id)).Select(row => KeyValuePair.Create(row.Id, row.Name)).ToListAsync(stop));
        return named.ToDictionary();
    }

    static async Task<List<TimeEntryView>> Rows(ClockspotDb db, IQueryable<TimeEntry> entries, CancellationToken stop)
    {
        var rows = await entries.Select(row => new
        {
            row.Id, row.EmployeeId, row.Start, row.End, row.TimeZone, row.JobId, row.LocationId, row.Note, IsArchived = row.ArchivedAt != null, row.Flags, row.Source, row.Version,
            row.CreatedAt, row.ModifiedAt,
        }).ToListAsync(stop);
        if (rows.Count == 0) return [];
        var ids = rows.ConvertAll(row => row.Id);
        var breaks = (await db.Set<Break>().Where(pause => ids.Contains(pause.EntryId)).Select(pause => new { pause.EntryId, View = new BreakView(pause.Id, pause.Start, pause.End, pause.Paid) }).ToListAsync(stop))
            .ToLookup(pause => pause.EntryId, pause => pause.View);
        return rows.ConvertAll(row =>
        {
            IReadOnlyList<BreakView> pauses = [.. breaks[row.Id].OrderBy(pause => pause.Start)];
            return new TimeEntryView
            {
                Id = row.Id, EmployeeId = row.EmployeeId, Start = row.Start, End = row.End, TimeZone = row.TimeZone, JobId = row.JobId, JobName = null, LocationId = row.LocationId,
                Note = row.Note, Breaks = pauses, Status = row.IsArchived ? EntryStatus.Archived : row.End is null ? EntryStatus.Open : EntryStatus.Closed, Flags = row.Flags,
                WorkedSeconds = (int)new WorkSpan(row.Start, row.End, [.. pauses.Select(pause => new BreakSpan(pause.Start, pause.End, pause.Paid))]).Worked(db.Now).TotalSeconds,
                Source = row.Source, Version = row.Version, CreatedAt = row.CreatedAt, ModifiedAt = row.ModifiedAt,
            };
        });
    }
}
