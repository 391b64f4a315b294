using System.Collections.Concurrent;
using System.Threading.Channels;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Data;

/// <summary>Writes down when a credential was last used and from where: at most once a minute for each, and never while the caller waits.</summary>
/// <param name="store">Where it is written.</param>
/// <param name="log">Where a failure is told; nobody waits for the write.</param>
public abstract class LastUse(Store store, ILogger log) : BackgroundService
{
    static readonly Duration often = Duration.FromMinutes(1);

    readonly ConcurrentDictionary<Guid, Instant> noted = new();
    readonly Channel<Use> waiting = System.Threading.Channels.Channel.CreateBounded<Use>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

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
    /// <param name="account">Its account.</param>
    /// <param name="id">Which.</param>
    /// <param name="written">What is written down so far.</param>
    /// <param name="now">When.</param>
    /// <param name="ip">From where.</param>
    public void Seen(Guid account, Guid id, Instant? written, Instant now, string? ip)
    {
        if (written is { } at && now - at < often) return;
        if (noted.TryGetValue(id, out var last) && now - last < often && last <= now) return;
        noted[id] = now;
        waiting.Writer.TryWrite(new Use(account, id, now, ip));
    }

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
            await using var db = await store.Write(Actor.System(use.Account, "a credential was used"), stop);
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
