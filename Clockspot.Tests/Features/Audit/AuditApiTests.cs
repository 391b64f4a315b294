using Clockspot.Domain.Access;
using Clockspot.Features.Audit;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Audit;

/// <summary>The audit log over the API.</summary>
public sealed class AuditApiTests : IAsyncLifetime
{
    readonly World world = new();
    Scene scene = null!;
    ApiClient api = null!;

    public async Task InitializeAsync()
    {
        scene = await Scene.Make(world);
        api = await world.Api(scene.Owner);
        await api.Patch($"/jobs/{scene.Ids["jobs"]}", new { name = "Front till", version = 1 });
        world.Clock.Advance(Duration.FromDays(1));
        await api.Patch($"/employees/{scene.Loner.EmployeeId}", new { name = "Lou", version = 1 });
        await (await world.Api(scene.Loner)).Post("/clock/in");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Every_change_is_told_as_the_screen_tells_it()
    {
        var log = await api.Get("/audit-events");
        Assert.True(log.Status == 200, log.ToString());
        var screen = await world.Get<AuditLog>().List(scene.Owner, new AuditFilter(), new AuditPlace(), default);
        Assert.Equal(screen.Rows.Select(row => row.Id), log.Ids());
        Assert.Equal(screen.Rows.Count, (int)log.Json!["page"]!["total"]!);
        Assert.All(log.Rows, row => Wire.IsShaped(Wire.AuditEvent, row));
        var changed = log.Rows.Single(row => (string)row!["name"]! == "job.changed")!;
        Assert.Equal((scene.Owner.EmployeeId, "Olive Owner", "api", "Test"), ((Guid)changed["actor"]!["employeeId"]!, (string)changed["actor"]!["name"]!, (string)changed["channel"]!, (string)changed["credential"]!));
        Assert.Equal(("{\"name\":\"Till\"}", "{\"name\":\"Front till\"}"), (changed["before"]!.ToJsonString(), changed["after"]!.ToJsonString()));
    }

    [Fact]
    public async Task It_is_narrowed_by_days_people_and_kind()
    {
        Assert.Equal(["job.changed"], Names(await api.Get("/audit-events?to=2026-03-02")));
        Assert.Equal(["time_entry.opened", "employee.changed"], Names(await api.Get("/audit-events?from=2026-03-03&to=2026-03-03")));
        Assert.Equal(["time_entry.opened"], Names(await api.Get($"/audit-events?employeeId={scene.Loner.EmployeeId}")));
        Assert.Equal(["time_entry.opened", "employee.changed"], Names(await api.Get($"/audit-events?aboutId={scene.Loner.EmployeeId}")));
        Assert.Equal(["employee.changed"], Names(await api.Get("/audit-events?noun=employee")));
        Assert.Equal(["job.changed"], Names(await api.Get("/audit-events?name=job.changed")));
        Assert.Equal("noun", (await api.Get("/audit-events?noun=weather")).ErrorPath);
        var first = await api.Get("/audit-events?limit=2");
        var rest = await api.Get($"/audit-events?limit=2&cursor={first.Json!["page"]!["next"]}");
        Assert.Equal(["time_entry.opened", "employee.changed", "job.changed"], [.. Names(first), .. Names(rest)]);
    }

    /// <summary>Owner and Admin alone; a key that only reads is enough, and shows only what it may read.</summary>
    [Fact]
    public async Task Only_owners_and_admins_read_it()
    {
        Assert.Equal(200, (await (await world.Api(scene.Admin)).Get("/audit-events")).Status);
        Assert.Equal(403, (await (await world.Api(scene.Manager)).Get("/audit-events")).Status);
        Assert.Equal(403, (await (await world.Api(scene.Loner)).Get("/audit-events")).Status);
        Assert.Equal(["job.changed"], Names(await (await world.Api(scene.Owner, "account:read")).Get("/audit-events")));
        Assert.Equal("insufficient_scope", (await (await world.Api(scene.Owner, "employees:write")).Get("/audit-events")).Code);
        Assert.Empty((await (await world.Api(scene.Outsider)).Get($"/audit-events?aboutId={scene.Loner.EmployeeId}")).Rows);
        Assert.Equal(Role.Owner, scene.Outsider.Role);
    }

    static IReadOnlyList<string> Names(ApiReply reply) => [.. reply.Rows.Select(row => (string)row!["name"]!)];
}
