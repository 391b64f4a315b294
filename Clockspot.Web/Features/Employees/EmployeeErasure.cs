using Clockspot.Data;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Employees;

/// <summary>What the record of somebody who left says beyond number, hours and pay.</summary>
sealed class EmployeeErasure : IErasable
{
    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => Task.CompletedTask;

    public async Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop)
    {
        if (await db.Employees.SingleOrDefaultAsync(row => row.Id == who.EmployeeId, stop) is not { } employee) return;
        employee.Anonymize(db.Now);
        await db.SaveChangesAsync(stop);
    }

    public async Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop)
    {
        if (await db.Employees.SingleOrDefaultAsync(row => row.Id == who.EmployeeId, stop) is not { } employee) return;
        employee.EraseName(db.Now);
        await db.SaveChangesAsync(stop);
    }
}
