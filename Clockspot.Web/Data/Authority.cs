using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.OAuth;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Data;

/// <summary>
/// By what an actor acts, read again inside the write transaction. Between letting somebody in and writing lie a slow body, the permission check and
/// the wait for the gate: what was revoked, archived, demoted, transferred or closed meanwhile writes nothing any more.
/// </summary>
static class Authority
{
    /// <summary>Compiled once: it runs at every write.</summary>
    static readonly Func<ClockspotDb, Guid, Guid, Guid?, Guid?, Instant, Task<Standing?>> find =
        EF.CompileAsyncQuery((ClockspotDb db, Guid employeeId, Guid personId, Guid? session, Guid? credential, Instant now) => (
            from employee in db.Employees
            join account in db.Accounts on employee.AccountId equals account.Id
            join person in db.Users on employee.PersonId equals person.Id
            where employee.Id == employeeId && person.Id == personId && employee.Status == EmployeeStatus.Active
                && account.ClosedAt == null && (account.DemoUntil == null || account.DemoUntil > now)
            select new Standing(employee.Role, person.SecurityStamp,
                session == null || db.Sessions.Any(one => one.Id == session && one.PersonId == personId && one.EndsAt > now),
                credential == null
                    || db.ApiKeys.Any(key => key.Id == credential && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now))
                    || db.OAuthAuthorizations.Any(grant => grant.Id == credential && grant.Status == OAuthStatus.Valid)))
            .SingleOrDefault());

    static Refusal Demoted() => Refusal.Forbidden("Your role was changed while this was on its way. Nothing was done: reload, and look what you may do now.");

    /// <summary>
    /// Refuses unless everything by which the actor was let in still holds: 401 when the credential or sign-in has ended, 404 when the membership or
    /// the workspace has, 403 when the role has become smaller. The program itself acts by nothing that could end.
    /// </summary>
    public static async Task Require(ClockspotDb db, Actor actor)
    {
        if (actor.PersonId == Guid.Empty) return;
        var found = await find(db, actor.EmployeeId, actor.PersonId, actor.SessionId, actor.CredentialId, db.Now);
        if (actor.CredentialId is not null && found is not { HasCredential: true }) throw Refusal.CredentialEnded();
        if (found is null) throw Refusal.NotFound("workspace");
        if (!found.HasSession || (actor.Stamp is { } stamp && stamp != found.Stamp)) throw Refusal.SignedOut();
        if (found.Role < actor.Role) throw Demoted();
    }

    sealed record Standing(Role Role, string? Stamp, bool HasSession, bool HasCredential);
}
