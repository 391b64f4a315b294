using Clockspot.Data;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Hosting;

/// <summary>
/// Whether the program can work: the database answers and has its present shape, and the disk takes what is written. The answer tells
/// nobody more than yes or no; the reason is in the log. It is kept for two seconds, so that asking often costs nothing.
/// </summary>
sealed class Health(IDbContextFactory<SqliteClockspotDb> contexts, DataFolder data, IClock clock, ILogger<Health> log)
{
    static readonly Duration kept = Duration.FromSeconds(2);
    (Instant At, bool Ready) last;

    public async Task<bool> IsReady(CancellationToken stop)
    {
        var now = clock.GetCurrentInstant();
        if (now - last.At < kept) return last.Ready;
        var ready = await Check(stop);
        last = (now, ready);
        return ready;
    }

    async Task<bool> Check(CancellationToken stop)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(stop);
            if ((await db.Database.GetPendingMigrationsAsync(stop)).Any())
            {
                log.LogWarning("Not ready: the database lacks migrations");
                return false;
            }
            foreach (var folder in new[] { data.Root, data.Keys, Path.GetDirectoryName(data.Database)! }.Distinct(StringComparer.Ordinal))
            {
                await using var probe = new FileStream(Path.Combine(folder, ".writable"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 1, FileOptions.DeleteOnClose);
                probe.WriteByte(1);
            }
            return true;
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or IOException or UnauthorizedAccessException)
        {
            log.LogWarning(failure, "Not ready");
            return false;
        }
    }
}

static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        var group = app.MapGroup("/health").AllowAnonymous().WithMetadata(new HealthProbe());
        group.MapGet("/live", () => TypedResults.Text("live"));
        group.MapGet("/ready", async (Health health, CancellationToken stop) => await health.IsReady(stop)
            ? TypedResults.Text("ready")
            : TypedResults.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}
