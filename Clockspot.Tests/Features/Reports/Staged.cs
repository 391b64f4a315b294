using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NewId = Clockspot.Domain.Ids;

namespace Clockspot.Tests.Features.Reports;

/// <summary>Puts rows where reports look, as if they had been punched.</summary>
static class Staged
{
    static readonly DateTimeZone newYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    /// <summary>A moment of New York's wall clock in March 2026.</summary>
    public static Instant March(int day, int hour, int minute = 0) => new LocalDateTime(2026, 3, day, hour, minute).InZoneStrictly(newYork).ToInstant();

    public static async Task<Guid> Job(this World world, Actor owner, string name)
    {
        await using var db = await world.Store.Write(owner, default);
        var job = new Job(owner.AccountId, NewId.New(db.Now), name, db.Now);
        db.Jobs.Add(job);
        await db.Commit(default);
        return job.Id;
    }

    public static async Task<Guid> Location(this World world, Actor owner, string name)
    {
        await using var db = await world.Store.Write(owner, default);
        var place = new Location(owner.AccountId, NewId.New(db.Now), name, db.Now);
        db.Locations.Add(place);
        await db.Commit(default);
        return place.Id;
    }

    public static async Task Rename(this World world, Actor actor, string name)
    {
        await using var db = await world.Store.Write(actor, default);
        var employee = await db.Employees.SingleAsync(row => row.Id == actor.EmployeeId);
        employee.Describe(employee.Number, name, employee.Email, null, employee.ManagerId, null);
        await db.Commit(default);
    }

    public static async Task Cut(this World world, Actor owner, DayAttribution attribution, IsoDayOfWeek start = IsoDayOfWeek.Monday)
    {
        await using var db = await world.Store.WriteSystem("test", default);
        var account = await db.Accounts.SingleAsync(row => row.Id == owner.AccountId);
        account.Change(account.Name, account.TimeZone, account.Currency, start, false, attribution);
        await db.Commit(default);
    }

    /// <summary>An entry; a break in it when it has one.</summary>
    public static async Task<Guid> Shift(this World world, Actor actor, Instant start, Instant? end, Guid? job = null, Guid? location = null, string? note = null,
        (Instant Start, Instant End, bool Paid)? pause = null, EntryFlags flags = EntryFlags.None, string zone = "America/New_York", bool archived = false)
    {
        await using var db = await world.Store.Write(actor, default);
        var entry = new TimeEntry(actor.AccountId, NewId.New(start), actor.EmployeeId, start, zone, EntrySource.Web, db.Now);
        entry.Place(job, location);
        entry.Annotate(note);
        if (pause is { } rest)
        {
            entry.StartBreak(NewId.New(rest.Start), rest.Start, rest.Paid);
            entry.EndBreak(rest.End);
        }
        if (end is { } last) entry.Close(last);
        entry.Mark(flags);
        if (archived) entry.Archive(db.Now);
        db.TimeEntries.Add(entry);
        await db.Commit(default);
        return entry.Id;
    }
}
