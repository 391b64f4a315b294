using Clockspot.Data;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Employees;

/// <summary>An employee's line of time entries, on which two must never overlap.</summary>
static class Timeline
{
    /// <summary>
    /// Holds the line until the transaction ends, by a portable update of the employee's row: whoever else wants to write entries of this
    /// employee waits, on every database. Call it first in each transaction that does.
    /// </summary>
    public static Task Hold(ClockspotDb db, Guid employee, CancellationToken stop) => db.Employees.Where(row => row.Id == employee)
        .ExecuteUpdateAsync(row => row.SetProperty(one => one.TimelineHolds, one => one.TimelineHolds + 1), stop);
}

/// <summary>
/// What follows when an employee leaves (archived): each slice registers its own, and all run in the same transaction, so that Employees
/// knows none of them.
/// </summary>
public interface IPersonLeft
{
    /// <summary>Ends what must end. Does not commit.</summary>
    /// <param name="db">The open operation.</param>
    /// <param name="actor">Who archived the record.</param>
    /// <param name="employee">Who left; already archived.</param>
    /// <param name="stop">Gives up.</param>
    Task Handle(ClockspotDb db, Domain.Access.Actor actor, Employee employee, CancellationToken stop);
}
