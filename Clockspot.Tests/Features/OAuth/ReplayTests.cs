using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.OAuth;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>What is presented twice, too late, elsewhere, or with something missing; and what is cleared away in time.</summary>
public sealed class ReplayTests : IAsyncLifetime
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

    async Task<List<string?>> Ends()
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.AuditEvents.Where(row => row.Name == "connection.ended").Select(row => row.Reason).ToListAsync();
    }

    [Fact]
    public async Task A_code_that_comes_many_times_at_once_gives_tokens_at_most_once_and_they_are_dead()
    {
        var code = await Code();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Redeem(code)));
        var tokens = Assert.Single(replies, reply => reply.Status == 200);
        Assert.All(replies.Except([tokens]), reply => Assert.Equal("invalid_grant", reply.Error));
        Assert.Equal(401, (await Api(tokens.Access).Get("/me")).Status);
        Assert.Single(await Ends());
    }

    [Fact]
    public async Task A_refresh_token_that_comes_again_late_ends_the_grant_whatever_else_is_wrong_with_the_request()
    {
        foreach (var wrong in new[] { ("scope", "employees:write"), ("resource", "https://elsewhere.example/") })
        {
            var first = await client.Connect(owner);
            var second = await client.Refresh(first.Refresh);
            world.Clock.Advance(TokenDesk.Grace);
            Assert.Equal("invalid_grant", (await client.Refresh(first.Refresh, wrong)).Error);
            Assert.Equal(401, (await Api(second.Access).Get("/me")).Status);
        }
        Assert.Equal(2, (await Ends()).Count);
    }

    [Fact]
    public async Task It_ends_also_while_its_person_may_not_connect()
    {
        var who = world.Get<WhoConnects>();
        await who.Change(owner, (await who.Get(owner, default)).Version, Role.Employee, default);
        var employee = await world.Join(owner, Role.Employee);
        var first = await client.Connect(employee);
        await client.Refresh(first.Refresh);
        await who.Change(owner, (await who.Get(owner, default)).Version, Role.Owner, default);
        world.Clock.Advance(TokenDesk.Grace);
        Assert.Equal("invalid_grant", (await client.Refresh(first.Refresh)).Error);
        Assert.Single(await Ends());
    }

    [Fact]
    public async Task A_token_names_its_resource_again_at_a_refresh_and_no_other()
    {
        var tokens = await client.Connect(owner);
        Assert.Equal("invalid_target", (await client.Refresh(tokens.Refresh, ("resource", OAuthClientWalk.Mcp))).Error);
        Assert.Equal(200, (await client.Refresh(tokens.Refresh, ("resource", OAuthClientWalk.Api))).Status);
    }

    [Fact]
    public async Task A_connection_reaches_nothing_of_another_workspace_of_the_same_person()
    {
        var other = await world.Workspace("second");
        var elsewhere = await (await world.Api(other)).Post("/jobs", new { name = "Till" });
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            (await db.Employees.IgnoreQueryFilters().SingleAsync(row => row.AccountId == other.AccountId)).Join(owner.PersonId);
            await db.Commit(default);
        }
        var browser = await world.Browse(owner);
        var (_, picker) = await client.Permission(browser, client.Ask(("scope", "account:write")));
        var harbor = picker.Document.QuerySelectorAll("main .picks a").Single(link => link.TextContent.Contains("harbor", StringComparison.Ordinal)).GetAttribute("href")!;
        var tokens = await client.Redeem(OAuthClientWalk.Back((await browser.Submit(harbor, "grant")).Location!)["code"]);
        Assert.Equal(404, (await Api(tokens.Access).Get($"/jobs/{elsewhere.Id}")).Status);
        Assert.Equal(404, (await Api(tokens.Access).Patch($"/jobs/{elsewhere.Id}", new { name = "Mine", version = 1 })).Status);
        var renewed = await client.Refresh(tokens.Refresh);
        Assert.Equal(404, (await Api(renewed.Access).Get($"/jobs/{elsewhere.Id}")).Status);
        Assert.Empty((await Api(renewed.Access).Get("/jobs")).Rows);
    }

    /// <summary>OAuth 2.1 leaves the redirect out there: the verifier shows who asked. Scopes are none of that request's.</summary>
    [Fact]
    public async Task A_code_is_redeemed_without_its_redirect_and_scopes_beside_it_do_not_count()
    {
        Assert.Equal(200, (await client.Redeem(await Code(), ("redirect_uri", null))).Status);
        var tokens = await client.Redeem(await Code(), ("scope", "employees:write nonsense"));
        Assert.Equal("account:read time_tracking:write", (string)tokens.Json!["scope"]!);
    }

    [Fact]
    public async Task Clients_that_never_got_anything_go_after_a_month_and_others_stay()
    {
        var idle = await OAuthClientWalk.Start(world, "Idle");
        await client.Connect(owner);
        var sweep = world.Get<OAuthSweep>();
        world.Clock.Advance(Duration.FromDays(30) - Duration.FromSeconds(1));
        await sweep.Sweep(default);
        Assert.Equal(302, (int)(await (await world.Browse(owner)).Get(idle.Ask())).Status);
        world.Clock.Advance(Duration.FromDays(400));
        await sweep.Sweep(default);
        Assert.Equal(400, (int)(await (await world.Browse(owner)).Get(idle.Ask())).Status);
        Assert.Equal(302, (int)(await (await world.Browse(owner)).Get(client.Ask())).Status);
    }

    [Fact]
    public async Task Whoever_lost_the_permission_between_looking_and_allowing_grants_nothing()
    {
        var who = world.Get<WhoConnects>();
        await who.Change(owner, (await who.Get(owner, default)).Version, Role.Employee, default);
        var browser = await world.Browse(await world.Join(owner, Role.Employee));
        var (path, page) = await client.Permission(browser);
        await who.Change(owner, (await who.Get(owner, default)).Version, Role.Owner, default);
        Assert.Equal(403, (int)(await browser.Submit(page, path, "grant")).Status);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(0, await db.OAuthAuthorizations.CountAsync());
    }
}
