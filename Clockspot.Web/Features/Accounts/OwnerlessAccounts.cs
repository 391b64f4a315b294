using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Accounts;

/// <summary>
/// A workspace in which nobody else signs in is closed with its Owner's sign-in: whoever the address belongs to may never have heard of
/// it. It passes to them all the same, who can open it again for as long as any closed workspace.
/// </summary>
sealed class OwnerlessAccounts : ISignInEnds
{
    public async Task Handle(ClockspotDb db, Actor actor, Employee record, string reason, CancellationToken stop)
    {
        if (record.Role != Role.Owner) return;
        var others = db.Employees.Where(row => row.Id != record.Id && row.PersonId != null && row.Status == EmployeeStatus.Active);
        if (await others.AnyAsync(stop)) return;
        var account = await db.Accounts.SingleAsync(row => row.Id == record.AccountId, stop);
        if (account.ClosedAt is not null) return;
        account.Close(db.Now);
        db.Record(actor, "account.closed", account, reason);
    }
}
