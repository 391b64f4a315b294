using System.Globalization;
using Clockspot.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Hosting;

/// <summary>The database: how it is reached and how it is brought to the present shape.</summary>
static class DataSetup
{
    public static void AddData(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<SqlitePragmas>();
        services.AddSingleton<WriteGate>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton(provider => QuotasOf(builder.Configuration, provider.GetRequiredService<NodaTime.IClock>()));
        services.AddSingleton(provider => new LogEraser(provider.GetRequiredService<DataFolder>().ConnectionString,
            provider.GetRequiredService<WriteGate>(),
            provider.GetRequiredService<ILogger<LogEraser>>()));
        services.AddHostedService(provider => provider.GetRequiredService<LogEraser>());
        services.AddSingleton<Store>();
        services.AddSingleton<Members>();
        services.AddDbContextFactory<SqliteClockspotDb>((provider, options) => options
            .UseSqlite(provider.GetRequiredService<DataFolder>().ConnectionString)
            .AddInterceptors(provider.GetRequiredService<SqlitePragmas>()));
        // ASP.NET Core Identity brings its own scoped context; it belongs to no account.
        services.AddScoped<ClockspotDb>(provider => provider.GetRequiredService<IDbContextFactory<SqliteClockspotDb>>().CreateDbContext());
        services.AddDataProtection().SetApplicationName("Clockspot");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>().Configure<DataFolder, ILoggerFactory>((options, data, logs) =>
            options.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(new DirectoryInfo(data.Keys), logs));
    }

    /// <summary>
    /// Brings the database to the present shape before the first request. A lock file beside it keeps two programs from migrating at once;
    /// EF's own lock row is cleared, since a program killed while it migrated leaves it behind; and the file is copied first.
    /// </summary>
    public static async Task Migrate(this WebApplication app, CancellationToken stop = default)
    {
        var data = app.Services.GetRequiredService<DataFolder>();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Clockspot.Migrations");
        await using var _ = await LockFile(data.Database + ".migrating", stop);
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<SqliteClockspotDb>>().CreateDbContextAsync(stop);
        var isNew = !File.Exists(data.Database);
        if (!isNew) await ClearStaleLock(db, stop);
        var pending = (await db.Database.GetPendingMigrationsAsync(stop)).ToList();
        if (pending.Count == 0) return;
        if (!isNew && (await db.Database.GetAppliedMigrationsAsync(stop)).LastOrDefault() is { } last)
        {
            var copy = $"{data.Database}.before-{pending[0]}";
            await CopyTo(data.ConnectionString, copy, stop);
            log.LogInformation("Copied the database before migrating from {Last}", last);
        }
        await db.Database.MigrateAsync(stop);
        log.LogInformation("Applied {Count} migrations", pending.Count);
    }

    static Quotas QuotasOf(IConfiguration settings, NodaTime.IClock clock)
    {
        int Of(string name) => int.TryParse(settings[$"Quotas:{name}"], NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0 ? most
            : throw new InvalidOperationException($"Quotas:{name} must be a whole number from 1 on; it is '{settings[$"Quotas:{name}"]}'.");
        return new Quotas(clock) { Changes = Of("Changes"), DemoChanges = Of("DemoChanges"), DemoWritesPerMinute = Of("DemoWritesPerMinute"), DemoKeys = Of("DemoKeys") };
    }

    static async Task<FileStream> LockFile(string path, CancellationToken stop)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (tries < 300)
            {
                await Task.Delay(200, stop);
            }
        }
    }

    static async Task ClearStaleLock(SqliteClockspotDb db, CancellationToken stop)
    {
        var tables = await db.Database.SqlQueryRaw<int>("SELECT count(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(stop);
        if (tables > 0) await db.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsLock", stop);
    }

    static async Task CopyTo(string from, string to, CancellationToken stop)
    {
        await using var source = new SqliteConnection(from);
        await using var target = new SqliteConnection($"Data Source={to};Pooling=False");
        await source.OpenAsync(stop);
        await target.OpenAsync(stop);
        source.BackupDatabase(target);
    }
}
