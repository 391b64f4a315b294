using Clockspot.Data;

namespace Clockspot.Features.Mail;

/// <summary>Sends mail in the background, every two seconds, where mail goes out at all; clears old mail once an hour.</summary>
sealed class MailJob(MailRound round, Postbox postbox, ILogger<MailJob> log) : Rounds(TimeSpan.FromSeconds(2), log)
{
    const int RoundsBetweenClearing = 1800;
    int count;

    protected override async Task Round(CancellationToken stop)
    {
        if (!postbox.Delivers) return;
        await round.Run(stop);
        if (count == 0) await round.Clear(stop);
        count = (count + 1) % RoundsBetweenClearing;
    }
}
