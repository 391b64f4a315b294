using System.Collections.Concurrent;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Data;

/// <summary>
/// How much one account may store and, in a demo that anybody opens, how often it may write. Storage is counted in recorded changes: whatever is
/// stored leaves one in the audit log. Counted in this process and anew from the database every hour, so that a write costs no count.
/// </summary>
/// <param name="clock">Decides which minute it is.</param>
public sealed class Quotas(IClock clock)
{
    const int MostRemembered = 100_000;

    static readonly Duration fresh = Duration.FromHours(1), minute = Duration.FromMinutes(1);

    readonly ConcurrentDictionary<Guid, Window> writes = new();
    readonly ConcurrentDictionary<Guid, Stock> stored = new();
    readonly ConcurrentDictionary<Guid, Lazy<Task<Stock>>> counting = new();

    /// <summary>How many changes an account may have recorded.</summary>
    public required int Changes { get; init; }

    /// <summary>The same for a demo, which lives for a day.</summary>
    public required int DemoChanges { get; init; }

    /// <summary>How often all people and keys of a demo together may write in a minute.</summary>
    public required int DemoWritesPerMinute { get; init; }

    /// <summary>How many keys a demo may have that are not revoked.</summary>
    public required int DemoKeys { get; init; }

    static Refusal Full(bool isDemo, int most) => new("storage_full", 409, "The workspace is full", isDemo
        ? "This demo has stored as much as a demo may. Open a workspace of your own to go on."
        : $"This workspace has recorded {most:N0} changes, which is as many as it may. Punches are still taken, and Owner and Admins can still put away, revoke and erase on the pages. Ask whoever runs this Clockspot for more.");

    static Refusal TooFast(long wait) => new("rate_limited", 429, "Too many requests", $"A demo may not write that often. Nothing was done. Try again in {wait} seconds.")
    {
        RetryAfter = Duration.FromSeconds(wait),
    };

    /// <summary>Counts a write of a demo. 429 <c>rate_limited</c> when it was one too many in this minute.</summary>
    public void CountWrite(Actor actor)
    {
        if (!actor.IsDemo) return;
        var now = clock.GetCurrentInstant();
        if (writes.Count >= MostRemembered) writes.Clear();
        var window = writes.GetOrAdd(actor.AccountId, _ => new Window());
        lock (window)
        {
            if (now >= window.Ends || now < window.Ends - minute) (window.Ends, window.Used) = (now + minute, 0);
            if (++window.Used > DemoWritesPerMinute) throw TooFast((long)Math.Ceiling((window.Ends - now).TotalSeconds));
        }
    }

    /// <summary>409 <c>storage_full</c> when the actor's account has stored as much as it may. What the program itself does is let in.</summary>
    internal async Task RequireRoom(Actor actor, Store store)
    {
        if (actor.PersonId == Guid.Empty) return;
        var now = clock.GetCurrentInstant();
        if (!stored.TryGetValue(actor.AccountId, out var stock)) stock = await Count(actor, store, now);
        // Counting a large account takes a while: meanwhile the old figure is good enough.
        else if (now - stock.At >= fresh || now < stock.At) _ = Count(actor, store, now);
        var most = actor.IsDemo ? DemoChanges : Changes;
        if (stock.Count >= most + Reserve(actor, most)) throw Full(actor.IsDemo, most);
    }

    /// <summary>Whoever looks after a full workspace can still revoke, archive, erase and close on its pages, whatever filled it.</summary>
    static int Reserve(Actor actor, int most) =>
        actor is { IsDemo: false, CredentialId: null, Role: >= Role.Admin } ? Math.Max(1000, most / 10) : 0;

    /// <summary>Counts what an account has stored, outside the write lock; whoever asks meanwhile waits for the same count.</summary>
    async Task<Stock> Count(Actor actor, Store store, Instant now)
    {
        var count = counting.GetOrAdd(actor.AccountId, _ => new Lazy<Task<Stock>>(async () =>
        {
            await using var db = await store.OpenAnew(actor);
            return new Stock(now, await db.AuditEvents.LongCountAsync());
        }));
        try
        {
            var stock = await count.Value;
            if (stored.Count >= MostRemembered) stored.Clear();
            return stored[actor.AccountId] = stock;
        }
        finally
        {
            counting.TryRemove(KeyValuePair.Create(actor.AccountId, count));
        }
    }

    /// <summary>So many changes were committed in an account.</summary>
    internal void Stored(Guid account, int changes)
    {
        if (stored.TryGetValue(account, out var stock)) Interlocked.Add(ref stock.Count, changes);
    }

    sealed class Window
    {
        public Instant Ends { get; set; }

        public int Used { get; set; }
    }

    sealed class Stock(Instant at, long count)
    {
        public long Count = count;

        public Instant At { get; } = at;
    }
}
