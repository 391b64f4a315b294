using Clockspot.Domain;
using Clockspot.Features.OAuth;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>Clients that are known by the document to which their id points: what is fetched, from where, how often, and what is not believed.</summary>
public sealed class ClientDocumentTests : IAsyncLifetime
{
    readonly FakeClock clock = new(Instant.FromUtc(2026, 3, 2, 14, 0));
    DocumentHost host = null!;
    ClientDocuments documents = null!;

    public async Task InitializeAsync()
    {
        host = await DocumentHost.Start();
        documents = Fetcher("http://localhost:5080");
    }

    public async Task DisposeAsync()
    {
        documents.Dispose();
        await host.DisposeAsync();
    }

    ClientDocuments Fetcher(string origin) => new(new PublicOrigin(origin), clock, NullLogger<ClientDocuments>.Instance) { Patience = TimeSpan.FromSeconds(2) };

    Task<ClientFacts?> Find() => documents.Find(host.Id, isKnown: false, from: null, default);

    [Fact]
    public async Task A_document_is_asked_for_without_anything_that_is_nobodys_business_and_kept_for_ten_minutes()
    {
        HttpRequest? seen = null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        host.Answers(http =>
        {
            seen = http.Request;
            foreach (var (name, value) in http.Request.Headers) headers[name] = value.ToString();
            http.Response.Headers.Append("Set-Cookie", "track=1");
            return http.Response.WriteAsJsonAsync(System.Text.Json.JsonDocument.Parse(host.Good()), default(System.Text.Json.JsonSerializerOptions), "application/json");
        });
        var facts = await Find();
        Assert.Equal(("Crew bot", "https://crew.example/back"), (facts!.Name, Assert.Single(facts.Redirects)));
        Assert.Equal(["Accept", "Host"], headers.Keys.Order(StringComparer.Ordinal));
        Assert.NotNull(seen);
        clock.Advance(Duration.FromMinutes(10) - Duration.FromSeconds(1));
        await Find();
        Assert.Equal(1, host.Asked);
        clock.Advance(Duration.FromSeconds(1));
        await Find();
        Assert.Equal(2, host.Asked);
        Assert.DoesNotContain("Cookie", headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("max-age=0", 30)]
    [InlineData("no-store", 30)]
    [InlineData("max-age=90", 90)]
    [InlineData("public, max-age=604800", 86400)]
    public async Task What_it_says_of_its_life_is_kept_between_half_a_minute_and_a_day(string cache, int seconds)
    {
        host.Serves(host.Good(), cache: cache);
        await Find();
        clock.Advance(Duration.FromSeconds(seconds - 1));
        await Find();
        Assert.Equal(1, host.Asked);
        clock.Advance(Duration.FromSeconds(1));
        await Find();
        Assert.Equal(2, host.Asked);
    }

    [Fact]
    public async Task Many_who_ask_at_once_make_one_fetch_and_a_failure_is_never_kept()
    {
        var gate = new TaskCompletionSource();
        host.Answers(async http =>
        {
            await gate.Task;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(host.Good());
        });
        var askers = Enumerable.Range(0, 20).Select(_ => Find()).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(askers), Assert.NotNull);
        Assert.Equal(1, host.Asked);
        clock.Advance(Duration.FromMinutes(11));
        host.Answers(Status(500));
        Assert.Null(await Find());
        host.Serves(host.Good());
        Assert.NotNull(await Find());
    }

    [Fact]
    public async Task A_document_that_lies_redirects_or_is_no_document_is_not_believed()
    {
        await using var elsewhere = await DocumentHost.Start();
        elsewhere.Serves(elsewhere.Good(host.Id));
        var cases = new Dictionary<string, Func<HttpContext, Task>>(StringComparer.Ordinal)
        {
            ["another client's"] = Text(host.Good(host.Origin + "/other.json")),
            ["without a client_id"] = Text("""{"redirect_uris": ["https://crew.example/back"]}"""),
            ["a redirect"] = http => { http.Response.Redirect(elsewhere.Id); return Task.CompletedTask; },
            ["a permanent redirect"] = http => { http.Response.Redirect(elsewhere.Id, permanent: true, preserveMethod: true); return Task.CompletedTask; },
            ["not found"] = Status(404),
            ["another kind of success"] = Text(host.Good(), status: 203),
            ["a web page"] = Text(host.Good(), "text/html"),
            ["no type"] = Text(host.Good(), null),
            ["no JSON"] = Text("client_id=" + host.Id),
            ["a list"] = Text($"[{host.Good()}]"),
            ["empty"] = Text(""),
            ["over 5 KB"] = Text(host.Good().Replace("Crew bot", new string('c', 5 * 1024), StringComparison.Ordinal)),
            ["a secret"] = Text(host.Good().Replace("\"token_", "\"client_secret\": \"x\", \"token_", StringComparison.Ordinal)),
            ["not a public client"] = Text(host.Good().Replace("\"none\"", "\"client_secret_basic\"", StringComparison.Ordinal)),
            ["a script as redirect"] = Text(host.Good(redirect: "javascript:alert(1)")),
            ["half a letter"] = Text(host.Good().Replace("Crew bot", "\\ud800", StringComparison.Ordinal)),
            ["no redirect"] = Text($$"""{"client_id": "{{host.Id}}"}"""),
            ["cut off"] = async http => { http.Response.ContentType = "application/json"; http.Response.ContentLength = 400; await http.Response.WriteAsync(host.Good()[..40]); http.Abort(); },
        };
        foreach (var (what, answer) in cases)
        {
            host.Answers(answer);
            Assert.True(await Find() is null, what);
        }
        Assert.Equal(0, elsewhere.Asked);
        host.Serves(host.Good());
        Assert.NotNull(await Find());
    }

