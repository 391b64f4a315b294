using Clockspot.Domain.Access;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>Who comes in at the assistants' door, and what everybody else is told.</summary>
public sealed class McpDoorTests : IAsyncLifetime
{
    const string Metadata = "resource_metadata=\"http://localhost:5080/.well-known/oauth-protected-resource/mcp\"";

    static readonly (string, string) both = ("Accept", "application/json, text/event-stream");

    readonly World world = new(("Api:RequestsPerMinute", "5"));
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task<McpReply> Ping(string? token, params (string, string)[] headers) => await new McpClient(world.Client(), token).Send(McpClient.Message("ping"), [both, .. headers]);

    [Fact]
    public async Task Without_a_token_the_challenge_says_where_one_comes_from()
    {
        var reply = await Ping(null);
        Assert.Equal(401, reply.Status);
        Assert.StartsWith("Bearer " + Metadata, reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.EndsWith("scope=\"account:read employees:read time_tracking:read time_tracking:write reports:read\"", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.DoesNotContain("error", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_in_the_browser_does_not_count() => Assert.Equal(401, (await Ping(null, ("Cookie", await world.Cookie(owner)))).Status);

    [Fact]
    public async Task A_token_of_the_API_a_key_and_an_unknown_token_are_not_valid_here()
    {
        foreach (var token in new[] { await Granted.Token(world, owner, OAuthClientWalk.Api), await world.Key(owner), "csat_" + new string('A', 50), "nonsense" })
        {
            var reply = await Ping(token);
            Assert.Equal(401, reply.Status);
            Assert.StartsWith("Bearer " + Metadata + ", error=\"invalid_token\"", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_of_this_door_is_refused_by_the_API() =>
        Assert.Equal(401, (await ApiClient.Send(world.Client(), "GET", "/api/v1/me", null, ("Authorization", "Bearer " + await Granted.Token(world, owner, OAuthClientWalk.Mcp)))).Status);

    [Fact]
    public async Task A_token_without_any_scope_of_ours_is_challenged()
    {
        var reply = await Ping(await Granted.Token(world, owner, OAuthClientWalk.Mcp, scopes: ""));
        Assert.Equal(403, reply.Status);
        Assert.Contains("error=\"insufficient_scope\"", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic abc")]
    [InlineData("Bearer")]
    [InlineData("Bearer a, Bearer b")]
    public async Task A_malformed_header_is_a_bad_request(string header) => Assert.Equal(400, (await Ping(null, ("Authorization", header))).Status);

    [Fact]
    public async Task A_token_in_the_address_is_a_bad_request()
    {
        var token = await Granted.Token(world, owner, OAuthClientWalk.Mcp);
        Assert.Equal(400, (await ApiClient.Send(world.Client(), "POST", "/mcp?access_token=" + token, McpClient.Message("ping"), both)).Status);
    }

    [Fact]
    public async Task What_was_ended_or_belongs_to_somebody_who_left_opens_nothing()
    {
        var member = await world.Join(owner, Role.Employee);
        var token = await Granted.Token(world, member, OAuthClientWalk.Mcp);
        Assert.Equal(200, (await Ping(token)).Status);
        await world.Get<Clockspot.Features.Employees.EmployeeChanges>().Archive(owner, member.EmployeeId, null, default);
        Assert.Equal(401, (await Ping(token)).Status);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1:5080")]
    public async Task A_call_from_another_site_or_under_another_name_is_refused_whatever_it_carries(string header, string value) =>
        Assert.Equal(403, (await Ping(await Granted.Token(world, owner, OAuthClientWalk.Mcp), (header, value))).Status);

    [Fact]
    public async Task A_call_from_a_page_of_our_own_is_taken() => Assert.Equal(200, (await Ping(await Granted.Token(world, owner, OAuthClientWalk.Mcp), ("Origin", "http://localhost:5080"))).Status);

    [Theory]
    [InlineData("time.example.com", 200)]
    [InlineData("time.example.com:443", 200)]
    [InlineData("time.example.com:8443", 403)]
    public async Task The_usual_port_may_be_named_or_not(string host, int status)
    {
        await using var published = new World(("PublicOrigin", "https://time.example.com"));
        var token = await Granted.Token(published, await published.Workspace(), "https://time.example.com/mcp");
        Assert.Equal(status, (await new McpClient(published.Client("https://time.example.com"), token).Send(McpClient.Message("ping"), both, ("Host", host))).Status);
    }

    [Fact]
    public async Task Calls_are_counted_for_each_connection_and_not_for_the_address()
    {
        var (first, second) = (await Granted.Token(world, owner, OAuthClientWalk.Mcp), await Granted.Token(world, owner, OAuthClientWalk.Mcp));
        for (var call = 0; call < 5; call++) Assert.Equal(200, (await Ping(first)).Status);
        var refused = await Ping(first);
        Assert.Equal(429, refused.Status);
        Assert.NotNull(refused.Header("Retry-After"));
        Assert.Equal(200, (await Ping(second)).Status);
        for (var call = 0; call < 10; call++) Assert.Equal(401, (await Ping("csat_nonsense")).Status);
    }

    [Fact]
    public async Task The_connection_shows_when_it_was_used()
    {
        await Ping(await Granted.Token(world, owner, OAuthClientWalk.Mcp));
        for (var tries = 0; tries < 40; tries++)
        {
            await using var db = await world.Store.Open(owner, default);
            if (await db.OAuthAuthorizations.AnyAsync(row => row.LastUsedAt != null)) return;
            await Task.Delay(100);
        }
        Assert.Fail("The connection was used, and does not say so.");
    }
}
