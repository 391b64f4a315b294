using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

/// <summary>Where a person works.</summary>
/// <param name="Account">The account.</param>
/// <param name="Company">Its name.</param>
/// <param name="Employee">The person's record there.</param>
/// <param name="Name">The name on it.</param>
/// <param name="Role">The role at this moment.</param>
public sealed record PersonMembership(Guid Account, string Company, Guid Employee, string Name, Role Role);

/// <summary>The open workspaces of a person, for what concerns the sign-in, and so all of them.</summary>
static class PersonMemberships
{
    /// <summary>All of them.</summary>
    public static async Task<IReadOnlyList<PersonMembership>> Of(ClockspotDb db, Guid person, CancellationToken stop) => await (
        from employee in db.Employees.AcrossAccounts()
        join account in db.Accounts on employee.AccountId equals account.Id
        where employee.PersonId == person && employee.Status == EmployeeStatus.Active && account.ClosedAt == null
        select new PersonMembership(account.Id, account.Name, employee.Id, employee.Name, employee.Role)).ToListAsync(stop);
}
