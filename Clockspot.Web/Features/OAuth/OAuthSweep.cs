using Clockspot.Data;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>
/// Clears away what has ended: requests that nobody decided, sealed pairs whose grace time is over, tokens a week after they died (until then a second use is told
/// from a mistyped one), connections of which no token is left, and clients that registered themselves and never got anything.
/// </summary>
public sealed class OAuthSweep(Store store, IClock clock, ILogger<OAuthSweep> log) : Rounds(TimeSpan.FromMinutes(1), log)
{
    static readonly Duration remembered = Duration.FromDays(7), unused = Duration.FromDays(30);

    /// <inheritdoc />
    protected override Task Round(CancellationToken stop) => Sweep(stop);

    /// <summary>Clears away what is due by now. Runs as the system.</summary>
    public async Task Sweep(CancellationToken stop)
    {
        var now = clock.GetCurrentInstant();
        foreach (var account in await Due(now, stop))
        {
            await using var db = await store.Write(Actor.System(account, "OAuth"), stop);
            var (grace, dead) = (now - TokenDesk.Grace, now - remembered);
            await db.OAuthTokens.Where(row => row.Successor != null && row.RedeemedAt <= grace).ExecuteUpdateAsync(set => set.SetProperty(row => row.Successor, (byte[]?)null), stop);
            await db.OAuthTokens.Where(row => row.ExpiresAt <= dead).ExecuteDeleteAsync(stop);
            foreach (var idle in await db.OAuthAuthorizations.Where(row => row.Status == OAuthStatus.Valid && !db.OAuthTokens.Any(token => token.AuthorizationId == row.Id)).Select(row => row.Id).ToListAsync(stop))
                await TokenDesk.End(db, idle, "Nothing used it any more, and its last token has expired.", stop);
            await db.Commit(stop);
        }
        await Forget(now, stop);
    }

    async Task<List<Guid>> Due(Instant now, CancellationToken stop)
    {
        await using var db = await store.OpenSystem("tokens that have ended", stop);
        var (grace, dead) = (now - TokenDesk.Grace, now - remembered);
        return await db.OAuthTokens.AcrossAccounts().Where(row => (row.Successor != null && row.RedeemedAt <= grace) || row.ExpiresAt <= dead).Select(row => row.AccountId).Distinct().ToListAsync(stop);
    }

    async Task Forget(Instant now, CancellationToken stop)
    {
        await using var db = await store.OpenSystem("requests and clients that came to nothing", stop);
        var old = now - unused;
        if (!await db.OAuthRequests.AnyAsync(row => row.ExpiresAt <= now, stop) && !await db.OAuthApplications.AnyAsync(row => row.Kind == OAuthApplicationKind.Dynamic && row.GrantedAt == null && row.CreatedAt <= old, stop)) return;
        await using var write = await store.WriteSystem("requests and clients that came to nothing", stop);
        await write.OAuthRequests.Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(stop);
        await write.OAuthApplications.Where(row => row.Kind == OAuthApplicationKind.Dynamic && row.GrantedAt == null && row.CreatedAt <= old).ExecuteDeleteAsync(stop);
        await write.Commit(stop);
    }
}
