using System.Threading.Channels;
using Clockspot.Data;

namespace Clockspot.Ui;

/// <summary>
/// Wakes a live page soon after something was committed in its account, and every so often anyway. What was heard only sets a mark: the
/// page wakes in its own flow, never in that of whoever committed.
/// </summary>
/// <param name="settle">Several commits within this time wake the page once.</param>
/// <param name="atLeast">The longest time between two wakings.</param>
public sealed class Heartbeat(TimeSpan settle, TimeSpan atLeast)
{
    readonly Channel<bool> marks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Beats until stopped. The first beat comes at once, for what happened before the page listened.</summary>
    /// <param name="feed">Where commits are told.</param>
    /// <param name="account">Whose.</param>
    /// <param name="wake">Told whether something was heard; false when only time went by.</param>
    /// <param name="stop">The page is left.</param>
    public async Task Beat(LiveFeed feed, Guid account, Func<bool, Task> wake, CancellationToken stop)
    {
        using var subscription = feed.Subscribe(account, _ => marks.Writer.TryWrite(true));
        try
        {
            await wake(true);
            while (!stop.IsCancellationRequested)
            {
                var heard = await Listen(stop);
                if (heard) await Task.Delay(settle, stop);
                while (marks.Reader.TryRead(out _)) heard = true;
                await wake(heard);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page was left; nobody looks any more.
        }
    }

    async Task<bool> Listen(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(atLeast);
        try
        {
            return await marks.Reader.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
