using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clockspot.Tests.Features.Mail;

/// <summary>A mail server on loopback that speaks as much SMTP (RFC 5321) as one client needs, and keeps what it was given.</summary>
sealed class SmtpServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource closing = new();
    readonly Task accepting;

    public SmtpServer()
    {
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Recipients that are refused with 550.</summary>
    public string? Refuses { get; init; }

    /// <summary>What was said to the server, without the mails' texts.</summary>
    public List<string> Said { get; } = [];

    /// <summary>The mails, headers and text.</summary>
    public List<string> Mails { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        closing.Dispose();
    }

    async Task Accept()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(closing.Token);
                await Talk(client.GetStream());
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException)
        {
            // The test is over, or the client hung up.
        }
    }

    async Task Talk(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await using var writer = new StreamWriter(stream, Encoding.Latin1) { AutoFlush = true, NewLine = "\r\n" };
        await writer.WriteLineAsync("220 test");
        while (await reader.ReadLineAsync(closing.Token) is { } line)
        {
            Said.Add(line);
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO": await writer.WriteAsync("250-test\r\n250 AUTH LOGIN\r\n"); break;
                case "AUTH": await writer.WriteLineAsync("334 UGFzc3dvcmQ6"); Said.Add(await reader.ReadLineAsync(closing.Token) ?? ""); await writer.WriteLineAsync("235 ok"); break;
                case "RCPT" when Refuses is not null && line.Contains(Refuses, StringComparison.Ordinal): await writer.WriteLineAsync("550 no such user"); break;
                case "DATA": await writer.WriteLineAsync("354 go on"); Mails.Add(await Text(reader)); await writer.WriteLineAsync("250 taken"); break;
                case "QUIT": await writer.WriteLineAsync("221 bye"); return;
                default: await writer.WriteLineAsync("250 ok"); break;
            }
        }
    }

    async Task<string> Text(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(closing.Token) is { } line && line != ".") text.Append(line.StartsWith('.') ? line[1..] : line).Append('\n');
        return text.ToString();
    }
}
