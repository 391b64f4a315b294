using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.TimeEntries;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.TimeClock;

/// <summary>Somebody who leaves while clocked in has the shift closed, flagged as unconfirmed: its end was not punched.</summary>
sealed class CloseShift : IPersonLeft
{
    public async Task Handle(ClockspotDb db, Actor actor, Employee employee, CancellationToken stop)
    {
        await Timeline.Hold(db, employee.Id, stop);
        var open = await Worklog.Of(db, employee.Id).SingleOrDefaultAsync(entry => entry.End == null, stop);
        if (open is null) return;
        Worklog.Close(db, actor, open, Instant.Max(db.Now, open.LastEvent), EntryFlags.Unconfirmed, $"{employee.Name} left while clocked in.");
    }
}
