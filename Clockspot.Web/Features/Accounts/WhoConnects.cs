using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Accounts;

/// <summary>Who may connect assistants.</summary>
/// <param name="Least">The smallest role that may.</param>
/// <param name="Version">The version of the workspace's settings.</param>
public sealed record ConnectingRule(Role Least, int Version)
{
    /// <summary>True when somebody of that role may.</summary>
    public bool Admits(Role role) => role >= Least;
}

/// <summary>
/// Who may connect assistants and other programs by OAuth. It is looked at when somebody grants, and again whenever a token is issued: whoever may not any more
/// has connections that stop within the hour.
/// </summary>
public sealed class WhoConnects(Store store)
{
    /// <summary>The choices that there are, the narrowest first; Managers are never let in without the employees.</summary>
    public static IReadOnlyList<Role> Choices { get; } = [Role.Owner, Role.Admin, Role.Employee];

    static Refusal Unknown() => Refusal.Field("least", "unknown", "Choose one from the list.");

    /// <summary>The rule as it is. Everybody in the workspace may know it.</summary>
    public async Task<ConnectingRule> Get(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Read);
        await using var db = await store.Open(actor, stop);
        return await db.Accounts.Where(row => row.Id == actor.AccountId).Select(row => new ConnectingRule(row.Connecting, row.Version)).SingleAsync(stop);
    }

    /// <summary>Changes the rule; the Owner alone does. 409 <c>stale_version</c> when somebody else changed the settings since <paramref name="version"/>.</summary>
    public async Task Change(Actor actor, int version, Role least, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("say who may connect assistants");
        actor.RequireWhole("say who may connect assistants");
        if (!Choices.Contains(least)) throw Unknown();
        await using var db = await store.Write(actor, stop);
        var account = await db.Accounts.SingleAsync(row => row.Id == actor.AccountId, stop);
        if (account.Version != version) throw Refusal.Stale("company");
        if (account.Connecting == least) return;
        account.LetConnect(least);
        db.Record(actor, "account.changed", account);
        await db.Commit(stop);
    }
}
