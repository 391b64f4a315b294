using Clockspot.Data;
using Clockspot.Domain;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>Hands one mail to the outside. The port to SMTP; tests and Development bring their own.</summary>
public interface IMailer
{
    /// <summary>False when nothing is configured: then no mail is written, and screens offer links to copy instead.</summary>
    bool Delivers { get; }

    /// <summary>True when sent mail stays readable, in Development's outbox.</summary>
    bool KeepsBodies { get; }

    /// <summary>Sends, or throws.</summary>
    Task Send(string to, string subject, string body, CancellationToken stop);
}

/// <summary>Writes mail in the transaction of what it speaks of, so that neither goes without the other. The one way in which mail is
/// written: what limits it stands here.</summary>
public sealed class Postbox(IMailer mailer, MailLimits limits)
{
    /// <summary>After a notice, further ones to the same person wait so long and go as one.</summary>
    internal static readonly Duration Quiet = Duration.FromMinutes(10);

    /// <summary>Whether mail goes out at all.</summary>
    public bool Delivers => mailer.Delivers;

    /// <summary>
    /// Writes a mail; the caller commits. Does nothing where no mail goes out, never sends for a demo, and mails no more links to one
    /// address than a day has. Notices are never kept back:
    /// when there are many within minutes, they go together. 429 <c>mail_limit_reached</c> for an invitation that may not go.
    /// </summary>
    /// <returns>True when it will be sent.</returns>
    public async Task<bool> Post(ClockspotDb db, Letter letter, CancellationToken stop)
    {
        if (!Goes(letter.Cause)) return false;
        switch (letter.Kind)
        {
            case MailKind.Invitation: return Write(db, letter, await Room(db, letter.Cause, [letter.To], stop));
            case MailKind.Confirmation or MailKind.Reset when await limits.LinksAreUsedUp(db, letter, stop): return false;
            case MailKind.Notice or MailKind.Reminder when !await db.HasProven(letter.Cause.PersonId, letter.To, stop): return false;
            case MailKind.Notice: await Notify(db, letter, stop); return true;
            default: db.Mail.Add(Written(db, letter)); return true;
        }
    }

    /// <summary>How many invitations may go to those addresses now; null where no mail goes out.</summary>
    public async Task<MailRoom?> Room(ClockspotDb db, MailCause cause, IReadOnlyCollection<string> to, CancellationToken stop) =>
        Goes(cause) ? await MailRoom.Look(limits, db, cause, to, stop) : null;

    /// <summary>Writes an invitation, one of many that were asked for together.</summary>
    public bool Write(ClockspotDb db, Letter letter, MailRoom? room)
    {
        if (room is null || !Goes(letter.Cause)) return false;
        room.Take(letter.To);
        db.Mail.Add(Written(db, letter));
        return true;
    }

    bool Goes(MailCause cause) => mailer.Delivers && !cause.IsDemo;

    /// <summary>Whoever makes a hundred keys to hide one among them sends one mail that names all.</summary>
    async Task Notify(ClockspotDb db, Letter letter, CancellationToken stop)
    {
        var (to, account, sender, since) = (letter.To.ToUpperInvariant(), letter.Cause.AccountId, letter.Cause.PersonId, db.Now - Quiet);
        var last = await db.Mail.Where(mail => mail.NormalizedTo == to && mail.Kind == MailKind.Notice && mail.AccountId == account && mail.SenderId == sender)
            .Where(mail => mail.CreatedAt > since || (mail.SentAt == null && mail.Body != null))
            .OrderByDescending(mail => mail.CreatedAt).ThenByDescending(mail => mail.Id).FirstOrDefaultAsync(stop);
        // One that a mail server has refused waits for long: what is new goes by itself.
        if (last is { SentAt: null, Body: not null, Failures: 0 })
        {
            last.Join(letter.Subject.ToString(), letter.Body.ToString());
            return;
        }
        var mail = Written(db, letter);
        if (last is { Failures: 0 }) mail.Hold(last.CreatedAt + Quiet);
        db.Mail.Add(mail);
    }

    static MailMessage Written(ClockspotDb db, Letter letter) =>
        new(Ids.New(db.Now), letter.To, letter.Subject.ToString(), letter.Body.ToString(), db.Now)
    {
        AccountId = letter.Cause.AccountId, SenderId = letter.Cause.PersonId, Kind = letter.Kind,
    };
}
