using System.Net;
using Clockspot.Hosting;

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

    [Theory]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9", true)]
    [InlineData("203.0.113.9", "203.0.113.8", false)]
    public void One_household_is_one_address(string one, string two, bool same) =>
        Assert.Equal(same, RateLimits.AddressOf(IPAddress.Parse(one)) == RateLimits.AddressOf(IPAddress.Parse(two)));
}
