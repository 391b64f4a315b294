using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Data;

/// <summary>What every screen of a workspace needs to know of it.</summary>
public sealed record WorkspaceBasics(Guid Id, string Slug, string Name, string TimeZone, string Currency, IsoDayOfWeek WeekStart, bool Hour24,
    DayAttribution DayAttribution, Instant? DemoUntil)
{
    /// <summary>The zone in which days and weeks are cut.</summary>
    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[TimeZone];
}

/// <summary>A workspace to which a person belongs.</summary>
public sealed record Membership(string Slug, string Name, Role Role);

/// <summary>A person who came into a workspace: the actor, and where.</summary>
public sealed record Entered(Actor Actor, WorkspaceBasics Workspace);

/// <summary>Where a request came from, for the audit log.</summary>
public sealed record Origin(Channel Channel, string? Ip, string? RequestId);

/// <summary>The live membership: who belongs to which workspace, and as what. Asked anew for each operation.</summary>
public sealed class Members(Store store)
{
    /// <summary>The code of the refusal that leads to the profile, where two-step sign-in is set up.</summary>
    internal const string NeedsTwoStep = "two_step_required";

    static Refusal TwoStepRequired() => new(NeedsTwoStep, 403, "This workspace requires two-step sign-in",
        "Turn on two-step sign-in in your profile. Then the workspace opens.");

    /// <summary>When the sign-in was last used, as far as that is written down; null when it has ended. Asked at each request.</summary>
    public async Task<Instant?> LastUse(SignedIn signedIn, CancellationToken stop)
    {
        await using var db = await store.OpenSystem("a sign-in at each request", stop);
        return await (
            from session in signedIn.In(db)
            join person in db.Users on session.PersonId equals person.Id
            where person.SecurityStamp == signedIn.Stamp
            select (Instant?)session.LastUsedAt).SingleOrDefaultAsync(stop);
    }

    /// <summary>
    /// Lets a signed-in person into a workspace. 401 when the sign-in was ended (signed out, password changed, its time over); 404 when
    /// there is no such workspace, it is closed, or the person does not belong to it; 403 <c>two_step_required</c> when the workspace wants
    /// a second step of everybody and the person has none.
    /// </summary>
    /// <param name="signedIn">The sign-in.</param>
    /// <param name="slug">The workspace in the address.</param>
    /// <param name="origin">Where the request came from.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Entered> Enter(SignedIn signedIn, string slug, Origin origin, CancellationToken stop)
    {
        var person = signedIn.Person;
        await using var db = await store.OpenSystem("membership", stop);
        var session = signedIn.In(db);
        var found = await (
            from account in db.Accounts
            join employee in db.Employees.AcrossAccounts() on account.Id equals employee.AccountId
            join somebody in db.Users on employee.PersonId equals somebody.Id
            where account.Slug == slug && account.ClosedAt == null && employee.PersonId == person && employee.Status == EmployeeStatus.Active
            select new
            {
                Workspace = new WorkspaceBasics(account.Id, account.Slug, account.Name, account.TimeZone, account.Currency, account.WeekStart,
                    account.Hour24, account.DayAttribution, account.DemoUntil),
                employee.Id, employee.Name, employee.Role, somebody.SecurityStamp, somebody.IsDemo,
                HasSession = session.Any(), LacksStep = account.RequiresTwoStep && !somebody.TwoFactorEnabled,
            }).SingleOrDefaultAsync(stop) ?? throw Refusal.NotFound("workspace");
        if (found.SecurityStamp != signedIn.Stamp || !found.HasSession) throw Refusal.SignedOut();
        if (found.Workspace.DemoUntil <= db.Now) throw Refusal.NotFound("workspace");
        if (found.LacksStep) throw TwoStepRequired();
        return new Entered(new Actor
        {
            AccountId = found.Workspace.Id, PersonId = person, EmployeeId = found.Id, Name = found.Name, Role = found.Role, IsDemo = found.IsDemo,
            Channel = origin.Channel, Ip = origin.Ip, RequestId = origin.RequestId, Stamp = signedIn.Stamp, SessionId = signedIn.Session,
                Grants = Roles.GrantsOf(found.Role),
        }, found.Workspace);
    }

    /// <summary>The workspaces of a person, by name.</summary>
    public async Task<IReadOnlyList<Membership>> Of(Guid person, CancellationToken stop)
    {
        await using var db = await store.OpenSystem("the switcher", stop);
        return await (
            from account in db.Accounts
            join employee in db.Employees.AcrossAccounts() on account.Id equals employee.AccountId
            where account.ClosedAt == null && employee.PersonId == person && employee.Status == EmployeeStatus.Active
            orderby account.Name, account.Slug
            select new Membership(account.Slug, account.Name, employee.Role)).ToListAsync(stop);
    }
}
