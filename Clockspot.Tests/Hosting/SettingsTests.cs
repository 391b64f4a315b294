using Clockspot.Features.Mail;
using Clockspot.Hosting;
using Clockspot.Tests.Support;
using MailKit.Security;
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
    [InlineData("From", "", "Mail:From")]
    [InlineData("From", "nobody", "Mail:From")]
    [InlineData("From", "nobody at all", "Mail:From")]
    [InlineData("Port", "0", "Mail:Port")]
    [InlineData("Port", "smtp", "Mail:Port")]
    [InlineData("Security", "SSL", "Mail:Security")]
    [InlineData("Security", "1", "Mail:Security")]
    [InlineData("StartTls", "false", "Mail:Security")]
    public void A_wrong_setting_for_mail_is_refused_by_name(string key, string value, string names) =>
        Assert.Contains(names, Assert.Throws<InvalidOperationException>(() => SmtpSettings.Of(Mail((key, value)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("587", "", SecureSocketOptions.StartTls)]
    [InlineData("25", "", SecureSocketOptions.StartTls)]
    [InlineData("465", "", SecureSocketOptions.SslOnConnect)]
    [InlineData("2465", "tls", SecureSocketOptions.SslOnConnect)]
    [InlineData("465", "StartTls", SecureSocketOptions.StartTls)]
    [InlineData("25", "none", SecureSocketOptions.None)]
    public void Mail_is_encrypted_as_its_port_stands_for_or_as_is_set(string port, string security, SecureSocketOptions way) =>
        Assert.Equal(way, SmtpSettings.Of(Mail(("Port", port), ("Security", security)))!.Options);

    [Fact]
    public void Without_a_mail_server_nothing_else_about_mail_is_asked() => Assert.Null(SmtpSettings.Of(Mail(("Host", ""), ("From", ""), ("Port", "0"))));

    static IConfiguration Mail(params (string Key, string Value)[] settings)
    {
        var mail = new ConfigurationBuilder().AddInMemoryCollection([new("Host", "smtp.example.com"), new("From", "Clockspot <clock@example.com>")]).Build();
        foreach (var (key, value) in settings) mail[key] = value;
        return mail;
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
