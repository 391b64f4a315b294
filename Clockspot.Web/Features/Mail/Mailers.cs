using System.Globalization;
using System.Net.Security;
using Clockspot.Domain;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Text;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>How the connection to the mail server is encrypted.</summary>
public enum SmtpSecurity
{
    /// <summary>By STARTTLS after the greeting (RFC 3207); a server that can't is refused. The way of port 587.</summary>
    StartTls,
    /// <summary>From the first byte (RFC 8314). The way of port 465.</summary>
    Tls,
    /// <summary>Not at all: for a server on the same machine or network.</summary>
    None,
}

/// <summary>How mail goes out, from the settings section <c>Mail</c>.</summary>
public sealed record SmtpSettings
{
    /// <summary>The port of submission over TLS.</summary>
    const int TlsPort = 465;

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

    /// <summary>How the connection is encrypted; when left out, the way that the port stands for.</summary>
    public SmtpSecurity? Security { get; init; }

    /// <summary>Reads the section; null when no mail goes out. Throws with the name of the setting that is wrong.</summary>
    internal static SmtpSettings? Of(IConfiguration mail)
    {
        if (string.IsNullOrWhiteSpace(mail["Host"])) return null;
        if (mail["StartTls"] is not null) throw Wrong("Mail:StartTls is no longer read. Set Mail:Security to StartTls, Tls or None instead, and remove it.");
        if (!int.TryParse(mail["Port"] ?? "587", CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535) throw Wrong($"Mail:Port must be between 1 and 65535; it is '{mail["Port"]}'.");
        if (!MailboxAddress.TryParse(mail["From"], out var from) || from.Domain.Length == 0)
            throw Wrong($"Mail:From must be an address, such as 'Clockspot <clock@example.com>', when Mail:Host is set; it is '{mail["From"]}'.");
        SmtpSecurity? security = null;
        if (mail["Security"] is { Length: > 0 } named)
        {
            if (!Enum.TryParse<SmtpSecurity>(named, ignoreCase: true, out var known) || !Enum.IsDefined(known) || char.IsAsciiDigit(named[0]))
                throw Wrong($"Mail:Security must be StartTls, Tls or None; it is '{named}'.");
            security = known;
        }
        return new SmtpSettings { Host = mail["Host"]!.Trim(), Port = port, User = mail["User"] ?? "", Password = mail["Password"] ?? "", From = mail["From"]!, Security = security };
    }

    /// <summary>The way in MailKit's words. Never its Auto, which goes on in the clear with a server that offers no encryption.</summary>
    internal SecureSocketOptions Options => (Security ?? (Port == TlsPort ? SmtpSecurity.Tls : SmtpSecurity.StartTls)) switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    static InvalidOperationException Wrong(string words) => new(words);
}

/// <summary>Sends over SMTP.</summary>
sealed class SmtpMailer(SmtpSettings settings, IClock clock) : IMailer
{
    readonly MailboxAddress from = MailboxAddress.Parse(settings.From);

    /// <summary>A server that hangs is given up before the lease on the mail ends.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Decides about the server's certificate in the place of the machine's list of authorities; for tests.</summary>
    public RemoteCertificateValidationCallback? Trust { get; init; }

    public bool Delivers => true;

    public bool KeepsBodies => false;

    public async Task Send(string to, string subject, string body, CancellationToken stop)
    {
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(stop);
        hurry.CancelAfter(Patience);
        using var message = new MimeMessage { Subject = subject, Body = new TextPart(TextFormat.Plain) { Text = body } };
        message.From.Add(from);
        message.To.Add(new MailboxAddress("", to));
        message.MessageId = $"{Ids.New(clock.GetCurrentInstant()):N}@{from.Domain}";
        message.Date = clock.GetCurrentInstant().ToDateTimeOffset();
        message.Headers.Add("Auto-Submitted", "auto-generated");
        // Lists of revoked certificates lie elsewhere: where this server reaches the mail server alone, asking for them would keep all mail back.
        using var client = new SmtpClient { CheckCertificateRevocation = false, ServerCertificateValidationCallback = Trust };
        await client.ConnectAsync(settings.Host, settings.Port, settings.Options, hurry.Token);
        if (settings.User.Length > 0) await client.AuthenticateAsync(settings.User, settings.Password, hurry.Token);
        await client.SendAsync(message, hurry.Token);
        await client.DisconnectAsync(quit: true, hurry.Token);
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
