using Clockspot.Features.OAuth;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>Where a client may send people back to.</summary>
public sealed class RedirectRulesTests
{
    /// <summary>A policy knows no IPv6 address, and Chromium passes such a source over.</summary>
    [Theory]
    [InlineData("https://crew.example/back?x=1", "https://crew.example")]
    [InlineData("http://127.0.0.1:7777/cb", "http://127.0.0.1:7777")]
    [InlineData("http://[::1]:7777/cb", "http:")]
    public void The_policy_names_where_the_form_ends(string redirect, string source) => Assert.Equal(source, RedirectRules.OriginOf(redirect));

    [Theory]
    [InlineData("https://chatgpt.com/connector_platform_oauth_redirect", true)]
    [InlineData("https://app.example:8443/cb?x=1", true)]
    [InlineData("http://127.0.0.1:33418/callback", true)]
    [InlineData("http://[::1]/callback", true)]
    [InlineData("http://localhost/callback", true)]
    [InlineData("http://app.example/cb", false)]
    [InlineData("http://127.0.0.1.evil.example/cb", false)]
    [InlineData("http://localhost.evil.example/cb", false)]
    [InlineData("https://app.example/cb#part", false)]
    [InlineData("https://app.example/cb#", false)]
    [InlineData("https://user:word@app.example/cb", false)]
    [InlineData("https://user@app.example/cb", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("com.example.app:/cb", false)]
    [InlineData("//app.example/cb", false)]
    [InlineData("/cb", false)]
    [InlineData("https://", false)]
    [InlineData("", false)]
    [InlineData("https://app.example/a b", false)]
    [InlineData("https://app.example/\r\nX: y", false)]
    [InlineData("https://äpp.example/", false)]
    public void Https_or_this_machine_without_fragment_and_name(string address, bool isAllowed) => Assert.Equal(isAllowed, RedirectRules.IsAllowed(address));

    [Fact]
    public void An_endless_address_is_refused() => Assert.False(RedirectRules.IsAllowed("https://app.example/" + new string('a', 500)));

    [Theory]
    [InlineData("https://app.example/cb", "https://app.example/cb", true)]
    [InlineData("https://app.example/cb", "https://app.example/cb/", false)]
    [InlineData("https://app.example/cb", "https://app.example:443/cb", false)]
    [InlineData("https://app.example/cb", "https://app.example/cb?x=1", false)]
    [InlineData("https://app.example/cb", "https://APP.example/cb", false)]
    [InlineData("https://app.example/cb", "https://app.example/x/../cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:5123/cb", true)]
    [InlineData("http://127.0.0.1:80/cb", "http://127.0.0.1:5123/cb", true)]
    [InlineData("http://[::1]:1/cb", "http://[::1]:2/cb", true)]
    [InlineData("http://localhost:3000/cb", "http://localhost:4000/cb", true)]
    [InlineData("http://localhost:3000/cb", "http://127.0.0.1:3000/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:5123/other", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:5123@evil.example/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false)]
    [InlineData("http://127.0.0.1/cb", "https://127.0.0.1/cb", false)]
    public void Exactly_and_on_this_machine_on_any_port(string registered, string asked, bool matches) => Assert.Equal(matches, RedirectRules.Matches(registered, asked));
}
