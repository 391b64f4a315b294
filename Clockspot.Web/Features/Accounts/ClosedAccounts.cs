using Clockspot.Data;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Accounts;

/// <summary>Removes workspaces that were closed thirty days ago, with every row and with the people who belong nowhere else.</summary>
public sealed class ClosedAccounts(Store store, ILogger<ClosedAccounts> log) : Rounds(TimeSpan.FromHours(1), log)
{
    /// <inheritdoc />
    protected override Task Round(CancellationToken stop) => RemoveDue(stop);

    /// <summary>Removes what is due by now and answers how many workspaces that were. Runs as the system.</summary>
    public async Task<int> RemoveDue(CancellationToken stop)
    {
        List<Guid> due;
        await using (var db = await store.OpenSystem("closed workspaces whose time is over", stop))
        {
            var before = db.Now - Closing.Kept;
            due = await db.Accounts.Where(account => account.ClosedAt <= before).Select(account => account.Id).ToListAsync(stop);
        }
        foreach (var account in due)
        {
            await store.Remove(account, "Closed workspace", stop);
            Log.LogInformation("Removed the closed workspace {Account}", account);
        }
        return due.Count;
    }
}
