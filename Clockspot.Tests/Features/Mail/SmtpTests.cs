using Clockspot.Features.Mail;
using Clockspot.Tests.Hosting;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Features.Mail;

/// <summary>Mail on its way to a real server, in each of the three ways.</summary>
public sealed class SmtpTests : IAsyncLifetime
{
    const string Text = "Überstunden?\n.a line with a dot\nhttp://localhost:5080/reset?token=abc";

    readonly World world = new(("environment", "Production"));
    readonly LogLines log = new();

    public async Task InitializeAsync()
    {
        await world.Workspace();
        await using var db = await world.Store.WriteSystem("test", default);
        db.Mail.Add(new MailMessage(Clockspot.Domain.Ids.New(db.Now), "ana@example.com", "Grüße", Text, db.Now));
        await db.Commit(default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(Offers.StartTls, SmtpSecurity.StartTls)]
    [InlineData(Offers.Tls, SmtpSecurity.Tls)]
    [InlineData(Offers.Nothing, SmtpSecurity.None)]
    public async Task The_text_arrives_whole_and_is_erased_here(object offers, SmtpSecurity security)
    {
        await using var server = await MailServer.Start((Offers)offers);

        Assert.Equal(1, await Send(server, security));

        var mail = Assert.Single(server.Mails);
        Assert.Equal(("clock@example.com", "ana@example.com", security != SmtpSecurity.None, (string?)null), (mail.From, Assert.Single(mail.To), mail.Encrypted, mail.User));
        Assert.Equal(("\"Clockspot\" <clock@example.com>", "ana@example.com", "Grüße"), (mail.Message.From.ToString(), mail.Message.To.ToString(), mail.Message.Subject));
        Assert.Equal(Text, mail.Message.TextBody!.ReplaceLineEndings("\n").TrimEnd());
        Assert.EndsWith("@example.com", mail.Message.MessageId, StringComparison.Ordinal);
        Assert.Equal(("auto-generated", world.Clock.GetCurrentInstant()), (mail.Message.Headers["Auto-Submitted"], Instant.FromDateTimeOffset(mail.Message.Date)));
        var row = await Row();
        Assert.Equal((null, world.Clock.GetCurrentInstant()), (row.Body, row.SentAt));
    }

    [Theory]
    [InlineData(Offers.StartTls, SmtpSecurity.StartTls)]
    [InlineData(Offers.Tls, SmtpSecurity.Tls)]
    public async Task A_server_that_asks_who_is_there_is_told_over_the_encrypted_connection(object offers, SmtpSecurity security)
    {
        await using var server = await MailServer.Start((Offers)offers, signIn: true);

        Assert.Equal(1, await Send(server, security, MailServer.Password));

        var mail = Assert.Single(server.Mails);
        Assert.Equal((true, MailServer.User), (mail.Encrypted, mail.User));
    }

    [Fact]
    public async Task A_wrong_password_leaves_the_mail_for_later_and_never_shows_in_the_log()
    {
        await using var server = await MailServer.Start(Offers.StartTls, signIn: true);

        Assert.Equal(0, await Send(server, SmtpSecurity.StartTls, "wrong-secret"));

        await Waits(server);
        Assert.Contains("AuthenticationException", Logged, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_refuses_the_recipient_is_asked_again_later_and_the_log_has_its_code_without_the_address()
    {
        await using var server = await MailServer.Start(refuses: "ana");

        Assert.Equal(0, await Send(server, SmtpSecurity.None));

        await Waits(server);
        Assert.Contains("SmtpCommandException RecipientNotAccepted, status 550", Logged, StringComparison.Ordinal);
        Assert.DoesNotContain("ana@", Logged, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Offers.Nothing, SmtpSecurity.StartTls)]
    [InlineData(Offers.Tls, SmtpSecurity.StartTls)]
    [InlineData(Offers.Nothing, SmtpSecurity.Tls)]
    public async Task A_server_that_does_not_encrypt_as_is_asked_for_is_given_nothing(object offers, SmtpSecurity security)
    {
        await using var server = await MailServer.Start((Offers)offers);

        Assert.Equal(0, await Send(server, security, MailServer.Password, TimeSpan.FromSeconds(1)));

        Assert.DoesNotContain(server.Commands, command => command is "AUTH" or "MAIL" or "RCPT" or "DATA");
        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData(Offers.StartTls, SmtpSecurity.StartTls)]
    [InlineData(Offers.Tls, SmtpSecurity.Tls)]
    public async Task A_server_whose_certificate_nobody_vouches_for_is_given_nothing(object offers, SmtpSecurity security)
    {
        await using var server = await MailServer.Start((Offers)offers);

        Assert.Equal(0, await Round(new SmtpMailer(Settings(server, security, MailServer.Password), world.Clock)).Run(default));

        await Waits(server);
        Assert.Contains("SslHandshakeException", Logged, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, command => command is "AUTH" or "MAIL" or "RCPT" or "DATA");
    }

    string Logged => string.Join('\n', log.All.Select(line => line.Text));

    Task<int> Send(MailServer server, SmtpSecurity security, string? password = null, TimeSpan? patience = null) =>
        Round(new SmtpMailer(Settings(server, security, password), world.Clock) { Trust = MailServer.Trust, Patience = patience ?? TimeSpan.FromMinutes(1) }).Run(default);

    MailRound Round(IMailer mailer) => new(world.Store, mailer, world.Clock, new LoggerFactory([log]).CreateLogger<MailRound>());

    static SmtpSettings Settings(MailServer server, SmtpSecurity security, string? password) => new()
    {
        Host = "localhost", Port = server.Port, From = "Clockspot <clock@example.com>", Security = security, User = password is null ? "" : MailServer.User, Password = password ?? "",
    };

    /// <summary>Nothing went; the mail is tried again.</summary>
    async Task Waits(MailServer server)
    {
        Assert.Empty(server.Mails);
        var row = await Row();
        Assert.Equal((1, null, Text), (row.Failures, row.SentAt, row.Body));
    }

    async Task<MailMessage> Row()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Mail.SingleAsync();
    }
}
