using System.Collections.Concurrent;
using Clockspot.Domain;
using NodaTime;

namespace Clockspot.Features.Clockify;

/// <summary>What a list belongs to: an account, and the key with which it was read.</summary>
/// <param name="Account">The account.</param>
/// <param name="KeyedAt">When that key was saved.</param>
/// <param name="List">Which list.</param>
public readonly record struct ClockifySlot(Guid Account, Instant KeyedAt, string List);

/// <summary>
/// Keeps each list for ten minutes, for everybody of the account who looks: a free plan of Clockify has thirty requests an hour. Several who ask at once wait for
/// one reading, which goes on when one of them leaves. In this process only.
/// </summary>
public sealed class ClockifyCache(IClock clock)
{
    /// <summary>How long a list is kept.</summary>
    public static readonly Duration Life = Duration.FromMinutes(10);

    /// <summary>Within this no list is read a second time, whoever presses what; nor is a refusal asked for again by whoever only looks.</summary>
    public static readonly Duration Breath = Duration.FromMinutes(1);

    /// <summary>Whoever presses the button after a refusal wants to know whether it is over; so soon after it they pressed twice.</summary>
    static readonly Duration doubleClick = Duration.FromSeconds(3);

    readonly ConcurrentDictionary<ClockifySlot, Kept> slots = new();
    readonly ConcurrentDictionary<Guid, Instant> pauses = new();

    /// <summary>
    /// A list, read when what is kept is too old. While Clockify wants a pause nothing is read: what is kept is answered as long as it lives, else the refusal.
    /// </summary>
    /// <param name="slot">Which list.</param>
    /// <param name="freshness">How new it must be.</param>
    /// <param name="read">Reads it; runs on after its asker has left.</param>
    /// <param name="stop">Leaves.</param>
    /// <returns>Null when nothing is kept and nothing may be read.</returns>
    public async Task<ClockifyReading?> Get(ClockifySlot slot, Freshness freshness, Func<Task<IReadOnlyList<ClockifyItem>>> read, CancellationToken stop)
    {
        Sweep();
        var kept = slots.GetValueOrDefault(slot);
        if (freshness == Freshness.Kept) return kept?.Reading is { IsCompletedSuccessfully: true } done ? done.Result : null;
        if (kept is null || IsStale(kept, freshness))
        {
            if (PauseOf(slot.Account) is not null && kept?.Reading is { IsCompletedSuccessfully: true } there) return there.Result;
            RefuseInPause(slot.Account);
            // Of several who come at once, one begins the reading.
            var mine = new Kept(Now, () => Task.Run(async () => new ClockifyReading(await read(), Now)));
            kept = kept is null ? slots.GetOrAdd(slot, mine) : slots.TryUpdate(slot, mine, kept) ? mine : slots.GetValueOrDefault(slot) ?? mine;
        }
        return await kept.Reading.WaitAsync(stop);
    }

    /// <summary>Puts in what was read while a key was tested.</summary>
    public void Put(ClockifySlot slot, IReadOnlyList<ClockifyItem> rows)
    {
        var reading = new ClockifyReading(rows, Now);
        slots[slot] = new Kept(reading.ReadAt, () => Task.FromResult(reading));
    }

    /// <summary>Clockify wants a pause: until it is over nothing of the account is read.</summary>
    public void Pause(Guid account, Duration wait) => pauses[account] = Now + wait;

    /// <summary>503 <c>clockify_rate_limited</c> while Clockify wants a pause.</summary>
    public void RefuseInPause(Guid account)
    {
        if (PauseOf(account) is { } pause) throw ClockifyRefusals.Limited(pause);
    }

    /// <summary>Forgets an account: its connection is gone.</summary>
    public void Forget(Guid account)
    {
        foreach (var slot in slots.Keys.Where(slot => slot.Account == account)) slots.TryRemove(slot, out _);
        pauses.TryRemove(account, out _);
    }

    Instant Now => clock.GetCurrentInstant();

    Duration? PauseOf(Guid account) => pauses.TryGetValue(account, out var until) && until > Now ? until - Now : null;

    bool IsStale(Kept kept, Freshness freshness)
    {
        if (!kept.Reading.IsCompleted) return false;
        var age = Now - kept.Begun;
        if (kept.Reading.IsCompletedSuccessfully) return age >= (freshness == Freshness.Anew ? Breath : Life);
        // How long a pause lasts Clockify has said.
        return age >= (freshness == Freshness.Anew ? doubleClick : Breath) || kept.Reading.Exception?.InnerException is Refusal { RetryAfter: not null };
    }

    void Sweep()
    {
        var now = Now;
        foreach (var (slot, kept) in slots)
            if (kept.Reading.IsCompleted && now - kept.Begun >= Life) slots.TryRemove(KeyValuePair.Create(slot, kept));
        foreach (var pause in pauses)
            if (pause.Value <= now) pauses.TryRemove(pause);
    }

    /// <summary>A reading, under way or done. It begins when somebody first looks at it.</summary>
    sealed class Kept(Instant begun, Func<Task<ClockifyReading>> read)
    {
        readonly Lazy<Task<ClockifyReading>> reading = new(read);

        public Instant Begun => begun;

        public Task<ClockifyReading> Reading => reading.Value;
    }
}
