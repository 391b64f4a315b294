using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.Audit;
using Clockspot.Features.Employees;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using NodaTime;

namespace Clockspot.Features.Demo;

/// <summary>The rows that shifts would have left, had somebody really punched them: entries with their breaks, punches, and what the audit log says of both.</summary>
/// <param name="account">Whose.</param>
/// <param name="now">Nothing happens later.</param>
sealed class ShiftRows(Account account, Instant now)
{
    readonly Actor puncher = Actor.System(account.Id, "Seed") with { Channel = Channel.Web };
    readonly List<TimeEntry> entries = [];
    readonly List<Punch> punches = [];
    readonly List<AuditEvent> history = [];

    /// <summary>Adds one shift.</summary>
    /// <param name="shift">What happened.</param>
    /// <param name="who">Whose it is.</param>
    /// <param name="by">Who corrected it, where somebody did.</param>
    /// <param name="job">On what.</param>
    /// <param name="location">Where.</param>
    public void Add(DemoShift shift, Employee who, Employee by, Guid job, Guid location)
    {
        var entry = new TimeEntry(account.Id, Ids.New(shift.Span.Start), who.Id, shift.Span.Start, account.TimeZone, EntrySource.Web, shift.Span.Start);
        entry.Place(job, location);
        entry.Annotate(shift.Note);
        Punched(entry, shift.Switched ? PunchVerb.Switch : PunchVerb.In, shift.Span.Start, job);
        foreach (var pause in shift.Span.Breaks)
        {
            entry.StartBreak(Ids.New(pause.Start), pause.Start, pause.Paid);
            Punched(entry, PunchVerb.StartBreak, pause.Start, null);
            if (pause.End is not { } back) continue;
            entry.EndBreak(back);
            Punched(entry, PunchVerb.EndBreak, back, null);
        }
        if (shift.Span.End is { } end)
        {
            entry.Close(end, shift.Forgotten ? EntryFlags.Unconfirmed : EntryFlags.None);
            if (!shift.SwitchesOn && !shift.Forgotten) Punched(entry, PunchVerb.Out, shift.PunchedOut ?? end, null);
            if (shift.PunchedOut is not null) entry.Mark(EntryFlags.Edited);
        }
        entries.Add(entry);
        history.AddRange(DemoHistory.Of(entry, shift, who, by, now));
    }

    /// <summary>Writes everything in an open operation, which then commits. The rows of employees and places must be there.</summary>
    public async Task WriteTo(ClockspotDb db, CancellationToken stop)
    {
        await db.Insert(entries, stop);
        await db.Insert([.. entries.SelectMany(entry => entry.Breaks)], stop);
        await db.Insert(punches, stop);
        await db.Insert(history, stop);
    }

    void Punched(TimeEntry entry, PunchVerb verb, Instant at, Guid? job) => punches.Add(new Punch(puncher, Ids.New(at), entry.EmployeeId, entry.Id, verb, at, job));
}
