using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Employees;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.ApiKeys;

/// <summary>Over the wire: whatever ends a key or makes its maker less, the very next call knows.</summary>
public sealed class KeyDoorTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, heir = null!;
    ApiClient api = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        heir = await world.Join(owner, Role.Admin);
        api = await world.Api(owner);
        Assert.Equal(201, (await api.Post("/jobs", new { name = "Kitchen" })).Status);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>The former Owner has another role from now on; answers the present one.</summary>
    async Task<Actor> Demote(Role role)
    {
        await world.Get<Company>().Transfer(owner, heir.EmployeeId, "harbor Inc", default);
        var now = await world.Again(heir);
        var record = await world.Get<EmployeeDirectory>().Get(now, owner.EmployeeId, default);
        await world.Get<EmployeeChanges>().ChangeRole(now, owner.EmployeeId, record.Version, role, default);
        return now;
    }

    async Task Dead()
    {
        var reply = await api.Get("/jobs");
        Assert.Equal((401, "invalid_token"), (reply.Status, reply.Code));
        Assert.Equal(401, (await api.Post("/jobs", new { name = "Late" })).Status);
    }

    [Fact]
    public async Task Revoked_it_is_refused()
    {
        await world.Get<KeyRing>().Revoke(owner, (await world.Get<KeyRing>().List(owner, default)).Single().Id, default);
        await Dead();
    }

    [Fact]
    public async Task Expired_it_is_refused()
    {
        api = new ApiClient(world.Client(), await world.Key(owner, expiresAt: world.Clock.GetCurrentInstant() + Duration.FromHours(1)));
        Assert.Equal(200, (await api.Get("/jobs")).Status);
        world.Clock.Advance(Duration.FromHours(1));
        await Dead();
    }

    [Fact]
    public async Task It_does_less_once_its_maker_may_do_less()
    {
        await Demote(Role.Manager);
        Assert.Equal(200, (await api.Get("/jobs")).Status);
        Assert.Equal(403, (await api.Post("/jobs", new { name = "Late" })).Status);
    }

    [Fact]
    public async Task Nothing_is_left_of_it_once_its_maker_may_do_nothing_of_the_kind()
    {
        await Demote(Role.Employee);
        Assert.Equal(403, (await api.Get("/jobs")).Status);
    }

    [Fact]
    public async Task It_dies_with_its_makers_leaving_and_the_log_says_so()
    {
        var now = await Demote(Role.Admin);
        await world.Get<EmployeeChanges>().Archive(now, owner.EmployeeId, new LocalDate(2026, 3, 2), default);
        await Dead();
        await world.Get<EmployeeChanges>().Restore(now, owner.EmployeeId, default);
        await Dead();
        await using var db = await world.Store.Open(now, default);
        var told = await db.AuditEvents.SingleAsync(row => row.Name == "api_key.revoked");
        Assert.Equal(("Olive Owner left.", now.EmployeeId), (told.Reason, told.EmployeeId));
    }

    /// <summary>Leaving ends the keys. The door does not rely on it: it looks at its maker's record itself.</summary>
    [Theory]
    [InlineData(EmployeeStatus.Archived, true)]
    [InlineData(EmployeeStatus.Archived, false)]
    [InlineData(EmployeeStatus.Invited, false)]
    [InlineData(EmployeeStatus.Active, false)]
    public async Task One_that_was_not_ended_is_refused_as_long_as_its_maker_does_not_work_here(EmployeeStatus status, bool signsIn)
    {
        await using (var db = await world.Store.Write(owner, default))
        {
            await db.Employees.Where(row => row.Id == owner.EmployeeId)
                .ExecuteUpdateAsync(row => row.SetProperty(maker => maker.Status, status).SetProperty(maker => maker.PersonId, maker => signsIn ? maker.PersonId : null));
            await db.Commit(default);
        }
        await Dead();
    }

    [Fact]
    public async Task It_is_refused_while_the_workspace_is_closed()
    {
        await world.Get<Closing>().Close(owner, "harbor Inc", default);
        await Dead();
    }
}
