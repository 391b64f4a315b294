namespace Clockspot.Features.Mail;

/// <summary>Sends mail in the background, every two seconds, where mail goes out at all.</summary>
sealed class MailJob(MailRound round, Postbox postbox, ILogger<MailJob> log) : BackgroundService
{
    static readonly TimeSpan pause = TimeSpan.FromSeconds(2);
    const int RoundsBetweenClearing = 1800;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!postbox.Delivers) return;
        using var timer = new PeriodicTimer(pause);
        for (var count = 0; await Next(timer, stoppingToken); count = (count + 1) % RoundsBetweenClearing)
        {
            try
            {
                await round.Run(stoppingToken);
                if (count == 0) await round.Clear(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The database may be busy or away; the next round tries again.
                log.LogError(failure, "A round of sending mail failed");
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    static async Task<bool> Next(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
