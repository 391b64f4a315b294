using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>
/// What managers do to entries: each change has a reason, names the version that was seen, keeps what was before, and can be undone. Nobody
/// but the Owner edits their own. The employee's time line is held, so that two at once cannot make an overlap.
/// </summary>
public sealed class Corrections(Store store)
{
    static Refusal EmployeeArchived() => Refusal.Field("employeeId", "archived", "This employee has left. Restore the record before time is added to it.");
    static Refusal IsArchived() => new("entry_archived", 409, "This entry is archived", "It counts for nothing as it stands. Restore it before you change it.");
    static Refusal NothingToUndo() => new("nothing_to_undo", 409, "There is nothing to undo", "Nothing was done to this entry that could be taken back.");

    /// <summary>Adds time that nobody punched. 404 out of reach; 422 for what cannot have happened; 409 <c>overlap</c>.</summary>
    public async Task<TimeEntryView> Add(Actor actor, AddEntry input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Edit, Reach.Team);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var id = input.EmployeeId!.Value;
        await Timeline.Hold(db, id, stop);
        var employee = await db.Employees.Within(actor, Area.TimeTracking, Level.Edit).SingleOrDefaultAsync(row => row.Id == id, stop) ?? throw Refusal.NotFound("employee");
        if (employee.Status == EmployeeStatus.Archived) throw EmployeeArchived();
        var zone = Input.Clean(input.TimeZone) ?? (await Worklog.Calendar(db, stop)).Zone.Id;
        var entry = new TimeEntry(actor.AccountId, Ids.New(db.Now), id, Conventions.Cut(input.Start!.Value), zone, SourceOf(actor, id), db.Now);
        await Apply(db, entry, input, isNew: true, stop);
        db.TimeEntries.Add(entry);
        db.Record(actor, "time_entry.added", entry, input.Reason);
        await db.Commit(stop);
        return await View(db, entry, stop);
    }

    /// <summary>
    /// Makes an entry what the input says. A new end confirms it. 404 out of reach; 409 <c>stale_version</c>, <c>overlap</c>,
    /// <c>entry_archived</c>; 422 for what cannot have happened. What is the same already is written nowhere.
    /// </summary>
    public Task<TimeEntryView> Change(Actor actor, Guid id, int version, SaveEntry input, CancellationToken stop) => Decide(actor, id, version, input, async (db, entry) =>
    {
        if (entry.ArchivedAt is not null) throw IsArchived();
        var before = (entry.Start, entry.End, entry.TimeZone, entry.JobId, entry.LocationId, entry.Note, Breaks: Told(entry));
        await Apply(db, entry, input, isNew: false, stop);
        if (before == (entry.Start, entry.End, entry.TimeZone, entry.JobId, entry.LocationId, entry.Note, Told(entry))) return false;
        var confirmed = before.End != entry.End ? EntryFlags.Unconfirmed : EntryFlags.None;
        entry.Mark((entry.Flags | EntryFlags.Edited) & ~confirmed);
        db.Record(actor, "time_entry.changed", entry, input.Reason);
        return true;
    }, stop);

    /// <summary>Puts an entry away: it counts for nothing. 404 out of reach; 409 <c>stale_version</c>.</summary>
    public Task<TimeEntryView> Archive(Actor actor, Guid id, int version, Because why, CancellationToken stop) => Decide(actor, id, version, why, (db, entry) =>
    {
        if (entry.ArchivedAt is not null) return Task.FromResult(false);
        entry.Archive(db.Now);
        db.Record(actor, "time_entry.archived", entry, why.Reason);
        return Task.FromResult(true);
    }, stop);

    /// <summary>Takes an entry back, by the same checks as a new one. 404 out of reach; 409 <c>stale_version</c>, <c>overlap</c>.</summary>
    public Task<TimeEntryView> Restore(Actor actor, Guid id, int version, Because why, CancellationToken stop) => Decide(actor, id, version, why, async (db, entry) =>
    {
        if (entry.ArchivedAt is null) return false;
        await EntryChecks.Free(db, entry.EmployeeId, entry.Start, entry.End, entry.Id, stop);
        entry.Restore();
        db.Record(actor, "time_entry.restored", entry, why.Reason);
        return true;
    }, stop);

    /// <summary>Says that an entry is right as it stands: takes the marks that ask for a look. 404 out of reach; 409 <c>stale_version</c>, <c>entry_archived</c>.</summary>
    public Task<TimeEntryView> Confirm(Actor actor, Guid id, int version, Because why, CancellationToken stop) => Decide(actor, id, version, why, (db, entry) =>
    {
        if (entry.ArchivedAt is not null) throw IsArchived();
        var calm = entry.Flags & ~(EntryFlags.Unconfirmed | EntryFlags.OutsideLocation);
        if (calm == entry.Flags) return Task.FromResult(false);
        entry.Mark(calm);
        db.Record(actor, "time_entry.confirmed", entry, why.Reason);
        return Task.FromResult(true);
    }, stop);

    /// <summary>
    /// Takes back the last thing that was done to an entry, if nothing was done since <paramref name="version"/>. What was added is put
    /// away. Undoing twice does it again. 404 out of reach; 409 <c>stale_version</c>, <c>overlap</c>, <c>nothing_to_undo</c>.
    /// </summary>
    public Task<TimeEntryView> Undo(Actor actor, Guid id, int version, CancellationToken stop) => Decide(actor, id, version, new object(), async (db, entry) =>
    {
        var last = await db.AuditEvents.AsNoTracking().Where(row => row.SubjectId == id).OrderByDescending(row => row.Id).FirstOrDefaultAsync(stop) ?? throw NothingToUndo();
        if (last.Before is null && last.After is not null && EntryState.Starts(last.After)) entry.Archive(db.Now);
        else await Become(db, entry, EntryState.Of(entry).With(last.Before), stop);
        db.Record(actor, "time_entry.undone", entry, last.Reason is null ? "Undone" : Shorten($"Undone: {last.Reason}"));
        return true;
    }, stop);

    /// <summary>What the Owner adds of their own over another door says which; everything else that is added is another person's word.</summary>
    static EntrySource SourceOf(Actor actor, Guid employee) => (actor.EmployeeId == employee, actor.Channel) switch
    {
        (true, Channel.Api) => EntrySource.Api,
        (true, Channel.Assistant) => EntrySource.Assistant,
        _ => EntrySource.Manager,
    };

    /// <summary>The frame of every change: permission, reach, the line held, the version seen.</summary>
    async Task<TimeEntryView> Decide(Actor actor, Guid id, int version, object input, Func<ClockspotDb, TimeEntry, Task<bool>> change, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Edit, Reach.Team);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        // Whose it is never changes, so that it may be read before the line is held.
        var owner = await db.TimeEntries.Where(row => row.Id == id).Select(row => row.EmployeeId).SingleOrDefaultAsync(stop);
        if (!await db.Employees.Within(actor, Area.TimeTracking, Level.Edit).AnyAsync(row => row.Id == owner, stop)) throw Refusal.NotFound("time entry");
        await Timeline.Hold(db, owner, stop);
        var entry = await db.TimeEntries.SingleAsync(row => row.Id == id, stop);
        if (entry.Version != version) throw Refusal.Stale("time entry");
        if (await change(db, entry)) await db.Commit(stop);
        return await View(db, entry, stop);
    }

    static async Task Apply(ClockspotDb db, TimeEntry entry, SaveEntry input, bool isNew, CancellationToken stop)
    {
        var (start, end) = (Conventions.Cut(input.Start!.Value), input.End is { } last ? Conventions.Cut(last) : (Instant?)null);
        EntryChecks.Times(start, end, input.Breaks, db.Now);
        var zone = Input.Clean(input.TimeZone) ?? entry.TimeZone;
        EntryChecks.Zone(zone);
        // What was chosen before and has gone out of use since may stay; a new choice must hold today.
        if (isNew || input.JobId != entry.JobId) await EntryChecks.Job(db, entry.EmployeeId, input.JobId, stop);
        if (isNew || input.LocationId != entry.LocationId) await EntryChecks.Location(db, input.LocationId, stop);
        await EntryChecks.Free(db, entry.EmployeeId, start, end, entry.Id, stop);
        Rest(db, entry, start, end, zone, [.. input.Breaks.Select(pause => new BreakView(Kept(entry, pause.Id), Conventions.Cut(pause.Start), pause.End is { } back ? Conventions.Cut(back) : null, pause.Paid))]);
        entry.Place(input.JobId, input.LocationId);
        entry.Annotate(Input.Clean(input.Note));
    }

    static async Task Become(ClockspotDb db, TimeEntry entry, EntryState before, CancellationToken stop)
    {
        if (before.ArchivedAt is null) await EntryChecks.Free(db, entry.EmployeeId, before.Start, before.End, entry.Id, stop);
        Rest(db, entry, before.Start, before.End, before.TimeZone, before.Breaks);
        entry.Place(before.JobId, before.LocationId);
        entry.Annotate(before.Note);
        entry.Mark(before.Flags);
        if (before.ArchivedAt is { } away) entry.Archive(away);
        else entry.Restore();
    }

    /// <summary>Sets times and breaks; a break that was there keeps its row.</summary>
    static void Rest(ClockspotDb db, TimeEntry entry, Instant start, Instant? end, string zone, IReadOnlyList<BreakView> wanted)
    {
        var present = entry.Breaks.ToDictionary(pause => pause.Id);
        var breaks = new List<Break>();
        foreach (var one in wanted.OrderBy(pause => pause.Start))
        {
            if (present.TryGetValue(one.Id, out var pause)) pause.Correct(one.Start, one.End, one.Paid);
            else
            {
                pause = new Break(entry.AccountId, one.Id == Guid.Empty ? Ids.New(one.Start) : one.Id, entry.Id, one.Start, one.Paid);
                pause.Correct(one.Start, one.End, one.Paid);
                // The id is ours, so EF would take the row for one that it has seen before.
                if (db.Entry(entry).State != EntityState.Detached) db.Add(pause);
            }
            breaks.Add(pause);
        }
        foreach (var gone in present.Values.Except(breaks)) db.Remove(gone);
        entry.Correct(start, end, zone, breaks);
        if (db.Entry(entry).State == EntityState.Unchanged) db.Entry(entry).Property(row => row.ModifiedAt).IsModified = true;
    }

    static Guid Kept(TimeEntry entry, Guid? id) => entry.Breaks.Any(pause => pause.Id == id) ? id!.Value : Guid.Empty;

    static string Told(TimeEntry entry) => string.Join('|', entry.Breaks.OrderBy(pause => pause.Start).Select(pause => $"{pause.Start.ToUnixTimeTicks()}-{pause.End?.ToUnixTimeTicks()}-{pause.Paid}"));

    static string Shorten(string reason) => reason.Length <= 300 ? reason : reason[..300];

    static async Task<TimeEntryView> View(ClockspotDb db, TimeEntry entry, CancellationToken stop) => (await Worklog.Views(db, [entry], stop))[0];
}
