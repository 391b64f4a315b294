using System.Collections.Concurrent;
using System.Threading.Channels;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.ApiKeys;

/// <summary>Writes down when a key was last used and from where: at most once a minute for each key, and never while the caller waits.</summary>
public sealed class KeyUse(Store store, ILogger<KeyUse> log) : BackgroundService
{
    static readonly Duration often = Duration.FromMinutes(1);

    readonly ConcurrentDictionary<Guid, Instant> noted = new();
    readonly Channel<Use> waiting = System.Threading.Channels.Channel.CreateBounded<Use>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>A key was used.</summary>
    /// <param name="account">Its account.</param>
    /// <param name="key">Which.</param>
    /// <param name="written">What is written down so far.</param>
    /// <param name="now">When.</param>
    /// <param name="ip">From where.</param>
    public void Seen(Guid account, Guid key, Instant? written, Instant now, string? ip)
    {
        if (written is { } at && now - at < often) return;
        if (noted.TryGetValue(key, out var last) && now - last < often && last <= now) return;
        noted[key] = now;
        waiting.Writer.TryWrite(new Use(account, key, now, ip));
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
            await using var db = await store.Write(Actor.System(use.Account, "a key was used"), stop);
            await db.ApiKeys.Where(key => key.Id == use.Key && (key.LastUsedAt == null || key.LastUsedAt < use.At))
                .ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, use.At).SetProperty(key => key.LastUsedIp, use.Ip), stop);
            // Open pages show it; the audit log does not: it is no change that anybody made.
            db.Announce("api_key.used");
            await db.Commit(stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogWarning(failure, "The last use of a key was not written down");
        }
    }

    sealed record Use(Guid Account, Guid Key, Instant At, string? Ip);
}
