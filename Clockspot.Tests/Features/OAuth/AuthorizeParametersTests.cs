using Clockspot.Domain;
using Clockspot.Features.OAuth;
using Microsoft.AspNetCore.WebUtilities;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>The parameters of an authorization request.</summary>
public sealed class AuthorizeParametersTests
{
    const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    static readonly OAuthResources resources = new(new PublicOrigin("https://time.example.com"));

    static AuthorizeParameters Of(string query) => new(QueryHelpers.ParseQuery(query));

    static string Code(Action act) => Assert.Throws<OAuthError>(act).Code;

    [Theory]
    [InlineData("?response_type=code&response_type=code")]
    [InlineData("?state=a&state=b")]
    [InlineData("?scope=account:read&scope=account:read")]
    [InlineData("?prompt=&prompt=")]
    public void A_known_one_that_is_given_twice_is_refused(string query) => Assert.Equal("invalid_request", Code(Of(query).RefuseDoubles));

    [Fact]
    public void Unknown_ones_may_come_twice_and_empty_ones_were_not_given()
    {
        Of("?colour=red&colour=blue&state=").RefuseDoubles();
        Assert.Null(Of("?state=").State);
        Assert.Null(Of("?state=").One("state"));
    }

    [Theory]
    [InlineData("", "https://time.example.com/mcp")]
    [InlineData("?resource=", "https://time.example.com/mcp")]
    [InlineData("?resource=https://time.example.com/mcp", "https://time.example.com/mcp")]
    [InlineData("?resource=https://time.example.com/api/v1", "https://time.example.com/api/v1")]
    [InlineData("?resource=https://time.example.com/mcp&resource=https://time.example.com/mcp", "https://time.example.com/mcp")]
    public void One_resource_is_meant(string query, string resource) => Assert.Equal(resource, Of(query).Resource(resources));

    [Theory]
    [InlineData("?resource=https://time.example.com/mcp/")]
    [InlineData("?resource=https://elsewhere.example/mcp")]
    [InlineData("?resource=https://time.example.com/mcp&resource=https://time.example.com/api/v1")]
    public void Another_resource_or_two_of_them_are_no_target(string query) => Assert.Equal("invalid_target", Code(() => Of(query).Resource(resources)));

    [Fact]
    public void Unknown_scopes_fall_away_and_none_asked_is_everything_to_read()
    {
        Assert.Equal(["account:read", "time_tracking:write"], Of("?scope=time_tracking:write%20offline_access%20account:read%20pay_rates:read%20nonsense").Scopes().Select(scope => scope.ToString()));
        Assert.Equal(["account:read", "employees:read", "time_tracking:read", "reports:read"], Of("").Scopes().Select(scope => scope.ToString()));
        Assert.Equal("invalid_scope", Code(() => Of("?scope=offline_access%20nonsense").Scopes()));
    }

    [Theory]
    [InlineData("", "invalid_request")]
    [InlineData("?code_challenge=" + Challenge, "invalid_request")]
    [InlineData("?code_challenge=" + Challenge + "&code_challenge_method=plain", "invalid_request")]
    [InlineData("?code_challenge=" + Challenge + "&code_challenge_method=s256", "invalid_request")]
    [InlineData("?code_challenge_method=S256", "invalid_request")]
    [InlineData("?code_challenge=tooshort&code_challenge_method=S256", "invalid_request")]
    [InlineData("?code_challenge=" + Challenge + "x&code_challenge_method=S256", "invalid_request")]
    [InlineData("?code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw%2BcM&code_challenge_method=S256", "invalid_request")]
    public void Without_S256_nothing_is_granted(string query, string code) => Assert.Equal(code, Code(() => Of(query).Challenge()));

    [Fact]
    public void The_challenge_of_the_RFC_is_read() => Assert.Equal(Challenge, Of($"?code_challenge={Challenge}&code_challenge_method=S256").Challenge());

    [Fact]
    public void The_verifier_of_the_RFC_has_that_challenge() => Assert.Equal(Challenge, TokenDesk.ChallengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));

    [Theory]
    [InlineData("?response_type=token", "unsupported_response_type")]
    [InlineData("?response_type=code%20token", "unsupported_response_type")]
    [InlineData("", "invalid_request")]
    [InlineData("?response_type=code&response_mode=fragment", "invalid_request")]
    public void Only_a_code_is_given(string query, string code) => Assert.Equal(code, Code(() => Of(query).RequireCode()));

    [Fact]
    public void Prompt_none_stands_alone() => Assert.Equal("invalid_request", Code(() => Of("?prompt=none%20login").Prompts()));
}
