using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

/// <summary>
/// The way to the database. An operation opens it for its actor and sees and writes that account alone. <c>Open</c> reads;
/// <c>Write</c> passes the gate and begins a transaction that <see cref="ClockspotDb.Commit"/> ends.
/// </summary>
public sealed class Store(IDbContextFactory<SqliteClockspotDb> contexts, LiveFeed live)
{
    /// <summary>To read in the actor's account.</summary>
    public async Task<ClockspotDb> Open(Actor actor, CancellationToken stop) => await Make(actor.AccountId, stop);

    /// <summary>To write in the actor's account. Nothing is written without <see cref="ClockspotDb.Commit"/>.</summary>
    public async Task<ClockspotDb> Write(Actor actor, CancellationToken stop) => await Begin(await Make(actor.AccountId, stop), stop);

    /// <summary>To read what has no account yet: sign-in, membership, invitations, jobs. A test lists who may; the reason is for the reader.</summary>
    public async Task<ClockspotDb> OpenSystem(string reason, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return await Make(null, stop);
    }

    /// <summary>To write what has no account yet. A test lists who may.</summary>
    public async Task<ClockspotDb> WriteSystem(string reason, CancellationToken stop) => await Begin(await OpenSystem(reason, stop), stop);

    async Task<ClockspotDb> Make(Guid? account, CancellationToken stop)
    {
        var db = await contexts.CreateDbContextAsync(stop);
        db.AccountId = account;
        db.Committed = live.Publish;
        return db;
    }

    static async Task<ClockspotDb> Begin(ClockspotDb db, CancellationToken stop)
    {
        try
        {
            await db.BeginWrite(stop);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }
}

/// <summary>Reads across the account filter.</summary>
static class AcrossAccountsQuery
{
    /// <summary>Lifts the account filter, for what the system looks up before an account is known. A test lists who may.</summary>
    public static IQueryable<T> AcrossAccounts<T>(this IQueryable<T> rows) where T : class, IAccountOwned =>
        rows.IgnoreQueryFilters([Conventions.AccountFilter]);
}
