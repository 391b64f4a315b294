using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Clockify;

/// <summary>The way to Clockify with an account's key, and the note of how it went. A key that has died is seen on the card at once. Whoever comes here was let in by a use-case.</summary>
public sealed class ClockifyDoor(Store store, ClockifySecret secret, ClockifyHosts hosts, ClockifyCache cache, ILogger<ClockifyDoor> log)
{
    /// <summary>The connection's key. 409 <c>clockify_not_connected</c>, or <c>clockify_invalid_token</c> when it cannot be read any more.</summary>
    internal async Task<(ClockifyAccess Access, Instant KeyedAt)> Enter(Actor actor, CancellationToken stop)
    {
        var row = await Find(actor, stop) ?? throw ClockifyRefusals.NotConnected();
        if (secret.Read(row.AccountId, row.Secret) is { } key) return (new ClockifyAccess(hosts.Of(row.Region, row.Subdomain), key), row.KeyedAt);
        await Note(row.AccountId, row.KeyedAt, ClockifyRefusals.InvalidToken);
        throw ClockifyRefusals.Sealed();
    }

    /// <summary>The connection, or null.</summary>
    internal async Task<ClockifyConnection?> Find(Actor actor, CancellationToken stop)
    {
        await using var db = await store.Open(actor, stop);
        return await db.ClockifyConnections.AsNoTracking().SingleOrDefaultAsync(stop);
    }

    /// <summary>A list, from what is kept or from Clockify. Null when only what is kept was asked for, and nothing is.</summary>
    internal async Task<ClockifyReading?> Read(Actor actor, string list, Freshness freshness, Func<ClockifyAccess, Task<IReadOnlyList<ClockifyItem>>> read, CancellationToken stop)
    {
        var (access, keyed) = await Enter(actor, stop);
        return await cache.Get(new ClockifySlot(actor.AccountId, keyed, list), freshness, () => Call(actor.AccountId, keyed, () => read(access)), stop);
    }

    /// <summary>Calls Clockify and notes how it went. It is not given up when whoever asked leaves: others wait for it.</summary>
    internal async Task<IReadOnlyList<ClockifyItem>> Call(Guid account, Instant keyed, Func<Task<IReadOnlyList<ClockifyItem>>> read)
    {
        try
        {
            var rows = await read();
            await Note(account, keyed, failure: null);
            return rows;
        }
        catch (Refusal refusal)
        {
            if (refusal.RetryAfter is { } wait) cache.Pause(account, wait);
            // These two speak of one workspace; the key itself is good.
            await Note(account, keyed, refusal.Code is "clockify_forbidden" or "clockify_workspace_not_found" ? null : refusal.Code);
            log.LogInformation("Clockify was read for account {Account}: {Code}", account, refusal.Code);
            throw;
        }
    }

    /// <summary>Writes down how a call went, unless another key was saved meanwhile. A key that died, or lives again, is an event of the audit log.</summary>
    async Task Note(Guid account, Instant keyed, string? failure)
    {
        const string dead = ClockifyRefusals.InvalidToken;
        var system = Actor.System(account, "Clockify");
        await using var db = await store.Write(system, default);
        var row = await db.ClockifyConnections.SingleOrDefaultAsync(default);
        if (row is null || row.KeyedAt != keyed) return;
        var before = row.Failure;
        row.Check(db.Now, failure);
        if (before != failure)
        {
            if (failure == dead) db.Record(system, "clockify.failed", row);
            else if (before == dead) db.Record(system, "clockify.recovered", row);
            else db.Announce("clockify.checked");
        }
        await db.Commit(default);
    }
}
