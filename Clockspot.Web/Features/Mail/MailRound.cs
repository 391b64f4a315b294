using Clockspot.Data;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>
/// Sends the mail that is due. Each row is claimed with a lease before it is sent, by an update that only one node can win, so that two
/// nodes never send it twice. A node that dies between sending and marking leaves the row to be sent again after the lease: late is
/// worse than twice for a reset, and SMTP offers nothing better.
/// </summary>
public sealed class MailRound(Store store, IMailer mailer, IClock clock, ILogger<MailRound> log)
{
    /// <summary>How often a mail is tried before it is given up; the delays add up to about two days.</summary>
    internal const int MostFailures = 8;

    static readonly Duration lease = Duration.FromMinutes(5);
    static readonly Duration kept = Duration.FromDays(30);

    /// <summary>As long as mail is counted.</summary>
    static readonly Duration counted = Duration.FromDays(1);

    /// <summary>Sends everything that is due now. Answers how many went.</summary>
    public async Task<int> Run(CancellationToken stop)
    {
        var sent = 0;
        foreach (var (id, due) in await Due(stop))
        {
            if (await Claim(id, due, stop) is { } mail && await Send(mail, stop)) sent++;
        }
        return sent;
    }

    /// <summary>
    /// Removes mail that is long done: addresses are not kept without need. Also what was sent to a sign-in that is gone, and what an
    /// erasure left to be counted.
    /// </summary>
    public async Task Clear(CancellationToken stop)
    {
        await using var db = await store.WriteSystem("old mail", stop);
        var before = db.Now - kept;
        var day = db.Now - counted;
        await db.Mail.Where(mail => (mail.CreatedAt < before || (mail.To == "" && mail.CreatedAt < day))
            && (mail.SentAt != null || mail.Body == null)).ExecuteDeleteAsync(stop);
        await MailErasure.OfGone(db, stop);
        db.Erases();
        await db.Commit(stop);
    }

    /// <summary>1 minute, then four times as long each time, a day at most.</summary>
    internal static Duration DelayAfter(int failures) =>
        Duration.Min(Duration.FromMinutes(Math.Pow(4, failures - 1)), Duration.FromDays(1));

    async Task<IReadOnlyList<(Guid Id, Instant Due)>> Due(CancellationToken stop)
    {
        await using var db = await store.OpenSystem("mail that is due", stop);
        var rows = await db.Mail.Where(mail => mail.SentAt == null && mail.DueAt <= db.Now && mail.Body != null)
            .OrderBy(mail => mail.DueAt).Take(50).Select(mail => new { mail.Id, mail.DueAt }).ToListAsync(stop);
        return [.. rows.Select(row => (row.Id, row.DueAt))];
    }

    /// <summary>Null when another node was faster.</summary>
    async Task<MailMessage?> Claim(Guid id, Instant due, CancellationToken stop)
    {
        await using var db = await store.WriteSystem("claim a mail", stop);
        var until = Conventions.Cut(db.Now + lease);
        var won = await db.Mail.Where(mail => mail.Id == id && mail.DueAt == due && mail.SentAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(mail => mail.DueAt, until), stop);
        if (won == 0) return null;
        var mail = await db.Mail.AsNoTracking().SingleAsync(mail => mail.Id == id, stop);
        await db.Commit(stop);
        return mail;
    }

    async Task<bool> Send(MailMessage mail, CancellationToken stop)
    {
        try
        {
            await mailer.Send(mail.To, mail.Subject, mail.Body!, stop);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            // The message of a failure may hold the address; its kind and the server's code say enough.
            var command = failure as MailKit.Net.Smtp.SmtpCommandException;
            log.LogWarning("Mail {Mail} was not taken ({Failure} {Error}, status {Status}), failure {Count}", mail.Id, failure.GetType().Name,
                command?.ErrorCode, (int?)command?.StatusCode, mail.Failures + 1);
            Instant? retry = mail.Failures + 1 < MostFailures ? clock.GetCurrentInstant() + DelayAfter(mail.Failures + 1) : null;
            await Mark(mail, (row, _) => row.Failed(retry), stop);
            return false;
        }
        // The mail is out: that is written down even when the program is asked to stop meanwhile.
        await Mark(mail, (row, now) => row.Sent(now, mailer.KeepsBodies, mail.Body!), CancellationToken.None);
        log.LogInformation("Mail {Mail} was sent", mail.Id);
        return true;
    }

    /// <summary>Writes the outcome, unless the lease was over and another node has the mail by now.</summary>
    async Task Mark(MailMessage claimed, Action<MailMessage, Instant> change, CancellationToken stop)
    {
        await using var db = await store.WriteSystem("mark a mail", stop);
        var row = await db.Mail.SingleOrDefaultAsync(mail => mail.Id == claimed.Id && mail.DueAt == claimed.DueAt && mail.SentAt == null, stop);
        if (row is null) return;
        change(row, db.Now);
        // The text may hold a link with power; gone is gone.
        if (row.Body is null) db.Erases();
        await db.Commit(stop);
    }
}
