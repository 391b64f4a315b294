using Clockspot.Data;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeClock;

/// <summary>From where people punched: positions, addresses and what their devices said. That and when they punched stays.</summary>
sealed class PunchEvidence : IErasable
{
    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => Erase(db.Punches.Where(row => row.At < before), stop);

    public Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop) => Erase(db.Punches.Where(row => row.EmployeeId == who.EmployeeId), stop);

    public Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop) => Task.CompletedTask;

    static Task Erase(IQueryable<Punch> punches, CancellationToken stop) => punches
        .Where(row => row.Ip != null || row.Latitude != null || row.Longitude != null || row.AccuracyMeters != null || row.DeviceTime != null)
        .ExecuteUpdateAsync(row => row.SetProperty(one => one.Ip, (string?)null).SetProperty(one => one.Latitude, (double?)null)
            .SetProperty(one => one.Longitude, (double?)null).SetProperty(one => one.AccuracyMeters, (double?)null).SetProperty(one => one.DeviceTime, (Instant?)null), stop);
}
