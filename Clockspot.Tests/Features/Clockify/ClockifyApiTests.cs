using System.Text;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Clockify;
using Clockspot.Tests.Support;
using Clockspot.Tests.Support.Clockify;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>The routes of Clockify over the wire, against a fake one.</summary>
public sealed class ClockifyApiTests : IAsyncLifetime
{
    const string Path = "/integrations/clockify", Key = "Zm9yLXRlc3RzLW9ubHkta2V5LU1hcmlnb2xk";

    FakeClockify fake = null!;
    World world = null!;
    Actor owner = null!;
    ApiClient api = null!;
    FakeWorkspace crew = null!;

    public async Task InitializeAsync()
    {
        fake = await FakeClockify.Start();
        crew = fake.Workspace(users: 51, clients: 3);
        crew.AddClient("Old & gone", archived: true);
        fake.Key(Key, crew);
        world = new World(services => services.Replace(ServiceDescriptor.Singleton(new ClockifyPatience(Duration.FromSeconds(4), Duration.FromMilliseconds(50)))), ("Clockify:BaseUrl", fake.BaseUrl));
        owner = await world.Workspace();
        api = await world.Api(owner);
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        await fake.DisposeAsync();
    }

    Task<ApiReply> Connect(string key = Key, string region = "global", string? subdomain = null) => api.Send("PUT", Path, new { apiKey = key, region, subdomain });

    [Fact]
    public async Task It_is_connected_read_and_disconnected()
    {
        Same(await api.Get(Path), """{"status": "none", "hint": null, "region": null, "checkedAt": null, "failure": null}""");
        Assert.Equal((409, "clockify_not_connected"), Told(await api.Get(Path + "/workspaces")));
        Same(await Connect(), """{"status": "connected", "hint": "b2xk", "region": "global", "checkedAt": "2026-03-02T14:00:00Z", "failure": null}""");
        Assert.Equal(crew.Id, (string?)Assert.Single((await api.Get(Path + "/workspaces")).Rows)!["id"]);
        var clients = await api.Get($"{Path}/workspaces/{crew.Id}/clients");
        Assert.Equal(4, (int)clients.Json!["page"]!["total"]!);
        Assert.Contains(clients.Rows, row => (string?)row!["name"] == "Old & gone");
        Assert.All(clients.Rows, row => Assert.Equal(["id", "name"], row!.AsObject().Select(field => field.Key)));
        Assert.Equal(204, (await api.Delete(Path)).Status);
        Assert.Equal("none", (string?)(await api.Get(Path)).Json!["status"]);
        Assert.Equal((409, "clockify_not_connected"), Told(await api.Get($"{Path}/workspaces/{crew.Id}/users")));
        Assert.Equal(204, (await api.Delete(Path)).Status);
        fake.SawOnlyReads();
    }

    [Fact]
    public async Task Fifty_one_users_are_paged_by_seven_and_asked_of_Clockify_once()
    {
        await Connect();
        var (seen, next) = (new List<string>(), (string?)null);
        do
        {
            var page = await api.Get($"{Path}/workspaces/{crew.Id}/users?limit=7{(next is null ? "" : "&cursor=" + next)}");
            Assert.Equal(51, (int)page.Json!["page"]!["total"]!);
            seen.AddRange(page.Rows.Select(row => (string)row!["id"]!));
            next = (string?)page.Json["page"]!["next"];
        }
        while (next is not null);
        Assert.Equal(crew.Users.Select(user => user.Id).Order(StringComparer.Ordinal), seen);
        Assert.Equal((1, 1), (fake.Calls("/workspaces"), fake.Calls(crew.UsersPath)));
        Assert.Equal((422, "invalid_input"), Told(await api.Get($"{Path}/workspaces/{crew.Id}/users?cursor=after-!")));
    }

    [Fact]
    public async Task A_key_that_Clockify_refuses_is_not_saved_and_what_was_there_stays()
    {
        Assert.Equal((409, "clockify_invalid_token"), Told(await Connect("no-such-key")));
        Assert.Equal("none", (string?)(await api.Get(Path)).Json!["status"]);
        await Connect();
        Assert.Equal((409, "clockify_invalid_token"), Told(await Connect("no-such-key")));
        Assert.Equal("b2xk", (string?)(await api.Get(Path)).Json!["hint"]);
        Assert.Equal(200, (await api.Get($"{Path}/workspaces/{crew.Id}/users")).Status);
    }

    [Theory]
    [InlineData("", "global", null, "apiKey")]
    [InlineData("two words", "global", null, "apiKey")]
    [InlineData("Schlüssel", "global", null, "apiKey")]
    [InlineData(Key, "mars", null, "region")]
    [InlineData(Key, "subdomain", null, "subdomain")]
    [InlineData(Key, "subdomain", "evil.example/", "subdomain")]
    [InlineData(Key, "subdomain", "a@b", "subdomain")]
    [InlineData(Key, "eu", "acme", "subdomain")]
    public async Task What_cannot_be_a_key_or_place_is_refused_by_name_and_asks_nobody(string key, string region, string? subdomain, string field)
    {
        var reply = await Connect(key, region, subdomain);
        Assert.Equal((422, field), (reply.Status, reply.ErrorPath));
        Assert.Empty(fake.Seen);
    }

