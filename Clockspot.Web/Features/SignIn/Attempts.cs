using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>
/// Wrong guesses, before Identity counts them. Two things that it leaves open: guesses in parallel would all be checked before the first
/// is counted, so that one address is served one at a time; and an address without a sign-in would never be locked, which tells it from
/// one that has a sign-in, so that it is locked here in the same way. In this process only; the database holds what matters.
/// </summary>
public sealed class Attempts(IClock clock, IOptions<IdentityOptions> options)
{
    const int MostUnknown = 10_000;

    readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];
    readonly ConcurrentDictionary<string, (int Wrong, Instant LockedUntil)> unknown = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn of an address or person; the turn ends with the result.</summary>
    internal async Task<IDisposable> Enter(string of, CancellationToken stop)
    {
        // Strings hash differently in each process, so that nobody can aim at another's turn.
        var turn = turns[(uint)of.GetHashCode(StringComparison.Ordinal) % turns.Length];
        await turn.WaitAsync(stop);
        return new Turn(turn);
    }

    /// <summary>Counts a guess at an address without a sign-in. True when it is locked by now, at the same count and for as long as a real one.</summary>
    internal bool LocksUnknown(string address)
    {
        var now = clock.GetCurrentInstant();
        var (wrong, until) = unknown.GetValueOrDefault(address);
        if (until > now) return true;
        if (unknown.Count >= MostUnknown) unknown.Clear();
        var locks = ++wrong >= options.Value.Lockout.MaxFailedAccessAttempts;
        unknown[address] = locks ? (0, now + Duration.FromTimeSpan(options.Value.Lockout.DefaultLockoutTimeSpan)) : (wrong, default);
        return locks;
    }

    sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        SemaphoreSlim? held = turn;

        public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();
    }
}
