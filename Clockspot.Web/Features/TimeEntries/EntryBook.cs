using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>An entry in a list of several people's.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Employee">The employee's name.</param>
/// <param name="Number">The employee's number.</param>
/// <param name="Location">The location's name.</param>
/// <param name="Day">The day on which it starts, in the account's zone.</param>
/// <param name="Counted">The worked time that counts for the days asked for; less than the whole when a shift is split at midnight.</param>
/// <param name="Unpaid">Unpaid breaks, whole.</param>
/// <param name="Paid">Paid breaks, whole.</param>
/// <param name="MayEdit">The actor may change it.</param>
public sealed record EntryRow(TimeEntryView Entry, string Employee, string Number, string? Location, LocalDate Day, Duration Counted, Duration Unpaid, Duration Paid, bool MayEdit);

/// <summary>What a filter adds up to, over all of it and not only what one page shows.</summary>
/// <param name="Entries">How many entries.</param>
/// <param name="Worked">The worked time that counts for the days; running entries until now.</param>
/// <param name="Running">How many of them run.</param>
public sealed record EntryTotals(int Entries, Duration Worked, int Running);

/// <summary>A page of a list, newest first.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Totals">What the whole filter adds up to.</param>
/// <param name="Newer">The cursor of the page before, or null on the first.</param>
/// <param name="Older">The cursor of the page after, or null on the last.</param>
public sealed record EntryList(IReadOnlyList<EntryRow> Rows, EntryTotals Totals, string? Newer, string? Older);

/// <summary>Where a page of a list begins.</summary>
public sealed record EntryPaging
{
    /// <summary>Only rows older than this cursor.</summary>
    public string? Older { get; init; }

    /// <summary>Only rows newer than this cursor.</summary>
    public string? Newer { get; init; }

    /// <summary>At most so many rows.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>What somebody who looks after entries can choose among.</summary>
/// <param name="Employees">The people whose entries the actor may change and who still work here.</param>
/// <param name="Everyone">All whose entries the actor sees.</param>
/// <param name="Jobs">The jobs in use.</param>
/// <param name="Locations">The locations in use.</param>
/// <param name="Calendar">How the account cuts days.</param>
/// <param name="Today">Today, in the account's zone.</param>
public sealed record EntryChoices(IReadOnlyList<EmployeeChoice> Employees, IReadOnlyList<EmployeeChoice> Everyone, IReadOnlyList<JobChoice> Jobs,
    IReadOnlyList<JobChoice> Locations, WorkCalendar Calendar, LocalDate Today);

/// <summary>Time entries of several people, to look through.</summary>
public sealed partial class EntryBook(Store store)
{
    /// <summary>A page of the entries that a filter means, newest first, with totals over the whole filter. Reads no more entries than it shows.</summary>
    public async Task<EntryList> List(Actor actor, EntryFilter filter, EntryPaging paging, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read, Reach.Team);
        Input.Check(filter);
        await using var db = await store.Open(actor, stop);
        var calendar = await Worklog.Calendar(db, stop);
        var all = db.Matching(actor, filter, calendar);
        var upwards = EntryCursor.Read(paging.Newer) is not null;
        var found = await Beyond(all, paging).Take(Math.Clamp(paging.Size, 1, 500)).AsSplitQuery().ToListAsync(stop);
        if (upwards) found.Reverse();
        var rows = await Rows(db, actor, found, filter, calendar, stop);
        var (newer, older) = found.Count == 0 ? (null, null) : (EntryCursor.Of(found[0]), EntryCursor.Of(found[^1]));
        return new EntryList(rows, await Totals(db, all, filter, calendar, stop),
            newer is not null && await EntryCursor.Newer(all, newer).AnyAsync(stop) ? newer.ToString() : null,
            older is not null && await EntryCursor.Older(all, older).AnyAsync(stop) ? older.ToString() : null);
    }

