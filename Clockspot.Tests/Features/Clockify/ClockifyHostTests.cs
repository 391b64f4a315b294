using Clockspot.Features.Clockify;
using Clockspot.Tests.Support;
using Clockspot.Tests.Support.Clockify;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>The addresses to which a key may go.</summary>
public sealed class ClockifyHostTests
{
    const string Local = "http://127.0.0.1:5090/api/v1";
    static readonly ClockifyHosts hosts = new(null);

    [Theory]
    [InlineData(ClockifyRegion.Global, null, "https://api.clockify.me/api/v1")]
    [InlineData(ClockifyRegion.Eu, null, "https://euc1.clockify.me/api/v1")]
    [InlineData(ClockifyRegion.Us, null, "https://use2.clockify.me/api/v1")]
    [InlineData(ClockifyRegion.Uk, null, "https://euw2.clockify.me/api/v1")]
    [InlineData(ClockifyRegion.Au, null, "https://apse2.clockify.me/api/v1")]
    [InlineData(ClockifyRegion.Subdomain, "acme-2", "https://acme-2.clockify.me/api/v1")]
    public void A_region_has_its_address_and_it_is_allowed(ClockifyRegion region, string? subdomain, string address)
    {
        Assert.Equal(address, hosts.Of(region, subdomain).AbsoluteUri);
        Assert.True(hosts.Allows(new Uri(hosts.Of(region, subdomain) + "/workspaces")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("evil.example/")]
    [InlineData("evil.example#")]
    [InlineData("evil.example?")]
    [InlineData("user@evil")]
    [InlineData("-acme")]
    [InlineData("acme-")]
    [InlineData("acme\n")]
    [InlineData("ac me")]
    [InlineData("ACME")]
    [InlineData("ácme")]
    [InlineData("a:8080")]
    public void A_subdomain_is_one_label(string? name) => Assert.Throws<ArgumentException>(() => hosts.Of(ClockifyRegion.Subdomain, name));

    [Theory]
    [InlineData("http://api.clockify.me/api/v1")]
    [InlineData("https://api.clockify.me:8443/api/v1")]
    [InlineData("https://user@api.clockify.me/api/v1")]
    [InlineData("https://a.b.clockify.me/api/v1")]
    [InlineData("https://clockify.me/api/v1")]
    [InlineData("https://api.clockify.me./api/v1")]
    [InlineData("https://xn--80ak6aa92e.clockify.me.evil.example/api/v1")]
    [InlineData("https://evilclockify.me/api/v1")]
    [InlineData("https://api.clockify.me.evil.example/api/v1")]
    [InlineData("https://evil.example/api.clockify.me")]
    [InlineData("https://127.0.0.1/api/v1")]
    [InlineData("http://localhost/api/v1")]
    [InlineData("ftp://api.clockify.me/api/v1")]
    public void Every_other_address_is_shut(string address) => Assert.False(hosts.Allows(new Uri(address)));

    [Theory]
    [InlineData(null, true, null)]
    [InlineData("", true, null)]
    [InlineData(Local, true, Local)]
    [InlineData(Local + "/", true, Local)]
    [InlineData("http://localhost:5090/api/v1", true, "http://localhost:5090/api/v1")]
    [InlineData("http://[::1]:5090/api/v1", true, "http://[::1]:5090/api/v1")]
    [InlineData(Local, false, null)]
    [InlineData("https://api.clockify.me/api/v1", false, null)]
    [InlineData("nonsense", false, null)]
    public void A_local_address_counts_in_development_alone(string? value, bool development, string? address) =>
        Assert.Equal(address, ClockifyHosts.LocalOf(value, development)?.AbsoluteUri);

    [Theory]
    [InlineData("https://api.clockify.me/api/v1")]
    [InlineData("http://evil.example/api/v1")]
    [InlineData("http://localhost@evil.example/api/v1")]
    [InlineData("http://user@localhost/api/v1")]
    [InlineData("http://127.0.0.1.evil.example/api/v1")]
    [InlineData("http://10.0.0.1/api/v1")]
    [InlineData("http://0.0.0.0/api/v1")]
    [InlineData("ftp://localhost/api/v1")]
    [InlineData("file:///api/v1")]
    [InlineData("localhost:5090")]
    [InlineData("nonsense")]
    public void An_address_of_another_machine_is_refused_in_development(string value) =>
        Assert.Contains("Clockify:BaseUrl", Assert.Throws<InvalidOperationException>(() => ClockifyHosts.LocalOf(value, development: true)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task With_an_address_of_another_machine_the_program_does_not_start()
    {
        await using var world = new World(("Clockify:BaseUrl", "http://evil.example/api/v1"));
        Assert.Contains("Clockify:BaseUrl", Assert.Throws<InvalidOperationException>(() => world.Services).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_development_the_setting_is_not_looked_at()
    {
        await using var witness = await FakeClockify.Start();
        await using var world = new World(("Clockify:BaseUrl", witness.BaseUrl)) { Environment = "Production" };
        Assert.Equal("https://api.clockify.me/api/v1", world.Get<ClockifyHosts>().Of(ClockifyRegion.Global, null).AbsoluteUri);
        Assert.False(world.Get<ClockifyHosts>().Allows(new Uri(witness.BaseUrl + "/workspaces")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Get<ClockifyClient>().Get(new ClockifyAccess(new Uri(witness.BaseUrl), "key"), "/workspaces", default));
        Assert.Equal(0, witness.Calls());
    }

    [Fact]
    public async Task In_development_the_local_address_stands_for_every_region_and_nothing_else_is_called()
    {
        await using var fake = await FakeClockify.Start();
        await using var witness = await FakeClockify.Start();
        var local = new ClockifyHosts(new Uri(fake.BaseUrl));
        foreach (var region in Enum.GetValues<ClockifyRegion>()) Assert.Equal(fake.BaseUrl, local.Of(region, "acme").AbsoluteUri);
        Assert.False(local.Allows(new Uri("https://api.clockify.me/api/v1/workspaces")));
        using var client = new ClockifyClient(local, Reader.Quick, new FakeClock(Instant.FromUtc(2026, 3, 2, 14, 0)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.Get(new ClockifyAccess(new Uri(witness.BaseUrl), "key"), "/workspaces", default));
        Assert.Equal(0, witness.Calls());
    }
}
