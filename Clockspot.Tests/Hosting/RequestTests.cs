using System.Net;
using Clockspot.Hosting;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Hosting;

public sealed class RequestTests
{
    [Theory]
    [InlineData("order-7_b.9", true)]
    [InlineData("has space", false)]
    [InlineData("<script>", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData("", false)]
    public async Task A_harmless_request_id_is_taken_over_and_any_other_replaced(string given, bool taken)
    {
        await using var probe = new Probe();
        var answer = await probe.Send(HttpMethod.Get, "/limited/demo", (RequestTrail.Header, given));
        var id = Assert.Single(answer.Headers.GetValues(RequestTrail.Header));

        Assert.Equal(taken, id == given);
        Assert.NotNull(RequestTrail.IdOf(id));
    }

    [Fact]
    public async Task The_log_has_one_line_a_request_with_its_id_and_neither_query_nor_names()
    {
        var log = new LogLines();
        await using var world = new World(services => services.AddSingleton<ILoggerProvider>(log));
        var owner = await world.Workspace("harborside");
        var browser = await world.Browse(owner);
        var before = log.All.Count;
        var page = await browser.Get("/w/harborside/jobs?token=s3cret&archived=true");
        await browser.Get("/reset-nowhere?token=s3cret");
        await browser.Get("/tokens.css");

        var lines = log.All.Skip(before).ToList();
        var id = page.Response.Headers.GetValues(RequestTrail.Header).Single();
        var line = Assert.Single(lines, one => one.Level >= LogLevel.Information && one.Scopes.Contains(id, StringComparison.Ordinal));
        Assert.Matches("^GET /w/{account}/jobs 200 [0-9]+ ms$", line.Text);
        Assert.Contains(lines, one => one.Text.StartsWith("GET (no route) 404", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(one => one.Level >= LogLevel.Information));
        Assert.All(lines.Where(one => one.Level >= LogLevel.Information), one =>
        {
            Assert.DoesNotContain("s3cret", one.Text + one.Scopes, StringComparison.Ordinal);
            Assert.DoesNotContain("harborside", one.Text + one.Scopes, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("example.com", one.Text + one.Scopes, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("10.1.2.3", "203.0.113.9", "https")]
    [InlineData("192.0.2.1", "203.0.113.9", "https")]
    [InlineData("10.2.0.1", "10.2.0.1", "http")]
    [InlineData("127.0.0.1", "127.0.0.1", "http")]
    public async Task Only_a_configured_proxy_is_believed(string from, string address, string scheme)
    {
        var (seen, secure) = await Seen(from, ["203.0.113.9"], ("Proxies:Known:0", "10.1.0.0/16"), ("Proxies:Known:1", "192.0.2.1"));
        Assert.Equal((address, scheme), (seen, secure));
    }

    /// <summary>
    /// What a caller wrote stands to the left of what the proxies add. Each line is a header line; the caller's own parts are marked by
    /// their absurdity. A proxy that adds nothing readable leaves itself as the address.
    /// </summary>
    [Theory]
    [InlineData("203.0.113.9", "127.0.0.1, 203.0.113.9")]
    [InlineData("203.0.113.9", "10.1.9.9, 203.0.113.9")]
    [InlineData("203.0.113.9", "10.1.9.9", "203.0.113.9")]
    [InlineData("203.0.113.9", "10.1.9.9, 10.1.9.8", "203.0.113.9", "10.1.0.5")]
    [InlineData("203.0.113.9", "garbage, 203.0.113.9")]
    [InlineData("203.0.113.9", "\"10.1.9.9, 203.0.113.9")]
    [InlineData("203.0.113.9", "\"10.1.9.9", "203.0.113.9")]
    [InlineData("203.0.113.9", "a\"b, 203.0.113.9")]
    [InlineData("203.0.113.9", "\\\", 203.0.113.9")]
    [InlineData("203.0.113.9", ",,, ,203.0.113.9")]
    [InlineData("203.0.113.9", "10.1.9.9, 203.0.113.9, 192.0.2.1")]
    [InlineData("198.51.100.7", "203.0.113.9, 198.51.100.7, 192.0.2.1")]
    [InlineData("203.0.113.9", "203.0.113.9:50412")]
    [InlineData("2001:db8::9", "[2001:db8::9]:50412")]
    [InlineData("2001:db8::9", "10.1.9.9, 2001:db8::9")]
    [InlineData("10.1.2.3", "203.0.113.9, garbage")]
    [InlineData("10.1.2.3", "203.0.113.9, unknown")]
    [InlineData("192.0.2.1", "203.0.113.9, _hidden, 192.0.2.1")]
    [InlineData("10.1.2.3", "")]
    public async Task The_caller_is_the_rightmost_address_that_no_known_proxy_has(string address, params string[] lines)
    {
        var (seen, _) = await Seen("10.1.2.3", lines, ("Proxies:Known:0", "10.1.0.0/16"), ("Proxies:Known:1", "192.0.2.1"));
        Assert.Equal(address, seen);
    }

    [Theory]
    [InlineData("::ffff:10.1.2.3", "203.0.113.9")]
    [InlineData("2001:db8:ffff::1", "203.0.113.9")]
    [InlineData("2001:db8:fffe::1", "2001:db8:fffe::1")]
    public async Task A_proxy_is_known_in_either_family(string from, string address)
    {
        var (seen, _) = await Seen(from, ["127.0.0.1, 203.0.113.9"],
            ("Proxies:Known:0", "10.1.0.0/16"), ("Proxies:Known:1", "2001:db8:ffff::/48"));
        Assert.Equal(address, seen);
    }

    [Fact]
    public async Task A_callers_request_id_is_taken_over_into_the_answer_and_never_into_the_audit_log()
    {
        var log = new LogLines();
        await using var world = new World(services => services.AddSingleton<ILoggerProvider>(log));
        var owner = await world.Workspace();
        var api = await world.Api(owner);
        foreach (var name in new[] { "Till", "Floor" })
        {
            var reply = await api.Post("/jobs", new { name }, (RequestTrail.Header, "order-7"));
            Assert.Equal((201, "order-7"), (reply.Status, reply.Header(RequestTrail.Header)));
        }
        var refused = await api.Post("/jobs", new { name = "Till" }, (RequestTrail.Header, "order-7"));
        Assert.Equal(("order-7", "order-7"), (refused.Header(RequestTrail.Header), (string?)refused.Json!["requestId"]));

        var ids = (await api.Get("/audit-events")).Rows.Where(row => (string)row!["name"]! == "job.added")
            .Select(row => (string)row!["requestId"]!).ToList();
        Assert.Equal(2, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain("order-7", ids);
        // Both stand in the log, so that one leads to the other.
        var lines = log.All.Where(line => line.Text.StartsWith("POST /api/v1/jobs 201", StringComparison.Ordinal)).ToList();
        foreach (var id in ids)
        {
            var line = Assert.Single(lines, one => one.Scopes.Contains(id, StringComparison.Ordinal));
            Assert.Contains("order-7", line.Scopes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_configured_proxies_nobody_is_believed() =>
        Assert.Equal(("127.0.0.1", "http"), await Seen("127.0.0.1", ["203.0.113.9"]));

    [Fact]
    public async Task The_real_server_tells_no_name_and_takes_one_megabyte()
    {
        await using var world = new World { IsFresh = true };
        using var client = new HttpClient { BaseAddress = new Uri(world.Listen()) };

        var page = await client.GetAsync("/demo");
        Assert.Equal(200, (int)page.StatusCode);
        Assert.False(page.Headers.Contains("Server"));
        var large = await client.PostAsync("/demo", new FormUrlEncodedContent([new("_handler", "demo"), new("x", new string('x', (int)Server.LargestBody))]));
        Assert.Equal(413, (int)large.StatusCode);
        Assert.Contains("Too much at once", await large.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    static async Task<(string?, string)> Seen(string from, string[] forwarded, params (string, string)[] settings)
    {
        var spy = new Spy(IPAddress.Parse(from));
        await using var world = new World(services => services.AddSingleton<IStartupFilter>(spy), settings);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        foreach (var line in forwarded) request.Headers.TryAddWithoutValidation("X-Forwarded-For", line);
        request.Headers.Add("X-Forwarded-Proto", "https");
        await world.Client().SendAsync(request);
        return spy.Seen;
    }

    /// <summary>Plays the connection's other end, and looks at the request after everybody else.</summary>
    sealed class Spy(IPAddress from) : IStartupFilter
    {
        public (string?, string) Seen { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                http.Connection.RemoteIpAddress = from;
                await rest(http);
                Seen = (http.Connection.RemoteIpAddress?.ToString(), http.Request.Scheme);
            });
            next(app);
        };
    }
}
