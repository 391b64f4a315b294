using System.Collections.Concurrent;
using System.Security.Cryptography;
using Clockspot.Api;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Hosting.Api;

/// <summary>
/// The header <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header): the first 2xx or 422 under a key is written in the transaction of its effect,
/// kept for 24 hours, and repeated. What is refused otherwise is not kept, so that a mended retry may use the key again. Between programs the database decides:
/// the write transaction is the lock, and the key is unique.
/// </summary>
sealed class Idempotency(Store store)
{
    const string Header = "Idempotency-Key", Savepoint = "effect";
    const int LongestKey = 255;

    readonly ConcurrentDictionary<Claim, TaskCompletionSource> running = new();

    static Refusal BadKey() => new("invalid_request", 400, "This request could not be read", $"Idempotency-Key takes one text of 1 to {LongestKey} visible ASCII characters, such as a UUID.");

    static Refusal InFlight() => new("idempotency_in_flight", 409, "The first request still runs",
        "A request with the same Idempotency-Key has not been answered yet. Wait a moment and send it again, with the same key.");

    static Refusal Mismatch() => new("idempotency_mismatch", 422, "This key was used for another request",
        "The same Idempotency-Key came with another body before. Use a new key for a new request.");

    /// <summary>How long a twin waits for the answer of the first.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For how long answers are kept.</summary>
    public static Duration Keeps { get; } = Duration.FromHours(24);

    /// <summary>Acts, or repeats what was answered to the same key.</summary>
    /// <param name="call">The call.</param>
    /// <param name="act">Acts and writes the answer down.</param>
    /// <param name="refused">Writes a refusal down as it is answered.</param>
    public async Task<Sent> Run(ApiCall call, Func<Task<Sent>> act, Func<Refusal, Sent> refused)
    {
        var given = call.Http.Request.Headers[Header];
        if (given.Count == 0) return await act();
        var key = given.ToString();
        if (given.Count > 1 || key.Length is 0 or > LongestKey || key.Any(letter => letter is < '!' or > '~')) throw BadKey();
        var claim = new Claim(call.Actor.CredentialId!.Value, call.Http.Request.Method, call.Path, key);
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (running.GetOrAdd(claim, mine) is { } first && first != mine)
        {
            try
            {
                await first.Task.WaitAsync(Patience, call.Stop);
            }
            catch (TimeoutException)
            {
                throw InFlight();
            }
        }
        try
        {
            return await store.Together(call.Actor, db => Once(db, call, claim, act, refused), call.Stop);
        }
        finally
        {
            running.TryRemove(claim, out _);
            mine.SetResult();
        }
    }

    static async Task<Sent> Once(ClockspotDb db, ApiCall call, Claim claim, Func<Task<Sent>> act, Func<Refusal, Sent> refused)
    {
        var hash = SHA256.HashData(call.Sent.Span);
        var kept = await db.Set<KeptAnswer>().SingleOrDefaultAsync(row => row.CredentialId == claim.Credential && row.Method == claim.Method && row.Path == claim.Path && row.Key == claim.Key, call.Stop);
        if (kept is not null && kept.CreatedAt > db.Now - Keeps)
            return kept.BodyHash.AsSpan().SequenceEqual(hash) ? Sent.Of(kept) : throw Mismatch();
        if (kept is not null) db.Remove(kept);
        await db.SaveChangesAsync(call.Stop);
        await db.Database.CurrentTransaction!.CreateSavepointAsync(Savepoint, call.Stop);
        Sent sent;
        try
        {
            sent = await act();
        }
        catch (Refusal refusal) when (refusal.Status == StatusCodes.Status422UnprocessableEntity)
        {
            await db.BackTo(Savepoint, call.Stop);
            sent = refused(refusal);
        }
        var answer = new KeptAnswer(call.Actor.AccountId, Ids.New(db.Now), claim.Credential, claim.Method, claim.Path, claim.Key, hash, db.Now);
        answer.Answer(sent.Status, sent.ContentType, sent.Body, sent.Location, sent.ETag);
        db.Add(answer);
        return sent;
    }

    sealed record Claim(Guid Credential, string Method, string Path, string Key);
}

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
        await db.Commit(stop);
    }
}
