using System.Diagnostics;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.YourData;

/// <summary>
/// Erases positions and addresses whose time is over, account by account: each once a day, and at once after its time was made shorter. One
/// transaction for each account, so that nobody who punches waits for all. What was interrupted is taken up again, by this node or
/// another, since erasing twice is erasing once.
/// </summary>
public sealed class EvidenceRound(Store store, IEnumerable<IErasable> erasables, IClock clock, ILogger<EvidenceRound> log) : Rounds(TimeSpan.FromHours(1), log)
{
    static readonly ActivitySource activities = new("Clockspot");
    static readonly Duration often = Duration.FromDays(1);
    readonly Dictionary<Guid, (Instant At, int Days)> done = [];
    readonly SemaphoreSlim one = new(1, 1);

    /// <inheritdoc />
    protected override Task Round(CancellationToken stop) => EraseDue(stop);

    /// <summary>Erases what is over by now in every account that is due, and answers how many accounts those were. Runs as the system.</summary>
    public async Task<int> EraseDue(CancellationToken stop)
    {
        await one.WaitAsync(stop);
        try
        {
            var now = clock.GetCurrentInstant();
            var accounts = await Accounts(stop);
            foreach (var gone in done.Keys.Except(accounts.Select(account => account.Id)).ToList()) done.Remove(gone);
            var due = accounts.Where(account => !done.TryGetValue(account.Id, out var last) || last.Days != account.Days || now - last.At >= often).ToList();
            if (due.Count == 0) return 0;
            using var activity = activities.StartActivity("evidence round");
            var erased = 0;
            foreach (var account in due)
            {
                if (!await Erase(account.Id, now - Duration.FromDays(account.Days), stop)) continue;
                done[account.Id] = (now, account.Days);
                erased++;
            }
            return erased;
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        one.Dispose();
        base.Dispose();
    }

    async Task<List<Kept>> Accounts(CancellationToken stop)
    {
        await using var db = await store.OpenSystem("evidence whose time is over", stop);
        return await db.Accounts.Select(account => new Kept(account.Id,
            db.ClockRules.AcrossAccounts().Where(rules => rules.AccountId == account.Id).Select(rules => (int?)rules.EvidenceDays).FirstOrDefault() ?? ClockRules.DefaultEvidenceDays)).ToListAsync(stop);
    }

    async Task<bool> Erase(Guid account, Instant before, CancellationToken stop)
    {
        try
        {
            await using var db = await store.Write(Actor.System(account, "Evidence retention"), stop);
            foreach (var kept in erasables) await kept.EraseEvidence(db, before, stop);
            db.Erases();
            await db.Commit(stop);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // One account's failure keeps no other's evidence.
            Log.LogError(failure, "Erasing old evidence of account {Account} failed; it is tried again in an hour", account);
            return false;
        }
    }

    sealed record Kept(Guid Id, int Days);
}
