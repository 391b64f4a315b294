using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Employees;

/// <summary>Who may let whom go, and what becomes of a team.</summary>
public sealed class LeavingTests : IAsyncLifetime
{
    static readonly LocalDate Today = new(2026, 3, 2);

    readonly World world = new();
    Actor owner = null!;
    EmployeeChanges changes = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        changes = world.Get<EmployeeChanges>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Nobody_archives_their_own_record()
    {
        var admin = await world.Join(owner, Role.Admin);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => changes.Archive(admin, admin.EmployeeId, Today, default));
        Assert.Equal(("own_record", 409), (refusal.Code, refusal.Status));
        Assert.Equal("owner_stays", (await Assert.ThrowsAsync<Refusal>(() => changes.Archive(owner, owner.EmployeeId, Today, default))).Code);
        var page = await (await world.Browse(admin)).Get($"/w/harbor/employees/{admin.EmployeeId}");
        Assert.DoesNotContain(page.Document.QuerySelectorAll("input[name=_handler]"), field => field.GetAttribute("value") == "archive");
        Assert.Equal(admin.EmployeeId, (await world.Again(admin)).EmployeeId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_leaves_or_becomes_an_employee_manages_nobody_any_more(bool leaves)
    {
        var manager = await world.Join(owner, Role.Manager);
        var member = await world.Join(owner, Role.Employee, manager);
        var other = await world.Join(owner, Role.Employee, owner);
        if (leaves) await changes.Archive(owner, manager.EmployeeId, Today, default);
        else await changes.ChangeRole(owner, manager.EmployeeId, 1, Role.Employee, default);

        await using var db = await world.Store.Open(owner, default);
        Assert.Null((await db.Employees.SingleAsync(row => row.Id == member.EmployeeId)).ManagerId);
        Assert.Equal(owner.EmployeeId, (await db.Employees.SingleAsync(row => row.Id == other.EmployeeId)).ManagerId);
        var told = await db.AuditEvents.SingleAsync(row => row.Name == "employee.changed");
        Assert.Equal(member.EmployeeId, told.AboutId);
        Assert.Contains(manager.EmployeeId.ToString(), told.Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_who_becomes_an_admin_keeps_the_team()
    {
        var manager = await world.Join(owner, Role.Manager);
        var member = await world.Join(owner, Role.Employee, manager);
        await changes.ChangeRole(owner, manager.EmployeeId, 1, Role.Admin, default);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(manager.EmployeeId, (await db.Employees.SingleAsync(row => row.Id == member.EmployeeId)).ManagerId);
    }
}
