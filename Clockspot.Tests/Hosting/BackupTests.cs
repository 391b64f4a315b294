using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Clockspot.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Clockspot.Tests.Hosting;

/// <summary>Copying the database while it is in use, and the way back: the built program as processes.</summary>
[Collection(Outside.First)]
public sealed class BackupTests(ITestOutputHelper output) : IAsyncLifetime
{
    readonly World world = new();
    readonly string copies = Directory.CreateTempSubdirectory("clockspot-copies-").FullName;
    readonly string folder = Directory.CreateTempSubdirectory("clockspot-served-").FullName;
    string key = "";

    public async Task InitializeAsync()
    {
        var owner = await world.Workspace();
        key = await world.Key(owner);
        await Crowd.Fill(world, owner);
        // A folder of its own: the world's server uses the world's database, and one that is in use is not restored.
        Ask(Path.Combine(world.Folder, "clockspot.db"), $"VACUUM INTO '{Path.Combine(folder, "clockspot.db")}'");
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        Directory.Delete(copies, recursive: true);
        Directory.Delete(folder, recursive: true);
    }

    string Copy(string name) => Path.Combine(copies, name);

    async Task<string> Backup(string name)
    {
        var (exit, said, errors) = await Operator.Run(folder, "backup", Copy(name));
        Assert.True(exit == 0, errors);
        Assert.Equal((Copy(name), new FileInfo(Copy(name)).Length), ((string)JsonNode.Parse(said)!["file"]!, (long)JsonNode.Parse(said)!["bytes"]!));
        Assert.Contains(Path.Combine(folder, "keys"), errors, StringComparison.Ordinal);
        return Copy(name);
    }

