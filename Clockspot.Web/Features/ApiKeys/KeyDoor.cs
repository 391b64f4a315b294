using Clockspot.Api;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.ApiKeys;

/// <summary>Lets a key in: who made it, in which workspace, with what that person may do at this moment. Asked anew at every call, in one query.</summary>
public sealed class KeyDoor(Store store, KeyUse use)
{
    /// <summary>A key names its account, so that the filter by account is lifted; the rows that are joined to it are of its account.</summary>
    static readonly string[] accounts = [Conventions.AccountFilter];

    /// <summary>Compiled once: it runs at every call.</summary>
    static readonly Func<ClockspotDb, byte[], Instant, CancellationToken, Task<Found?>> find = EF.CompileAsyncQuery((ClockspotDb db, byte[] hash, Instant now, CancellationToken stop) => (
        from key in db.ApiKeys.IgnoreQueryFilters(accounts)
        where key.Hash == hash && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now)
        join employee in db.Employees on new { key.AccountId, Id = key.EmployeeId } equals new { employee.AccountId, employee.Id }
        join account in db.Accounts on key.AccountId equals account.Id
        where employee.Status == EmployeeStatus.Active && employee.PersonId != null && account.ClosedAt == null && (account.DemoUntil == null || account.DemoUntil > now)
        select new Found(key.Id, key.Name, key.Hint, key.Scopes, key.LastUsedAt, employee.Id, employee.PersonId!.Value, employee.Name, employee.Role,
            new WorkspaceBasics(account.Id, account.Slug, account.Name, account.TimeZone, account.Currency, account.WeekStart, account.Hour24, account.DayAttribution, account.DemoUntil)))
        .SingleOrDefault());

    /// <summary>
    /// The caller, or null when the value is none, the key was revoked or has expired, its maker has left, or the workspace is closed. A value with a wrong checksum
    /// never reaches the database.
    /// </summary>
    /// <param name="value">What was presented.</param>
    /// <param name="origin">Where the request came from.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Caller?> Enter(string value, Origin origin, CancellationToken stop)
    {
        if (KeyText.Read(value) is not { } text) return null;
        await using var db = await store.OpenSystem("credential look-up", stop);
        var now = db.Now;
        var found = await find(db, text.Hash, now, stop);
        if (found is null) return null;
        use.Seen(found.Workspace.Id, found.Id, found.LastUsedAt, now, origin.Ip);
        var scopes = Scopes.ParseList(found.Scopes);
        return new Caller(new Actor
        {
            AccountId = found.Workspace.Id, PersonId = found.PersonId, EmployeeId = found.EmployeeId, Name = found.Employee, Role = found.Role,
            IsDemo = found.Workspace.DemoUntil is not null, Channel = origin.Channel, Ip = origin.Ip, RequestId = origin.RequestId,
            Credential = found.Name, CredentialId = found.Id, Scopes = scopes, Grants = Scopes.Cut(Roles.GrantsOf(found.Role), scopes),
        }, found.Workspace, new CredentialShape("api_key", found.Name, found.Hint, [.. (scopes ?? Scopes.All).Select(scope => scope.ToString())]));
    }

    sealed record Found(Guid Id, string Name, string Hint, string? Scopes, Instant? LastUsedAt, Guid EmployeeId, Guid PersonId, string Employee, Role Role, WorkspaceBasics Workspace);
}
