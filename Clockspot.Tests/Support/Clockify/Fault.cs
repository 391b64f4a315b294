using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Clockspot.Tests.Support.Clockify;

/// <summary>One way in which an answer goes wrong.</summary>
public sealed class Fault
{
    readonly string name;
    readonly Func<FaultCall, Task> happen;

    Fault(string name, Func<FaultCall, Task> happen)
    {
        this.name = name;
        this.happen = happen;
    }

    /// <summary>The key was taken back between two calls.</summary>
    public static Fault Unauthorized { get; } = Says("unauthorized", FakeAnswer.UnknownKey());

    public static Fault Forbidden { get; } = Says("forbidden", FakeAnswer.AccessDenied());

    /// <summary>As a plan without the feature is refused: nobody recorded a body.</summary>
    public static Fault ForbiddenWithoutBody { get; } = Says("forbidden, no body", new FakeAnswer(403, ""));

    public static Fault Html500 { get; } = Says("500 as a page", Page(500, "<html><body><h1>Internal Server Error</h1></body></html>"));

    public static Fault BadGateway { get; } = Says("502", Text(502, "upstream connect error or disconnect/reset before headers. reset reason: connection failure"));

    public static Fault Unavailable { get; } = Says("503", Text(503, "no healthy upstream"));

    public static Fault GatewayTimeout { get; } = Says("504", Text(504, "upstream request timeout"));

    /// <summary>Was seen once: 200 with the body of a refusal.</summary>
    public static Fault RefusalIn200 { get; } = Says("refusal in 200", FakeAnswer.Refusal(200, 501, "Access Denied"));

    /// <summary>Was seen: 200 without one byte.</summary>
    public static Fault Empty200 { get; } = Says("empty 200", new FakeAnswer(200, ""));

    /// <summary>A page of a proxy or a sign-in, with 200.</summary>
    public static Fault Html200 { get; } = Says("page with 200", Page(200, "<!doctype html><title>Sign in</title>"));

    /// <summary>The connection is reset before anything is said.</summary>
    public static Fault Reset { get; } = new("reset", call =>
    {
        call.Http.Abort();
        return Task.CompletedTask;
    });

    /// <summary>The JSON ends in its midst; the message is whole.</summary>
    public static Fault Truncated { get; } = Changes("truncated", answer => answer with { Body = answer.Body[..(answer.Body.Length / 2)] });

