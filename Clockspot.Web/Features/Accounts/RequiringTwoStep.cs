using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Accounts;

/// <summary>Whether a workspace requires two-step sign-in.</summary>
/// <param name="Required">It does.</param>
/// <param name="Without">How many people with a sign-in have it off; they are led to turning it on before anything opens.</param>
/// <param name="People">How many people have a sign-in.</param>
/// <param name="Mine">Whoever asks has it on.</param>
/// <param name="Version">The version of the workspace's settings.</param>
public sealed record TwoStepRule(bool Required, int Without, int People, bool Mine, int Version);

/// <summary>
/// Requires two-step sign-in of everybody in a workspace. It is looked at whenever somebody comes in, also in pages that are open. Keys and
/// connections go on: they are no sign-in, and a payroll run must not fail because a setting was changed; nobody makes a new one without
/// having come in.
/// </summary>
public sealed class RequiringTwoStep(Store store)
{
    static Refusal NotYours() => new("two_step_off", 409, "Turn on your own first",
        "Whoever requires two-step sign-in of everybody has it on. Turn it on in your profile, then come back.");

    /// <summary>The rule as it is, and whom it would concern.</summary>
    public async Task<TwoStepRule> Get(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        await using var db = await store.Open(actor, stop);
        var account = await db.Accounts.Where(row => row.Id == actor.AccountId).Select(row => new { row.RequiresTwoStep, row.Version })
            .SingleAsync(stop);
        var people = from employee in db.Employees
                     join person in db.Users on employee.PersonId equals person.Id
                     where employee.Status == EmployeeStatus.Active
                     select new { person.Id, person.TwoFactorEnabled };
        return new TwoStepRule(account.RequiresTwoStep, await people.CountAsync(person => !person.TwoFactorEnabled, stop),
            await people.CountAsync(stop),
            await people.AnyAsync(person => person.Id == actor.PersonId && person.TwoFactorEnabled, stop), account.Version);
    }

    /// <summary>
    /// Changes the rule. 409 <c>two_step_off</c> when whoever turns it on has it off, and would be the first to be locked out; 409
    /// <c>stale_version</c> when somebody else changed the settings since <paramref name="version"/>.
    /// </summary>
    public async Task Change(Actor actor, int version, bool required, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        var account = await db.Accounts.SingleAsync(row => row.Id == actor.AccountId, stop);
        if (account.Version != version) throw Refusal.Stale("company");
        if (account.RequiresTwoStep == required) return;
        if (required && !await db.Users.AnyAsync(person => person.Id == actor.PersonId && person.TwoFactorEnabled, stop)) throw NotYours();
        account.RequireTwoStep(required);
        db.Record(actor, "account.changed", account);
        await db.Commit(stop);
    }
}
