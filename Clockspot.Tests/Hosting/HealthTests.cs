using Clockspot.Data;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task A_program_that_runs_is_live_and_ready_for_anybody_and_tells_nothing_more()
    {
        await using var world = new World();
        Assert.Equal("live", await world.Client().GetStringAsync("/health/live"));
        Assert.Equal("ready", await world.Client().GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task A_database_without_its_migrations_is_not_ready()
    {
        await using var world = new World();
        Assert.Equal("ready", await world.Client().GetStringAsync("/health/ready"));
        await using (var db = await world.Get<IDbContextFactory<SqliteClockspotDb>>().CreateDbContextAsync())
            await db.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsHistory");
        world.Clock.Advance(Duration.FromSeconds(3));

        var answer = await world.Client().GetAsync("/health/ready");
        Assert.Equal((503, "not ready"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("live", await world.Client().GetStringAsync("/health/live"));
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_is_not_ready()
    {
        await using var world = new World { IsFresh = true };
        _ = world.Services;
        Directory.CreateDirectory(Path.Combine(world.Folder, "keys", ".writable"));

        Assert.Equal(503, (int)(await world.Client().GetAsync("/health/ready")).StatusCode);
    }
}
