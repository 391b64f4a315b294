using System.Diagnostics;
using Clockspot.Data;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Demo;

/// <summary>
/// Removes demo workspaces whose day is over, with every row and with the people who exist only there.
/// </summary>
public sealed class DemoCleanup(Store store, ILogger<DemoCleanup> log) : Rounds(TimeSpan.FromMinutes(10), log)
{
    static readonly ActivitySource activities = new("Clockspot");

    /// <inheritdoc />
    protected override Task Round(CancellationToken stop) => RemoveExpired(stop);

    /// <summary>Removes what has expired by now and answers how many workspaces that were. Runs as the system.</summary>
    public async Task<int> RemoveExpired(CancellationToken stop)
    {
        List<Guid> expired;
        await using (var db = await store.OpenSystem("expired demos", stop))
            expired = await db.Accounts.Where(account => account.DemoUntil <= db.Now).Select(account => account.Id).ToListAsync(stop);
        if (expired.Count == 0) return 0;
        using var activity = activities.StartActivity("demo cleanup");
        foreach (var account in expired) await store.Remove(account, "Demo cleanup", stop);
        Log.LogInformation("Removed {Count} expired demos", expired.Count);
        return expired.Count;
    }
}
