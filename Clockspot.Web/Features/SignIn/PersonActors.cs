using Clockspot.Data;
using Clockspot.Domain.Access;

namespace Clockspot.Features.SignIn;

/// <summary>
/// What a slice ends when somebody chooses a new password and wants everything ended that acts in their name. Each slice registers its own;
/// they run in each of the person's workspaces, in the transaction that changes the password.
/// </summary>
public interface IActsForPerson
{
    /// <summary>Ends what acts as this employee. Does not commit.</summary>
    Task End(ClockspotDb db, Actor actor, string reason, CancellationToken stop);
}

/// <summary>A person as an actor in each workspace to which they belong: for what concerns the sign-in, and so all of them.</summary>
static class PersonActors
{
    /// <summary>One actor for each open workspace.</summary>
    public static async Task<IReadOnlyList<Actor>> Of(ClockspotDb db, Guid person, Origin origin, CancellationToken stop) =>
        [.. (await PersonMemberships.Of(db, person, stop)).Select(row => new Actor
        {
            AccountId = row.Account, PersonId = person, EmployeeId = row.Employee, Name = row.Name, Role = row.Role,
                Channel = origin.Channel, Ip = origin.Ip, RequestId = origin.RequestId,
            Grants = Roles.GrantsOf(row.Role),
        })];

    /// <summary>Ends keys, connections and whatever else acts in a person's name, in all workspaces, in the caller's transaction.</summary>
    public static async Task EndAll(this IEnumerable<IActsForPerson> slices, ClockspotDb db, Guid person, Origin origin,
        CancellationToken stop)
    {
        foreach (var actor in await Of(db, person, origin, stop))
            await db.Within(actor.AccountId, async () =>
            {
                foreach (var slice in slices) await slice.End(db, actor, $"{actor.Name} chose a new password.", stop);
            }, stop);
    }
}
