using Clockspot.Domain;
using Clockspot.Hosting;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Clockspot.Tests.Hosting;

/// <summary>Whoever uses the database keeps a restore out, and a restore keeps out whoever would use it.</summary>
public sealed class InUseTests : IAsyncLifetime
{
    /// <summary>Longer than it takes from one try to the next.</summary>
    static readonly TimeSpan aWhile = TimeSpan.FromSeconds(1);

    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    // Its database lies there, and nobody uses it before the program is asked for.
    readonly World world = new() { IsFresh = true };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    string Copy => Path.Combine(world.Folder, "copy.db");

    DataFolder Data => new(Composition.Compose(new WebApplicationOptions(), [new("DataFolder", world.Folder)]));

    /// <summary>The exit code of a command.</summary>
    static async Task<int> Run(World over, params string[] words) => (await Operator.Ask(over.Folder, words)).Exit;

    static void Refused(DataFolder data)
    {
        var refusal = Assert.Throws<Refusal>(() => InUse.Alone(data));
        Assert.Equal(("server_running", 409), (refusal.Code, refusal.Status));
    }

    [Fact]
    public async Task Those_who_use_it_share_it_and_the_last_of_them_still_keeps_a_restore_out()
    {
        using (await InUse.Enter(Data, default))
        {
            using (await InUse.Enter(Data, default).WaitAsync(patience)) Refused(Data);
            Refused(Data);
        }
        InUse.Alone(Data).Dispose();
    }

    [Fact]
    public async Task A_restore_is_alone_and_whoever_comes_meanwhile_waits_for_its_end()
    {
        Task<IDisposable> waiting;
        using (InUse.Alone(Data))
        {
            Refused(Data);
            waiting = InUse.Enter(Data, default);
            await Task.Delay(aWhile);
            Assert.False(waiting.IsCompleted, "It is used while it is restored.");
        }
        using var entered = await waiting.WaitAsync(patience);
        Refused(Data);
    }

    [Fact]
    public void A_server_uses_its_database_from_its_start_on()
    {
        using (InUse.Alone(Data)) Assert.True(File.Exists(Data.Database));
        Refused(world.Get<DataFolder>());
    }

    [Fact]
    public async Task A_server_does_not_start_before_a_restore_has_ended()
    {
        Task<IServiceProvider> starting;
        using (InUse.Alone(Data))
        {
            starting = Task.Run(() => world.Services);
            // One that nothing keeps waiting is up by then.
            await using var beside = new World { IsFresh = true };
            Assert.Equal(200, (int)(await beside.Client().GetAsync("/health/ready")).StatusCode);
            await Task.Delay(aWhile);
            Assert.False(starting.IsCompleted, "It serves while its database is restored.");
        }
        await starting.WaitAsync(patience);
        Assert.Equal(200, (int)(await world.Client().GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task The_restore_command_changes_nothing_while_anybody_uses_the_database()
    {
        Assert.Equal(0, await Run(world, "backup", Copy));
        using (await InUse.Enter(Data, default))
        {
            Assert.Equal(1, await Run(world, "restore", Copy));
            Assert.Empty(Directory.GetFiles(world.Folder, "*.before-restore-*"));
        }
        Assert.Equal(0, await Run(world, "restore", Copy));
        Assert.Single(Directory.GetFiles(world.Folder, "*.before-restore-*"));
    }

    [Fact]
    public async Task Other_commands_wait_for_a_restore()
    {
        Task<int> waiting;
        using (InUse.Alone(Data))
        {
            waiting = Task.Run(() => Run(world, "backup", Copy));
            // One that nothing keeps waiting has ended by then.
            await using var beside = new World { IsFresh = true };
            Assert.Equal(0, await Run(beside, "backup", Path.Combine(beside.Folder, "copy.db")));
            await Task.Delay(aWhile);
            Assert.False(waiting.IsCompleted || File.Exists(Copy), "It reads a database that is being restored.");
        }
        Assert.Equal(0, await waiting.WaitAsync(patience));
        Assert.True(File.Exists(Copy));
    }
}
