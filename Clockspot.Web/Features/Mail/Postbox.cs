using Clockspot.Data;
using Clockspot.Domain;

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

/// <summary>Writes mail in the transaction of what it speaks of, so that neither goes without the other.</summary>
public sealed class Postbox(IMailer mailer)
{
    /// <summary>Whether mail goes out at all.</summary>
    public bool Delivers => mailer.Delivers;

    /// <summary>Writes a mail; the caller commits. Does nothing where no mail goes out, and never sends for a demo.</summary>
    /// <param name="db">The open operation.</param>
    /// <param name="isDemo">True when a demo workspace or its people cause it.</param>
    /// <param name="to">The address.</param>
    /// <param name="subject">The subject line.</param>
    /// <param name="body">Plain text.</param>
    /// <returns>True when it will be sent.</returns>
    public bool Post(ClockspotDb db, bool isDemo, string to, string subject, string body)
    {
        if (isDemo || !mailer.Delivers) return false;
        db.Mail.Add(new MailMessage(Ids.New(db.Now), to, subject, body, db.Now));
        return true;
    }
}
