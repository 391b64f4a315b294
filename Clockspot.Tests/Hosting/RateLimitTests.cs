using System.Net;
using System.Threading.RateLimiting;
using Clockspot.Data;
using Clockspot.Hosting;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Hosting;

public sealed class RateLimitTests
{
    const string Person = "0199c1a0-0000-7000-8000-000000000001";
    const string Other = "0199c1a0-0000-7000-8000-000000000002";

    [Theory]
    [InlineData("sign-in")]
    [InlineData("sign-up")]
    [InlineData("reset")]
    [InlineData("demo")]
    public async Task Posts_are_counted_by_address_and_views_are_not(string policy)
    {
        await using var probe = new Probe();
        var path = "/api/limited/" + policy;
        for (var time = 0; time < 5; time++) Assert.Equal(200, (int)(await probe.Send(HttpMethod.Get, path, ("From", "203.0.113.9"))).StatusCode);
        for (var time = 0; time < 2; time++) Assert.Equal(200, (int)(await probe.Send(HttpMethod.Post, path, ("From", "203.0.113.9"))).StatusCode);

        var refused = await probe.Send(HttpMethod.Post, path, ("From", "203.0.113.9"), ("Person", Person));
        Assert.Equal((429, "application/problem+json"), ((int)refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
        Assert.Contains("rate_limited", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(200, (int)(await probe.Send(HttpMethod.Get, path, ("From", "203.0.113.9"))).StatusCode);
        Assert.Equal(200, (int)(await probe.Send(HttpMethod.Post, path, ("From", "203.0.113.10"))).StatusCode);
    }

    [Fact]
    public async Task Invitations_are_counted_by_person_wherever_they_sit()
    {
        await using var probe = new Probe();
        const string path = "/api/limited/invitations";
        foreach (var address in new[] { "203.0.113.1", "203.0.113.2" }) Assert.Equal(200, (int)(await probe.Send(HttpMethod.Post, path, ("From", address), ("Person", Person))).StatusCode);

        Assert.Equal(429, (int)(await probe.Send(HttpMethod.Post, path, ("From", "203.0.113.3"), ("Person", Person))).StatusCode);
        Assert.Equal(200, (int)(await probe.Send(HttpMethod.Post, path, ("From", "203.0.113.1"), ("Person", Other))).StatusCode);
    }

    [Fact]
    public async Task A_page_that_was_posted_too_often_says_so_in_words()
    {
        await using var probe = new Probe();
        for (var time = 0; time < 2; time++) await probe.Send(HttpMethod.Post, "/limited/demo");
        var refused = await probe.Send(HttpMethod.Post, "/limited/demo");

        Assert.Equal((429, "text/html"), ((int)refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Too many tries", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_network_of_which_somebody_has_all_households_has_eight_times_the_figure_of_one()
    {
        await using var probe = new Probe();
        Task<HttpResponseMessage> Post(string from) => probe.Send(HttpMethod.Post, "/api/limited/sign-in", ("From", from));
        // One household tries far too often: that is not held against the others.
        for (var time = 0; time < 40; time++) Assert.Equal(time < 2 ? 200 : 429, (int)(await Post("2001:db8:7:1::1")).StatusCode);
        for (var household = 2; household <= 8; household++)
            for (var time = 0; time < 2; time++) Assert.Equal(200, (int)(await Post($"2001:db8:7:{household:x}::1")).StatusCode);

        var refused = await Post("2001:db8:7:ffff::1");
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(200, (int)(await Post("2001:db8:8:1::1")).StatusCode);
    }

    [Fact]
    public async Task Calls_without_a_credential_are_counted_by_the_whole_network_too()
    {
        await using var world = new World(services => services.AddSingleton<IStartupFilter>(new FromHeader()),
            ("Api:RequestsPerMinute", "2"));
        var http = world.Client();
        Task<ApiReply> Call(string from) => ApiClient.Send(http, "GET", "/api/v1/me", null, (FromHeader.Name, from));
        for (var time = 0; time < 20; time++) Assert.Equal(time < 2 ? 401 : 429, (await Call("2001:db8:7:1::1")).Status);
        for (var household = 2; household <= 8; household++)
            for (var time = 0; time < 2; time++) Assert.Equal(401, (await Call($"2001:db8:7:{household:x}::1")).Status);

        var refused = await Call("2001:db8:7:ffff::1");
        Assert.Equal(429, refused.Status);
        Assert.Contains("r=0", refused.Header("RateLimit"), StringComparison.Ordinal);
        Assert.Equal(401, (await Call("2001:db8:8:1::1")).Status);
        Assert.Equal(401, (await Call("203.0.113.9")).Status);
    }

    /// <summary>The framework forgets idle limiters by <c>DisposeAsync</c>.</summary>
    [Fact]
    public async Task A_household_that_is_forgotten_leaves_no_timer_behind()
    {
        var own = new FixedWindowRateLimiter(new() { PermitLimit = 1, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });
        await using var shared = PartitionedRateLimiter.Create<string, string>(_ => RateLimitPartition.GetNoLimiter(""));
        await new NestedLimiter(own, shared, "network").DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => own.AttemptAcquire());
    }

    [Theory]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9", true)]
    [InlineData("203.0.113.9", "203.0.113.8", false)]
    public void One_household_is_one_address(string one, string two, bool same) =>
        Assert.Equal(same, CallerNetwork.Near(IPAddress.Parse(one)) == CallerNetwork.Near(IPAddress.Parse(two)));
}
