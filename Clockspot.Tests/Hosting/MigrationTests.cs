using Clockspot.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Clockspot.Tests.Hosting;

public sealed class MigrationTests
{
    [Fact]
    public async Task A_database_is_copied_before_it_is_brought_to_a_newer_shape()
    {
        await using var world = new World { IsFresh = true };
        // In the place of the empty one of the present shape that a world begins with.
        File.Delete(Path.Combine(world.Folder, "clockspot.db"));
        await Execute(Path.Combine(world.Folder, "clockspot.db"), """
            CREATE TABLE "__EFMigrationsHistory" ("MigrationId" TEXT PRIMARY KEY, "ProductVersion" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsHistory" VALUES ('20200101000000_Older', '10.0.14');
            CREATE TABLE "Kept" ("Text" TEXT);
            INSERT INTO "Kept" VALUES ('from before');
            """);

        await world.Workspace();

        var copy = Assert.Single(Directory.GetFiles(world.Folder, "clockspot.db.before-*"));
        Assert.Equal("from before", await Execute(copy, "SELECT \"Text\" FROM \"Kept\""));
        Assert.Equal(0L, await Execute(copy, "SELECT count(*) FROM sqlite_master WHERE name = 'Accounts'"));
        Assert.Equal("from before", await Execute(Path.Combine(world.Folder, "clockspot.db"), "SELECT \"Text\" FROM \"Kept\""));
    }

    static async Task<object?> Execute(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
