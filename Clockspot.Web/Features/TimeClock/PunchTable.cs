using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.TimeClock;

/// <summary>The punches in a download, with what is still kept of their evidence.</summary>
sealed class PunchTable : IDownloadTable
{
    public string Name => "punches";

    public IReadOnlyList<string> Columns { get; } =
        ["id", "employeeId", "entryId", "verb", "at", "jobId", "channel", "personId", "ip", "latitude", "longitude", "accuracyMeters", "deviceTime"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        var punches = db.Punches.AsNoTracking();
        Guid? self = null;
        if (employee is { } id)
        {
            punches = punches.Where(punch => punch.EmployeeId == id);
            self = await db.Employees.Where(row => row.Id == id).Select(row => row.PersonId).SingleOrDefaultAsync(stop);
        }
        await foreach (var punch in punches.OrderBy(row => row.At).ThenBy(row => row.Id).AsAsyncEnumerable().WithCancellation(stop))
        {
            // From where somebody else pressed the button is that person's own, and in no other person's download.
            var shown = employee is null || punch.PersonId == self;
            yield return
            [
                punch.Id, punch.EmployeeId, punch.EntryId, Input.Path(punch.Verb.ToString()), punch.At, punch.JobId, Input.Path(punch.Channel.ToString()), punch.PersonId,
                shown ? punch.Ip : null, shown ? punch.Latitude : null, shown ? punch.Longitude : null, shown ? punch.AccuracyMeters : null, shown ? punch.DeviceTime : null,
            ];
        }
    }
}
