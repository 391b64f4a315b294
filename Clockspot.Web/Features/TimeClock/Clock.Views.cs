using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeEntries;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeClock;

/// <summary>What the clock of an employee says.</summary>
public enum ClockState
{
    /// <summary>Not at work.</summary>
    Out,
    /// <summary>At work.</summary>
    In,
    /// <summary>At work, on a break.</summary>
    Break,
}

/// <summary>The clock of one employee.</summary>
/// <param name="EmployeeId">Whose.</param>
/// <param name="State">In, out or on a break.</param>
/// <param name="Since">When this state began; null for somebody who never punched.</param>
/// <param name="Entry">The entry that runs.</param>
/// <param name="TodaySeconds">Worked today, as the account cuts days.</param>
/// <param name="WeekSeconds">Worked this week, as the account cuts weeks.</param>
/// <param name="Jobs">The jobs that can be chosen.</param>
/// <param name="LastJobId">The job of the latest entry, to offer it first.</param>
/// <param name="IsLong">The entry has been open for longer than the account's limit: the next punch is asked when it ended.</param>
/// <param name="Terms">What the account asks of a punch, and keeps of it.</param>
public sealed record ClockView(Guid EmployeeId, ClockState State, Instant? Since, TimeEntryView? Entry, int TodaySeconds, int WeekSeconds,
    IReadOnlyList<JobChoice> Jobs, Guid? LastJobId, bool IsLong, ClockTerms Terms)
{
    /// <summary>Differs as soon as something on the clock did, passing time excepted.</summary>
    public string Stamp => FormattableString.Invariant($"{State}:{Entry?.Id}:{Entry?.Version}:{Since?.ToUnixTimeTicks()}");
}

/// <summary>What the account asks of a punch and keeps of it: what people are told before they punch.</summary>
/// <param name="JobRequired">Clocking in needs a job, if there is one to choose.</param>
/// <param name="NoteRequired">Clocking out needs a note.</param>
/// <param name="OpenLimitHours">After so many hours an open entry is asked about.</param>
/// <param name="GpsRule">What happens outside the location's radius.</param>
/// <param name="IpRule">What happens outside the location's networks.</param>
/// <param name="EvidenceDays">Positions and addresses are erased after so many days.</param>
/// <param name="Notice">What the company adds.</param>
public sealed record ClockTerms(bool JobRequired, bool NoteRequired, int OpenLimitHours, PlaceRule GpsRule, PlaceRule IpRule, int EvidenceDays, string? Notice)
{
    internal static ClockTerms Of(ClockRules rules) =>
        new(rules.JobRequired, rules.NoteRequired, rules.OpenLimitHours, rules.GpsRule, rules.IpRule, rules.EvidenceDays, rules.Notice);
}

/// <summary>One person on the board of who is in.</summary>
/// <param name="EmployeeId">Who.</param>
/// <param name="Name">The name.</param>
/// <param name="State">In, out or on a break.</param>
/// <param name="Since">When this state began; null for somebody who never punched.</param>
/// <param name="JobId">On what.</param>
/// <param name="Job">Its name.</param>
/// <param name="LocationId">Where.</param>
/// <param name="Location">Its name.</param>
/// <param name="Flags">What should be looked at in the open entry.</param>
/// <param name="IsLong">The entry has been open for longer than the account's limit.</param>
/// <param name="LimitHours">That limit.</param>
public sealed record NowRow(Guid EmployeeId, string Name, ClockState State, Instant? Since, Guid? JobId, string? Job, Guid? LocationId, string? Location,
    EntryFlags Flags, bool IsLong, int LimitHours);

/// <summary>Whom the board of who is in shows. What is null or empty narrows nothing.</summary>
public sealed record NowFilter
{
    /// <summary>Only those whose clock says so.</summary>
    public ClockState? State { get; init; }

    /// <summary>Only these employees, as far as the actor reaches them.</summary>
    public IReadOnlyList<Guid> EmployeeIds { get; init; } = [];

    /// <summary>Only who is in on one of these jobs.</summary>
    public IReadOnlyList<Guid> JobIds { get; init; } = [];

    /// <summary>Only who is in at one of these places.</summary>
    public IReadOnlyList<Guid> LocationIds { get; init; } = [];

    /// <summary>Refuses with 422 an employee who is not on the board; see <see cref="KnownIds"/>.</summary>
    public bool IsStrict { get; init; }

    internal bool Keeps(NowRow row) => (State is null || row.State == State) && (EmployeeIds.Count == 0 || EmployeeIds.Contains(row.EmployeeId))
        && (JobIds.Count == 0 || (row.JobId is { } job && JobIds.Contains(job))) && (LocationIds.Count == 0 || (row.LocationId is { } place && LocationIds.Contains(place)));
}

