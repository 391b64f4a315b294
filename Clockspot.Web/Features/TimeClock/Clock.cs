using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.Privacy;
using Clockspot.Features.TimeEntries;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.TimeClock;

/// <summary>
/// The punches. Each holds the employee's time line first, and a punch that only repeats the last one (see <see cref="HeldLine.IsRepeat"/>)
/// writes nothing and gives the same answer.
/// </summary>
public sealed partial class Clock(Store store)
{
    static Refusal AlreadyClockedIn(TimeEntry open) => new("already_clocked_in", 409, "Already clocked in",
        $"Clocked in since {EntryChecks.Said(open.Start, open)}. Clock out first, or switch the job.");

    static Refusal NotClockedIn() => new("not_clocked_in", 409, "Not clocked in", "There is no running shift. Clock in first.");

    static Refusal SameJob() => Refusal.Field("jobId", "same", "This is the job that you are on already. Choose another one.");
    static Refusal JobNeeded() => Refusal.Field("jobId", "required", "Choose a job: every shift needs one here.");
    static Refusal NoteNeeded() => Refusal.Field("note", "required", "Write a note before you clock out: every shift needs one here.");
    static Refusal UnknownLocation() => Refusal.Field("locationId", "unknown", "This location is not one of those in use. Choose another one.");

    /// <summary>
    /// Opens a time entry now. Repeating the last punch within 60 s is the same punch. 409 <c>already_clocked_in</c>, <c>open_entry_too_old</c>,
    /// <c>overlap</c>; 422 for a job or location that cannot be chosen, a job that is missing, a place that is not there.
    /// </summary>
    public async Task<ClockView> ClockIn(Actor actor, ClockIn input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        Evidence.Check(input.Evidence);
        await using var db = await store.WritePunch(actor, stop);
        var line = await HeldLine.Take(db, actor, input.EmployeeId, stop);
        if (!line.IsRepeat(PunchVerb.In, input.JobId))
        {
            await line.Settle(input.FinishedAt, stop);
            if (line.Open is not null) throw AlreadyClockedIn(line.Open);
            if (await Meets(db, line, stop) is { } other) throw EntryChecks.Overlap(other);
            // Where somebody has no job to choose, the setting would lock them out: they come in without one.
            if (line.Rules.JobRequired && input.JobId is null && await JobList.UsableBy(db, line.Employee.Id).AnyAsync(stop)) throw JobNeeded();
            var entry = await Begin(db, actor, line, new Opening(PunchVerb.In, input.JobId, input.LocationId, line.Employee.LocationId, input.Note, input.Evidence), stop);
            db.Record(actor, "time_entry.opened", entry);
            await db.Commit(stop);
        }
        return await View(db, line.Employee.Id, stop);
    }

    /// <summary>
    /// Closes the running entry, and a running break with it. 409 <c>not_clocked_in</c>, <c>open_entry_too_old</c>; 422 for a note that is
    /// missing. Never refused for the place.
    /// </summary>
    public async Task<ClockView> ClockOut(Actor actor, ClockOut input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        Evidence.Check(input.Evidence);
        await using var db = await store.WritePunch(actor, stop);
        var line = await HeldLine.Take(db, actor, input.EmployeeId, stop);
        if (!line.IsRepeat(PunchVerb.Out, null))
        {
            var entry = line.Open ?? throw NotClockedIn();
            Worklog.Annotate(entry, Input.Clean(input.Note) ?? entry.Note);
            // Whoever says afterwards when it ended is neither there any more nor asked for a note: somebody confirms it anyhow.
            if (!await line.Settle(input.FinishedAt, stop))
            {
                if (line.Rules.NoteRequired && entry.Note is null) throw NoteNeeded();
                var place = await db.Locations.SingleOrDefaultAsync(row => row.Id == entry.LocationId, stop);
                var outside = PlaceCheck.IsOutside(line, actor, place, input.Evidence, mayBlock: false);
                Worklog.Close(db, actor, entry, line.At, outside ? EntryFlags.OutsideLocation : EntryFlags.None);
            }
            line.Punched(PunchVerb.Out, entry, input.Evidence);
            await db.Commit(stop);
        }
        return await View(db, line.Employee.Id, stop);
    }

    /// <summary>Begins a break. 409 <c>not_clocked_in</c>, <c>already_on_break</c>, <c>open_entry_too_old</c>.</summary>
    public async Task<ClockView> StartBreak(Actor actor, StartBreak input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        Evidence.Check(input.Evidence);
        await using var db = await store.WritePunch(actor, stop);
        var line = await HeldLine.Take(db, actor, input.EmployeeId, stop);
        if (!line.IsRepeat(PunchVerb.StartBreak, null))
        {
            var entry = line.Open ?? throw NotClockedIn();
            await line.Settle(null, stop);
            Worklog.StartBreak(db, actor, entry, line.At, input.Paid);
            line.Punched(PunchVerb.StartBreak, entry, input.Evidence);
            await db.Commit(stop);
        }
        return await View(db, line.Employee.Id, stop);
    }

