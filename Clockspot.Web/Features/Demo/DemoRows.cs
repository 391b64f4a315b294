using System.Globalization;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.OAuth;
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
    readonly ShiftRows work;

    /// <param name="now">The moment at which it is opened.</param>
    /// <param name="resources">What its connections would open.</param>
    public DemoRows(Instant now, OAuthResources resources)
    {
        this.now = now;
        var id = Ids.New(now);
        // The last digits of a UUIDv7 are random: the address cannot be guessed from the time.
        Account = new Account(id, "demo-" + id.ToString("N", CultureInfo.InvariantCulture)[^12..], DemoCast.Company, DemoCast.Zone, DemoCast.Currency, now);
        Account.MakeDemo(now + Duration.FromHours(24));
        seed = Actor.System(id, "Demo");
        work = new ShiftRows(Account, now);
        AddPlaces();
        AddPeople();
        AddKeys();
        AddConnections(resources);
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
        await work.WriteTo(db, stop);
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
        var who = DemoCast.People[shift.Person];
        work.Add(shift, Employees[shift.Person], Employees[who.Manager ?? DemoCast.Owner], jobIds[shift.Job], locationIds[who.Location]);
    }

    /// <summary>Three keys whose values nobody has ever seen, one of them never used. They act as the Owner, like every key that is made there.</summary>
    void AddKeys()
    {
        ApiKey Key(string name, string? scopes, int daysAgo, Instant? expires = null) =>
            new(Account.Id, Ids.New(now - Duration.FromDays(daysAgo)), Owner.Id, name, KeyText.New(), scopes, expires, now - Duration.FromDays(daysAgo));
        var (payroll, display, spare) = (Key("Payroll export", "time_tracking:read reports:read", 41), Key("Door display", "time_tracking:read", 26), Key("Catering orders", null, 5, now + Duration.FromDays(85)));
        // Addresses for documentation (RFC 5737, section 3).
        payroll.Use(now - Duration.FromHours(9), "203.0.113.24");
        display.Use(now - Duration.FromMinutes(3), "198.51.100.7");
        Rows.AddRange([payroll, display, spare]);
    }

    /// <summary>A client that the Owner registered, and two connections to it that nothing can use: no token was ever made for them.</summary>
    void AddConnections(OAuthResources resources)
    {
        var then = now - Duration.FromDays(33);
        var client = new OAuthApplication(Ids.New(then), $"reg_{Account.Id:N}", OAuthApplicationKind.Registered, Account.Id, then);
        client.Describe("Shift planner", ["https://planner.example/oauth/callback"]);
        client.Grant(then);
        OAuthAuthorization Connection(Employee who, string resource, string scopes, int daysAgo) =>
            new(Account.Id, Ids.New(now - Duration.FromDays(daysAgo)), who.Id, client.Id, resource, scopes, now - Duration.FromDays(daysAgo));
        var mine = Connection(Owner, resources.Api, "employees:read time_tracking:read reports:read", 33);
        var managers = Connection(Employees.First(who => who.Role == Role.Manager), resources.Mcp, "employees:read time_tracking:write", 12);
        mine.Use(now - Duration.FromMinutes(18), "203.0.113.24");
        managers.Use(now - Duration.FromHours(5), "198.51.100.7");
        Account.LetConnect(Role.Employee);
        Rows.AddRange([client, mine, managers]);
    }

    static string AddressOf(string name) =>
        new string([.. name.ToLowerInvariant().Replace(' ', '.').Where(letter => char.IsAsciiLetter(letter) || letter == '.')]) + "@demo.invalid";
}
