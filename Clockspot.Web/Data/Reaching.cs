using Clockspot.Domain.Access;
using Clockspot.Features.Employees;

namespace Clockspot.Data;

/// <summary>Puts an actor's reach into the query, so that what is out of reach is not found.</summary>
static class Reaching
{
    /// <summary>
    /// The employees that the actor reaches in an area at a level. At Edit, one's own record is out of reach for time, time off and pay:
    /// nobody but the Owner edits or approves their own.
    /// </summary>
    public static IQueryable<Employee> Within(this IQueryable<Employee> employees, Actor actor, Area area, Level level)
    {
        var self = actor.EmployeeId;
        var reached = actor.ReachOf(area, level) switch
        {
            Reach.All => employees,
            Reach.Team => employees.Where(employee => employee.ManagerId == self || employee.Id == self),
            Reach.Own => employees.Where(employee => employee.Id == self),
            _ => employees.Where(employee => false),
        };
        var own = level == Level.Edit && !actor.IsOwner && (area is Area.TimeTracking or Area.TimeOff or Area.PayRates);
        return own ? reached.Where(employee => employee.Id != self) : reached;
    }
}