    [Fact]
    public async Task Each_failure_of_Clockify_has_its_code_and_a_good_answer_ends_it()
    {
        await Connect();
        var users = $"{Path}/workspaces/{crew.Id}/users";
        foreach (var (fault, status, code) in new[]
        {
            (Fault.Unavailable, 502, "clockify_unavailable"), (Fault.RefusalIn200, 502, "clockify_unreadable"), (Fault.Slow(TimeSpan.FromSeconds(5)), 504, "clockify_timeout"),
            (Fault.RateLimited("90"), 503, "clockify_rate_limited"),
        })
        {
            world.Clock.Advance(Duration.FromMinutes(2));
            fake.Fault(crew.UsersPath, fault);
            var reply = await api.Get(users);
            Assert.Equal((status, code), Told(reply));
            Assert.Equal(code == "clockify_rate_limited" ? "90" : null, reply.Header("Retry-After"));
            var state = (await api.Get(Path)).Json!;
            Assert.Equal(("failing", code), ((string?)state["status"], (string?)state["failure"]));
            fake.Mend();
        }
        world.Clock.Advance(Duration.FromMinutes(2));
        Assert.Equal(200, (await api.Get(users)).Status);
        Assert.Equal("connected", (string?)(await api.Get(Path)).Json!["status"]);
    }

    [Fact]
    public async Task A_members_key_is_refused_the_users_alone_and_a_foreign_workspace_is_not_found()
    {
        var other = fake.Workspace("Elsewhere", users: 1);
        fake.Key("members-key", [crew], member: true);
        await Connect("members-key");
        Assert.Equal((403, "clockify_forbidden"), Told(await api.Get($"{Path}/workspaces/{crew.Id}/users")));
        Assert.Equal(200, (await api.Get($"{Path}/workspaces/{crew.Id}/clients")).Status);
        Assert.Equal("connected", (string?)(await api.Get(Path)).Json!["status"]);
        Assert.Equal((404, "clockify_workspace_not_found"), Told(await api.Get($"{Path}/workspaces/{other.Id}/users")));
        Assert.Equal(0, fake.Calls(other.UsersPath));
    }

    [Fact]
    public async Task Owners_and_admins_get_in_others_do_not_and_another_account_has_its_own()
    {
        await Connect();
        var (admin, manager) = (await world.Api(await world.Join(owner, Role.Admin)), await world.Api(await world.Join(owner, Role.Manager)));
        Assert.Equal(200, (await admin.Get($"{Path}/workspaces/{crew.Id}/users")).Status);
        Assert.Equal(403, (await manager.Get(Path)).Status);
        Assert.Equal(403, (await (await world.Api(owner, "account:read")).Delete(Path)).Status);
        var outsider = await world.Api(await world.Workspace("elsewhere"));
        Assert.Equal((409, "clockify_not_connected"), Told(await outsider.Get($"{Path}/workspaces/{crew.Id}/users")));
    }

    [Fact]
    public async Task The_key_stands_in_no_answer_and_no_event()
    {
        var answers = new StringBuilder();
        answers.Append(await Connect()).Append(await Connect(Key + "x")).Append(await Connect("bad " + Key)).Append(await Connect(Key, "mars"))
            .Append(await api.Get(Path)).Append(await api.Get(Path + "/workspaces")).Append(await api.Delete(Path)).Append(await api.Get("/audit-events"));
        Assert.DoesNotContain(Key, answers.ToString(), StringComparison.Ordinal);
        await using var db = await world.Store.Open(owner, default);
        var events = await db.AuditEvents.Where(one => one.Name.StartsWith("clockify.")).OrderBy(one => one.Id).ToListAsync();
        Assert.Equal(["clockify.connected", "clockify.disconnected"], events.Select(one => one.Name));
        Assert.All(events, one => Assert.DoesNotContain("secret", one.Before + one.After, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_demo_reads_the_sample_and_connects_to_nobody()
    {
        await (await world.Browse()).Submit("/demo", "demo");
        await using var db = await world.Store.OpenSystem("test", default);
        var boss = await db.Employees.AcrossAccounts().SingleAsync(row => row.Role == Role.Owner && row.AccountId != owner.AccountId);
        var demo = await world.Api(Actor.System(boss.AccountId, "test") with { EmployeeId = boss.Id });
        Same(await demo.Get(Path), """{"status": "connected", "hint": null, "region": null, "checkedAt": null, "failure": null}""");
        var (shop, refused) = ((string)(await demo.Get(Path + "/workspaces")).Rows[0]!["id"]!, await demo.Send("PUT", Path, new { apiKey = Key, region = "global" }));
        Assert.Equal(11, (await demo.Get($"{Path}/workspaces/{shop}/users")).Rows.Count);
        Assert.Equal((404, "clockify_workspace_not_found"), Told(await demo.Get($"{Path}/workspaces/{crew.Id}/clients")));
        Assert.Equal((403, "forbidden"), Told(refused));
        Assert.Equal((403, "forbidden"), Told(await demo.Delete(Path)));
        Assert.Empty(fake.Seen);
    }

    static (int, string?) Told(ApiReply reply) => (reply.Status, reply.Code);

    static void Same(ApiReply reply, string json) => Assert.True(reply.Status == 200 && System.Text.Json.Nodes.JsonNode.DeepEquals(reply.Json, System.Text.Json.Nodes.JsonNode.Parse(json)), reply.ToString());
}