    async Task<HashSet<string>> Jobs(AppProcess app)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Origin) };
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await new ApiClient(http, key).Get($"/jobs?limit=500{(cursor.Length > 0 ? "&cursor=" + cursor : "")}");
            Assert.True(page.Status == 200, page.ToString());
            names.UnionWith(page.Rows.Select(row => (string)row!["name"]!));
            cursor = (string?)page.Json!["page"]!["next"];
        }
        return names;
    }

    static string Ask(string file, string sql)
    {
        using var db = new SqliteConnection($"Data Source={file};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }

    [Fact]
    public async Task A_copy_made_under_writing_holds_all_that_was_acknowledged_before_it_began_and_serves_when_it_is_restored()
    {
        await using var app = await AppProcess.Start(folder, ("Api:RequestsPerMinute", "1000000"));
        var acknowledged = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        async Task Write(int writer)
        {
            using var line = new HttpClient { BaseAddress = new Uri(app.Origin) };
            for (var number = 0; !stop.IsCancellationRequested; number++)
            {
                var name = $"Job {writer}-{number}";
                var reply = await new ApiClient(line, key).Post("/jobs", new { name });
                Assert.True(reply.Status == 201, reply.ToString());
                acknowledged.Enqueue(name);
                Assert.Equal(200, (await new ApiClient(line, key).Get("/time-entries?limit=50")).Status);
            }
        }
        var writing = Task.WhenAll(Enumerable.Range(0, 16).Select(Write));
        while (acknowledged.Count < 200 && !writing.IsCompleted) await Task.Delay(10);
        var before = acknowledged.ToList();
        Ask(Path.Combine(folder, "clockspot.db"), """
            INSERT INTO Sessions (Id, PersonId, Device, CreatedAt, LastUsedAt, EndsAt)
            SELECT Id, Id, 'Firefox on Linux', '2026-01-01', '2026-01-01', '2100-01-01' FROM People LIMIT 1
            """);
        await Backup("under-load.db");
        var after = acknowledged.Count;
        await stop.CancelAsync();
        await writing;
        Assert.True(after > before.Count + 20, "Nothing was written meanwhile: it proves nothing.");
        output.WriteLine($"{before.Count} writes before, {after - before.Count} while the copy was made, {acknowledged.Count} in all");
        Assert.Equal("ok", Ask(Copy("under-load.db"), "PRAGMA integrity_check"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Copy("under-load.db")));
        Assert.Equal([Copy("under-load.db")], Directory.GetFiles(copies));

        // A server that runs keeps it from being restored; one that was killed does not.
        var running = await Operator.Run(folder, "restore", Copy("under-load.db"));
        Assert.Equal((1, ""), (running.Exit, running.Output));
        Assert.Contains("Stop it first", running.Errors, StringComparison.Ordinal);
        await app.Kill();
        const UnixFileMode group = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(folder, "clockspot.db"), group);
        var restored = await Operator.Run(folder, "restore", Copy("under-load.db"));
        Assert.True(restored.Exit == 0, restored.Errors);
        var kept = (string)JsonNode.Parse(restored.Output)!["kept"]!;
        Assert.Equal("ok", Ask(kept, "PRAGMA integrity_check"));
        Assert.NotEqual("0", Ask(kept, "SELECT count(*) FROM Sessions"));
        Assert.Equal("0", Ask(Path.Combine(folder, "clockspot.db"), "SELECT count(*) FROM Sessions"));
        // Whoever could read the database before can read the one in its place, and nobody else.
        if (!OperatingSystem.IsWindows()) Assert.Equal(group, File.GetUnixFileMode(Path.Combine(folder, "clockspot.db")));
        Assert.Equal($"{acknowledged.Count}", Ask(kept, "SELECT count(*) FROM Jobs"));

        await app.Launch();
        var there = await Jobs(app);
        Assert.Empty(before.Except(there));
        Assert.True(there.Count < acknowledged.Count, "The copy is of a later moment than the end: nothing was restored.");
        using var http = new HttpClient { BaseAddress = new Uri(app.Origin) };
        Assert.Equal(201, (await new ApiClient(http, key).Post("/jobs", new { name = "After the restore" })).Status);
    }

    [Fact]
    public async Task Nothing_is_written_over_and_what_is_no_whole_copy_of_ours_changes_nothing()
    {
        var good = await Backup("good.db");
        var database = Path.Combine(folder, "clockspot.db");
        var before = Digest.Of(folder);
        async Task Refused(string says, params string[] words)
        {
            var (exit, said, errors) = await Operator.Ask(folder, words);
            Assert.Equal((1, ""), (exit, said));
            Assert.Contains(says, errors, StringComparison.Ordinal);
        }
        await Refused("already", "backup", good);
        await Refused("no folder", "backup", Path.Combine(copies, "nowhere", "copy.db"));
        await Refused("no file", "restore", Copy("nothing.db"));
        await Refused("the database itself", "restore", database);

        await File.WriteAllTextAsync(Copy("text.db"), new string('x', 9000));
        await Refused("no database of Clockspot", "restore", Copy("text.db"));
        await File.WriteAllTextAsync(Copy("empty.db"), "");
        await Refused("no database of Clockspot", "restore", Copy("empty.db"));
        Ask(Copy("other.db"), "CREATE TABLE Accounts (Id); SELECT 1");
        await Refused("no database of Clockspot", "restore", Copy("other.db"));
        File.Copy(good, Copy("newer.db"));
        Ask(Copy("newer.db"), "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Tomorrow', '99.0'); SELECT 1");
        await Refused("newer version", "restore", Copy("newer.db"));
        var bytes = await File.ReadAllBytesAsync(good);
        Array.Fill(bytes, (byte)0xA5, bytes.Length / 2, 8192);
        await File.WriteAllBytesAsync(Copy("damaged.db"), bytes);
        await Refused("damaged", "restore", Copy("damaged.db"));

        Assert.Empty(before.ChangesTo(Digest.Of(folder)));
        Assert.Empty(Directory.GetFiles(folder, "*.before-restore-*"));
        Assert.Empty(Directory.GetFiles(folder, "*.unfinished*"));
        Assert.Empty(Directory.GetFiles(copies, "*.unfinished*"));

        // Where nothing is, nothing is kept; and where there is no database, there is nothing to copy.
        var empty = Path.Combine(folder, "elsewhere");
        var none = await Operator.Ask(empty, "backup", Copy("none.db"));
        Assert.Equal((1, ""), (none.Exit, none.Output));
        Assert.Contains("There is no database at", none.Errors, StringComparison.Ordinal);
        var fresh = await Operator.Ask(empty, "restore", good);
        Assert.True(fresh.Exit == 0, fresh.Errors);
        Assert.Null(JsonNode.Parse(fresh.Output)!["kept"]);
        Assert.Equal("1", Ask(Path.Combine(empty, "clockspot.db"), "SELECT count(*) FROM Accounts"));
    }
}
