using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

/// <summary>The sign-in that a request carries, where there is no workspace yet to find an actor in.</summary>
/// <param name="Person">The person's id.</param>
/// <param name="Stamp">The security stamp of the moment of signing in.</param>
public sealed record SignedIn(Guid Person, string? Stamp)
{
    /// <summary>The person, or null when the sign-in was ended. A demo's person counts as nobody: what they are goes with the demo.</summary>
    internal Task<Person?> Find(ClockspotDb db, CancellationToken stop) =>
        db.Users.SingleOrDefaultAsync(row => row.Id == Person && row.SecurityStamp == Stamp && !row.IsDemo, stop);
}
