using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeEntries;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.TimeClock;

/// <summary>
/// The punches. Each holds the employee's time line first, and a punch that only repeats the last one (see <see cref="HeldLine.IsRepeat"/>)
/// writes nothing and gives the same answer.
/// </summary>
public sealed partial class Clock(Store store)
{
    static readonly LocalDateTimePattern minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    static Refusal AlreadyClockedIn(TimeEntry open) => new("already_clocked_in", 409, "Already clocked in",
        $"Clocked in since {Said(open.Start, open)}. Clock out first, or switch the job.");

    static Refusal NotClockedIn() => new("not_clocked_in", 409, "Not clocked in", "There is no running shift. Clock in first.");

    static Refusal Overlap(TimeEntry other) => new("overlap", 409, "Overlaps another entry",
        $"There is already time from {Said(other.Start, other)} to {Said(other.End!.Value, other)} ({other.TimeZone}). Somebody who may edit it must change that entry first.");

    static Refusal SameJob() => Refusal.Field("jobId", "same", "This is the job that you are on already. Choose another one.");
    static Refusal UnknownJob() => Refusal.Field("jobId", "unknown", "This job is not one of those that can be chosen. Choose another one.");
    static Refusal ArchivedJob(string name) => Refusal.Field("jobId", "archived", $"{name} is archived. Choose another job.");
    static Refusal UnknownLocation() => Refusal.Field("locationId", "unknown", "This location is not one of those in use. Choose another one.");

    /// <summary>
    /// Opens a time entry now. Repeating the last punch within 60 s is the same punch. 409 <c>already_clocked_in</c>, <c>overlap</c>; 422 for a
    /// job or location that cannot be chosen.
    /// </summary>
    public async Task<ClockView> ClockIn(Actor actor, ClockIn input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var line = await HeldLine.Take(db, actor, input.EmployeeId, stop);
        if (!line.IsRepeat(PunchVerb.In, input.JobId))
        {
            if (line.Open is not null) throw AlreadyClockedIn(line.Open);
            if (await Meets(db, line, stop) is { } other) throw Overlap(other);
            var entry = await Begin(db, actor, line, input.JobId, input.LocationId ?? line.Employee.LocationId, input.LocationId is not null, stop);
            Worklog.Annotate(entry, Input.Clean(input.Note));
            line.Punched(PunchVerb.In, entry, input.JobId);
            db.Record(actor, "time_entry.opened", entry);
            await db.Commit(stop);
        }
        return await View(db, line.Employee.Id, stop);
    }

    /// <summary>Closes the running entry, and a running break with it. 409 <c>not_clocked_in</c>.</summary>
    public async Task<ClockView> ClockOut(Actor actor, ClockOut input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var line = await HeldLine.Take(db, actor, input.EmployeeId, stop);
        if (!line.IsRepeat(PunchVerb.Out, null))
        {
            var entry = line.Open ?? throw NotClockedIn();
            Worklog.Annotate(entry, Input.Clean(input.Note) ?? entry.Note);
            Worklog.Close(db, actor, entry, line.At);
            line.Punched(PunchVerb.Out, entry);
            await db.Commit(stop);
        }
        return await View(db, line.Employee.Id, stop);
    }

    /// <summary>Begins a break. 409 <c>not_clocked_in</c>, <c>already_on_break</c>.</summary>
    public async Task<ClockView> StartBreak(Actor actor, StartBreak input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var line = await HeldLine.Take(db, actor, input.EmployeeId, stop);
        if (!line.IsRepeat(PunchVerb.StartBreak, null))
        {
            var entry = line.Open ?? throw NotClockedIn();
            Worklog.StartBreak(db, actor, entry, line.At, input.Paid);
            line.Punched(PunchVerb.StartBreak, entry);
            await db.Commit(stop);
        }
        return await View(db, line.Employee.Id, stop);
    }

    /// <summary>Ends the running break. 409 <c>not_on_break</c>.</summary>
    public async Task<ClockView> EndBreak(Actor actor, EndBreak input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var line = await HeldLine.Take(db, actor, input.EmployeeId, stop);
        if (!line.IsRepeat(PunchVerb.EndBreak, null))
        {
            var entry = Worklog.EndBreak(db, actor, line.Open, line.At);
            line.Punched(PunchVerb.EndBreak, entry);
            await db.Commit(stop);
        }
        return await View(db, line.Employee.Id, stop);
    }

