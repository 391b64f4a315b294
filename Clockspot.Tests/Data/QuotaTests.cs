using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeClock;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Data;

/// <summary>What one account may take of what all share.</summary>
public sealed class QuotaTests
{
    [Fact]
    public async Task A_full_workspace_takes_punches_and_nothing_else()
    {
        await using var world = new World(("Quotas:Changes", "5")) { IsFresh = true };
        var owner = await world.Workspace();
        var api = await world.Api(owner);
        for (var number = 0; number < 5; number++) await Job(world, owner, $"Job {number}");
        var refused = await api.Post("/jobs", new { name = "By key", forEveryone = true });
        Assert.True((refused.Status, refused.Code) == (409, "storage_full"), refused.ToString());
        // Whoever looks after it can still end what filled it.
        await world.Get<KeyRing>().Revoke(owner, await Newest(world, owner), default);
        api = await world.Api(owner);
        await world.Get<Clock>().ClockIn(owner, new ClockIn(), default);
        Assert.Equal(200, (await api.Post("/clock/out", new { }, ("Idempotency-Key", "a"))).Status);
        // Another one has room.
        await Job(world, await world.Workspace("elsewhere"), "Till");
    }

    [Fact]
    public async Task Room_that_was_made_is_seen_within_an_hour()
    {
        await using var world = new World(("Quotas:Changes", "3")) { IsFresh = true };
        var owner = await world.Workspace();
        var api = await world.Api(owner);
        for (var number = 0; number < 3; number++) await Job(world, owner, $"Job {number}");
        Assert.Equal("storage_full", (await api.Post("/jobs", new { name = "One more" })).Code);
        await using (var db = await world.Store.OpenSystem("test", default)) await db.AuditEvents.AcrossAccounts().ExecuteDeleteAsync();
        world.Clock.Advance(Duration.FromHours(1));
        // It is counted while the old figure holds.
        ApiReply reply;
        for (var tries = 0; (reply = await api.Post("/jobs", new { name = "One more" })).Status != 201 && tries < 200; tries++) await Task.Delay(25);
        Assert.Equal(201, reply.Status);
    }

    [Fact]
    public async Task A_demo_writes_so_often_in_a_minute_by_all_its_keys_together()
    {
        await using var world = new World(("Quotas:DemoWritesPerMinute", "6")) { IsFresh = true };
        var visitor = await Visitor(world);
        var (first, second) = (await world.Api(visitor), await world.Api(visitor));
        // The two keys were two writes.
        for (var number = 0; number < 4; number++) Assert.Equal(201, (await (number % 2 == 0 ? first : second).Post("/jobs", new { name = $"Job {number}", forEveryone = true })).Status);
        var refused = await second.Post("/jobs", new { name = "One more", forEveryone = true });
        Assert.Equal((429, "rate_limited", "60"), (refused.Status, refused.Code, refused.Header("Retry-After")));
        Assert.Equal(200, (await second.Get("/jobs")).Status);
        await Job(world, await world.Workspace("elsewhere"), "Till");
        world.Clock.Advance(Duration.FromMinutes(1));
        Assert.Equal(201, (await second.Post("/jobs", new { name = "One more", forEveryone = true })).Status);
    }

    [Fact]
    public async Task A_demo_has_a_few_keys()
    {
        await using var world = new World(("Quotas:DemoKeys", "5"));
        var visitor = await Visitor(world);
        // It begins with three.
        for (var number = 0; number < 2; number++) await Generate();
        Assert.Equal("too_many_keys", (await Assert.ThrowsAsync<Refusal>(Generate)).Code);

        Task Generate() => world.Get<KeyRing>().Generate(visitor, new NewKey { Once = Clockspot.Domain.Ids.New(world.Clock.GetCurrentInstant()).ToString(), Name = "Key" }, default);
    }

    [Fact]
    public async Task All_keys_of_a_workspace_together_are_counted_and_those_of_a_demo_more_tightly()
    {
        await using var world = new World(("Api:RequestsPerMinute", "4"));
        var (owner, visitor) = (await world.Workspace(), await Visitor(world));
        Assert.Equal(20, await Taken(owner));
        Assert.Equal(2, await Taken(visitor));

        async Task<int> Taken(Actor who)
        {
            var taken = 0;
            for (var key = 0; key < 6; key++)
            {
                var api = await world.Api(who);
                for (var call = 0; call < 4; call++) taken += (await api.Get("/me")).Status == 200 ? 1 : 0;
            }
            return taken;
        }
    }

    [Theory]
    [InlineData("Quotas:Changes", "0")]
    [InlineData("Quotas:DemoChanges", "many")]
    [InlineData("Quotas:DemoWritesPerMinute", "-1")]
    [InlineData("Quotas:DemoKeys", "")]
    public void A_figure_that_is_none_stops_the_start_by_name(string setting, string value)
    {
        var world = new World((setting, value)) { IsFresh = true };
        Assert.Contains(setting, Assert.ThrowsAny<InvalidOperationException>(() => world.Services).Message, StringComparison.Ordinal);
    }

    static async Task<Guid> Newest(World world, Actor owner)
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.ApiKeys.OrderByDescending(key => key.Id).Select(key => key.Id).FirstAsync();
    }

    static Task Job(World world, Actor who, string name) => world.Get<JobList>().Add(who, new SaveJob { Name = name, ForEveryone = true }, default);

    static async Task<Actor> Visitor(World world)
    {
        var slug = (await (await world.Browse()).Submit("/demo", "demo")).Location!.ToString().Split('/')[^1];
        await using var db = await world.Store.OpenSystem("test", default);
        var account = await db.Accounts.SingleAsync(row => row.Slug == slug);
        var person = await db.Employees.AcrossAccounts().Where(row => row.AccountId == account.Id && row.Role == Role.Owner).Select(row => row.PersonId!.Value).SingleAsync();
        return await world.Again(Actor.System(account.Id, "test") with { PersonId = person });
    }
}