    /// <summary>The connection is reset in the midst of the body.</summary>
    public static Fault CutOff { get; } = new("cut off", async call =>
    {
        var body = Encoding.UTF8.GetBytes(call.Real().Body);
        call.Begin(200, "application/json");
        call.Http.Response.ContentLength = body.Length;
        await call.Http.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), call.Ended);
        await call.Http.Response.Body.FlushAsync(call.Ended);
        call.Http.Abort();
    });

    /// <summary>The right answer, compressed, whether it was asked for or not.</summary>
    public static Fault Gzip { get; } = new("gzip", async call =>
    {
        var answer = call.Real();
        call.Begin(answer);
        call.Http.Response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(call.Http.Response.Body, CompressionLevel.Fastest);
        await packed.WriteAsync(Encoding.UTF8.GetBytes(answer.Body), call.Ended);
    });

    /// <summary>It says that it is compressed, and is not.</summary>
    public static Fault NotGzip { get; } = Changes("not gzip", answer => answer with { Headers = [("Content-Encoding", "gzip")] });

    /// <summary>The right answer, with a cookie that wants to come back.</summary>
    public static Fault Cookie { get; } = Changes("cookie", answer => answer with { Headers = [.. answer.Headers, ("Set-Cookie", "session=1; Path=/")] });

    /// <summary>A few kilobytes that unpack to rows without end.</summary>
    public static Fault GzipBomb { get; } = new("gzip bomb", async call =>
    {
        call.Begin(200, "application/json");
        call.Http.Response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(call.Http.Response.Body, CompressionLevel.Fastest);
        await Rows(packed, call.Ended);
    });

    /// <summary>The headers come at once, the body a byte at a time.</summary>
    public static Fault SlowBody { get; } = new("slow body", async call =>
    {
        call.Begin(200, "application/json");
        await call.Http.Response.StartAsync(call.Ended);
        await call.Http.Response.WriteAsync("[", call.Ended);
        while (!call.Ended.IsCancellationRequested)
        {
            await call.Http.Response.WriteAsync(" ", call.Ended);
            await call.Http.Response.Body.FlushAsync(call.Ended);
            await Task.Delay(TimeSpan.FromMilliseconds(100), call.Ended);
        }
    });

    /// <summary>A body of good rows that never ends, as fast as it is read.</summary>
    public static Fault EndlessBody { get; } = new("endless body", async call =>
    {
        call.Begin(200, "application/json");
        await Rows(call.Http.Response.Body, call.Ended);
    });

    /// <summary>Every page is the first one, and none is the last.</summary>
    public static Fault SamePage { get; } = new("same page", call => call.Write(call.Real(page: 1) with { Headers = [("last-page", "false")] }));

    /// <summary>Every page has rows that were not there before, and none is the last.</summary>
    public static Fault EndlessPages { get; } = new("endless pages", call =>
    {
        var page = int.TryParse(call.Http.Request.Query["page"], CultureInfo.InvariantCulture, out var asked) ? asked : 1;
        var rows = Enumerable.Range(0, 50).Select(i => (JsonNode)new JsonObject { ["id"] = FakeId.Of("ff", page * 50 + i), ["name"] = $"Row {page}-{i}" });
        return call.Write(FakeAnswer.Of(new JsonArray([.. rows])) with { Headers = [("last-page", "false")] });
    });

    /// <param name="retryAfter">The header as it stands; null without one.</param>
    /// <param name="body">Whether there is one: nobody recorded it.</param>
    public static Fault RateLimited(string? retryAfter = null, bool body = false) => Says($"429 {retryAfter}", FakeAnswer.Refusal(429, 429, "Too many requests") with
    {
        Body = body ? """{"message":"Too many requests","code":429}""" : "", Headers = retryAfter is null ? [] : [("Retry-After", retryAfter)],
    });

    /// <summary>Any status with any text.</summary>
    public static Fault Status(int status, string body = "") => Says($"{status}", new FakeAnswer(status, body));

    /// <summary>200 with any text as JSON.</summary>
    public static Fault Body(string body) => Says("other body", new FakeAnswer(200, body));

    public static Fault Redirect(string to, int status = 302) => Says($"{status}", new FakeAnswer(status, "") { Headers = [("Location", to)] });

    /// <summary>The right answer, later.</summary>
    public static Fault Slow(TimeSpan wait) => new("slow", async call =>
    {
        await Task.Delay(wait, call.Ended);
        await call.Write(call.Real());
    });

    /// <summary>The right answer, when the test says so.</summary>
    public static Fault Until(Task said) => new("held back", async call =>
    {
        await said.WaitAsync(call.Ended);
        await call.Write(call.Real());
    });

    public override string ToString() => name;

    internal Task Happen(FaultCall call) => happen(call);

    static Fault Says(string name, FakeAnswer answer) => new(name, call => call.Write(answer));

    static Fault Changes(string name, Func<FakeAnswer, FakeAnswer> change) => new(name, call => call.Write(change(call.Real())));

    static FakeAnswer Page(int status, string html) => new(status, html) { ContentType = "text/html" };

    static FakeAnswer Text(int status, string text) => new(status, text) { ContentType = "text/plain" };

    static async Task Rows(Stream body, CancellationToken ended)
    {
        await body.WriteAsync("["u8.ToArray(), ended);
        var rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(number => $$"""{"id":"{{FakeId.Of("ff", number)}}","name":"Row"},""")));
        while (!ended.IsCancellationRequested) await body.WriteAsync(rows, ended);
    }
}

/// <summary>A request to which something goes wrong.</summary>
/// <param name="Http">The request and its answer.</param>
/// <param name="Ledger">What would have been answered from.</param>
/// <param name="Ended">The caller left or the test is over.</param>
sealed record FaultCall(HttpContext Http, FakeLedger Ledger, CancellationToken Ended)
{
    /// <summary>What would have been said.</summary>
    public FakeAnswer Real(int? page = null) => FakeRoutes.Answer(Http.Request, Ledger, page);

    public async Task Write(FakeAnswer answer)
    {
        Begin(answer);
        var bytes = Encoding.UTF8.GetBytes(answer.Body);
        Http.Response.ContentLength = bytes.Length;
        await Http.Response.Body.WriteAsync(bytes, Ended);
    }

    public void Begin(FakeAnswer answer)
    {
        Begin(answer.Status, answer.ContentType);
        foreach (var (name, value) in answer.Headers) Http.Response.Headers.Append(name, value);
    }

    /// <summary>The status with the headers that were recorded on every answer.</summary>
    public void Begin(int status, string type)
    {
        var response = Http.Response;
        response.StatusCode = status;
        response.ContentType = type;
        foreach (var (name, value) in new[]
        {
            ("cache-control", "no-cache, no-store, max-age=0, must-revalidate"), ("pragma", "no-cache"), ("expires", "0"), ("server", "envoy"),
            ("x-envoy-upstream-service-time", "44"), ("expected-client-version", "1.0.0"), ("strict-transport-security", "max-age=31536000 ; includeSubDomains"),
            ("vary", "Origin,Access-Control-Request-Method,Access-Control-Request-Headers"), ("x-auth-checksum", new string('a', 64)),
            ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("x-xss-protection", "0"),
        }) response.Headers[name] = value;
    }
}