public sealed partial class Clock
{
    /// <summary>The clock of an employee; one's own when null. 404 out of reach.</summary>
    public async Task<ClockView> Status(Actor actor, Guid? employeeId, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read);
        await using var db = await store.Open(actor, stop);
        var id = employeeId ?? actor.EmployeeId;
        if (!await db.Employees.Within(actor, Area.TimeTracking, Level.Read).AnyAsync(row => row.Id == id, stop)) throw Refusal.NotFound("employee");
        return await View(db, id, stop);
    }

    /// <summary>Who is in, on a break and out, for the team that the actor sees; those who are in come first.</summary>
    public async Task<IReadOnlyList<NowRow>> WhoIsIn(Actor actor, NowFilter filter, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read, Reach.Team);
        await using var db = await store.Open(actor, stop);
        var rules = await Rulebook.Of(db, stop);
        var rows = await (
            from employee in db.Employees.Within(actor, Area.TimeTracking, Level.Read)
            join running in db.TimeEntries.Where(entry => entry.End == null && entry.ArchivedAt == null) on employee.Id equals running.EmployeeId into open
            from entry in open.DefaultIfEmpty()
            where employee.Status == EmployeeStatus.Active || entry != null
            select new
            {
                employee.Id,
                employee.Name,
                Start = entry == null ? (Instant?)null : entry.Start,
                Pause = db.Set<Break>().Where(pause => pause.EntryId == entry!.Id && pause.End == null).Select(pause => (Instant?)pause.Start).FirstOrDefault(),
                entry!.JobId,
                Job = db.Jobs.Where(job => job.Id == entry.JobId).Select(job => job.Name).FirstOrDefault(),
                entry.LocationId,
                Location = db.Locations.Where(location => location.Id == entry.LocationId).Select(location => location.Name).FirstOrDefault(),
                Flags = entry == null ? EntryFlags.None : entry.Flags,
                LastEnd = db.TimeEntries.Where(past => past.EmployeeId == employee.Id && past.ArchivedAt == null)
                    .OrderByDescending(past => past.Start).Select(past => past.End).FirstOrDefault(),
            }).ToListAsync(stop);
        if (filter.IsStrict && !filter.EmployeeIds.All(id => rows.Exists(row => row.Id == id))) throw KnownIds.Unknown("employeeIds");
        return [.. rows.Select(row => new NowRow(row.Id, row.Name, StateOf(row.Start is not null, row.Pause is not null), row.Pause ?? row.Start ?? row.LastEnd,
                row.JobId, row.Job, row.LocationId, row.Location, row.Flags, row.Start is { } start && db.Now - start > rules.OpenLimit, rules.OpenLimitHours))
            .Where(filter.Keeps).OrderBy(row => row.State switch { ClockState.In => 0, ClockState.Break => 1, _ => 2 }).ThenBy(row => row.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>How many people of the team that the actor sees are at work now, breaks included.</summary>
    public async Task<int> CountIn(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read, Reach.Team);
        await using var db = await store.Open(actor, stop);
        return await db.Employees.Within(actor, Area.TimeTracking, Level.Read)
            .CountAsync(employee => db.TimeEntries.Any(entry => entry.EmployeeId == employee.Id && entry.End == null && entry.ArchivedAt == null), stop);
    }

    static async Task<ClockView> View(ClockspotDb db, Guid employee, CancellationToken stop)
    {
        var calendar = await Worklog.Calendar(db, stop);
        var rules = await Rulebook.Of(db, stop);
        var today = calendar.DayOf(db.Now);
        var week = calendar.WeekOf(today);
        var entries = await Worklog.Touching(db, employee, calendar.IntervalOf(week, today), stop);
        var spans = entries.ConvertAll(entry => entry.Span);
        var open = entries.Find(entry => entry.End is null);
        var latest = open ?? await Worklog.Of(db, employee).AsNoTracking().OrderByDescending(entry => entry.Start).FirstOrDefaultAsync(stop);
        var jobs = await JobList.UsableBy(db, employee).Select(job => new JobChoice(job.Id, job.Name)).ToListAsync(stop);
        var view = open is null ? null : (await Worklog.Views(db, [open], stop))[0];
        return new ClockView(employee, StateOf(open is not null, open?.OpenBreak is not null), open?.OpenBreak?.Start ?? open?.Start ?? latest?.End, view,
            Seconds(calendar.Total(spans, today, today, db.Now)), Seconds(calendar.Total(spans, week, today, db.Now)),
            jobs, latest?.JobId, open is not null && db.Now - open.Start > rules.OpenLimit, ClockTerms.Of(rules));
    }

    static ClockState StateOf(bool open, bool pausing) => pausing ? ClockState.Break : open ? ClockState.In : ClockState.Out;

    static int Seconds(Duration worked) => (int)worked.TotalSeconds;
}
