using System.Net;
using System.Net.Mail;
using System.Text;
using Clockspot.Domain;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>How mail goes out, from the settings section <c>Mail</c>.</summary>
public sealed record SmtpSettings
{
    /// <summary>The SMTP server; empty when no mail goes out.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port, 587 for submission with STARTTLS.</summary>
    public int Port { get; init; } = 587;

    /// <summary>The user name; empty when the server asks for none.</summary>
    public string User { get; init; } = "";

    /// <summary>The password.</summary>
    public string Password { get; init; } = "";

    /// <summary>The sender: <c>Clockspot &lt;clock@example.com&gt;</c>.</summary>
    public string From { get; init; } = "";

    /// <summary>Encrypts by STARTTLS and refuses a server that cannot.</summary>
    public bool StartTls { get; init; } = true;
}

/// <summary>Sends over SMTP. The framework's client is used because no other restores where the project is built.</summary>
sealed class SmtpMailer : IMailer
{
    /// <summary>A server that hangs is given up before the lease on the mail ends.</summary>
    static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    readonly SmtpSettings settings;
    readonly IClock clock;
    readonly MailAddress from;

    public SmtpMailer(SmtpSettings settings, IClock clock)
    {
        if (!MailAddress.TryCreate(settings.From, out var sender))
            throw new InvalidOperationException("Mail:From must be an address, such as 'Clockspot <clock@example.com>', when Mail:Host is set.");
        (this.settings, this.clock, from) = (settings, clock, sender);
    }

    public bool Delivers => true;

    public bool KeepsBodies => false;

    public async Task Send(string to, string subject, string body, CancellationToken stop)
    {
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(stop);
        hurry.CancelAfter(patience);
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.StartTls };
        if (settings.User.Length > 0) client.Credentials = new NetworkCredential(settings.User, settings.Password);
        using var message = new System.Net.Mail.MailMessage(from, new MailAddress(to))
        {
            Subject = subject, Body = body, SubjectEncoding = Encoding.UTF8, BodyEncoding = Encoding.UTF8,
        };
        // Some servers refuse mail without an identifier, and the framework writes none.
        message.Headers.Add("Message-ID", $"<{Ids.New(clock.GetCurrentInstant()):N}@{from.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        await client.SendMailAsync(message, hurry.Token);
    }
}

/// <summary>Development without SMTP: what would be sent is read on the page <c>/outbox</c>.</summary>
sealed class OutboxMailer : IMailer
{
    public bool Delivers => true;

    public bool KeepsBodies => true;

    public Task Send(string to, string subject, string body, CancellationToken stop) => Task.CompletedTask;
}

/// <summary>Nothing is configured: no mail is written, and screens offer links to copy.</summary>
sealed class NoMailer : IMailer
{
    public bool Delivers => false;

    public bool KeepsBodies => false;

    public Task Send(string to, string subject, string body, CancellationToken stop) =>
        throw new InvalidOperationException("This installation sends no mail.");
}