    [Fact]
    public async Task Whoever_goes_away_before_it_comes_leaves_nothing_behind()
    {
        var gate = new TaskCompletionSource();
        host.Answers(async http =>
        {
            await gate.Task;
            http.Response.StatusCode = 500;
        });
        using (var gone = new CancellationTokenSource())
        {
            var asking = documents.Find(host.Id, isKnown: false, from: null, gone.Token);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }
        gate.SetResult();
        Assert.Null(await Find());
        host.Serves(host.Good());
        Assert.NotNull(await Find());
    }

    [Fact]
    public async Task A_document_that_does_not_come_or_does_not_end_is_given_up()
    {
        documents.Patience = TimeSpan.FromMilliseconds(500);
        host.Answers(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        Assert.Null(await Find());
        host.Answers(async http =>
        {
            http.Response.ContentType = "application/json";
            for (var at = 0; at < 1000; at++)
            {
                await http.Response.WriteAsync(" ", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(20, http.RequestAborted);
            }
        });
        Assert.Null(await Find());
    }

    [Theory]
    [InlineData("https://crew.example/client.json", true)]
    [InlineData("https://crew.example:8443/a/client.json?v=2", true)]
    [InlineData("https://crew.example", false)]
    [InlineData("https://crew.example/", false)]
    [InlineData("http://crew.example/client.json", false)]
    [InlineData("https://crew.example/a/../client.json", false)]
    [InlineData("https://crew.example/a/%2e%2e/client.json", false)]
    [InlineData("https://crew.example/./client.json", false)]
    [InlineData("https://crew.example/client.json#part", false)]
    [InlineData("https://user:pass@crew.example/client.json", false)]
    [InlineData("https://CREW.example/client.json", false)]
    [InlineData("ftp://crew.example/client.json", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("crew", false)]
    public void An_id_is_an_address_only_when_it_is_written_as_what_is_fetched(string id, bool isOne)
    {
        using var published = Fetcher("https://clock.example");
        Assert.Equal(isOne, published.IsAddress(id));
        Assert.Equal(isOne, documents.IsAddress(id));
    }

    /// <summary>The names resolve here; the address is looked at and not the name.</summary>
    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("0.0.0.0")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task A_published_server_calls_nothing_on_its_own_machine(string name)
    {
        var port = new Uri(host.Origin).Port;
        using var published = Fetcher("https://clock.example");
        Assert.Null(await published.Find($"https://{name}:{port}/client.json", isKnown: false, from: null, default));
        Assert.Null(await published.Find($"http://{name}:{port}/client.json", isKnown: false, from: null, default));
        Assert.Equal(0, host.Asked);
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("[fd00::1]")]
    public async Task No_server_calls_a_private_network(string address)
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Null(await documents.Find($"https://{address}/client.json", isKnown: false, from: null, default));
        // Refused, and not tried until it took too long.
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(1.9));
    }

    [Fact]
    public async Task The_permission_page_names_the_host_and_says_that_nobody_verified_the_name()
    {
        await using var world = new World();
        var owner = await world.Workspace();
        host.Serves(host.Good(redirect: OAuthClientWalk.Redirect));
        var client = OAuthClientWalk.Known(world, host.Id);
        var (_, page) = await client.Permission(await world.Browse(owner));
        foreach (var words in new[] { "Crew bot", new Uri(host.Id).Host, "nobody has verified it" }) Assert.Contains(words, page.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await client.Connect(owner)).Status);
        // It is gone, or says something else now: what was granted holds, and nothing new is.
        host.Answers(Status(404));
        world.Clock.Advance(Duration.FromMinutes(11));
        Assert.Equal(400, (int)(await (await world.Browse(owner)).Get(client.Ask())).Status);
    }

    static Func<HttpContext, Task> Status(int status) => http =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    static Func<HttpContext, Task> Text(string text, string? type = "application/json", int status = 200) => http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(text);
    };
}
