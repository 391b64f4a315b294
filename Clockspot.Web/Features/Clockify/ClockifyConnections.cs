using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Clockify;

/// <summary>Connects an account to Clockify and takes the connection away. Owners and admins. Nothing is ever written to Clockify.</summary>
public sealed class ClockifyConnections(Store store, ClockifyLists lists, ClockifyHosts hosts, ClockifyCache cache, ClockifySecret secret, ClockifyDoor door)
{
    const string What = "look after the connection to Clockify";

    static Refusal DemoCallsNobody() => Refusal.Forbidden("A demo workspace calls nobody: what you see of Clockify is a built-in sample. In a workspace of your own you paste your key here.");
    static Refusal NoSubdomain() => Refusal.Field("subdomain", "invalid", "Write the name before .clockify.me alone, such as acme for acme.clockify.me.");
    static Refusal NotThatRegion() => Refusal.Field("subdomain", "unexpected", "Leave it empty, or choose the region “subdomain”.");

    /// <summary>How the connection stands. Clockify is not asked.</summary>
    public async Task<ClockifyStatus> Status(Actor actor, CancellationToken stop)
    {
        Check(actor, Level.Read);
        if (actor.IsDemo) return ClockifyStatus.Sample;
        return Shown(await door.Find(actor, stop));
    }

    /// <summary>
    /// Tests a key by listing its workspaces and saves it, in the place of another one if there is one. A key that Clockify refuses is not saved, and what was
    /// there stays. The refusals of <see cref="ClockifyRefusals"/>; 403 in a demo.
    /// </summary>
    /// <returns>How many workspaces the key sees.</returns>
    public async Task<int> Connect(Actor actor, ConnectClockify input, CancellationToken stop)
    {
        Check(actor, Level.Edit);
        if (actor.IsDemo) throw DemoCallsNobody();
        Input.Check(input);
        var (region, subdomain) = PlaceOf(input);
        var seen = await lists.Workspaces(new ClockifyAccess(hosts.Of(region, subdomain), input.ApiKey!), stop);
        await using var db = await store.Write(actor, stop);
        var row = await db.ClockifyConnections.SingleOrDefaultAsync(stop);
        var isNew = row is null;
        if (row is null) db.ClockifyConnections.Add(row = new ClockifyConnection(actor.AccountId, Ids.New(db.Now), db.Now));
        row.Key(secret.Protect(actor.AccountId, input.ApiKey!), input.ApiKey![^Math.Min(4, input.ApiKey!.Length)..], region, subdomain, Conventions.Cut(db.Now));
        db.Record(actor, isNew ? "clockify.connected" : "clockify.key_changed", row);
        await db.Commit(stop);
        cache.Forget(actor.AccountId);
        cache.Put(new ClockifySlot(actor.AccountId, row.KeyedAt, ClockifyBook.WorkspaceList), seen);
        return seen.Count;
    }

    /// <summary>Calls Clockify now with the saved key. Answers how many workspaces it sees; the refusals of <see cref="ClockifyRefusals"/>.</summary>
    public async Task<int> Test(Actor actor, CancellationToken stop)
    {
        Check(actor, Level.Read);
        if (actor.IsDemo) throw DemoCallsNobody();
        var (access, keyed) = await door.Enter(actor, stop);
        cache.RefuseInPause(actor.AccountId);
        var seen = await door.Call(actor.AccountId, keyed, () => lists.Workspaces(access, stop));
        cache.Put(new ClockifySlot(actor.AccountId, keyed, ClockifyBook.WorkspaceList), seen);
        return seen.Count;
    }

    /// <summary>Takes the connection away; the key is erased. Without one nothing happens.</summary>
    public async Task Disconnect(Actor actor, CancellationToken stop)
    {
        Check(actor, Level.Edit);
        if (actor.IsDemo) throw DemoCallsNobody();
        await using var db = await store.Write(actor, stop);
        if (await db.ClockifyConnections.SingleOrDefaultAsync(stop) is not { } row) return;
        db.ClockifyConnections.Remove(row);
        db.Record(actor, "clockify.disconnected", row);
        await db.Commit(stop);
        cache.Forget(actor.AccountId);
    }

    /// <summary>Remembers which of Clockify's workspaces this account looks at, for everybody here. A demo remembers nothing.</summary>
    public async Task Choose(Actor actor, string workspace, CancellationToken stop)
    {
        Check(actor, Level.Read);
        if (actor.IsDemo) return;
        await using var db = await store.Write(actor, stop);
        var row = await db.ClockifyConnections.SingleOrDefaultAsync(stop) ?? throw ClockifyRefusals.NotConnected();
        if (workspace.Length is 0 or > 100) throw ClockifyRefusals.WorkspaceNotFound();
        if (row.WorkspaceId == workspace) return;
        row.Choose(workspace);
        db.Announce("clockify.chosen");
        await db.Commit(stop);
    }

    /// <summary>True for whoever may look. Hides buttons; each use-case decides.</summary>
    internal static bool Admits(Actor actor) => actor.Role >= Role.Admin && actor.Can(Area.Account, Level.Read, Reach.All);

    /// <summary>Whoever is too small is refused; so is a credential without the scope.</summary>
    internal static void Check(Actor actor, Level level)
    {
        actor.Require(Area.Account, level, Reach.All);
        actor.RequireAdmin(What);
    }

    static (ClockifyRegion Region, string? Subdomain) PlaceOf(ConnectClockify input)
    {
        if (input.Region != ClockifyRegion.Subdomain) return input.Subdomain is null ? (input.Region!.Value, null) : throw NotThatRegion();
        // Whoever copied the whole address meant the name in it.
        var name = input.Subdomain?.Replace("https://", "", StringComparison.Ordinal).Split('/')[0];
        if (name?.EndsWith(".clockify.me", StringComparison.Ordinal) == true) name = name[..^".clockify.me".Length];
        return name is not null && ClockifyHosts.IsLabel(name) ? (ClockifyRegion.Subdomain, name) : throw NoSubdomain();
    }

    static ClockifyStatus Shown(ClockifyConnection? row) => row is null ? ClockifyStatus.None
        : new(row.Failure is null ? ClockifyState.Connected : ClockifyState.Failing, row.Hint, row.Region, row.Subdomain, row.CheckedAt, row.Failure, row.KeyedAt, false);
}
