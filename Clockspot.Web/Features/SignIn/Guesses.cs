using System.Collections.Concurrent;
using Clockspot.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>
/// Counts wrong passwords: of strangers by address, whether it has a sign-in or not, and by network; of a device that signed in before
/// by that device alone. In this process only: what is forgotten with it gives an attacker five guesses, and the database keeps no trace
/// by which known addresses could be told.
/// </summary>
public sealed class Guesses(IClock clock, IOptions<IdentityOptions> options)
{
    /// <summary>So many are remembered; beyond it those that were seen longest ago and are not locked are forgotten first.</summary>
    internal const int Most = 20_000;

    /// <summary>So many wrong passwords may come from one network, as from an office, before it is slowed down.</summary>
    const int FreeOfNetwork = 10;

    readonly ConcurrentDictionary<(Of Kind, string Name), Tally> tallies = new();

    enum Of
    {
        Address,
        Network,
        Device,
    }

    readonly record struct Tally(int Wrong, Instant Last, Instant LockedUntil);

    Duration Rest => Duration.FromTimeSpan(options.Value.Lockout.DefaultLockoutTimeSpan);

    int MostWrong => options.Value.Lockout.MaxFailedAccessAttempts;

    /// <summary>
    /// How long a stranger's guess waits: longer with each wrong one at the address, and with many from the network; three seconds at
    /// most.
    /// </summary>
    /// <param name="address">At which is guessed.</param>
    /// <param name="network">The guesser's household.</param>
    /// <param name="wide">The IPv6 network in which that lies, which counts as several; null for none.</param>
    internal TimeSpan Pause(string address, string network, string? wide = null)
    {
        var wrong = Find(Of.Address, address).Wrong;
        var ofWide = wide is null ? 0 : Find(Of.Network, wide).Wrong / CallerNetwork.Households;
        var more = Math.Max(0, Math.Max(Find(Of.Network, network).Wrong, ofWide) - FreeOfNetwork);
        return TimeSpan.FromMilliseconds((wrong == 0 ? 0 : Math.Min(1000, 50 << wrong)) + Math.Min(2000, 100 * more));
    }

    /// <summary>Strangers may not guess at an address.</summary>
    internal bool IsLocked(string address) => IsLocked(Of.Address, address);

    /// <summary>A device may not guess.</summary>
    internal bool IsLockedDevice(string device) => IsLocked(Of.Device, device);

    /// <summary>Counts a stranger's wrong password. True when the address is locked by now. Call it in the address's turn.</summary>
    internal bool Count(string address, string network, string? wide = null)
    {
        // What finds the lock was no guess.
        if (IsLocked(address)) return true;
        Add(Of.Network, network, int.MaxValue);
        if (wide is not null) Add(Of.Network, wide, int.MaxValue);
        return Add(Of.Address, address, MostWrong);
    }

    /// <summary>Counts a wrong password of a device. True when it is locked by now. Call it in the device's turn.</summary>
    internal bool CountDevice(string device) => Add(Of.Device, device, MostWrong);

    /// <summary>Strangers may guess at the address again: its holder signed in, or chose a new password.</summary>
    internal void Forgive(string address) => tallies.TryRemove((Of.Address, address), out _);

    /// <summary>The device signed in.</summary>
    internal void ForgiveDevice(string device) => tallies.TryRemove((Of.Device, device), out _);

    bool IsLocked(Of kind, string name) => Find(kind, name).LockedUntil > clock.GetCurrentInstant();

    /// <summary>What is known; nothing once it rested for as long as a lock lasts.</summary>
    Tally Find(Of kind, string name) => tallies.TryGetValue((kind, name), out var tally) && !IsOver(tally) ? tally : default;

    bool Add(Of kind, string name, int most)
    {
        if (tallies.Count >= Most) Forget();
        var now = clock.GetCurrentInstant();
        var wrong = Find(kind, name).Wrong + 1;
        var locks = wrong >= most;
        tallies[(kind, name)] = locks ? new Tally(0, now, now + Rest) : new Tally(wrong, now, default);
        return locks;
    }

    bool IsOver(Tally tally) => tally.Last + Rest <= clock.GetCurrentInstant();

    void Forget()
    {
        var oldest = tallies.ToArray().OrderByDescending(one => IsOver(one.Value)).ThenBy(one => one.Value.LockedUntil)
            .ThenBy(one => one.Value.Last);
        foreach (var (key, _) in oldest.Take(Most / 10)) tallies.TryRemove(key, out _);
    }
}
