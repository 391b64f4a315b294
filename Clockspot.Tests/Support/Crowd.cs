using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.TimeEntries;
using NewId = Clockspot.Domain.Ids;

namespace Clockspot.Tests.Support;

/// <summary>Twenty thousand entries of forty people, for what must hold at that size.</summary>
static class Crowd
{
    const int People = 40, EntriesOfEach = 500;

    /// <summary>Fills the owner's workspace and answers who works there.</summary>
    public static async Task<IReadOnlyList<Guid>> Fill(World world, Actor owner)
    {
        await using var db = await world.Store.Write(owner, default);
        var employees = Enumerable.Range(0, People).Select(number => new Employee(owner.AccountId, NewId.New(db.Now), $"{2000 + number}", $"Worker {number}", null, Role.Employee, db.Now)).ToList();
        await db.Insert(employees, default);
        var entries = employees.SelectMany(employee => Enumerable.Range(1, EntriesOfEach).Select(day =>
        {
            var start = db.Now - Duration.FromDays(day);
            var entry = new TimeEntry(owner.AccountId, NewId.New(start), employee.Id, start, "America/New_York", EntrySource.Web, db.Now);
            entry.Close(start + Duration.FromHours(8));
            return entry;
        })).ToList();
        await db.Insert(entries, default);
        await db.Commit(default);
        return [.. employees.Select(employee => employee.Id)];
    }
}
