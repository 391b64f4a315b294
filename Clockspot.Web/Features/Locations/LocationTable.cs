using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Locations;

/// <summary>The locations in a download of the whole.</summary>
sealed class LocationTable : IDownloadTable
{
    public string Name => "locations";

    public IReadOnlyList<string> Columns { get; } =
        ["id", "name", "address", "latitude", "longitude", "radiusMeters", "ipRanges", "timeZone", "archivedAt", "version", "createdAt", "modifiedAt"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        if (employee is not null) yield break;
        await foreach (var row in db.Locations.AsNoTracking().OrderBy(row => row.Id).AsAsyncEnumerable().WithCancellation(stop))
            yield return [row.Id, row.Name, row.Address, row.Latitude, row.Longitude, row.RadiusMeters, row.IpRanges, row.TimeZone, row.ArchivedAt, row.Version, row.CreatedAt, row.ModifiedAt];
    }
}
