using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Mail;
using Clockspot.Ui;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.ApiKeys;

/// <summary>
/// Tells by mail that a key expires soon, once: whoever made it, and the Owner when that is somebody else. Each key is claimed in the transaction
/// that writes the mail, so that two nodes never tell twice, and none is marked as told without a mail.
/// </summary>
public sealed class KeyExpiry(Store store, Postbox postbox, PublicOrigin origin, ILogger<KeyExpiry> log) : Rounds(TimeSpan.FromHours(1), log)
{
    /// <summary>How long before the end it is told.</summary>
    internal static readonly Duration Before = Duration.FromDays(7);

    /// <inheritdoc />
    protected override Task Round(CancellationToken stop) => TellDue(stop);

    /// <summary>Tells what is due by now and answers how many keys that were. Runs as the system.</summary>
    public async Task<int> TellDue(CancellationToken stop)
    {
        if (!postbox.Delivers) return 0;
        var told = 0;
        foreach (var (account, key) in await Due(stop))
            if (await Tell(account, key, stop)) told++;
        if (told > 0) Log.LogInformation("Told that {Count} API keys expire soon", told);
        return told;
    }

    async Task<IReadOnlyList<(Guid Account, Guid Key)>> Due(CancellationToken stop)
    {
        await using var db = await store.OpenSystem("keys that expire soon", stop);
        var (now, soon) = (db.Now, db.Now + Before);
        var rows = await (
            from key in db.ApiKeys.AcrossAccounts()
            join account in db.Accounts on key.AccountId equals account.Id
            where key.ExpiresAt > now && key.ExpiresAt <= soon && key.RevokedAt == null && key.ToldAt == null && account.ClosedAt == null && account.DemoUntil == null
            select new { key.AccountId, key.Id }).ToListAsync(stop);
        return [.. rows.Select(row => (row.AccountId, row.Id))];
    }

    /// <summary>False when it was told or revoked meanwhile.</summary>
    async Task<bool> Tell(Guid account, Guid id, CancellationToken stop)
    {
        await using var db = await store.Write(Actor.System(account, "A key expires soon"), stop);
        var key = await db.ApiKeys.SingleOrDefaultAsync(row => row.Id == id && row.RevokedAt == null && row.ToldAt == null, stop);
        if (key?.ExpiresAt is not { } end) return false;
        key.Tell(db.Now);
        var workspace = await db.Accounts.Where(row => row.Id == account).Select(row => new { row.Name, row.Slug, row.TimeZone }).SingleAsync(stop);
        // The end is the midnight after the last day.
        var day = new Verbatim(Formats.LongDate((end - Duration.Epsilon).InZone(DateTimeZoneProviders.Tzdb[workspace.TimeZone]).Date));
        var page = new Verbatim(origin.Url($"/w/{workspace.Slug}/api-keys"));
        foreach (var (person, name, address) in await Concerned(db, key, stop))
            await postbox.Post(db, KeyLetters.Ends(new MailCause(account, person, IsDemo: false), address, key, name, workspace.Name, day,
                page), stop);
        await db.Commit(stop);
        return true;
    }

    static async Task<IReadOnlyList<(Guid Person, string Name, string Address)>> Concerned(ClockspotDb db, ApiKey key,
        CancellationToken stop)
    {
        var people = await (
            from employee in db.Employees
            join person in db.Users on employee.PersonId equals person.Id
            where employee.Status == EmployeeStatus.Active && (employee.Id == key.EmployeeId || employee.Role == Role.Owner)
            select new { person.Id, employee.Name, person.Email }).ToListAsync(stop);
        return [.. people.Where(one => one.Email is not null).Select(one => (one.Id, one.Name, one.Email!))];
    }
}
