using System.Globalization;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.Audit;
using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using NodaTime;

namespace Clockspot.Features.Demo;

/// <summary>
/// The rows of one demo workspace, made from the plan before the database is asked for anything, so that the write gate is held only
/// while they are written. The one place outside their slices where such rows are made: a seed has nobody who punched.
/// </summary>
sealed class DemoRows
{
    readonly Instant now;
    readonly Actor seed;
    readonly List<Guid> jobIds = [];
    readonly List<Guid> locationIds = [];
    readonly List<TimeEntry> entries = [];
    readonly List<Punch> punches = [];
    readonly List<AuditEvent> history = [];

    public DemoRows(Instant now)
    {
        this.now = now;
        var id = Ids.New(now);
        // The last digits of a UUIDv7 are random: the address cannot be guessed from the time.
        Account = new Account(id, "demo-" + id.ToString("N", CultureInfo.InvariantCulture)[^12..], DemoCast.Company, DemoCast.Zone, DemoCast.Currency, now);
        Account.MakeDemo(now + Duration.FromHours(24));
        seed = Actor.System(id, "Demo");
        AddPlaces();
        AddPeople();
        foreach (var shift in DemoPlan.For(now, Account.Zone)) AddShift(shift);
    }

    public Account Account { get; }

    public IReadOnlyList<Employee> Employees { get; private set; } = [];

    public Employee Owner => Employees[DemoCast.Owner];

    List<object> Rows { get; } = [];

    /// <summary>The Owner's address: unique, and of a domain that can never receive mail (RFC 2606, section 2).</summary>
    public string OwnerEmail => $"owner@{Account.Slug}.demo.invalid";

    /// <summary>Writes everything in an open operation of the system, which then commits.</summary>
    public async Task WriteTo(ClockspotDb db, CancellationToken stop)
    {
        db.Add(Account);
        db.AddRange(Employees);
        db.AddRange(Rows);
        db.Record(seed, "demo.opened", Account);
        await db.SaveChangesAsync(stop);
        await db.Insert(entries, stop);
        await db.Insert([.. entries.SelectMany(entry => entry.Breaks)], stop);
        await db.Insert(punches, stop);
        await db.Insert(history, stop);
    }

    void AddPlaces()
    {
        foreach (var place in DemoCast.Locations)
        {
            var location = new Location(Account.Id, Ids.New(now), place.Name, now);
            location.Describe(place.Name, place.Address, place.Latitude, place.Longitude, place.RadiusMeters, null, null);
            locationIds.Add(location.Id);
            Rows.Add(location);
        }
        foreach (var kind in DemoCast.Jobs)
        {
            var job = new Job(Account.Id, Ids.New(now), kind.Name, now);
            job.Describe(kind.Name, kind.Code, forEveryone: !kind.Restricted);
            jobIds.Add(job.Id);
            Rows.Add(job);
        }
    }

    void AddPeople()
    {
        var today = now.InZone(Account.Zone).Date;
        var ids = DemoCast.People.Select(_ => Ids.New(now)).ToList();
        Employees = [.. DemoCast.People.Select((who, index) =>
        {
            var email = index == DemoCast.Owner ? OwnerEmail : AddressOf(who.Name);
            var employee = new Employee(Account.Id, ids[index], who.Number, who.Name, email, who.Role, now);
            employee.Describe(who.Number, who.Name, email, today.PlusMonths(-who.MonthsHere), who.Manager is { } manager ? ids[manager] : null, locationIds[who.Location]);
            return employee;
        })];
        for (var job = 0; job < jobIds.Count; job++)
        {
            if (!DemoCast.Jobs[job].Restricted) continue;
            Rows.AddRange(DemoCast.People.Select((who, index) => (who, index)).Where(one => DemoCast.MayUse(one.who, job))
                .Select(one => new EmployeeJob(Account.Id, ids[one.index], jobIds[job])));
        }
    }

    void AddShift(DemoShift shift)
    {
        var (employee, job) = (Employees[shift.Person].Id, jobIds[shift.Job]);
        var entry = new TimeEntry(Account.Id, Ids.New(shift.Span.Start), employee, shift.Span.Start, Account.TimeZone, EntrySource.Web, shift.Span.Start);
        entry.Place(job, locationIds[DemoCast.People[shift.Person].Location]);
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
        history.AddRange(DemoHistory.Of(entry, shift, Employees, now));
    }

    void Punched(TimeEntry entry, PunchVerb verb, Instant at, Guid? job) => punches.Add(new Punch(seed with { Channel = Channel.Web }, Ids.New(at), entry.EmployeeId, entry.Id, verb, at, job));

    static string AddressOf(string name) =>
        new string([.. name.ToLowerInvariant().Replace(' ', '.').Where(letter => char.IsAsciiLetter(letter) || letter == '.')]) + "@demo.invalid";
}
