using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clockspot.Tests.Support;

/// <summary>
/// Stands before the program for a visitor that cannot send a token: it adds one to each request. Everything else passes byte by byte, so that what is odd about a request arrives
/// as odd as it was sent; only its own address becomes the program's, which goes by no other name.
/// </summary>
public sealed class BearerProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource end = new();
    readonly Task accepting;
    readonly ISite app;
    readonly string token;

    public BearerProxy(ISite app, string token)
    {
        (this.app, this.token) = (app, token);
        listener.Start();
        accepting = Accept();
    }

    /// <summary>Its own address.</summary>
    public string Origin => $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    async Task Accept()
    {
        while (true) _ = Serve(await listener.AcceptTcpClientAsync(end.Token));
    }

    async Task Serve(TcpClient visitor)
    {
        using var program = new TcpClient();
        using (visitor)
        {
            try
            {
                await program.ConnectAsync("localhost", new Uri(app.Origin).Port, end.Token);
                var (from, to) = (new BufferedStream(visitor.GetStream()), program.GetStream());
                var back = to.CopyToAsync(visitor.GetStream(), end.Token);
                while (await Head(from) is { } head)
                {
                    await to.WriteAsync(Encoding.Latin1.GetBytes(Changed(head)), end.Token);
                    var body = new byte[Length(head)];
                    await from.ReadExactlyAsync(body, end.Token);
                    await to.WriteAsync(body, end.Token);
                }
                program.Client.Shutdown(SocketShutdown.Send);
                await back;
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                // Whoever hangs up in the middle has what they wanted.
            }
        }
    }

    /// <summary>The lines of a request up to the empty one; null when there is none any more.</summary>
    async Task<string?> Head(BufferedStream from)
    {
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (await from.ReadAsync(one, end.Token) == 1)
            if (head.Append((char)one[0]).ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) return head.ToString();
        return null;
    }

    string Changed(string head)
    {
        var first = head.IndexOf("\r\n", StringComparison.Ordinal) + 2;
        return head.Insert(first, $"Authorization: Bearer {token}\r\n").Replace(new Uri(Origin).Authority, new Uri(app.Origin).Authority, StringComparison.Ordinal);
    }

    static int Length(string head)
    {
        const string Name = "content-length:";
        return head.Split("\r\n").FirstOrDefault(line => line.StartsWith(Name, StringComparison.OrdinalIgnoreCase)) is { } said ? int.Parse(said.AsSpan(Name.Length), CultureInfo.InvariantCulture) : 0;
    }
}
