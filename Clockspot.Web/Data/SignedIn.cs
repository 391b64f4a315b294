using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

/// <summary>The sign-in that a request or a circuit carries. It is believed only while its session stands in the database.</summary>
/// <param name="Person">The person's id.</param>
/// <param name="Stamp">The security stamp of the moment of signing in.</param>
/// <param name="Session">The session that began then.</param>
public sealed record SignedIn(Guid Person, string? Stamp, Guid Session)
{
    /// <summary>The person, or null when the sign-in was ended. A demo's person counts as nobody: what they are goes with the demo.</summary>
    internal Task<Person?> Find(ClockspotDb db, CancellationToken stop)
    {
        var session = In(db);
        return db.Users.SingleOrDefaultAsync(row => row.Id == Person && row.SecurityStamp == Stamp && !row.IsDemo && session.Any(), stop);
    }

    /// <summary>
    /// The session, as long as it has not ended; to be asked within the query about the person, whose stamp must fit as well.
    /// </summary>
    internal IQueryable<Session> In(ClockspotDb db)
    {
        var now = db.Now;
        return db.Sessions.Where(row => row.Id == Session && row.PersonId == Person && row.EndsAt > now);
    }
}
