using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Hosting;

/// <summary>
/// A body must have arrived after a set time, a second here and ten seconds otherwise. Whoever sends one byte now and then, or just as
/// much as the server's own smallest rate asks for, holds a connection and what was checked at its beginning for no longer.
/// </summary>
[Collection(Outside.Second)]
public sealed class BodyTests : IAsyncLifetime
{
    readonly World world = new();
    Site site = null!;
    string key = "", token = "", cookie = "";

    public async Task InitializeAsync()
    {
        var owner = await world.Workspace();
        site = await Site.Start(world.Folder, ("Requests:BodySeconds", "1"));
        key = await world.Key(owner);
        token = await Granted.Token(world, owner, site.Origin + "/mcp");
        cookie = await world.Cookie(owner);
    }

    public async Task DisposeAsync()
    {
        await site.DisposeAsync();
        await world.DisposeAsync();
    }

    const string Json = "application/json", Form = "application/x-www-form-urlencoded";

    /// <summary>Every kind of reader of bodies.</summary>
    public static TheoryData<string, string, string, string> Readers => new()
    {
        { "POST /api/v1/jobs", Json, "{\"name\": \"", "\"code\":\"request_timeout\"" },
        { "PATCH /api/v1/account", Json, "{\"name\": \"", "\"code\":\"request_timeout\"" },
        { "POST /mcp", Json, "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"", "did not arrive" },
        { "POST /oauth/token", Form, "grant_type=refresh_token&client_id=", "did not arrive" },
        { "POST /oauth/revoke", Form, "client_id=x&token=", "did not arrive" },
        { "POST /oauth/register", Json, "{\"client_name\": \"", "did not arrive" },
        { "POST /sign-in", Form, "_handler=sign-in&Input.Email=", "took too long to arrive" },
        { "POST /w/harbor/jobs/new", Form, "_handler=add&Input.Name=", "took too long to arrive" },
        { "POST /_blazor/disconnect", Form, "circuitId=", "" },
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task A_trickling_body_is_refused_by_name_and_the_connection_ends(string call, string type, string start, string words)
    {
        foreach (var (framing, pause) in new[] { ("Content-Length: 50000", 40), ("Transfer-Encoding: chunked", 40) })
        {
            var (answer, took, ended) = await Trickle(call, type, start, framing, pieces: 1, pause);
            var ending = $"{call}, {framing}: after {took.TotalSeconds:0.0} s {(ended ? "ended" : "open")}: {answer}";
            Assert.True(ended && took < TimeSpan.FromSeconds(4), ending);
            if (words.Length == 0) continue;
            Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(words, answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_keeps_up_the_servers_smallest_rate_is_refused_all_the_same()
    {
        var (answer, took, ended) = await Trickle("POST /api/v1/jobs", Json, "{\"name\": \"",
            "Content-Length: 500000", pieces: 40, pause: 20);
        Assert.True(ended && took < TimeSpan.FromSeconds(4), $"after {took.TotalSeconds:0.0} s {(ended ? "ended" : "open")}");
        Assert.Contains("request_timeout", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_in_time_is_taken_and_its_answer_may_take_longer()
    {
        using var http = new HttpClient { BaseAddress = new Uri(site.Origin) };
        var api = new ApiClient(http, key);
        Assert.Equal(201, (await api.Post("/jobs", new { name = "Till" })).Status);
        Assert.Equal(413, (await api.Send("POST", "/jobs", $"{{\"name\": \"{new string('x', 1024 * 1024)}\"}}")).Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("")]
    public async Task A_wrong_setting_stops_the_start(string value)
    {
        await using var wrong = new World(("Requests:BodySeconds", value)) { IsFresh = true };
        Assert.Contains("Requests:BodySeconds", Assert.ThrowsAny<Exception>(() => wrong.Services).ToString(), StringComparison.Ordinal);
    }

    /// <summary>
    /// Sends the head and then pieces until the server has said something and ended the connection, for at most six seconds.
    /// </summary>
    async Task<(string Answer, TimeSpan Took, bool Ended)> Trickle(string call, string type, string start, string framing, int pieces,
        int pause)
    {
        var (method, path) = (call.Split(' ')[0], call.Split(' ')[1]);
        var chunked = framing.Contains("chunked", StringComparison.Ordinal);
        List<string> head = [$"{method} {path} HTTP/1.1", $"Host: {new Uri(site.Origin).Authority}",
            $"Origin: {site.Origin}", $"Content-Type: {type}", framing];
        if (path.StartsWith("/api", StringComparison.Ordinal)) head.AddRange([$"Authorization: Bearer {key}", "If-Match: \"1\""]);
        if (path == "/mcp") head.AddRange([$"Authorization: Bearer {token}", "Accept: application/json, text/event-stream"]);
        if (path.StartsWith("/w/", StringComparison.Ordinal)) head.Add($"Cookie: {cookie}");
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync("localhost", new Uri(site.Origin).Port);
        var wire = socket.GetStream();
        var began = Stopwatch.GetTimestamp();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(6));
        var reading = Read(wire, patience.Token);
        byte[] Piece(string text) => Encoding.ASCII.GetBytes(chunked ? $"{text.Length:x}\r\n{text}\r\n" : text);
        try
        {
            await wire.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", head) + "\r\n\r\n"));
            await wire.WriteAsync(Piece(start));
            while (!reading.IsCompleted && !patience.IsCancellationRequested)
            {
                await wire.WriteAsync(Piece(new string('x', pieces)));
                await Task.WhenAny(reading, Task.Delay(pause));
            }
        }
        catch (IOException)
        {
            // The server has ended the connection while something was under way.
        }
        var (answer, ended) = await reading;
        return (answer, Stopwatch.GetElapsedTime(began), ended);
    }

    static async Task<(string, bool)> Read(NetworkStream wire, CancellationToken stop)
    {
        var all = new StringBuilder();
        var piece = new byte[8192];
        try
        {
            for (int read; (read = await wire.ReadAsync(piece, stop)) > 0;) all.Append(Encoding.UTF8.GetString(piece, 0, read));
            return (all.ToString(), true);
        }
        catch (IOException)
        {
            return (all.ToString(), true);
        }
        catch (OperationCanceledException)
        {
            return (all.ToString(), false);
        }
    }
}
