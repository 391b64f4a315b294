using System.Security.Cryptography;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Demo;

/// <summary>What opens a seeded workspace. Password and key are told once and stand nowhere else.</summary>
/// <param name="Account">Its name in addresses.</param>
/// <param name="OwnerEmail">The Owner's address.</param>
/// <param name="OwnerPassword">The Owner's password.</param>
/// <param name="ApiKey">A key of the Owner's.</param>
public sealed record SeededWorkspace(string Account, string OwnerEmail, string OwnerPassword, string ApiKey);

/// <summary>The operator's way to a workspace that is full of made-up work: to try, to measure, to build against. It is a real one: it stays, and mail goes out from it.</summary>
public sealed class Seeding(Store store, Register register, IClock clock)
{
    internal const int MostEmployees = 1000, MostDays = 2000;

    /// <summary>So many shifts are written at once, so that a server that runs beside it gets its turns.</summary>
    const int Portion = 1000;

    static Refusal Taken(string name) => new("account_exists", 409, "There is such a workspace already",
        $"There is a workspace '{name}' already, by its name in addresses or by its company's. Choose another name, or leave --account out.");

    static Refusal BadName() => Refusal.Field("account", "invalid", "--account must be a company's name: 1 to 100 characters on one line.");

    static Refusal OutOf(string option, int most) => Refusal.Field(option, "invalid", $"--{option} must be a whole number from 1 to {most}.");

    /// <summary>Makes a workspace with so many employees, each of whom worked on so many of the last working days. Writes as the system. 409 <c>account_exists</c>.</summary>
    /// <param name="employees">How many, the Owner included.</param>
    /// <param name="days">How many working days, Monday to Friday, up to yesterday.</param>
    /// <param name="name">The company's name, from which the name in addresses is made; null for one that is free.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<SeededWorkspace> Make(int employees, int days, string? name, CancellationToken stop)
    {
        if (employees is < 1 or > MostEmployees) throw OutOf("employees", MostEmployees);
        if (days is < 1 or > MostDays) throw OutOf("days", MostDays);
        if (name is not null && (name.Trim().Length is 0 or > 100 || name.Any(char.IsControl))) throw BadName();
        var now = Conventions.Cut(clock.GetCurrentInstant());
        var (account, people, places, opened) = await Open(employees, name?.Trim(), now, stop);
        var shifts = Enumerable.Range(0, employees).SelectMany(person => SeedPlan.For(person, employees, days, now, account.Zone));
        foreach (var portion in shifts.Chunk(Portion))
        {
            var rows = new ShiftRows(account, now);
            foreach (var shift in portion) rows.Add(shift, people[shift.Person], people[0], places.Jobs[shift.Job], places.Locations[shift.Person % SeedPlan.Locations.Count]);
            await using var db = await store.Write(Actor.System(account.Id, "Seed"), stop);
            await rows.WriteTo(db, stop);
            await db.Commit(stop);
        }
        return opened;
    }

    async Task<(Account Account, IReadOnlyList<Employee> People, Places Places, SeededWorkspace Opened)> Open(int employees, string? name, Instant now, CancellationToken stop)
    {
        await using var db = await store.WriteSystem("seed a workspace", stop);
        if (name is not null && await IsTaken(db, name, stop)) throw Taken(name);
        var company = name ?? SeedPlan.Company;
        var account = new Account(Ids.New(now), await Slugs.Free(db, company, stop), company, SeedPlan.Zone, SeedPlan.Currency, now);
        // Of a domain that can never receive mail (RFC 2606, section 2).
        var (email, password, value) = ($"owner@{account.Slug}.example", RandomNumberGenerator.GetHexString(24, lowercase: true), KeyText.New());
        var owner = await register.Add(db, SeedPlan.NameOf(0), email, password, confirmed: true);
        var places = AddPlaces(db, account, now);
        var people = People(account, employees, places, now);
        people[0].Join(owner.Id);
        var key = new ApiKey(account.Id, Ids.New(now), people[0].Id, "Seed", value, null, null, now);
        db.Add(account);
        db.AddRange(people);
        db.Add(key);
        var actor = Actor.System(account.Id, "Seed");
        db.Record(actor, "account.opened", account);
        db.Record(actor, "api_key.added", key);
        await db.Commit(stop);
        return (account, people, places, new SeededWorkspace(account.Slug, email, password, value.Value));
    }

    static async Task<bool> IsTaken(ClockspotDb db, string name, CancellationToken stop)
    {
        var slug = Slugs.Of(name);
        return await db.Accounts.AnyAsync(row => row.Slug == slug || row.Slug == name || row.Name == name, stop);
    }

    static Places AddPlaces(ClockspotDb db, Account account, Instant now)
    {
        var jobs = SeedPlan.Jobs.Select(job => new Job(account.Id, Ids.New(now), job, now)).ToList();
        var locations = SeedPlan.Locations.Select(place => new Location(account.Id, Ids.New(now), place, now)).ToList();
        db.AddRange(jobs);
        db.AddRange(locations);
        return new Places([.. jobs.Select(job => job.Id)], [.. locations.Select(place => place.Id)]);
    }

    static List<Employee> People(Account account, int employees, Places places, Instant now)
    {
        var hired = now.InZone(account.Zone).Date.PlusYears(-8);
        var ids = Enumerable.Range(0, employees).Select(_ => Ids.New(now)).ToList();
        return [.. ids.Select((id, index) =>
        {
            var (number, email) = ($"{1001 + index}", index == 0 ? $"owner@{account.Slug}.example" : $"employee{1001 + index}@{account.Slug}.example");
            var employee = new Employee(account.Id, id, number, SeedPlan.NameOf(index), email, index == 0 ? Role.Owner : SeedPlan.Manages(index) ? Role.Manager : Role.Employee, now);
            employee.Describe(number, employee.Name, email, hired.PlusDays(index), index == 0 ? null : ids[SeedPlan.ManagerOf(index)], places.Locations[index % SeedPlan.Locations.Count]);
            return employee;
        })];
    }

    sealed record Places(IReadOnlyList<Guid> Jobs, IReadOnlyList<Guid> Locations);
}
