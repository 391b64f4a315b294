using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;

namespace Clockspot.Features.SignIn;

/// <summary>
/// What follows in a workspace when a sign-in ends because its address was another's. A port: Accounts knows what becomes of a workspace
/// without its Owner, and SignIn does not know Accounts.
/// </summary>
public interface ISignInEnds
{
    /// <summary>Ends what cannot go on without the sign-in. The operation is confined to the record's account. Does not commit.</summary>
    Task Handle(ClockspotDb db, Actor actor, Employee record, string reason, CancellationToken stop);
}
