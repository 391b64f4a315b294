using Clockspot.Hosting;
using Clockspot.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Clockspot.Tests.Hosting;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("http://localhost:5080", true, true)]
    [InlineData("http://time.example.com", true, true)]
    [InlineData("http://time.example.com", false, false)]
    [InlineData("http://127.0.0.1:5150", false, true)]
    [InlineData("https://time.example.com", false, true)]
    [InlineData("https://time.example.com/", false, true)]
    [InlineData("https://time.example.com/app", false, false)]
    [InlineData("time.example.com", true, false)]
    [InlineData("ftp://time.example.com", true, false)]
    [InlineData("", true, false)]
    public void The_public_origin_is_scheme_host_and_port_and_https_outside_development(string value, bool development, bool good)
    {
        if (good) Assert.DoesNotMatch("/$", Settings.PublicOriginOf(value, development).Value);
        else Assert.Contains("PublicOrigin", Assert.Throws<InvalidOperationException>(() => Settings.PublicOriginOf(value, development)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("http://collector:4318", "http://collector:4318/")]
    [InlineData("https://collector.example.com/otlp", "https://collector.example.com/otlp/")]
    public void The_collector_may_be_left_out(string? value, string? address) => Assert.Equal(address, Settings.OtlpOf(value)?.AbsoluteUri);

    [Theory]
    [InlineData("collector:4318")]
    [InlineData("grpc://collector:4317")]
    public void A_collector_that_is_no_http_address_is_refused(string value) =>
        Assert.Contains("Otlp:Endpoint", Assert.Throws<InvalidOperationException>(() => Settings.OtlpOf(value)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "", "587", true)]
    [InlineData("smtp.example.com", "clockspot@example.com", "587", true)]
    [InlineData("smtp.example.com", "", "587", false)]
    [InlineData("smtp.example.com", "nobody", "587", false)]
    [InlineData("smtp.example.com", "clockspot@example.com", "0", false)]
    public void Mail_needs_somebody_from_whom_it_comes(string host, string from, string port, bool good)
    {
        var mail = new ConfigurationBuilder().AddInMemoryCollection([new("Host", host), new("From", from), new("Port", port)]).Build();
        if (good) Settings.CheckMail(mail);
        else Assert.Contains("Mail:", Assert.Throws<InvalidOperationException>(() => Settings.CheckMail(mail)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20/minute", 20, 60)]
    [InlineData("5/hour", 5, 3600)]
    [InlineData("1/second", 1, 1)]
    [InlineData("9/day", 9, 86400)]
    public void A_limit_is_a_number_by_a_time(string text, int count, int seconds) =>
        Assert.Equal((count, TimeSpan.FromSeconds(seconds)), RateLimits.FiguresOf("SignIn", text));

    [Theory]
    [InlineData(null)]
    [InlineData("20")]
    [InlineData("0/minute")]
    [InlineData("-1/minute")]
    [InlineData("20/week")]
    public void Another_limit_is_refused_by_name(string? text) =>
        Assert.Contains("RateLimits:SignIn", Assert.Throws<InvalidOperationException>(() => RateLimits.FiguresOf("SignIn", text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Proxies_are_addresses_or_networks()
    {
        var (addresses, networks) = Server.Proxies(["192.0.2.1", " 10.0.0.0/8 ", "", "2001:db8::/32"]);
        Assert.Equal((1, 2), (addresses.Count, networks.Count));
        Assert.Contains("Proxies:Known", Assert.Throws<InvalidOperationException>(() => Server.Proxies(["proxy.example.com"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PublicOrigin", "nowhere")]
    [InlineData("Mail:Host", "smtp.example.com")]
    [InlineData("Otlp:Endpoint", "nowhere")]
    [InlineData("RateLimits:Demo", "often")]
    [InlineData("Proxies:Known:0", "nowhere")]
    public async Task The_program_does_not_start_with_a_wrong_setting(string key, string value)
    {
        await using var world = new World((key, value));
        Assert.Throws<InvalidOperationException>(() => world.Services);
    }
}
