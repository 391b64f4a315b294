using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>Which entries somebody asks for. Everything that is null or empty narrows nothing.</summary>
public sealed record EntryFilter
{
    /// <summary>The days, both included, in the account's zone.</summary>
    public required DayRange Period { get; init; }

    /// <summary>Only these employees, as far as the actor reaches them.</summary>
    public IReadOnlyList<Guid> EmployeeIds { get; init; } = [];

    /// <summary>Only these jobs.</summary>
    public IReadOnlyList<Guid> JobIds { get; init; } = [];

    /// <summary>Only these locations.</summary>
    public IReadOnlyList<Guid> LocationIds { get; init; } = [];

    /// <summary>Only entries that stand so. Without it, everything but what was put away.</summary>
    public EntryStatus? Status { get; init; }

    /// <summary>Only entries that carry all of these marks.</summary>
    public EntryFlags Flags { get; init; }
}

/// <summary>The query behind every list, report and file of entries, so that all of them mean the same by a filter.</summary>
static class EntryQuery
{
    /// <summary>The entries that count for a day of the period, under all parts of the filter.</summary>
    public static IQueryable<TimeEntry> Matching(this ClockspotDb db, Actor actor, EntryFilter filter, WorkCalendar calendar)
    {
        var entries = Within(db.TimeEntries.AsNoTracking(), filter.Period.First, filter.Period.Last, calendar, db.Now);
        entries = filter.Status switch
        {
            EntryStatus.Archived => entries.Where(entry => entry.ArchivedAt != null),
            EntryStatus.Open => entries.Where(entry => entry.ArchivedAt == null && entry.End == null),
            EntryStatus.Closed => entries.Where(entry => entry.ArchivedAt == null && entry.End != null),
            _ => entries.Where(entry => entry.ArchivedAt == null),
        };
        if (filter.JobIds is { Count: > 0 } jobs) entries = entries.Where(entry => entry.JobId != null && jobs.Contains(entry.JobId.Value));
        if (filter.LocationIds is { Count: > 0 } places) entries = entries.Where(entry => entry.LocationId != null && places.Contains(entry.LocationId.Value));
        if (filter.Flags != EntryFlags.None) entries = entries.Where(entry => (entry.Flags & filter.Flags) == filter.Flags);
        return Of(entries, db, actor, filter);
    }

    /// <summary>
    /// Those that count for a day from the first to the last, either of which may be open: by the account's rule those that start in it, or those that reach into it.
    /// An open entry reaches until now.
    /// </summary>
    public static IQueryable<TimeEntry> Within(IQueryable<TimeEntry> entries, LocalDate? first, LocalDate? last, WorkCalendar calendar, Instant now)
    {
        if (last is { } end)
        {
            var to = calendar.IntervalOf(end, end).End;
            entries = entries.Where(entry => entry.Start < to);
        }
        if (first is not { } begin) return entries;
        var from = calendar.IntervalOf(begin, begin).Start;
        return calendar.Attribution == DayAttribution.StartDay
            ? entries.Where(entry => entry.Start >= from)
            : entries.Where(entry => entry.Start >= from || (entry.End == null && from <= now) || entry.End > from);
    }

    /// <summary>The period as instants: from the first moment of its first day to the end of its last.</summary>
    public static (Instant From, Instant To) Bounds(DayRange period, WorkCalendar calendar)
    {
        var within = calendar.IntervalOf(period.First, period.Last);
        return (within.Start, within.End);
    }

    static IQueryable<TimeEntry> Of(IQueryable<TimeEntry> entries, ClockspotDb db, Actor actor, EntryFilter filter)
    {
        if (filter.EmployeeIds is { Count: > 0 } wanted) entries = entries.Where(entry => wanted.Contains(entry.EmployeeId));
        if (actor.ReachOf(Area.TimeTracking, Level.Read) == Reach.All) return entries;
        var reached = db.Employees.Within(actor, Area.TimeTracking, Level.Read).Select(employee => employee.Id);
        return entries.Where(entry => reached.Contains(entry.EmployeeId));
    }
}
