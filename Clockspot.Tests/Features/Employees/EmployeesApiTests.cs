using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Employees;

/// <summary>Employees over the API.</summary>
public sealed class EmployeesApiTests : IAsyncLifetime
{
    readonly World world = new();
    Scene scene = null!;
    ApiClient api = null!;

    public async Task InitializeAsync()
    {
        scene = await Scene.Make(world);
        api = await world.Api(scene.Owner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_employee_is_added_changed_archived_and_restored()
    {
        var made = await api.Post("/employees", new { number = "1042", name = "Ann Archer", email = "ann@example.com", hiredOn = "2024-03-04", managerId = scene.Manager.EmployeeId });
        Assert.True(made.Status == 201, made.ToString());
        Wire.IsShaped(Wire.Employee, made.Json);
        Assert.Equal(("employee", "active", "2024-03-04"), (made.Text("role"), made.Text("status"), made.Text("hiredOn")));
        var path = $"/employees/{made.Id}";
        var changed = await api.Patch(path, new { name = "Ann Arrow", locationId = scene.Ids["locations"], email = (string?)null, version = 1 });
        Assert.Equal((200, "Ann Arrow", null, "1042"), (changed.Status, changed.Text("name"), changed.Text("email"), changed.Text("number")));
        var gone = await api.Post(path + "/archive", new { leftOn = "2026-02-27", version = changed.Version });
        Assert.Equal((200, "archived", "2026-02-27"), (gone.Status, gone.Text("status"), gone.Text("leftOn")));
        Assert.Equal("2026-02-27", (await api.Post(path + "/archive")).Text("leftOn"));
        Assert.Equal("archived", (string?)(await api.Patch(path, new { name = "No", version = gone.Version })).Json!["errors"]![0]!["code"]);
        var back = await api.Post(path + "/restore");
        Assert.Equal(("active", null), (back.Text("status"), back.Text("leftOn")));
        Assert.Equal("2026-03-02", (await api.Post(path + "/archive")).Text("leftOn"));
    }

    [Fact]
    public async Task The_role_and_the_record_change_together_or_not_at_all()
    {
        var path = $"/employees/{scene.Loner.EmployeeId}";
        var changed = await api.Patch(path, new { name = "Lou Loner", role = "manager" }, ("If-Match", "\"1\""));
        Assert.True(changed.Status == 200, changed.ToString());
        Assert.Equal(("Lou Loner", "manager"), (changed.Text("name"), changed.Text("role")));
        await using var db = await world.Store.Open(scene.Owner, default);
        var events = await db.AuditEvents.Where(row => row.SubjectId == scene.Loner.EmployeeId).OrderBy(row => row.Id).ToListAsync();
        Assert.Equal(["employee.changed", "employee.role_changed"], events.Select(row => row.Name));
        Assert.Equal(("{\"role\":\"Employee\"}", "{\"role\":\"Manager\"}"), (events[1].Before, events[1].After));
        var admin = await world.Api(scene.Admin);
        var refused = await admin.Patch(path, new { name = "Other", role = "employee", version = changed.Version });
        Assert.Equal((403, "forbidden"), (refused.Status, refused.Code));
        Assert.Equal(("Lou Loner", changed.Version), ((await api.Get(path)).Text("name"), (await api.Get(path)).Version));
        Assert.Equal(200, (await admin.Patch(path, new { name = "Other", version = changed.Version })).Status);
        Assert.Equal("role", (await api.Patch(path, """{"role": null, "version": 4}""")).ErrorPath);
        Assert.Equal("owner_stays", (string?)(await api.Patch(path, new { role = "owner", version = 4 })).Json!["errors"]![0]!["code"]);
        Assert.Equal("jobIds", (await api.Patch(path, new { jobIds = Array.Empty<Guid>(), version = 4 })).ErrorPath);
    }

    [Fact]
    public async Task The_jobs_that_were_given_to_somebody_are_told()
    {
        var job = await world.Get<JobList>().Add(scene.Owner, new SaveJob { Name = "Kitchen", ForEveryone = false, EmployeeIds = [scene.Member.EmployeeId] }, default);
        Assert.Equal(job, (Guid)Assert.Single((await api.Get($"/employees/{scene.Member.EmployeeId}")).Json!["jobIds"]!.AsArray())!);
        Assert.Empty((await api.Get($"/employees/{scene.Loner.EmployeeId}")).Json!["jobIds"]!.AsArray());
    }

    [Fact]
    public async Task A_key_for_the_account_alone_sees_who_works_here_and_no_more()
    {
        var narrow = await world.Api(scene.Owner, "account:write");
        var reply = await narrow.Get($"/employees/{scene.Member.EmployeeId}");
        Assert.Equal((200, "Employee 2", "active"), (reply.Status, reply.Text("name"), reply.Text("status")));
        Assert.All(new[] { "email", "role", "hiredOn", "leftOn", "managerId", "jobIds", "locationId", "createdAt", "modifiedAt" }, field => Assert.Null(reply.Json![field]));
        Assert.Equal(6, (await narrow.Get("/employees")).Rows.Count);
        Assert.DoesNotContain("example.com", (await narrow.Get("/employees?includeArchived=true")).Text, StringComparison.Ordinal);
        Assert.Equal(403, (await narrow.Get($"/employees?managerId={scene.Manager.EmployeeId}")).Status);
        Assert.Equal((403, "insufficient_scope"), ((await narrow.Patch($"/employees/{scene.Member.EmployeeId}", new { name = "No", version = 1 })).Status, (await narrow.Post("/employees", new { number = "5", name = "No" })).Code));
        Assert.Equal(403, (await (await world.Api(scene.Owner, "reports:read")).Get("/employees")).Status);
    }

    [Fact]
    public async Task A_list_keeps_to_the_reach_and_its_filters()
    {
        var (manager, member) = (await world.Api(scene.Manager), await world.Api(scene.Member));
        Assert.Equal(new[] { scene.Manager.EmployeeId, scene.Member.EmployeeId }.Order(), (await manager.Get("/employees")).Ids().Order());
        Assert.Equal([scene.Member.EmployeeId], (await member.Get("/employees")).Ids());
        Assert.Equal(404, (await manager.Get($"/employees/{scene.Loner.EmployeeId}")).Status);
        Assert.Equal(404, (await (await world.Api(scene.Outsider)).Get($"/employees/{scene.Loner.EmployeeId}")).Status);
        Assert.Equal([scene.Member.EmployeeId], (await api.Get($"/employees?managerId={scene.Manager.EmployeeId}")).Ids());
        Assert.Equal("Invited Ivo", (string)Assert.Single((await api.Get("/employees?status=invited")).Rows)!["name"]!);
        Assert.Equal("Gone Gina", (string)Assert.Single((await api.Get("/employees?status=archived")).Rows)!["name"]!);
        Assert.Equal(7, (int)(await api.Get("/employees?includeArchived=true")).Json!["page"]!["total"]!);
        var seen = new List<Guid>();
        for (string? next = ""; next is not null;)
        {
            var page = await api.Get($"/employees?limit=4{(next.Length > 0 ? "&cursor=" + next : "")}");
            seen.AddRange(page.Ids());
            next = (string?)page.Json!["page"]!["next"];
        }
        Assert.Equal((6, 6), (seen.Count, seen.Distinct().Count()));
        world.Clock.Advance(Duration.FromHours(1));
        await world.Get<EmployeeChanges>().Change(scene.Owner, scene.Loner.EmployeeId, 1, new SaveEmployee { Number = "700", Name = "Lou" }, default);
        Assert.Equal([scene.Loner.EmployeeId], (await api.Get("/employees?modifiedSince=2026-03-02T10:00:00-05:00")).Ids());
    }
}
