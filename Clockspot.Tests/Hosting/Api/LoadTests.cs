using System.Collections.Concurrent;
using System.Diagnostics;
using Clockspot.Domain.Access;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace Clockspot.Tests.Hosting.Api;

/// <summary>Many at once, over the real server.</summary>
[Collection(Alone.Name)]
public sealed class LoadTests(ITestOutputHelper output) : IAsyncLifetime
{
    const int Connections = 16, Seconds = 5;

    readonly World world = new(("Api:RequestsPerMinute", "10000000")) { IsFresh = true };
    IReadOnlyList<Guid> people = [];
    string origin = "";
    Actor owner = null!;

    public async Task InitializeAsync()
    {
        origin = world.Listen();
        owner = await world.Workspace();
        people = await Crowd.Fill(world, owner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Sixteen_connections_read_and_write_for_five_seconds_without_an_error_or_a_lost_write()
    {
        var key = await world.Key(owner);
        var (failures, reads, notes) = (new ConcurrentQueue<string>(), 0, new ConcurrentDictionary<Guid, (int Version, string Note)>());
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(number => Task.Run(async () =>
        {
            using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = new Uri(origin) };
            var api = new ApiClient(http, key);
            for (var turn = 0; watch.Elapsed < TimeSpan.FromSeconds(Seconds); turn++)
            {
                var person = people[((turn * Connections) + number) % people.Count];
                var list = await api.Get($"/time-entries?limit=50&employeeId={person}");
                if (list.Status != 200) failures.Enqueue(list.ToString());
                else Interlocked.Increment(ref reads);
                // Each connection edits entries of its own, so that each edit must go through.
                var row = list.Rows[number];
                var id = row!["id"]!.GetValue<Guid>();
                var note = $"{number}-{turn}";
                var edit = await api.Patch($"/time-entries/{id}", new { note, reason = "Load", version = row["version"]!.GetValue<int>() });
                if (edit.Status != 200) failures.Enqueue(edit.ToString());
                else notes[id] = (edit.Version, note);
            }
        })));
        output.WriteLine($"{reads} lists and as many edits in {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.Empty(failures);
        Assert.True(reads > Connections * 10, $"Only {reads} lists were read.");
        await using var db = await world.Store.Open(owner, default);
        foreach (var (id, (version, note)) in notes)
        {
            var entry = await db.TimeEntries.AsNoTracking().SingleAsync(row => row.Id == id);
            Assert.Equal((version, note), (entry.Version, entry.Note));
        }
        Assert.Equal(reads, await db.AuditEvents.CountAsync(row => row.Name == "time_entry.changed"));
    }
}
