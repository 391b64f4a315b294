using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Mail;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.ApiKeys;

/// <summary>A key as its card shows it. Nothing of its value but the hint.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Hint">The last four characters of the value.</param>
/// <param name="MadeBy">Who made it and as whom it acts.</param>
/// <param name="Scopes">What it carries; null when it was not narrowed.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it was last used, or null.</param>
/// <param name="LastUsedIp">From where, while that is kept.</param>
/// <param name="ExpiresAt">After this it is dead; null for never.</param>
public sealed record KeyRow(Guid Id, string Name, string Hint, string MadeBy, IReadOnlyList<Scope>? Scopes, Instant CreatedAt, Instant? LastUsedAt, string? LastUsedIp, Instant? ExpiresAt);

/// <summary>A key that was made.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Value">The whole value. It is shown to whoever made it, once, and stands nowhere else.</param>
/// <param name="Hint">Its last four characters.</param>
public sealed record MadeKey(string Name, string Value, string Hint);

/// <summary>What is said of a new key.</summary>
public sealed record NewKey
{
    /// <summary>The number of the form, a UUID that is new for each: sending the same form twice makes one key.</summary>
    public string? Once { get; init; }

    /// <summary>What it is for. Two keys may have one name: the hint tells them apart while one takes the place of the other.</summary>
    [Required(ErrorMessage = "Enter a name."), StringLength(100, ErrorMessage = "At most 100 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Name { get; init => field = Input.Clean(value); }

    /// <summary>It may read and nothing else.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The areas that are open to it; null for all, also those that come later.</summary>
    public IReadOnlyList<Area>? Areas { get; init; }

    /// <summary>The last day on which it works, by the calendar of the workspace; null for every day.</summary>
    public LocalDate? LastDay { get; init; }
}

/// <summary>The keys of an account. Only its Owner makes, sees and revokes them, those of a former Owner too.</summary>
public sealed class KeyRing(Store store, Postbox postbox, PublicOrigin origin, Quotas quotas)
{
    /// <summary>How many keys an account may have that are not revoked: more than tools and people need, few enough to look through.</summary>
    internal const int Most = 100;

    const int MostYears = 10;

    static Refusal TooMany(int most) => new("too_many_keys", 409, "There are too many keys",
        $"This workspace has at most {most} keys. Revoke one that nobody uses any more; its card says when it was last used.");
    static Refusal MadeAlready() => new("key_made_already", 409, "This key was made already",
        "The form was sent twice, and one key was made. Its value was shown once and cannot be shown again: if you did not copy it, revoke the key and generate another one.");
    static Refusal NotOwnerNow() => Refusal.Forbidden("You are not the Owner any more: the ownership was transferred meanwhile.");
    static Refusal NoArea() => Refusal.Field("areas", "required", "Choose at least one area; a key without any could do nothing.");
    static Refusal UnknownArea() => Refusal.Field("areas", "unknown", "Choose areas from the list.");
    static Refusal NoForm() => Refusal.Field("", "required", "The form has no number. Reload the page and send it again.");
    static Refusal Past() => Refusal.Field("lastDay", "past", "Choose today or a later day.");
    static Refusal TooFar() => Refusal.Field("lastDay", "too_far", $"Choose a day within the next {MostYears} years, or leave it empty: then the key does not expire.");

    /// <summary>The keys that were not revoked, the newest first; those that have expired stay until somebody revokes them.</summary>
    public async Task<IReadOnlyList<KeyRow>> List(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("see API keys");
        await using var db = await store.Open(actor, stop);
        return await Rows(db, db.ApiKeys.Where(key => key.RevokedAt == null), stop);
    }

    /// <summary>One key that was not revoked. 404 <c>not_found</c>.</summary>
    public async Task<KeyRow> Get(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("see API keys");
        await using var db = await store.Open(actor, stop);
        return (await Rows(db, db.ApiKeys.Where(key => key.Id == id && key.RevokedAt == null), stop)).SingleOrDefault() ?? throw Refusal.NotFound("key");
    }

    /// <summary>Makes a key and answers its value, the only time that it is told. 409 <c>key_made_already</c> when the same form came before, 409 <c>too_many_keys</c>.</summary>
    public async Task<MadeKey> Generate(Actor actor, NewKey input, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("generate API keys");
        actor.RequireWhole("generate API keys");
        Input.Check(input);
        var (id, scopes) = (IdOf(actor.AccountId, input.Once), ScopesOf(input));
        await using var db = await store.Write(actor, stop);
        var owner = await db.Employees.SingleAsync(row => row.Role == Role.Owner, stop);
        if (owner.Id != actor.EmployeeId) throw NotOwnerNow();
        var made = await Add(db, actor, owner, id, input, scopes, stop);
        await db.Commit(stop);
        return made;
    }

    /// <summary>Ends a key for ever; the next call with it is refused. Twice is once. 404 <c>not_found</c>.</summary>
    public async Task Revoke(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("revoke API keys");
        await using var db = await store.Write(actor, stop);
        var key = await db.ApiKeys.SingleOrDefaultAsync(row => row.Id == id, stop) ?? throw Refusal.NotFound("key");
        if (key.RevokedAt is not null) return;
        End(db, actor, key, reason: null);
        await db.Commit(stop);
    }

    /// <summary>Revokes a key in the caller's transaction. The event repeats name and hint, so that the log says which key it was.</summary>
    internal static void End(ClockspotDb db, Actor actor, ApiKey key, string? reason)
    {
        key.Revoke(db.Now);
        db.Entry(key).Property(row => row.Name).IsModified = true;
        db.Entry(key).Property(row => row.Hint).IsModified = true;
        db.Record(actor, "api_key.revoked", key, reason);
    }

    /// <summary>Makes a key of the Owner's in the caller's transaction, and a mail that tells the Owner.</summary>
    internal async Task<MadeKey> Add(ClockspotDb db, Actor actor, Employee owner, Guid id, NewKey input, IReadOnlyList<Scope>? scopes, CancellationToken stop)
    {
        if (await db.ApiKeys.AnyAsync(row => row.Id == id, stop)) throw MadeAlready();
        var account = await db.Accounts.Where(row => row.Id == owner.AccountId).Select(row => new { row.Name, row.Slug, row.TimeZone, row.DemoUntil }).SingleAsync(stop);
        var most = account.DemoUntil is null ? Most : quotas.DemoKeys;
        if (await db.ApiKeys.CountAsync(row => row.RevokedAt == null, stop) >= most) throw TooMany(most);
        var value = KeyText.New();
        var key = new ApiKey(owner.AccountId, id, owner.Id, input.Name!, value, Scopes.Text(scopes), EndOf(input.LastDay, db.Now, DateTimeZoneProviders.Tzdb[account.TimeZone]), db.Now);
        // Whoever makes a key for a few days knows when it ends.
        if (key.ExpiresAt <= db.Now + KeyExpiry.Before) key.Tell(db.Now);
        db.ApiKeys.Add(key);
        db.Record(actor, "api_key.added", key);
        if (await db.Users.Where(person => person.Id == owner.PersonId).Select(person => person.Email).SingleOrDefaultAsync(stop) is { } address)
        {
            var cause = new MailCause(owner.AccountId, owner.PersonId, actor.IsDemo || account.DemoUntil is not null);
            await postbox.Post(db, KeyLetters.Made(cause, address, key, owner.Name, account.Name,
                new Verbatim(origin.Url($"/w/{account.Slug}/api-keys"))), stop);
        }
        return new MadeKey(key.Name, value.Value, value.Hint);
    }

    /// <summary>The id that follows from a form's number: the same for the same form, and, since the account has its part in it, never one that somebody chose.</summary>
    static Guid IdOf(Guid account, string? once)
    {
        if (!Guid.TryParse(once, out var form)) throw NoForm();
        Span<byte> bytes = stackalloc byte[16];
        form.TryWriteBytes(bytes, bigEndian: true, out _);
        SHA256.HashData([.. account.ToByteArray(), .. bytes]).AsSpan(0, 8).CopyTo(bytes[8..]);
        // It stays a UUIDv7 of the moment at which the form was made (RFC 9562, section 5.7).
        (bytes[6], bytes[8]) = ((byte)(0x70 | (bytes[6] & 0x0F)), (byte)(0x80 | (bytes[8] & 0x3F)));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>What a key carries, as its form says it; null when it is not narrowed.</summary>
    static List<Scope>? ScopesOf(NewKey input)
    {
        if (input.Areas is { Count: 0 }) throw NoArea();
        if (input.Areas?.All(Scopes.Offered.Contains) == false) throw UnknownArea();
        if (input.Areas is null && !input.ReadOnly) return null;
        return [.. Scopes.All.Where(scope => (input.Areas?.Contains(scope.Area) ?? true) && !(input.ReadOnly && scope.Write))];
    }

    /// <summary>The moment at which the last day is over.</summary>
    static Instant? EndOf(LocalDate? lastDay, Instant now, DateTimeZone zone)
    {
        if (lastDay is not { } day) return null;
        var today = now.InZone(zone).Date;
        if (day < today) throw Past();
        if (day > today.PlusYears(MostYears)) throw TooFar();
        return zone.AtStartOfDay(day.PlusDays(1)).ToInstant();
    }

    static async Task<IReadOnlyList<KeyRow>> Rows(ClockspotDb db, IQueryable<ApiKey> keys, CancellationToken stop)
    {
        var rows = await (
            from key in keys
            join maker in db.Employees on key.EmployeeId equals maker.Id
            orderby key.CreatedAt descending, key.Id descending
            select new { Key = key, maker.Name }).AsNoTracking().ToListAsync(stop);
        return [.. rows.Select(row => new KeyRow(row.Key.Id, row.Key.Name, row.Key.Hint, row.Name, Scopes.ParseList(row.Key.Scopes),
            row.Key.CreatedAt, row.Key.LastUsedAt, row.Key.LastUsedIp, row.Key.ExpiresAt))];
    }
}
