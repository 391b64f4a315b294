using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Data;

/// <summary>What an actor may is read again when it writes: whatever ended after somebody was let in is not used any more.</summary>
public sealed class AuthorityTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    Actor admin = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        admin = await world.Join(owner, Role.Admin);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Somebody_demoted_meanwhile_writes_nothing()
    {
        await world.Get<EmployeeChanges>().ChangeRole(owner, admin.EmployeeId, await VersionOf(admin), Role.Employee, default);
        await Refused(admin, 403, "forbidden");
    }

    [Fact]
    public async Task Somebody_raised_meanwhile_writes_on_with_what_they_had()
    {
        await world.Get<EmployeeChanges>().ChangeRole(owner, admin.EmployeeId, await VersionOf(admin), Role.Manager, default);
        var manager = await world.Again(admin);
        await world.Get<EmployeeChanges>().ChangeRole(owner, admin.EmployeeId, await VersionOf(admin), Role.Admin, default);
        await using var db = await world.Store.Write(manager, default);
        Assert.Equal(Role.Manager, manager.Role);
    }

    [Fact]
    public async Task Somebody_who_left_meanwhile_writes_nothing()
    {
        await world.Get<EmployeeChanges>().Archive(owner, admin.EmployeeId, null, default);
        await Refused(admin, 404, "not_found");
    }

    [Fact]
    public async Task A_sign_in_that_was_ended_meanwhile_writes_nothing()
    {
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            (await db.Users.SingleAsync(person => person.Id == admin.PersonId)).SecurityStamp = "another";
            await db.Commit(default);
        }
        await Refused(admin, 401, "unauthenticated");
    }

    [Fact]
    public async Task A_session_that_was_ended_meanwhile_writes_nothing() =>
        await Refused(admin with { SessionId = Ids.New(world.Clock.GetCurrentInstant()) }, 401, "unauthenticated");

    [Fact]
    public async Task A_workspace_that_was_closed_meanwhile_takes_no_write()
    {
        await world.Get<Closing>().Close(owner, "harbor Inc", default);
        await Refused(admin, 404, "not_found");
    }

    [Fact]
    public async Task A_former_owner_closes_nothing()
    {
        await world.Get<Company>().Transfer(owner, admin.EmployeeId, "harbor Inc", default);
        var refused = await Assert.ThrowsAsync<Refusal>(() => world.Get<Closing>().Close(owner, "harbor Inc", default));
        Assert.Equal((403, "forbidden"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_key_that_was_revoked_meanwhile_writes_nothing()
    {
        var (_, key) = await ByKey();
        await Ended(key);
        await Refused(owner with { CredentialId = key }, 401, "invalid_token");
    }

    [Fact]
    public async Task A_key_that_expired_meanwhile_writes_nothing()
    {
        var (_, key) = await ByKey(world.Clock.GetCurrentInstant() + Duration.FromMinutes(1));
        await using (var db = await world.Store.Write(owner with { CredentialId = key }, default)) { }
        world.Clock.Advance(Duration.FromMinutes(1));
        await Refused(owner with { CredentialId = key }, 401, "invalid_token");
    }

    async Task Refused(Actor actor, int status, string code)
    {
        var refused = await Assert.ThrowsAsync<Refusal>(() => world.Get<JobList>().Add(actor, new SaveJob { Name = "Till", ForEveryone = true }, default));
        Assert.Equal((status, code), (refused.Status, refused.Code));
        await using var db = await world.Store.Open(owner, default);
        Assert.False(await db.Jobs.AnyAsync());
    }

    async Task<(string Value, Guid Id)> ByKey(Instant? expires = null)
    {
        var value = await world.Key(owner, expiresAt: expires);
        await using var db = await world.Store.Open(owner, default);
        return (value, await db.ApiKeys.Select(key => key.Id).SingleAsync());
    }

    async Task Ended(Guid id)
    {
        await using var db = await world.Store.Write(owner, default);
        (await db.ApiKeys.SingleAsync(key => key.Id == id)).Revoke(db.Now);
        await db.Commit(default);
    }

    async Task<int> VersionOf(Actor actor)
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.Employees.Where(row => row.Id == actor.EmployeeId).Select(row => row.Version).SingleAsync();
    }
}
