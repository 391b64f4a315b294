using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeClock;

/// <summary>A punch as it happened, with its evidence as far as that is still kept.</summary>
/// <param name="Id">The punch.</param>
/// <param name="At">When, by the server's clock.</param>
/// <param name="Verb">What it said.</param>
/// <param name="Channel">Through which door.</param>
/// <param name="Ip">From which address.</param>
/// <param name="MetersAway">How far the device said it was from the entry's location; null without a position or a point.</param>
/// <param name="AccuracyMeters">How far off that may be.</param>
/// <param name="DeviceTime">What the device's own clock showed.</param>
public sealed record PunchRow(Guid Id, Instant At, PunchVerb Verb, Channel Channel, string? Ip, double? MetersAway, double? AccuracyMeters, Instant? DeviceTime);

public sealed partial class Clock
{
    /// <summary>The punches behind an entry, in order. They are never changed, whatever became of the entry. 404 out of reach.</summary>
    public async Task<IReadOnlyList<PunchRow>> Punches(Actor actor, Guid entryId, CancellationToken stop)
    {
        actor.Require(Area.TimeTracking, Level.Read, Reach.Team);
        await using var db = await store.Open(actor, stop);
        var reached = db.Employees.Within(actor, Area.TimeTracking, Level.Read).Select(employee => employee.Id);
        var entry = await db.TimeEntries.AsNoTracking().SingleOrDefaultAsync(row => row.Id == entryId && reached.Contains(row.EmployeeId), stop) ?? throw Refusal.NotFound("time entry");
        var place = await db.Locations.AsNoTracking().SingleOrDefaultAsync(row => row.Id == entry.LocationId, stop);
        var punches = await db.Punches.AsNoTracking().Where(row => row.EntryId == entryId).OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(stop);
        return [.. punches.Select(row => new PunchRow(row.Id, row.At, row.Verb, row.Channel, row.Ip,
            row is { Latitude: { } north, Longitude: { } east } && place is { Latitude: { } latitude, Longitude: { } longitude } ? Geo.Meters(north, east, latitude, longitude) : null,
            row.AccuracyMeters, row.DeviceTime))];
    }
}
