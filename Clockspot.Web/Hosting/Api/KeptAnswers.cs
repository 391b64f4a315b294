using Clockspot.Api;
using Clockspot.Data;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Hosting.Api;

/// <summary>
/// Kept answers hold the bodies of whatever was answered, names and addresses too. When somebody is to be forgotten, those of the whole account go: which of them
/// speak of that person is not looked for, and a day later they would be gone anyway.
/// </summary>
sealed class AnswerErasure : IErasable
{
    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => Task.CompletedTask;

    public Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop) => db.Set<KeptAnswer>().ExecuteDeleteAsync(stop);

    public Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop) => db.Set<KeptAnswer>().ExecuteDeleteAsync(stop);
}

/// <summary>Forgets the answers whose time is over.</summary>
sealed class ForgetAnswers(Store store, ILogger<ForgetAnswers> log) : Rounds(TimeSpan.FromHours(1), log)
{
    protected override async Task Round(CancellationToken stop)
    {
        await using var db = await store.WriteSystem("old answers", stop);
        var before = db.Now - Idempotency.Keeps;
        await db.Set<KeptAnswer>().AcrossAccounts().Where(answer => answer.CreatedAt <= before).ExecuteDeleteAsync(stop);
        db.Erases();
        await db.Commit(stop);
    }
}
