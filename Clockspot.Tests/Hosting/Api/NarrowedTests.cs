using System.Text.Json.Nodes;
using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Hosting.Api;

/// <summary>A credential that carries some permissions never gives anybody more than it carries: not a role, a key, a connection or the ownership.</summary>
public sealed class NarrowedTests : IAsyncLifetime
{
    ApiProbe probe = null!;

    public async Task InitializeAsync() => probe = await ApiProbe.Make();

    public async Task DisposeAsync() => await probe.DisposeAsync();

    [Fact]
    public async Task No_operation_gives_more_than_its_credential_carries() => await probe.Every("Who can act in the account, and how far, does not grow.", async operation =>
    {
        if (operation.Method == "GET") return;
        foreach (var scopes in new[] { string.Join(' ', Scopes.All) }.Concat(operation.Scopes))
        {
            var api = await probe.World.Api(probe.Scene.Owner, scopes);
            foreach (var body in await Bodies(operation))
            {
                var before = await Powers.Of(probe.World, probe.Scene.Owner);
                await api.Send(operation.Method, probe.PathOf(operation), body?.ToJsonString());
                foreach (var gained in Powers.Gained(before, await Powers.Of(probe.World, probe.Scene.Owner))) probe.Break(operation, $"{scopes}, {body?.ToJsonString()}: {gained}");
            }
        }
    }, writesNothing: false);

    [Theory]
    [InlineData("employees:write")]
    [InlineData("account:write employees:write time_tracking:write reports:read")]
    public async Task A_narrowed_key_invites_employees_alone(string scopes)
    {
        var api = await probe.World.Api(probe.Scene.Owner, scopes);
        foreach (var role in new[] { "admin", "manager" })
        {
            var refused = await api.Post("/invitations", new { email = $"{role}@example.com", role });
            Assert.Equal((403, "forbidden"), (refused.Status, refused.Code));
            var added = await api.Post("/employees", new { number = $"N-{role}", name = "Ann", role });
            Assert.Equal((403, "forbidden"), (added.Status, added.Code));
        }
        Assert.Equal(201, (await api.Post("/invitations", new { email = "ann@example.com", role = "employee" })).Status);
    }

    [Fact]
    public async Task A_narrowed_key_raises_nobody_and_a_whole_one_does()
    {
        var (id, narrowed) = (probe.Scene.Ids["employees"], await probe.World.Api(probe.Scene.Owner, "employees:write"));
        var version = (await narrowed.Get($"/employees/{id}")).Version;
        var refused = await narrowed.Patch($"/employees/{id}", new { role = "manager", version });
        Assert.Equal((403, "forbidden"), (refused.Status, refused.Code));
        Assert.Equal("employee", (string?)(await narrowed.Get($"/employees/{id}")).Json!["role"]);
        Assert.Equal(200, (await probe.Owner.Patch($"/employees/{id}", new { role = "manager", version })).Status);
    }

    [Fact]
    public async Task No_use_case_gives_more_than_a_narrowed_credential_carries()
    {
        var narrowed = probe.Scene.Owner with { Channel = Channel.Assistant, Scopes = Scopes.All, Grants = Scopes.Cut(Roles.GrantsOf(Role.Owner), Scopes.All), Stamp = null };
        var broken = new List<string>();
        foreach (var one in UseCase.All)
            foreach (var (kind, id) in probe.Scene.Ids)
            {
                var before = await Powers.Of(probe.World, probe.Scene.Owner);
                await Record.ExceptionAsync(() => one.Call(probe.World.Services, narrowed, id));
                broken.AddRange(Powers.Gained(before, await Powers.Of(probe.World, probe.Scene.Owner)).Select(gained => $"{one.Name} with an id of {kind}: {gained}"));
            }
        Rule.Holds("Who can act in the account, and how far, does not grow.", broken);
    }

    string New() => Clockspot.Domain.Ids.New(probe.World.Clock.GetCurrentInstant()).ToString("N");

    /// <summary>The example, and where it names a role, the same with each of them and with an address that nobody has.</summary>
    async Task<IReadOnlyList<JsonObject?>> Bodies(Documented operation)
    {
        var body = await probe.BodyOf(operation);
        if (operation.Body?["properties"]?["role"] is null || body is null) return [body];
        var bodies = new List<JsonObject?>();
        foreach (var role in Enum.GetNames<Role>())
        {
            var one = (await probe.BodyOf(operation))!;
            one["role"] = role.ToLowerInvariant();
            if (one.ContainsKey("email")) one["email"] = $"{New()}@example.com";
            if (one.ContainsKey("number")) one["number"] = New()[^12..];
            bodies.Add(one);
        }
        return bodies;
    }
}
