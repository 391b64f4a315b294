using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.TimeEntries;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeClock;

/// <summary>One employee's time line, held for one punch: who, what runs, what was punched last, and the moment of this punch.</summary>
sealed class HeldLine
{
    /// <summary>A second tap within this time is the same punch.</summary>
    static readonly Duration sameTap = Duration.FromSeconds(60);

    static Refusal EmployeeArchived() => Refusal.Field("employeeId", "archived", "This employee has left. Restore the record before anything is punched for it.");

    readonly ClockspotDb db;
    readonly Actor actor;
    readonly Punch? latest;

    HeldLine(ClockspotDb db, Actor actor, Employee employee, TimeEntry? open, Punch? latest)
    {
        (this.db, this.actor, Employee, Open, this.latest) = (db, actor, employee, open, latest);
        // Later than everything before it, so that the order of punches is the order in which they came, even when the clock was set back.
        At = db.Now;
        if (latest is not null) At = Instant.Max(At, latest.At + Duration.FromTicks(10));
        if (open is not null) At = Instant.Max(At, open.LastEvent);
    }

    /// <summary>Whose line.</summary>
    public Employee Employee { get; }

    /// <summary>The entry that runs, or null.</summary>
    public TimeEntry? Open { get; }

    /// <summary>The moment of this punch.</summary>
    public Instant At { get; }

    /// <summary>
    /// Holds the line, then reads it. Another's line needs Edit reach, else it is not found. The hold comes before every read, so that what
    /// is read still holds when it is written.
    /// </summary>
    public static async Task<HeldLine> Take(ClockspotDb db, Actor actor, Guid? whose, CancellationToken stop)
    {
        var id = whose ?? actor.EmployeeId;
        await Timeline.Hold(db, id, stop);
        var reached = id == actor.EmployeeId ? db.Employees : db.Employees.Within(actor, Area.TimeTracking, Level.Edit);
        var employee = await reached.SingleOrDefaultAsync(row => row.Id == id, stop) ?? throw Refusal.NotFound("employee");
        if (employee.Status == EmployeeStatus.Archived) throw EmployeeArchived();
        var open = await Worklog.Of(db, id).SingleOrDefaultAsync(entry => entry.End == null, stop);
        var last = await db.Punches.Where(punch => punch.EmployeeId == id).OrderByDescending(punch => punch.At).FirstOrDefaultAsync(stop);
        return new HeldLine(db, actor, employee, open, last);
    }

    /// <summary>
    /// True when this is the last punch once more: the same verb with the same job, less than 60 s ago, and what it did still stands. In,
    /// out, in is three punches.
    /// </summary>
    public bool IsRepeat(PunchVerb verb, Guid? job) => latest is not null && latest.Verb == verb && latest.JobId == job
        && db.Now - latest.At < sameTap && (verb == PunchVerb.Out ? Open is null : Open?.Id == latest.EntryId);

    /// <summary>Keeps the punch as it happened.</summary>
    public void Punched(PunchVerb verb, TimeEntry entry, Guid? job = null) =>
        db.Punches.Add(new Punch(actor, Ids.New(At), Employee.Id, entry.Id, verb, At, job));
}