    /// <summary>Ends the running break. 409 <c>not_on_break</c>, <c>open_entry_too_old</c>.</summary>
    public async Task<ClockView> EndBreak(Actor actor, EndBreak input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        Evidence.Check(input.Evidence);
        await using var db = await store.WritePunch(actor, stop);
        var line = await HeldLine.Take(db, actor, input.EmployeeId, stop);
        if (!line.IsRepeat(PunchVerb.EndBreak, null))
        {
            await line.Settle(null, stop);
            var entry = Worklog.EndBreak(db, actor, line.Open, line.At);
            line.Punched(PunchVerb.EndBreak, entry, input.Evidence);
            await db.Commit(stop);
        }
        return await View(db, line.Employee.Id, stop);
    }

    /// <summary>
    /// Closes the running entry and opens one on another job at the same moment. 409 <c>not_clocked_in</c>, <c>open_entry_too_old</c>; 422 for a
    /// job that cannot be chosen, or a place that is not there. After a forgotten clock-out the new entry may have the same job.
    /// </summary>
    public async Task<ClockView> Switch(Actor actor, SwitchJob input, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Act);
        Input.Check(input);
        Evidence.Check(input.Evidence);
        await using var db = await store.WritePunch(actor, stop);
        var line = await HeldLine.Take(db, actor, input.EmployeeId, stop);
        if (!line.IsRepeat(PunchVerb.Switch, input.JobId))
        {
            var before = line.Open ?? throw NotClockedIn();
            if (!await line.Settle(input.FinishedAt, stop))
            {
                if (before.JobId == input.JobId) throw SameJob();
                Worklog.Close(db, actor, before, line.At);
                // Saved first: there may never be two open entries, not even within the transaction.
                await db.SaveChangesAsync(stop);
            }
            var entry = await Begin(db, actor, line, new Opening(PunchVerb.Switch, input.JobId, input.LocationId, before.LocationId, input.Note, input.Evidence), stop);
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

    /// <summary>A punch that opens an entry: on what, where (chosen, or else the place that would be usual), and with which words and evidence.</summary>
    sealed record Opening(PunchVerb Verb, Guid? JobId, Guid? ChosenPlace, Guid? UsualPlace, string? Note, Evidence? Evidence);

    static async Task<TimeEntry> Begin(ClockspotDb db, Actor actor, HeldLine line, Opening punch, CancellationToken stop)
    {
        await EntryChecks.Job(db, line.Employee.Id, punch.JobId, stop);
        var place = await PlaceOf(db, punch, stop);
        var outside = PlaceCheck.IsOutside(line, actor, place, punch.Evidence, mayBlock: true);
        var zone = place?.TimeZone ?? (await Worklog.Calendar(db, stop)).Zone.Id;
        var entry = Worklog.Open(db, actor.AccountId, line.Employee.Id, line.At, zone, SourceOf(actor, line.Employee.Id), punch.JobId, place?.Id);
        Worklog.Annotate(entry, Input.Clean(punch.Note));
        if (outside) Worklog.Mark(entry, EntryFlags.OutsideLocation);
        line.Punched(punch.Verb, entry, punch.Evidence, punch.JobId);
        return entry;
    }

    /// <summary>Somebody's usual place stays theirs after it was put away; choosing one that was is refused.</summary>
    static async Task<Location?> PlaceOf(ClockspotDb db, Opening punch, CancellationToken stop)
    {
        var (id, chosen) = (punch.ChosenPlace ?? punch.UsualPlace, punch.ChosenPlace is not null);
        if (id is null) return null;
        var place = await db.Locations.SingleOrDefaultAsync(row => row.Id == id && (row.ArchivedAt == null || !chosen), stop);
        return place is null && chosen ? throw UnknownLocation() : place;
    }

    static EntrySource SourceOf(Actor actor, Guid employee) => (actor.EmployeeId == employee, actor.Channel) switch
    {
        (false, _) or (_, Channel.System) => EntrySource.Manager,
        (_, Channel.Kiosk) => EntrySource.Kiosk,
        (_, Channel.Api) => EntrySource.Api,
        (_, Channel.Assistant) => EntrySource.Assistant,
        _ => EntrySource.Web,
    };
}

static class TimeClockSlice
{
    public static void AddTimeClock(this IServiceCollection services)
    {
        services.AddSingleton<Clock>();
        services.AddSingleton<Employees.IPersonLeft, CloseShift>();
        services.AddSingleton<IErasable, PunchEvidence>();
        services.AddSingleton<IDownloadTable, PunchTable>();
        services.AddSingleton(new EntryPart(typeof(PunchesPart)));
    }
}
