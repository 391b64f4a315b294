using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>The names that rows of entries show, read once for many rows.</summary>
sealed class EntryNames
{
    readonly Dictionary<Guid, (string Name, string Number)> employees;
    readonly HashSet<Guid> mayEdit;
    readonly Dictionary<Guid, string> jobs;
    readonly Dictionary<Guid, string> locations;

    EntryNames(Dictionary<Guid, (string, string)> employees, HashSet<Guid> mayEdit, Dictionary<Guid, string> jobs, Dictionary<Guid, string> locations) =>
        (this.employees, this.mayEdit, this.jobs, this.locations) = (employees, mayEdit, jobs, locations);

    /// <summary>The names that these entries need.</summary>
    public static async Task<EntryNames> For(ClockspotDb db, Actor actor, IReadOnlyList<TimeEntry> entries, CancellationToken stop)
    {
        var people = entries.Select(entry => entry.EmployeeId).Distinct().ToList();
        var works = entries.Select(entry => entry.JobId).OfType<Guid>().Distinct().ToList();
        var places = entries.Select(entry => entry.LocationId).OfType<Guid>().Distinct().ToList();
        return new EntryNames(
            await db.Employees.Where(row => people.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => (row.Name, row.Number), stop),
            [.. await db.Employees.Within(actor, Area.TimeTracking, Level.Edit).Where(row => people.Contains(row.Id)).Select(row => row.Id).ToListAsync(stop)],
            await db.Jobs.Where(row => works.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, stop),
            await db.Locations.Where(row => places.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, stop));
    }

    /// <summary>All names of the account: there are as many as people, jobs and places, not as many as entries.</summary>
    public static async Task<EntryNames> All(ClockspotDb db, Actor actor, CancellationToken stop) => new(
        await db.Employees.ToDictionaryAsync(row => row.Id, row => (row.Name, row.Number), stop),
        [.. await db.Employees.Within(actor, Area.TimeTracking, Level.Edit).Select(row => row.Id).ToListAsync(stop)],
        await db.Jobs.ToDictionaryAsync(row => row.Id, row => row.Name, stop),
        await db.Locations.ToDictionaryAsync(row => row.Id, row => row.Name, stop));

    /// <summary>The row of an entry; without a filter, all of it counts.</summary>
    public EntryRow Row(TimeEntry entry, EntryFilter? filter, WorkCalendar calendar, Instant now)
    {
        var (name, number) = employees.GetValueOrDefault(entry.EmployeeId, ("", ""));
        var span = entry.Span;
        var whole = new Interval(span.Start, Instant.Max(span.Start, span.End ?? now));
        return new EntryRow(TimeEntryView.Of(entry, Named(jobs, entry.JobId), now), name, number, Named(locations, entry.LocationId), calendar.DayOf(entry.Start),
            filter is null ? span.Worked(now) : Counted(span, filter, calendar, now), span.OnBreak(false, whole, now), span.OnBreak(true, whole, now), mayEdit.Contains(entry.EmployeeId));
    }

    /// <summary>The worked time that counts for the days of the filter.</summary>
    public static Duration Counted(WorkSpan span, EntryFilter filter, WorkCalendar calendar, Instant now) =>
        calendar.Total([span], filter.Period.First, filter.Period.Last, now);

    static string? Named(Dictionary<Guid, string> names, Guid? id) => id is { } one ? names.GetValueOrDefault(one) : null;
}
