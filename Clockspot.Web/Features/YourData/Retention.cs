using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.YourData;

/// <summary>Erases the names of those who were anonymised once three years have passed since their last entry (29 CFR 516.5: records of hours are kept for three years).</summary>
public sealed class Retention(Store store, IEnumerable<IErasable> erasables, ILogger<Retention> log) : Rounds(TimeSpan.FromHours(6), log)
{
    const int Years = 3;

    /// <inheritdoc />
    protected override Task Round(CancellationToken stop) => EraseDueNames(stop);

    /// <summary>Erases the names that are due and answers how many. Runs as the system; each name in a transaction of its own, so that what was interrupted goes on.</summary>
    public async Task<int> EraseDueNames(CancellationToken stop)
    {
        List<(Guid Account, Guid Employee)> waiting;
        await using (var db = await store.OpenSystem("names whose time may be over", stop))
            waiting = [.. (await db.Employees.AcrossAccounts().Where(row => row.AnonymizedAt != null && row.NameErasedAt == null)
                .Select(row => new { row.AccountId, row.Id }).ToListAsync(stop)).Select(row => (row.AccountId, row.Id))];
        var erased = 0;
        foreach (var (account, employee) in waiting)
            if (await Erase(account, employee, stop)) erased++;
        if (erased > 0) Log.LogInformation("Erased {Count} names of people who left three years ago", erased);
        return erased;
    }

    /// <summary>The last day on which the name stands: three years after the last entry, or after the last day of work where there is none.</summary>
    internal static async Task<LocalDate> NameUntil(ClockspotDb db, Employee employee, CancellationToken stop)
    {
        var zone = await db.Accounts.Where(row => row.Id == employee.AccountId).Select(row => row.TimeZone).SingleAsync(stop);
        var last = await db.TimeEntries.Where(entry => entry.EmployeeId == employee.Id).MaxAsync(entry => (Instant?)(entry.End ?? entry.Start), stop);
        var day = last?.InZone(DateTimeZoneProviders.Tzdb[zone]).Date ?? employee.LeftOn ?? employee.CreatedAt.InUtc().Date;
        return day.PlusYears(Years);
    }

    async Task<bool> Erase(Guid account, Guid id, CancellationToken stop)
    {
        var actor = Actor.System(account, "Retention");
        await using var db = await store.Write(actor, stop);
        var employee = await db.Employees.SingleOrDefaultAsync(row => row.Id == id && row.NameErasedAt == null && row.Status == EmployeeStatus.Archived, stop);
        if (employee is null || db.Now.InUtc().Date <= await NameUntil(db, employee, stop)) return false;
        var who = new Forgotten(employee.Id, null, null, employee.Name);
        foreach (var slice in erasables) await slice.EraseName(db, who, stop);
        await db.SaveChangesAsync(stop);
        db.Record(actor, "employee.name_erased", employee);
        db.Erases();
        await db.Commit(stop);
        return true;
    }
}
