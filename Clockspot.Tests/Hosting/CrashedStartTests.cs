using System.Net;
using Clockspot.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Clockspot.Tests.Hosting;

/// <summary>What a start finds: nothing, another start, what a killed one left behind, a database of this shape already.</summary>
[Collection(Outside.Third)]
public sealed class CrashedStartTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("clockspot-start-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Two_programs_that_start_at_once_both_come_up()
    {
        var both = await Task.WhenAll(AppProcess.Start(folder), AppProcess.Start(folder));
        foreach (var app in both)
        {
            await using (app) Assert.Equal(200, (int)(await app.Browse().Get("/")).Status);
        }
        Assert.Equal(1, Number("SELECT count(*) FROM __EFMigrationsHistory WHERE MigrationId LIKE '%_Initial'"));
    }

    [Fact]
    public async Task A_lock_row_that_a_killed_migration_left_does_not_block_the_next_start()
    {
        await using (await Site.Start(folder)) { }
        Run("CREATE TABLE IF NOT EXISTS __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL); INSERT OR REPLACE INTO __EFMigrationsLock VALUES (1, '2026-01-01 00:00:00')");
        // A migration must be due, or EF never looks at its lock row: the last one is forgotten together with what it made.
        Run("DROP TABLE __EFMigrationsHistory");
        foreach (var table in Texts("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '__EF%'")) Run($"PRAGMA foreign_keys = OFF; DROP TABLE \"{table}\"");

        await using var again = await Site.Start(folder);
        Assert.Equal(HttpStatusCode.OK, await StatusOf(again, "/"));
        Assert.Equal(0, Number("SELECT count(*) FROM __EFMigrationsLock"));
    }

    [Fact]
    public async Task A_database_of_this_shape_is_left_alone()
    {
        await using (await Site.Start(folder)) { }
        Run("PRAGMA wal_checkpoint(TRUNCATE)");
        var shape = Texts("SELECT name || sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name");
        var history = Texts("SELECT MigrationId || ProductVersion FROM __EFMigrationsHistory");

        await using (await Site.Start(folder)) { }
        Assert.Equal(shape, Texts("SELECT name || sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"));
        Assert.Equal(history, Texts("SELECT MigrationId || ProductVersion FROM __EFMigrationsHistory"));
        Assert.Empty(Directory.GetFiles(folder, "*.before-*"));
    }

    [Fact]
    public async Task The_key_ring_lies_outside_the_database_and_is_its_owners_alone()
    {
        await using (var app = await Site.Start(folder)) await StatusOf(app, "/sign-in");
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder, "keys"), "key-*.xml"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder, "keys")));
    }

    static async Task<HttpStatusCode> StatusOf(Site site, string path)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(site.Origin + path);
        return answer.StatusCode;
    }

    void Run(string sql)
    {
        using var file = Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    long Number(string sql) => long.Parse(Texts(sql).Single(), System.Globalization.CultureInfo.InvariantCulture);

    List<string> Texts(string sql)
    {
        using var file = Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return rows;
    }

    SqliteConnection Open()
    {
        var file = new SqliteConnection($"Data Source={Path.Combine(folder, "clockspot.db")};Pooling=False");
        file.Open();
        return file;
    }
}
