using System.Collections.Concurrent;
using System.Text;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Hosting;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Traces_and_metrics_arrive_at_the_collector_without_queries_or_names()
    {
        var received = new ConcurrentBag<(string Path, string Text)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.Add((http.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            http.Response.ContentType = "application/x-protobuf";
        });
        await collector.StartAsync();

        await using (var world = new World(("Otlp:Endpoint", collector.Urls.Single())) { IsFresh = true })
        {
            using var client = new HttpClient { BaseAddress = new Uri(world.Listen()) };
            await client.GetAsync("/w/harborside/jobs?token=s3cret");
            await client.GetAsync("/demo?to=s3cret");
        }

        // The factory does not wait for the program's own way down, on which the rest is sent.
        for (var tries = 0; tries < 200 && received.Select(one => one.Path).Distinct().Count() < 2; tries++) await Task.Delay(50);
        Assert.Equal(["/v1/metrics", "/v1/traces"], received.Select(one => one.Path).Distinct().Order());
        var traces = string.Concat(received.Where(one => one.Path == "/v1/traces").Select(one => one.Text));
        Assert.Contains("clockspot", traces, StringComparison.Ordinal);
        Assert.Contains("/w/{account}/jobs", traces, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", string.Concat(received.Where(one => one.Path == "/v1/metrics").Select(one => one.Text)), StringComparison.Ordinal);
        var all = string.Concat(received.Select(one => one.Text));
        Assert.DoesNotContain("s3cret", all, StringComparison.Ordinal);
        Assert.DoesNotContain("harborside", all, StringComparison.Ordinal);
    }
}
