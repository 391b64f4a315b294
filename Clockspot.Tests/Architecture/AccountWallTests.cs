using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Features.Jobs;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Architecture;

/// <summary>The wall between accounts and the count of versions, seen to hold in the store itself.</summary>
public sealed class AccountWallTests : IAsyncLifetime
{
    readonly World world = new();
    Scene scene = null!;

    public async Task InitializeAsync() => scene = await Scene.Make(world, Standing.OnBreak);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_filter_hides_every_row_of_another_account()
    {
        await using var theirs = await world.Store.Open(scene.Owner, default);
        await using var outside = await world.Store.Open(scene.Outsider, default);
        await using var system = await world.Store.OpenSystem("test", default);
        var owned = theirs.Model.GetEntityTypes().Select(row => row.ClrType).Where(type => typeof(IAccountOwned).IsAssignableFrom(type)).ToList();
        Assert.NotEmpty(owned);
        foreach (var type in owned)
        {
            var due = type.Name is "Employee" ? 1 : 0;
            Assert.True(Rows(outside, type).Count == due && Rows(outside, type).All(row => row.AccountId == scene.Outsider.AccountId), $"{type.Name} of another account is seen.");
            Assert.True(Rows(system, type).Count == 0, $"The system sees {type.Name} without asking across accounts.");
            if (type.Name is not "AuditEvent") Assert.True(Rows(theirs, type).Count > 0, $"Scene has no {type.Name}: add one, or this proves nothing.");
        }
    }

    [Fact]
    public async Task Adding_a_row_to_another_account_throws()
    {
        await using var db = await world.Store.Write(scene.Outsider, default);
        db.Jobs.Add(new Job(scene.Owner.AccountId, Ids.New(db.Now), "Trojan", db.Now));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Commit(default));
    }

    [Theory]
    [InlineData(EntityState.Modified)]
    [InlineData(EntityState.Deleted)]
    public async Task Changing_or_removing_a_row_of_another_account_throws(EntityState state)
    {
        await using var read = await world.Store.Open(scene.Owner, default);
        var job = await read.Jobs.AsNoTracking().FirstAsync(row => row.Id == scene.Ids["jobs"]);
        await using var db = await world.Store.Write(scene.Outsider, default);
        db.Attach(job).State = state;
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Commit(default));
        Assert.Equal("Till", (await read.Jobs.AsNoTracking().FirstAsync(row => row.Id == scene.Ids["jobs"])).Name);
    }

    [Fact]
    public async Task Moving_a_row_to_another_account_throws()
    {
        await using var db = await world.Store.Write(scene.Outsider, default);
        var own = new Job(scene.Outsider.AccountId, Ids.New(db.Now), "Ours", db.Now);
        db.Jobs.Add(own);
        await db.SaveChangesAsync();
        typeof(Job).GetProperty(nameof(Job.AccountId))!.SetValue(own, scene.Owner.AccountId);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => db.Commit(default));
    }

    [Fact]
    public async Task The_database_itself_refuses_a_row_that_refers_to_another_account()
    {
        await using var db = await world.Store.Write(scene.Outsider, default);
        db.EmployeeJobs.Add(new EmployeeJob(scene.Outsider.AccountId, scene.Outsider.EmployeeId, scene.Ids["jobs"]));
        await Assert.ThrowsAsync<DbUpdateException>(() => db.Commit(default));
    }

    [Fact]
    public async Task A_version_counts_up_and_a_stale_one_is_refused()
    {
        await using var first = await world.Store.Open(scene.Owner, default);
        var seen = await first.Jobs.SingleAsync(row => row.Id == scene.Ids["jobs"]);
        Assert.Equal(1, seen.Version);
        await using (var db = await world.Store.Write(scene.Owner, default))
        {
            (await db.Jobs.SingleAsync(row => row.Id == seen.Id)).Describe("Counter", null, true);
            await db.Commit(default);
        }
        seen.Describe("Desk", null, true);
        Assert.Equal("stale_version", (await Assert.ThrowsAsync<Refusal>(() => first.SaveChangesAsync())).Code);
        await using var now = await world.Store.Open(scene.Owner, default);
        var job = await now.Jobs.SingleAsync(row => row.Id == seen.Id);
        Assert.Equal(("Counter", 2), (job.Name, job.Version));
    }

    [Fact]
    public async Task What_is_not_committed_is_not_there_and_the_gate_is_free_again()
    {
        await using (var db = await world.Store.Write(scene.Owner, default))
        {
            db.Jobs.Add(new Job(scene.Owner.AccountId, Ids.New(db.Now), "Never", db.Now));
            await db.SaveChangesAsync();
        }
        await using var next = await world.Store.Write(scene.Owner, default).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.False(await next.Jobs.AnyAsync(row => row.Name == "Never"));
    }

    [Fact]
    public async Task An_event_is_announced_after_the_commit_and_to_its_own_account_alone()
    {
        var heard = new List<string>();
        using var ours = world.Get<LiveFeed>().Subscribe(scene.Owner.AccountId, events => heard.AddRange(events));
        using var others = world.Get<LiveFeed>().Subscribe(scene.Outsider.AccountId, events => heard.Add("leak"));
        await using (var db = await world.Store.Write(scene.Owner, default))
        {
            var job = new Job(scene.Owner.AccountId, Ids.New(db.Now), "Heard", db.Now);
            db.Jobs.Add(job);
            db.Record(scene.Owner, "job.added", job);
            Assert.Empty(heard);
            await db.Commit(default);
        }
        Assert.Equal(["job.added"], heard);
    }

    static List<IAccountOwned> Rows(ClockspotDb db, Type type) =>
        [.. ((IQueryable<IAccountOwned>)typeof(DbContext).GetMethod(nameof(DbContext.Set), 1, [])!.MakeGenericMethod(type).Invoke(db, null)!).AsNoTracking()];
}
