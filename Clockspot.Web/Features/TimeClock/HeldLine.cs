using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
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

    static Refusal OpenEntryTooOld(TimeEntry open, ClockRules rules) => new("open_entry_too_old", 409, "When did you finish?",
        $"This shift has been running since {EntryChecks.Said(open.Start, open)} ({open.TimeZone}), for longer than {rules.OpenLimitHours} h: the clock-out was probably forgotten. Nothing is guessed. Say when it ended (finishedAt), with clocking in, out or switching the job.");

    static Refusal NothingToAsk(TimeEntry? open) => Refusal.Field("finishedAt", "not_asked", open is null
        ? "No shift is running, so there is nothing to finish. Leave this out."
        : $"The running shift began at {EntryChecks.Said(open.Start, open)}, not long enough ago to be asked about. Leave this out, and clock out.");

    static Refusal TooEarly(TimeEntry open) => Refusal.Field("finishedAt", "too_early",
        $"This is not after {EntryChecks.Said(open.LastEvent, open)}, when {(open.LastEvent == open.Start ? "the shift began" : "the last break began or ended")}. Enter a later time; after midnight it is the next day.");

    static Refusal InTheFuture() => Refusal.Field("finishedAt", "future", "This is still to come. Enter a time that is over.");

    readonly ClockspotDb db;
    readonly Actor actor;
    readonly Punch? latest;

    HeldLine(ClockspotDb db, Actor actor, Employee employee, TimeEntry? open, Punch? latest, ClockRules rules)
    {
        (this.db, this.actor, Employee, Open, this.latest, Rules) = (db, actor, employee, open, latest, rules);
        // Later than everything before it, so that the order of punches is the order in which they came, even when the clock was set back.
        At = db.Now;
        if (latest is not null) At = Instant.Max(At, latest.At + Duration.FromTicks(10));
        if (open is not null) At = Instant.Max(At, open.LastEvent);
    }

    /// <summary>Whose line.</summary>
    public Employee Employee { get; }

    /// <summary>The entry that runs, or null.</summary>
    public TimeEntry? Open { get; private set; }

    /// <summary>How people clock in here.</summary>
    public ClockRules Rules { get; }

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
        return new HeldLine(db, actor, employee, open, last, await Rulebook.Of(db, stop));
    }

    /// <summary>
    /// True when this is the last punch once more: the same verb with the same job, less than 60 s ago, and what it did still stands. In,
    /// out, in is three punches.
    /// </summary>
    public bool IsRepeat(PunchVerb verb, Guid? job) => latest is not null && latest.Verb == verb && latest.JobId == job
        && db.Now - latest.At < sameTap && (verb == PunchVerb.Out ? Open is null : Open?.Id == latest.EntryId);

    /// <summary>
    /// Asks about an entry that has been open for longer than the limit, whichever verb it is: 409 <c>open_entry_too_old</c> until it is said
    /// when it ended. Then it is closed there, unconfirmed, and nothing is open any more; true. 422 when that time is not after the
    /// entry's last event, is still to come, or was not asked for.
    /// </summary>
    public async Task<bool> Settle(Instant? finishedAt, CancellationToken stop)
    {
        if (Open is null || db.Now - Open.Start <= Rules.OpenLimit) return finishedAt is null ? false : throw NothingToAsk(Open);
        if (finishedAt is not { } said) throw OpenEntryTooOld(Open, Rules);
        var end = Conventions.Cut(said);
        if (end <= Open.LastEvent) throw TooEarly(Open);
        if (end > db.Now) throw InTheFuture();
        Worklog.Close(db, actor, Open, end, EntryFlags.Unconfirmed, "The clock-out was forgotten; the end was said at the next punch.");
        // Saved before another is opened: there may never be two open entries, not even within the transaction.
        await db.SaveChangesAsync(stop);
        Open = null;
        return true;
    }

    /// <summary>Keeps the punch as it happened.</summary>
    public void Punched(PunchVerb verb, TimeEntry entry, Evidence? evidence, Guid? job = null) =>
        db.Punches.Add(new Punch(actor, Ids.New(At), Employee.Id, entry.Id, verb, At, job, evidence));
}
