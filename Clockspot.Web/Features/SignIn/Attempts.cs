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
    /// <summary>Identity takes the codes of two steps before and after; none of them lives longer than this.</summary>
    static readonly Duration codesLive = Duration.FromMinutes(5);

    readonly ConcurrentDictionary<(Guid Person, string Code), Instant> taken = new();
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

    /// <summary>True when the code signed the person in before (RFC 6238, section 5.2: it must not do so twice). Call it in the person's turn.</summary>
    internal bool WasTaken(Guid person, string code) => taken.GetValueOrDefault((person, code)) > clock.GetCurrentInstant();

    /// <summary>Remembers that the code signed the person in.</summary>
    internal void Take(Guid person, string code)
    {
        var now = clock.GetCurrentInstant();
        foreach (var old in taken.Where(one => one.Value <= now).Select(one => one.Key).ToList()) taken.TryRemove(old, out _);
        taken[(person, code)] = now + codesLive;
    }

    sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        SemaphoreSlim? held = turn;

        public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();
    }
}
