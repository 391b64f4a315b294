using System.Collections.Concurrent;
using System.Security.Cryptography;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Api;

/// <summary>What a caller calls by a key of its own: the same again under that key is the same call.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">What is called.</param>
/// <param name="Key">The caller's key.</param>
/// <param name="Body">What was sent; something else under the same key is a mistake.</param>
sealed record KeyedCall(string Method, string Path, string Key, ReadOnlyMemory<byte> Body)
{
    /// <summary>For how long the same again is the same call. Later, as long as the answer is kept, it is refused: whoever reuses keys means something new.</summary>
    public Duration Repeats { get; init; } = Idempotency.Keeps;
}

/// <summary>
/// Calls that carry a key of the caller's: the first 2xx or 422 under it is written in the transaction of its effect, kept for 24 hours, and repeated. What is
/// refused otherwise is not kept, so that a mended retry may use the key again. Between programs the database decides: the write transaction is the lock, and the
/// key is unique. The API takes the key in a header (draft-ietf-httpapi-idempotency-key-header), tools among their arguments.
/// </summary>
sealed class Idempotency(Store store)
{
    const string Header = "Idempotency-Key", Savepoint = "effect";

    /// <summary>The longest key.</summary>
    public const int LongestKey = 255;

    readonly ConcurrentDictionary<Claim, TaskCompletionSource> running = new();

    static Refusal BadKey() => new("invalid_request", 400, "This request could not be read", $"An idempotency key is one text of 1 to {LongestKey} visible ASCII characters, such as a UUID.");

    static Refusal InFlight() => new("idempotency_in_flight", 409, "The first request still runs",
        "A request with the same idempotency key has not been answered yet. Wait a moment and send it again, with the same key.");

    static Refusal Mismatch() => new("idempotency_mismatch", 422, "This key was used for another request",
        "The same idempotency key came with something else before. Use a new key for a new request.");

    static Refusal Used() => new("idempotency_key_used", 409, "This key was used before", "What it stood for was done then, and nothing was done now. Use a new key for a new request.");

    /// <summary>How long a twin waits for the answer of the first.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For how long answers are kept.</summary>
    public static Duration Keeps { get; } = Duration.FromHours(24);

    /// <summary>Acts, or repeats what was answered to the same key in the header.</summary>
    /// <param name="call">The call.</param>
    /// <param name="act">Acts and writes the answer down.</param>
    /// <param name="refused">Writes a refusal down as it is answered.</param>
    public async Task<Sent> Run(ApiCall call, Func<Task<Sent>> act, Func<Refusal, Sent> refused)
    {
        var given = call.Http.Request.Headers[Header];
        if (given.Count == 0) return await act();
        if (given.Count > 1) throw BadKey();
        return await Run(call.Actor, new KeyedCall(call.Http.Request.Method, call.Path, given.ToString(), call.Sent), act, refused, call.Stop);
    }

    /// <summary>Acts, or repeats what was answered to the same key.</summary>
    /// <param name="actor">Who calls; keys of different credentials have nothing to do with one another.</param>
    /// <param name="call">What is called, by which key.</param>
    /// <param name="act">Acts and writes the answer down.</param>
    /// <param name="refused">Writes a refusal of the input down as it is answered; null keeps none, so that a mended call may use the key again.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Sent> Run(Actor actor, KeyedCall call, Func<Task<Sent>> act, Func<Refusal, Sent>? refused, CancellationToken stop)
    {
        if (call.Key.Length is 0 or > LongestKey || call.Key.Any(letter => letter is < '!' or > '~')) throw BadKey();
        var claim = new Claim(actor.CredentialId!.Value, call.Method, call.Path, call.Key);
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (running.GetOrAdd(claim, mine) is { } first && first != mine)
        {
            try
            {
                await first.Task.WaitAsync(Patience, stop);
            }
            catch (TimeoutException)
            {
                throw InFlight();
            }
        }
        try
        {
            return await store.Together(actor, db => Once(db, actor, claim, call, act, refused, stop), stop);
        }
        finally
        {
            running.TryRemove(claim, out _);
            mine.SetResult();
        }
    }

    static async Task<Sent> Once(ClockspotDb db, Actor actor, Claim claim, KeyedCall call, Func<Task<Sent>> act, Func<Refusal, Sent>? refused, CancellationToken stop)
    {
        var hash = SHA256.HashData(call.Body.Span);
        var kept = await db.Set<KeptAnswer>().SingleOrDefaultAsync(row => row.CredentialId == claim.Credential && row.Method == claim.Method && row.Path == claim.Path && row.Key == claim.Key, stop);
        if (kept is not null && kept.CreatedAt > db.Now - Keeps)
        {
            if (!kept.BodyHash.AsSpan().SequenceEqual(hash)) throw Mismatch();
            return kept.CreatedAt > db.Now - call.Repeats ? Sent.Of(kept) : throw Used();
        }
        if (kept is not null) db.Remove(kept);
        await db.SaveChangesAsync(stop);
        await db.Database.CurrentTransaction!.CreateSavepointAsync(Savepoint, stop);
        Sent sent;
        try
        {
            sent = await act();
        }
        catch (Refusal refusal) when (refused is not null && refusal.Status == StatusCodes.Status422UnprocessableEntity)
        {
            await db.BackTo(Savepoint, stop);
            sent = refused(refusal);
        }
        var answer = new KeptAnswer(actor.AccountId, Ids.New(db.Now), claim.Credential, claim.Method, claim.Path, claim.Key, hash, db.Now);
        answer.Answer(sent.Status, sent.ContentType, sent.Body, sent.Location, sent.ETag);
        db.Add(answer);
        return sent;
    }

    sealed record Claim(Guid Credential, string Method, string Path, string Key);
}
