using System.Linq.Expressions;
using Clockspot.Data;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeClock;

/// <summary>What punches keep of persons: from where, by address and position, and the device's own time. The punch itself stays: it is hours.</summary>
sealed class PunchEvidence : IErasable
{
    static readonly Expression<Func<Punch, bool>> hasEvidence =
        punch => punch.Ip != null || punch.Latitude != null || punch.Longitude != null || punch.AccuracyMeters != null || punch.DeviceTime != null;

    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => Erase(db.Punches.Where(punch => punch.At < before), stop);

    /// <summary>Those that the person pressed for somebody else say from where the person did it.</summary>
    public Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop) =>
        Erase(db.Punches.Where(punch => punch.EmployeeId == who.EmployeeId || (who.PersonId != null && punch.PersonId == who.PersonId)), stop);

    /// <summary>A punch has no name.</summary>
    public Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop) => Task.CompletedTask;

    static Task Erase(IQueryable<Punch> punches, CancellationToken stop) => punches.Where(hasEvidence).ExecuteUpdateAsync(row => row
        .SetProperty(punch => punch.Ip, (string?)null)
        .SetProperty(punch => punch.Latitude, (double?)null)
        .SetProperty(punch => punch.Longitude, (double?)null)
        .SetProperty(punch => punch.AccuracyMeters, (double?)null)
        .SetProperty(punch => punch.DeviceTime, (Instant?)null), stop);
}
