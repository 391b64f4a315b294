using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

/// <summary>
/// The way to the database. An operation opens it for its actor and sees and writes that account alone. <c>Open</c> reads;
/// <c>Write</c> passes the gate and begins a transaction that <see cref="ClockspotDb.Commit"/> ends.
/// </summary>
public sealed class Store(IDbContextFactory<SqliteClockspotDb> contexts, LiveFeed live, Quotas quotas, LogEraser eraser)
{
    readonly AsyncLocal<ClockspotDb?> shared = new();

    /// <summary>To read in the actor's account.</summary>
    public async Task<ClockspotDb> Open(Actor actor, CancellationToken stop) => SharedBy(actor) ?? await Make(actor.AccountId, stop);

    /// <summary>To read by a context of its own, also within a transaction that several operations share.</summary>
    internal Task<ClockspotDb> OpenAnew(Actor actor) => Make(actor.AccountId, CancellationToken.None);

    /// <summary>
    /// To write in the actor's account, by the authority that the actor has at this moment. Nothing is written without
    /// <see cref="ClockspotDb.Commit"/>. 401, 403, 404 when what let the actor in holds no more; 409 <c>storage_full</c>; 429 in a demo.
    /// </summary>
    public async Task<ClockspotDb> Write(Actor actor, CancellationToken stop)
    {
        await quotas.RequireRoom(actor, this);
        return await WritePunch(actor, stop);
    }

    /// <summary>The same for a punch, which is let in however full the account's storage is: somebody's hours are at stake.</summary>
    public async Task<ClockspotDb> WritePunch(Actor actor, CancellationToken stop) => SharedBy(actor) ?? await BeginAs(actor, stop);

    /// <summary>
    /// Runs several operations of one actor in one transaction, so that what is kept about them is written with them or not at all: every
    /// <see cref="Open"/> and <see cref="Write"/> within gets the same context, whose commits only save. Committed when the work returns, undone when it throws.
    /// </summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="work">The operations, and what is kept about them.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<T> Together<T>(Actor actor, Func<ClockspotDb, Task<T>> work, CancellationToken stop)
    {
        if (shared.Value is not null) throw new InvalidOperationException("Operations that share a transaction are not nested.");
        await using var db = await BeginAs(actor, stop);
        try
        {
            (shared.Value, db.IsShared) = (db, true);
            var answer = await work(db);
            // Whoever hears of the commit reads anew, through a context of its own.
            (shared.Value, db.IsShared) = (null, false);
            await db.Commit(stop);
            return answer;
        }
        finally
        {
            (shared.Value, db.IsShared) = (null, false);
        }
    }

    /// <summary>To read what has no account yet: sign-in, membership, invitations, jobs. A test lists who may; the reason is for the reader.</summary>
    public async Task<ClockspotDb> OpenSystem(string reason, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return await Make(null, stop);
    }

    /// <summary>To write what has no account yet. A test lists who may.</summary>
    public async Task<ClockspotDb> WriteSystem(string reason, CancellationToken stop)
    {
        // It would wait for ever for the gate that the shared transaction holds.
        if (shared.Value is not null) throw new InvalidOperationException("Within a shared transaction only its account is written.");
        return await Begin(await OpenSystem(reason, stop), reason, stop);
    }

    ClockspotDb? SharedBy(Actor actor) => shared.Value is { } db && db.AccountId == actor.AccountId ? db : null;

    async Task<ClockspotDb> Make(Guid? account, CancellationToken stop)
    {
        var db = await contexts.CreateDbContextAsync(stop);
        db.AccountId = account;
        db.Committed = Heard;
        db.Erased = eraser.Ask;
        return db;
    }

    void Heard(Guid account, IReadOnlyList<string> events)
    {
        quotas.Stored(account, events.Count);
        live.Publish(account, events);
    }

    async Task<ClockspotDb> BeginAs(Actor actor, CancellationToken stop)
    {
        quotas.CountWrite(actor);
        // All demos wait in one line: whoever opens many of them gains nothing.
        var db = await Begin(await Make(actor.AccountId, stop), actor.IsDemo ? "demos" : actor.AccountId.ToString("N"), stop);
        try
        {
            await Authority.Require(db, actor);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    static async Task<ClockspotDb> Begin(ClockspotDb db, string line, CancellationToken stop)
    {
        try
        {
            await db.BeginWrite(line, stop);
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
