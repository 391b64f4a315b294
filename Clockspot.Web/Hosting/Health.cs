using Clockspot.Data;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NodaTime;

namespace Clockspot.Hosting;

/// <summary>
/// Whether the program can work: the database answers and has its present shape, and the disk takes what is written. The outcome is kept for
/// two seconds, so that asking often costs nothing.
/// </summary>
sealed class ReadyCheck(IDbContextFactory<SqliteClockspotDb> contexts, DataFolder data, IClock clock) : IHealthCheck
{
    static readonly Duration kept = Duration.FromSeconds(2);
    (Instant At, HealthCheckResult Result) last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = clock.GetCurrentInstant();
        // A clock that was set back does not keep an old outcome alive.
        if (now >= last.At && now - last.At < kept) return last.Result;
        var result = await Check(cancellationToken);
        last = (now, result);
        return result;
    }

    async Task<HealthCheckResult> Check(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()) return HealthCheckResult.Unhealthy("The database lacks migrations");
            foreach (var folder in new[] { data.Root, data.Keys, Path.GetDirectoryName(data.Database)! }.Distinct(StringComparer.Ordinal))
            {
                await using var probe = new FileStream(Path.Combine(folder, ".writable"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 1, FileOptions.DeleteOnClose);
                probe.WriteByte(1);
            }
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy("The database or the disk does not answer", failure);
        }
    }
}

/// <summary>The framework's health checks under <c>/health</c>. The answer is a word; the reason is in the log alone.</summary>
static class HealthSetup
{
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReadyCheck>();
        builder.Services.AddHealthChecks().AddCheck<ReadyCheck>("ready");
    }

    public static void MapHealth(this WebApplication app)
    {
        var group = app.MapGroup("/health").AllowAnonymous().WithMetadata(new HealthProbe(), new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
        group.MapHealthChecks("/live", Saying("live", _ => false));
        group.MapHealthChecks("/ready", Saying("ready", _ => true));
    }

    static HealthCheckOptions Saying(string word, Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = (http, report) =>
        {
            http.Response.ContentType = "text/plain; charset=utf-8";
            return http.Response.WriteAsync(report.Status == HealthStatus.Healthy ? word : "not " + word);
        },
    };
}
