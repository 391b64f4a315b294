using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>Reads and opens time entries inside an operation that is already open; the slices that punch or show time go through it.</summary>
static class Worklog
{
    /// <summary>How the account of the operation cuts days and weeks.</summary>
    public static async Task<WorkCalendar> Calendar(ClockspotDb db, CancellationToken stop)
    {
        var account = await db.Accounts.Where(row => row.Id == db.AccountId)
            .Select(row => new { row.TimeZone, row.WeekStart, row.DayAttribution }).SingleAsync(stop);
        return new WorkCalendar(DateTimeZoneProviders.Tzdb[account.TimeZone], account.WeekStart, account.DayAttribution);
    }

    /// <summary>The entries of an employee that count, that is, were not put away.</summary>
    public static IQueryable<TimeEntry> Of(ClockspotDb db, Guid employee) =>
        db.TimeEntries.Where(entry => entry.EmployeeId == employee && entry.ArchivedAt == null);

    /// <summary>Opens an entry. The caller holds the employee's time line and has seen that nothing overlaps.</summary>
    public static TimeEntry Open(ClockspotDb db, Guid account, Guid employee, Instant at, string timeZone, EntrySource source, Guid? job, Guid? location)
    {
        var entry = new TimeEntry(account, Ids.New(at), employee, at, timeZone, source, db.Now);
        entry.Place(job, location);
        db.TimeEntries.Add(entry);
        return entry;
    }

    /// <summary>Begins a break in an entry that runs. 409 <c>already_on_break</c>.</summary>
    public static void StartBreak(ClockspotDb db, Actor actor, TimeEntry entry, Instant at, bool paid)
    {
        // The id is ours, so EF would take the row for one that it has seen before.
        db.Add(entry.StartBreak(Ids.New(at), at, paid));
        Touch(db, entry);
        db.Record(actor, "break.started", entry);
    }

    /// <summary>Ends the running break of the running entry. 409 <c>not_on_break</c>.</summary>
    public static TimeEntry EndBreak(ClockspotDb db, Actor actor, TimeEntry? running, Instant at)
    {
        var entry = running ?? throw TimeEntry.NotOnBreak();
        entry.EndBreak(at);
        Touch(db, entry);
        db.Record(actor, "break.ended", entry);
        return entry;
    }

    /// <summary>Writes or clears the note. Records nothing: it is part of what the caller does.</summary>
    public static void Annotate(TimeEntry entry, string? note) => entry.Annotate(note);

    /// <summary>Adds marks. Records nothing: it is part of what the caller does.</summary>
    public static void Mark(TimeEntry entry, EntryFlags flags) => entry.Mark(entry.Flags | flags);

    /// <summary>Closes an entry, and its running break with it.</summary>
    public static void Close(ClockspotDb db, Actor actor, TimeEntry entry, Instant at, EntryFlags flags = EntryFlags.None, string? reason = null)
    {
        entry.Close(at, flags);
        db.Record(actor, "time_entry.closed", entry, reason);
    }

    /// <summary>A change of a break is a change of its entry: whoever edits an older version is refused.</summary>
    static void Touch(ClockspotDb db, TimeEntry entry) => db.Entry(entry).Property(row => row.ModifiedAt).IsModified = true;

    /// <summary>Those that reach into an interval, by start. An open entry occupies all time from its start.</summary>
    public static async Task<List<TimeEntry>> Touching(ClockspotDb db, Guid employee, Interval within, CancellationToken stop)
    {
        var (from, to) = (within.Start, within.End);
        return await Of(db, employee).AsNoTracking().Where(entry => entry.Start < to && (entry.End == null || entry.End >= from))
            .OrderBy(entry => entry.Start).ToListAsync(stop);
    }

    /// <summary>The entries as others see them, with the names of their jobs in one more query.</summary>
    public static async Task<IReadOnlyList<TimeEntryView>> Views(ClockspotDb db, IReadOnlyList<TimeEntry> entries, CancellationToken stop)
    {
        var ids = entries.Where(entry => entry.JobId is not null).Select(entry => entry.JobId!.Value).Distinct().ToList();
        var names = ids.Count == 0 ? [] : await db.Jobs.Where(job => ids.Contains(job.Id)).ToDictionaryAsync(job => job.Id, job => job.Name, stop);
        return [.. entries.Select(entry => TimeEntryView.Of(entry, entry.JobId is { } job ? names.GetValueOrDefault(job) : null, db.Now))];
    }
}
