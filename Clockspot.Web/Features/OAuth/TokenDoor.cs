using Clockspot.Api;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>Lets an access token in, at the one resource for which it was granted: who granted it, in which account, with what that person may do at this moment, cut down to its scopes.</summary>
public sealed class TokenDoor(Store store, ConnectionUse use)
{
    static readonly string[] accounts = [Conventions.AccountFilter];

    /// <summary>Compiled once: it runs at every call.</summary>
    static readonly Func<ClockspotDb, byte[], string, Instant, CancellationToken, Task<Found?>> find = EF.CompileAsyncQuery((ClockspotDb db, byte[] hash, string resource, Instant now, CancellationToken stop) => (
        from token in db.OAuthTokens.IgnoreQueryFilters(accounts)
        where token.Hash == hash && token.Type == OAuthTokenType.Access && token.Status == OAuthStatus.Valid && token.ExpiresAt > now
        join authorization in db.OAuthAuthorizations on new { token.AccountId, Id = token.AuthorizationId } equals new { authorization.AccountId, authorization.Id }
        join application in db.OAuthApplications on authorization.ApplicationId equals application.Id
        join employee in db.Employees on new { authorization.AccountId, Id = authorization.EmployeeId } equals new { employee.AccountId, employee.Id }
        join account in db.Accounts on token.AccountId equals account.Id
        where authorization.Status == OAuthStatus.Valid && authorization.Resource == resource
            && employee.Status == EmployeeStatus.Active && employee.PersonId != null && account.ClosedAt == null && account.DemoUntil == null
        select new Found(authorization.Id, application.Name, token.Scopes, authorization.LastUsedAt, employee.Id, employee.PersonId!.Value, employee.Name, employee.Role,
            new WorkspaceBasics(account.Id, account.Slug, account.Name, account.TimeZone, account.Currency, account.WeekStart, account.Hour24, account.DayAttribution, account.DemoUntil)))
        .SingleOrDefault());

    /// <summary>The caller, or null when the value is none, has expired, was ended, is for another resource, or whoever granted it has left.</summary>
    /// <param name="value">What was presented.</param>
    /// <param name="resource">Where.</param>
    /// <param name="origin">Where the request came from.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Caller?> Enter(string value, string resource, Origin origin, CancellationToken stop)
    {
        if (TokenText.Read(value, TokenText.Access) is not { } text) return null;
        await using var db = await store.OpenSystem("credential look-up", stop);
        var now = db.Now;
        if (await find(db, text.Hash, resource, now, stop) is not { } found) return null;
        use.Seen(found.Workspace.Id, found.Id, found.LastUsedAt, now, origin.Ip);
        var scopes = Scopes.ParseList(found.Scopes)!;
        return new Caller(new Actor
        {
            AccountId = found.Workspace.Id, PersonId = found.PersonId, EmployeeId = found.EmployeeId, Name = found.Employee, Role = found.Role, IsDemo = false,
            Channel = origin.Channel, Ip = origin.Ip, RequestId = origin.RequestId, Credential = found.Client, CredentialId = found.Id, Scopes = scopes,
            Grants = Scopes.Cut(Roles.GrantsOf(found.Role), scopes),
        }, found.Workspace, new CredentialShape("access_token", found.Client, value[^4..], [.. scopes.Select(scope => scope.ToString())]));
    }

    sealed record Found(Guid Id, string Client, string Scopes, Instant? LastUsedAt, Guid EmployeeId, Guid PersonId, string Employee, Role Role, WorkspaceBasics Workspace);
}
