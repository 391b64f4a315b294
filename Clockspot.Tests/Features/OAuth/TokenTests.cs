using System.Net.Http.Json;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>Codes and tokens over the wire: once, for their client, at their resource, for as long as the person may.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    OAuthClientWalk client = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        client = await OAuthClientWalk.Start(world);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    ApiClient Api(string token) => new(world.Client(), token);

    async Task<string> Code() => (await client.Allow(await world.Browse(owner)))["code"];

    [Fact]
    public async Task A_code_becomes_tokens_that_open_the_API_with_what_was_granted()
    {
        var tokens = await client.Connect(owner);
        Assert.Equal(("Bearer", 3600, "account:read time_tracking:write"), ((string)tokens.Json!["token_type"]!, (int)tokens.Json["expires_in"]!, (string)tokens.Json["scope"]!));
        Assert.Equal("no-store", tokens.Response.Headers.CacheControl!.ToString());
        var me = await Api(tokens.Access).Get("/me");
        Assert.Equal((200, "access_token", "Crew bot"), (me.Status, (string)me.Json!["credential"]!["type"]!, (string)me.Json["credential"]!["name"]!));
        Assert.Equal(200, (await Api(tokens.Access).Get("/jobs")).Status);
        Assert.Equal((403, "insufficient_scope"), ((await Api(tokens.Access).Post("/jobs", new { name = "Till" })).Status, (await Api(tokens.Access).Post("/jobs", new { name = "Till" })).Code));
        world.Clock.Advance(Duration.FromHours(1));
        Assert.Equal((401, "invalid_token"), ((await Api(tokens.Access).Get("/me")).Status, (await Api(tokens.Access).Get("/me")).Code));
    }

    [Fact]
    public async Task A_code_that_comes_twice_from_its_client_ends_everything_that_it_gave()
    {
        var code = await Code();
        var tokens = await client.Redeem(code);
        Assert.Equal("invalid_grant", (await client.Redeem(code)).Error);
        Assert.Equal(401, (await Api(tokens.Access).Get("/me")).Status);
        Assert.Equal("invalid_grant", (await client.Refresh(tokens.Refresh)).Error);
    }

    [Fact]
    public async Task A_code_that_somebody_else_presents_is_refused_and_the_grant_lives()
    {
        var code = await Code();
        var thief = await OAuthClientWalk.Start(world, "Thief");
        Assert.Equal("invalid_grant", (await thief.Redeem(code)).Error);
        var tokens = await client.Redeem(code);
        Assert.Equal(200, tokens.Status);
        Assert.Equal("invalid_grant", (await thief.Redeem(code)).Error);
        Assert.Equal("invalid_grant", (await client.Redeem(code, ("code_verifier", new string('x', 43)))).Error);
        Assert.Equal(200, (await Api(tokens.Access).Get("/me")).Status);
    }

    [Fact]
    public async Task A_wrong_verifier_or_redirect_uses_the_code_up()
    {
        foreach (var wrong in new[] { ("code_verifier", new string('x', 43)), ("redirect_uri", "http://127.0.0.1:7777/other") })
        {
            var code = await Code();
            Assert.Equal("invalid_grant", (await client.Redeem(code, wrong)).Error);
            Assert.Equal("invalid_grant", (await client.Redeem(code)).Error);
        }
    }

    [Theory]
    [InlineData("code_verifier", null, "invalid_request")]
    [InlineData("code_verifier", "short", "invalid_request")]
    [InlineData("client_id", null, "invalid_request")]
    [InlineData("code", null, "invalid_request")]
    [InlineData("code", "csac_nonsense", "invalid_grant")]
    [InlineData("grant_type", "password", "unsupported_grant_type")]
    [InlineData("grant_type", null, "invalid_request")]
    [InlineData("client_secret", "x", "invalid_client")]
    [InlineData("resource", "https://elsewhere.example/mcp", "invalid_target")]
    [InlineData("resource", OAuthClientWalk.Mcp, "invalid_target")]
    public async Task What_is_wrong_is_told_by_the_codes_of_the_protocol(string field, string? value, string error)
    {
        var reply = await client.Redeem(await Code(), (field, value));
        Assert.Equal((error == "invalid_client" ? 401 : 400, error), (reply.Status, reply.Error));
    }

    [Fact]
    public async Task A_code_lives_a_minute()
    {
        var code = await Code();
        world.Clock.Advance(Duration.FromSeconds(60));
        Assert.Equal("invalid_grant", (await client.Redeem(code)).Error);
    }

    [Fact]
    public async Task A_refresh_token_turns_and_within_two_minutes_answers_the_same_again()
    {
        var first = await client.Connect(owner);
        world.Clock.Advance(Duration.FromMinutes(50));
        var twenty = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.Refresh(first.Refresh)));
        Assert.All(twenty, reply => Assert.Equal(200, reply.Status));
        Assert.Single(twenty.Select(reply => (reply.Access, reply.Refresh)).Distinct());
        Assert.NotEqual(first.Refresh, twenty[0].Refresh);
        world.Clock.Advance(Duration.FromSeconds(119));
        Assert.Equal(twenty[0].Refresh, (await client.Refresh(first.Refresh)).Refresh);
        Assert.Equal(200, (await Api(twenty[0].Access).Get("/me")).Status);
    }

    [Fact]
    public async Task A_refresh_token_that_comes_again_later_ends_the_whole_grant()
    {
        var first = await client.Connect(owner);
        var second = await client.Refresh(first.Refresh);
        world.Clock.Advance(Duration.FromSeconds(120));
        Assert.Equal("invalid_grant", (await client.Refresh(first.Refresh)).Error);
        Assert.Equal("invalid_grant", (await client.Refresh(second.Refresh)).Error);
        Assert.Equal(401, (await Api(second.Access).Get("/me")).Status);
        await using var db = await world.Store.Open(owner, default);
        Assert.Contains(await db.AuditEvents.Where(one => one.Name == "connection.ended").Select(one => one.Reason).ToListAsync(), reason => reason!.Contains("long after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refresh_may_ask_for_less_and_keeps_what_was_granted()
    {
        var first = await client.Connect(owner);
        var less = await client.Refresh(first.Refresh, ("scope", "time_tracking:read"));
        Assert.Equal("time_tracking:read", (string)less.Json!["scope"]!);
        Assert.Equal((403, "insufficient_scope"), ((await Api(less.Access).Get("/account")).Status, (await Api(less.Access).Get("/account")).Code));
        Assert.Equal("account:read time_tracking:write", (string)(await client.Refresh(less.Refresh)).Json!["scope"]!);
        Assert.Equal("invalid_scope", (await client.Refresh((await client.Connect(owner)).Refresh, ("scope", "account:write"))).Error);
    }

    [Fact]
    public async Task A_refresh_token_lives_sixty_days_from_its_last_use()
    {
        var tokens = await client.Connect(owner);
        for (var turn = 0; turn < 3; turn++)
        {
            world.Clock.Advance(Duration.FromDays(59));
            tokens = await client.Refresh(tokens.Refresh);
            Assert.Equal(200, tokens.Status);
        }
        world.Clock.Advance(Duration.FromDays(60));
        Assert.Equal("invalid_grant", (await client.Refresh(tokens.Refresh)).Error);
    }

    [Fact]
    public async Task Either_token_revokes_the_grant_and_another_client_revokes_nothing()
    {
        var thief = await OAuthClientWalk.Start(world, "Thief");
        foreach (var isAccess in new[] { true, false })
        {
            var tokens = await client.Connect(owner);
            var token = isAccess ? tokens.Access : tokens.Refresh;
            Assert.Equal(200, (await thief.Post("/oauth/revoke", [("token", token), ("client_id", thief.ClientId)])).Status);
            Assert.Equal(200, (await Api(tokens.Access).Get("/me")).Status);
            Assert.Equal(200, (await client.Post("/oauth/revoke", [("token", token), ("client_id", client.ClientId)])).Status);
            Assert.Equal(401, (await Api(tokens.Access).Get("/me")).Status);
            Assert.Equal("invalid_grant", (await client.Refresh(tokens.Refresh)).Error);
        }
        Assert.Equal(200, (await client.Post("/oauth/revoke", [("token", "nonsense"), ("client_id", client.ClientId)])).Status);
    }

    [Fact]
    public async Task A_token_of_one_resource_is_refused_by_the_other()
    {
        var tokens = await client.Connect(owner, client.Ask(("resource", OAuthClientWalk.Mcp)));
        Assert.Equal((401, "invalid_token"), ((await Api(tokens.Access).Get("/me")).Status, (await Api(tokens.Access).Get("/me")).Code));
    }

    [Fact]
    public async Task Whoever_is_demoted_or_leaves_is_felt_at_the_next_call()
    {
        var admin = await world.Join(owner, Role.Admin);
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            (await db.Accounts.SingleAsync(row => row.Id == owner.AccountId)).LetConnect(Role.Admin);
            await db.Commit(default);
        }
        var tokens = await client.Connect(admin, client.Ask(("scope", "account:write")));
        Assert.Equal(201, (await Api(tokens.Access).Post("/jobs", new { name = "Till" })).Status);
        var view = await world.Get<EmployeeDirectory>().Get(owner, admin.EmployeeId, default);
        await world.Get<EmployeeChanges>().ChangeRole(owner, admin.EmployeeId, view.Version, Role.Employee, default);
        Assert.Equal((403, "forbidden"), ((await Api(tokens.Access).Post("/jobs", new { name = "Bar" })).Status, (await Api(tokens.Access).Post("/jobs", new { name = "Bar" })).Code));
        await world.Get<EmployeeChanges>().Archive(owner, admin.EmployeeId, null, default);
        Assert.Equal(401, (await Api(tokens.Access).Get("/me")).Status);
        Assert.Equal("invalid_grant", (await client.Refresh(tokens.Refresh)).Error);
    }

    /// <summary>Leaving ends the grants. Neither the door nor a refresh relies on it: each looks at the person's record itself.</summary>
    [Theory]
    [InlineData(EmployeeStatus.Archived, true)]
    [InlineData(EmployeeStatus.Active, false)]
    public async Task A_grant_that_was_not_ended_gives_nothing_as_long_as_its_person_does_not_work_here(EmployeeStatus status, bool signsIn)
    {
        var tokens = await client.Connect(owner);
        Assert.Equal(200, (await Api(tokens.Access).Get("/me")).Status);
        await using (var db = await world.Store.Write(owner, default))
        {
            await db.Employees.Where(row => row.Id == owner.EmployeeId)
                .ExecuteUpdateAsync(row => row.SetProperty(person => person.Status, status).SetProperty(person => person.PersonId, person => signsIn ? person.PersonId : null));
            await db.Commit(default);
        }
        Assert.Equal(401, (await Api(tokens.Access).Get("/me")).Status);
        Assert.Equal("invalid_grant", (await client.Refresh(tokens.Refresh)).Error);
    }

    [Fact]
    public async Task Only_a_form_is_taken_and_never_by_GET()
    {
        Assert.Equal(405, (int)(await client.Http.GetAsync("/oauth/token")).StatusCode);
        var json = await client.Http.PostAsJsonAsync("/oauth/token", new { grant_type = "refresh_token" });
        Assert.Equal(400, (int)json.StatusCode);
        Assert.Contains("invalid_request", await json.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