    /// <summary>Closes the running entry and opens one on another job at the same moment. 409 <c>not_clocked_in</c>; 422 for a job that cannot be chosen.</summary>
    public async Task<ClockView> Switch(Actor actor, SwitchJob input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var line = await HeldLine.Take(db, actor, input.EmployeeId, stop);
        if (!line.IsRepeat(PunchVerb.Switch, input.JobId))
        {
            var before = line.Open ?? throw NotClockedIn();
            if (before.JobId == input.JobId) throw SameJob();
            Worklog.Close(db, actor, before, line.At);
            // Saved first: there may never be two open entries, not even within the transaction.
            await db.SaveChangesAsync(stop);
            var entry = await Begin(db, actor, line, input.JobId, input.LocationId ?? before.LocationId, input.LocationId is not null, stop);
            Worklog.Annotate(entry, Input.Clean(input.Note));
            line.Punched(PunchVerb.Switch, entry, input.JobId);
            db.Record(actor, "time_entry.switched", entry);
            await db.Commit(stop);
        }
        return await View(db, line.Employee.Id, stop);
    }

    /// <summary>Writes, changes or clears the note of one's own entry. 404 for anybody else's.</summary>
    public async Task<ClockView> ChangeNote(Actor actor, ChangeNote input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var line = await HeldLine.Take(db, actor, null, stop);
        var entry = await Worklog.Of(db, line.Employee.Id).SingleOrDefaultAsync(row => row.Id == input.EntryId, stop) ?? throw Refusal.NotFound("time entry");
        var note = Input.Clean(input.Note);
        if (entry.Note != note)
        {
            Worklog.Annotate(entry, note);
            db.Record(actor, "time_entry.note_changed", entry);
            await db.Commit(stop);
        }
        return await View(db, line.Employee.Id, stop);
    }

    /// <summary>The entry in whose time a new open one would lie; open, it would occupy everything from now on.</summary>
    static Task<TimeEntry?> Meets(ClockspotDb db, HeldLine line, CancellationToken stop)
    {
        var at = line.At;
        return Worklog.Of(db, line.Employee.Id).Where(entry => entry.End > at).OrderBy(entry => entry.Start).FirstOrDefaultAsync(stop);
    }

    static async Task<TimeEntry> Begin(ClockspotDb db, Actor actor, HeldLine line, Guid? job, Guid? place, bool chosen, CancellationToken stop)
    {
        await CheckJob(db, line.Employee.Id, job, stop);
        var location = place is null ? null : await db.Locations.SingleOrDefaultAsync(row => row.Id == place && (row.ArchivedAt == null || !chosen), stop);
        if (location is null && chosen) throw UnknownLocation();
        var zone = location?.TimeZone ?? (await Worklog.Calendar(db, stop)).Zone.Id;
        return Worklog.Open(db, actor.AccountId, line.Employee.Id, line.At, zone, SourceOf(actor, line.Employee.Id), job, location?.Id);
    }

    static async Task CheckJob(ClockspotDb db, Guid employee, Guid? job, CancellationToken stop)
    {
        if (job is null || await JobList.UsableBy(db, employee).AnyAsync(row => row.Id == job, stop)) return;
        var archived = await db.Jobs.Where(row => row.Id == job && row.ArchivedAt != null).Select(row => row.Name).SingleOrDefaultAsync(stop);
        throw archived is null ? UnknownJob() : ArchivedJob(archived);
    }

    static EntrySource SourceOf(Actor actor, Guid employee) => (actor.EmployeeId == employee, actor.Channel) switch
    {
        (false, _) or (_, Channel.System) => EntrySource.Manager,
        (_, Channel.Kiosk) => EntrySource.Kiosk,
        (_, Channel.Api) => EntrySource.Api,
        (_, Channel.Assistant) => EntrySource.Assistant,
        _ => EntrySource.Web,
    };

    static string Said(Instant at, TimeEntry entry) => minute.Format(at.InZone(DateTimeZoneProviders.Tzdb[entry.TimeZone]).LocalDateTime);
}

static class TimeClockSlice
{
    public static void AddTimeClock(this IServiceCollection services)
    {
        services.AddSingleton<Clock>();
        services.AddSingleton<Employees.IPersonLeft, CloseShift>();
        services.AddSingleton<Privacy.IErasable, PunchEvidence>();
    }
}
