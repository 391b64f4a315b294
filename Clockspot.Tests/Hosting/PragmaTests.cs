using System.Globalization;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Hosting;

public sealed class PragmaTests
{
    /// <summary>Connections come from a pool and are told once; none may ever work without its settings.</summary>
    [Fact]
    public async Task Every_connection_waits_for_others_keeps_foreign_keys_survives_a_power_cut_and_erases()
    {
        await using var world = new World();
        var owner = await world.Workspace();
        for (var round = 0; round < 3; round++)
        {
            // Several at once, so that the pool holds several connections, some of them new and some used before.
            var told = await Task.WhenAll(Enumerable.Range(0, 4 + round).Select(async _ =>
            {
                await using var db = await world.Store.Open(owner, default);
                await db.Database.OpenConnectionAsync();
                await Task.Delay(20);
                return string.Join(' ', await Ask(db, "journal_mode"), await Ask(db, "synchronous"), await Ask(db, "foreign_keys"),
                    await Ask(db, "busy_timeout"), await Ask(db, "secure_delete"));
            }));
            Assert.All(told, words => Assert.Equal("wal 2 1 10000 1", words));
        }
    }

    static async Task<string?> Ask(DbContext db, string pragma)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
