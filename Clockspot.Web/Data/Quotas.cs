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
    const int MostRemembered = 10_000;

    static readonly Duration fresh = Duration.FromHours(1), minute = Duration.FromMinutes(1);

    readonly ConcurrentDictionary<Guid, Window> writes = new();
    readonly ConcurrentDictionary<Guid, Stock> stored = new();

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
        : $"This workspace has recorded {most:N0} changes, which is as many as it may. Punches are still taken. Ask whoever runs this Clockspot for more.");

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
    internal async Task RequireRoom(Actor actor, Store store, CancellationToken stop)
    {
        if (actor.PersonId == Guid.Empty) return;
        var now = clock.GetCurrentInstant();
        var most = actor.IsDemo ? DemoChanges : Changes;
        if (!stored.TryGetValue(actor.AccountId, out var stock) || now - stock.At >= fresh || now < stock.At)
        {
            if (stored.Count >= MostRemembered) stored.Clear();
            // Outside the write lock: a count of a large account holds nobody up.
            await using var db = await store.Open(actor, stop);
            stored[actor.AccountId] = stock = new Stock(now, await db.AuditEvents.LongCountAsync(stop));
        }
        if (stock.Count >= most) throw Full(actor.IsDemo, most);
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
