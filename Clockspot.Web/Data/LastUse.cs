using System.Collections.Concurrent;
using System.Threading.Channels;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Data;

/// <summary>
/// Writes down when a credential or a session was last used and from where: seldom for each, and never while the caller waits.
/// </summary>
/// <param name="store">Where it is written.</param>
/// <param name="log">Where a failure is told; nobody waits for the write.</param>
public abstract class LastUse(Store store, ILogger log) : BackgroundService
{
    const int MostNoted = 10_000;

    readonly ConcurrentDictionary<Guid, Instant> noted = new();
    readonly Channel<Use> waiting = System.Threading.Channels.Channel.CreateBounded<Use>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>A use is written down when the last one was longer ago than this.</summary>
    protected virtual Duration Often { get; } = Duration.FromMinutes(1);

    /// <summary>What open pages are told; the audit log is not: it is no change that anybody made.</summary>
    protected abstract string Told { get; }

    /// <summary>Writes it in the row, unless a later use stands there.</summary>
    /// <param name="db">The account's own.</param>
    /// <param name="id">The credential.</param>
    /// <param name="at">When.</param>
    /// <param name="ip">From where.</param>
    /// <param name="stop">Gives up.</param>
    protected abstract Task Note(ClockspotDb db, Guid id, Instant at, string? ip, CancellationToken stop);

    /// <summary>A credential was used.</summary>
    /// <param name="account">Its account; empty for what belongs to none.</param>
    /// <param name="id">Which.</param>
    /// <param name="written">What is written down so far.</param>
    /// <param name="now">When.</param>
    /// <param name="ip">From where.</param>
    public void Seen(Guid account, Guid id, Instant? written, Instant now, string? ip)
    {
        if (written is { } at && now - at < Often) return;
        if (noted.TryGetValue(id, out var last) && now - last < Often && last <= now) return;
        if (noted.Count >= MostNoted) foreach (var (old, when) in noted) if (now - when >= Often) noted.TryRemove(old, out _);
        noted[id] = now;
        waiting.Writer.TryWrite(new Use(account, id, now, ip));
    }

    /// <summary>Begins to write where the row is.</summary>
    protected virtual Task<ClockspotDb> Begin(Guid account, CancellationToken stop) => store.Write(Actor.System(account,
        "a credential was used"), stop);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var use in waiting.Reader.ReadAllAsync(stoppingToken)) await Write(use, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    async Task Write(Use use, CancellationToken stop)
    {
        try
        {
            await using var db = await Begin(use.Account, stop);
            await Note(db, use.Id, use.At, use.Ip, stop);
            db.Announce(Told);
            await db.Commit(stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogWarning(failure, "The last use of a credential was not written down");
        }
    }

    sealed record Use(Guid Account, Guid Id, Instant At, string? Ip);
}
