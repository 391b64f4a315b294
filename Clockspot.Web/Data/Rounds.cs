namespace Clockspot.Data;

/// <summary>
/// Work that comes round by itself for as long as the program runs: at once, then every so often. A round that fails is logged and tried again
/// at the next turn.
/// </summary>
/// <param name="every">From one round to the next.</param>
/// <param name="log">Where failures are told.</param>
public abstract class Rounds(TimeSpan every, ILogger log) : BackgroundService
{
    /// <summary>Where the work tells what it did.</summary>
    protected ILogger Log { get; } = log;

    /// <summary>Does what is due by now.</summary>
    protected abstract Task Round(CancellationToken stop);

    /// <inheritdoc />
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(every);
            do await Guarded(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    async Task Guarded(CancellationToken stop)
    {
        try
        {
            await Round(stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.LogError(failure, "{Round} failed; it is tried again in {Pause}", GetType().Name, every);
        }
    }
}
