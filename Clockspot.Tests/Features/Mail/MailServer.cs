using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Mail;
using SmtpServer.Net;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Clockspot.Tests.Features.Mail;

/// <summary>How the server on loopback takes connections.</summary>
enum Offers
{
    /// <summary>No encryption at all.</summary>
    Nothing,
    /// <summary>A greeting in the clear, then STARTTLS.</summary>
    StartTls,
    /// <summary>TLS from the first byte.</summary>
    Tls,
}

/// <summary>A mail as the server was given it.</summary>
/// <param name="From">The sender of the envelope.</param>
/// <param name="To">The recipients of the envelope.</param>
/// <param name="Message">Headers and text.</param>
/// <param name="Encrypted">The connection was encrypted.</param>
/// <param name="User">Who had signed in, or null.</param>
sealed record Received(string From, IReadOnlyList<string> To, MimeMessage Message, bool Encrypted, string? User);

/// <summary>A real mail server on a free loopback port, with a certificate of its own.</summary>
sealed class MailServer : MessageStore, IMailboxFilter, IUserAuthenticator, IAsyncDisposable
{
    static readonly Lazy<X509Certificate2> certificate = new(MakeCertificate);

    readonly CancellationTokenSource closing = new();
    readonly Task serving;

    MailServer(Offers offers, bool signIn, out Task<int> port)
    {
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = new EndpointListenerFactory();
        listening.EndpointStarted += (_, at) => started.SetResult(((IPEndPoint)at.LocalEndPoint).Port);
        var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint =>
        {
            endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, 0)).IsSecure(offers == Offers.Tls).AuthenticationRequired(signIn);
            if (offers != Offers.Nothing) endpoint.Certificate(certificate.Value);
        }).Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add((IMessageStore)this);
        services.Add((IMailboxFilter)this);
        services.Add((IUserAuthenticator)this);
        services.Add(listening);
        var server = new SmtpServer.SmtpServer(options, services);
        server.SessionCreated += (_, session) => session.Context.CommandExecuting += (_, command) => Commands.Enqueue(command.Command.Name);
        serving = server.StartAsync(closing.Token);
        port = started.Task;
    }

    public const string User = "clock", Password = "secret";

    public int Port { get; private set; }

    /// <summary>The beginning of the mailbox that is refused with 550.</summary>
    public string? Refuses { get; init; }

    /// <summary>The names of the commands that it was given, in their order.</summary>
    public ConcurrentQueue<string> Commands { get; } = [];

    public ConcurrentQueue<Received> Mails { get; } = [];

    public static async Task<MailServer> Start(Offers offers = Offers.Nothing, bool signIn = false, string? refuses = null)
    {
        var server = new MailServer(offers, signIn, out var port) { Refuses = refuses };
        server.Port = await port.WaitAsync(TimeSpan.FromSeconds(20));
        return server;
    }

    /// <summary>Believes this server's certificate and no other.</summary>
    public static RemoteCertificateValidationCallback Trust { get; } = (_, shown, _, errors) =>
        shown?.GetCertHashString() == certificate.Value.GetCertHashString() && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);

    public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream(buffer.ToArray());
        Mails.Enqueue(new Received(transaction.From.AsAddress(), [.. transaction.To.Select(to => to.AsAddress())], await MimeMessage.LoadAsync(bytes, cancellationToken),
            context.Pipe.IsSecure, context.Authentication.User));
        return SmtpResponse.Ok;
    }

    Task<bool> IMailboxFilter.CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) => Task.FromResult(true);

    Task<bool> IMailboxFilter.CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) => Task.FromResult(to.User != Refuses);

    Task<bool> IUserAuthenticator.AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken) =>
        Task.FromResult((user, password) == (User, Password));

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await serving;
        closing.Dispose();
    }

    static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
#pragma warning disable RS0030 // TLS compares with the machine's clock.
        var now = DateTimeOffset.UtcNow;
#pragma warning restore RS0030
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