    /// <summary>What the filter adds up to.</summary>
    public async Task<EntryTotals> Total(Actor actor, EntryFilter filter, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read, Reach.Team);
        await using var db = await store.Open(actor, stop);
        var calendar = await Worklog.Calendar(db, stop);
        return await Totals(db, db.Matching(actor, filter, calendar), filter, calendar, stop);
    }

    /// <summary>One entry. 404 out of reach.</summary>
    public async Task<EntryRow> Get(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read, Reach.Team);
        await using var db = await store.Open(actor, stop);
        var calendar = await Worklog.Calendar(db, stop);
        var reached = db.Employees.Within(actor, Area.TimeTracking, Level.Read).Select(employee => employee.Id);
        var entry = await db.TimeEntries.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && reached.Contains(row.EmployeeId), stop) ?? throw Refusal.NotFound("time entry");
        return (await Rows(db, actor, [entry], null, calendar, stop))[0];
    }

    /// <summary>Everything that a filter means, newest first as on the screen, one after the other: nothing is held but the row in hand.</summary>
    public IAsyncEnumerable<EntryRow> Stream(Actor actor, EntryFilter filter, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read, Reach.Team);
        return Streamed(actor, filter, stop);
    }

    async IAsyncEnumerable<EntryRow> Streamed(Actor actor, EntryFilter filter, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var db = await store.Open(actor, stop);
        var calendar = await Worklog.Calendar(db, stop);
        var names = await EntryNames.All(db, actor, stop);
        await foreach (var entry in db.Matching(actor, filter, calendar).OrderByDescending(row => row.Start).ThenByDescending(row => row.Id).AsAsyncEnumerable().WithCancellation(stop))
            yield return names.Row(entry, filter, calendar, db.Now);
    }

    /// <summary>What filters and forms offer.</summary>
    public async Task<EntryChoices> Choices(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read, Reach.Team);
        await using var db = await store.Open(actor, stop);
        var calendar = await Worklog.Calendar(db, stop);
        return new EntryChoices(
            await Named(db.Employees.Within(actor, Area.TimeTracking, Level.Edit).Where(row => row.Status != EmployeeStatus.Archived), stop),
            await Named(db.Employees.Within(actor, Area.TimeTracking, Level.Read), stop),
            await db.Jobs.Where(job => job.ArchivedAt == null).OrderBy(job => job.Name).Select(job => new JobChoice(job.Id, job.Name)).ToListAsync(stop),
            await db.Locations.Where(place => place.ArchivedAt == null).OrderBy(place => place.Name).Select(place => new JobChoice(place.Id, place.Name)).ToListAsync(stop),
            calendar, calendar.DayOf(db.Now));
    }

    static async Task<IReadOnlyList<EmployeeChoice>> Named(IQueryable<Employee> employees, CancellationToken stop) =>
        await employees.OrderBy(row => row.Name).Select(row => new EmployeeChoice(row.Id, row.Name)).ToListAsync(stop);

    static IQueryable<TimeEntry> Beyond(IQueryable<TimeEntry> entries, EntryPaging paging)
    {
        if (EntryCursor.Read(paging.Newer) is { } newer)
            return EntryCursor.Newer(entries, newer).OrderBy(row => row.Start).ThenBy(row => row.Id);
        if (EntryCursor.Read(paging.Older) is { } older) entries = EntryCursor.Older(entries, older);
        return entries.OrderByDescending(row => row.Start).ThenByDescending(row => row.Id);
    }

    static async Task<IReadOnlyList<EntryRow>> Rows(ClockspotDb db, Actor actor, IReadOnlyList<TimeEntry> entries, EntryFilter? filter, WorkCalendar calendar, CancellationToken stop)
    {
        var names = await EntryNames.For(db, actor, entries, stop);
        return [.. entries.Select(entry => names.Row(entry, filter, calendar, db.Now))];
    }

    /// <summary>
    /// The database adds up what has ended and lies within the days; only what runs, and what a midnight at the edge divides, is read.
    /// </summary>
    static async Task<EntryTotals> Totals(ClockspotDb db, IQueryable<TimeEntry> all, EntryFilter filter, WorkCalendar calendar, CancellationToken stop)
    {
        var (from, to) = EntryQuery.Bounds(filter.Period, calendar);
        var split = calendar.Attribution == DayAttribution.SplitAtMidnight;
        var whole = all.Where(row => row.End != null && (!split || (row.Start >= from && row.End <= to)));
        var edge = all.Where(row => row.End == null || (split && (row.Start < from || row.End > to)));
        var sum = await whole.GroupBy(row => 1).Select(rows => new { Count = rows.Count(), Micro = rows.Sum(row => row.WorkedMicroseconds) ?? 0 }).SingleOrDefaultAsync(stop);
        var worked = Duration.FromTicks((sum?.Micro ?? 0) * 10);
        var (count, running) = (sum?.Count ?? 0, 0);
        await foreach (var row in edge.AsAsyncEnumerable().WithCancellation(stop))
        {
            worked += EntryNames.Counted(row.Span, filter, calendar, db.Now);
            count++;
            if (row.End is null) running++;
        }
        return new EntryTotals(count, worked, running);
    }
}
