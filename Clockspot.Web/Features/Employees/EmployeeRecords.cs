using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Employees;

/// <summary>What other slices do with records inside their own transaction; they commit.</summary>
static class EmployeeRecords
{
    static Refusal NumberTaken() => Refusal.Field("number", "taken", "Another employee has this number. Choose a different one.");
    static Refusal EmailTaken() => Refusal.Field("email", "taken", "Another employee has this address. An address occurs once in a workspace.");
    static Refusal AlreadyMember() => new("already_member", 409, "You belong to this workspace already",
        "This sign-in has a record in this workspace already, so it cannot take a second one. Open the workspace, or ask who invited you.");

    /// <summary>The record of whoever opens a workspace: its Owner, number 1.</summary>
    public static Employee AddOwner(ClockspotDb db, Guid account, Guid person, string name, string email)
    {
        var owner = new Employee(account, Ids.New(db.Now), "1", name, email, Role.Owner, db.Now);
        owner.Join(person);
        db.Employees.Add(owner);
        return owner;
    }

    /// <summary>A record that waits for its invitation to be accepted.</summary>
    public static Employee AddInvited(ClockspotDb db, Actor actor, string number, string name, string email, Role role)
    {
        var employee = new Employee(actor.AccountId, Ids.New(db.Now), number, name, email, role, db.Now);
        employee.Invite();
        db.Employees.Add(employee);
        db.Record(actor, "employee.added", employee);
        return employee;
    }

    /// <summary>An invitation to the record is out.</summary>
    public static void Invite(ClockspotDb db, Actor actor, Employee employee)
    {
        employee.Invite();
        db.Record(actor, "employee.invited", employee);
    }

    /// <summary>The invitation was taken back; the record stays, without a sign-in.</summary>
    public static void Uninvite(ClockspotDb db, Actor actor, Employee employee)
    {
        if (employee.Status != EmployeeStatus.Invited) return;
        employee.Uninvite();
        db.Record(actor, "employee.uninvited", employee);
    }

    /// <summary>A person signs in to the record from now on. 409 <c>already_member</c> when that person has one in this account already.</summary>
    /// <param name="db">The open operation.</param>
    /// <param name="actor">Who joins.</param>
    /// <param name="employee">The record.</param>
    /// <param name="rename">The name to take over where nobody had given one, or null.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task Join(ClockspotDb db, Actor actor, Employee employee, string? rename, CancellationToken stop)
    {
        if (await db.Employees.AnyAsync(row => row.PersonId == actor.PersonId, stop)) throw AlreadyMember();
        employee.Join(actor.PersonId);
        if (rename is not null)
            employee.Describe(employee.Number, rename, employee.Email, employee.HiredOn, employee.ManagerId, employee.LocationId);
        db.Record(actor, "employee.joined", employee);
    }

    /// <summary>
    /// The record's sign-in ended, because its address was another's. The Owner's record passes to that other, so that a workspace
    /// always has somebody who can open it; any other stays without a sign-in, to be invited again.
    /// </summary>
    public static async Task PassOn(ClockspotDb db, Actor actor, Employee employee, Guid heir, string reason, CancellationToken stop)
    {
        employee.LoseSignIn();
        db.Record(actor, "employee.sign_in_ended", employee, reason);
        if (employee.Role != Role.Owner) return;
        await db.SaveChangesAsync(stop);
        if (await db.Employees.SingleOrDefaultAsync(row => row.PersonId == heir, stop) is { } own)
        {
            employee.HandOver();
            db.Record(actor, "employee.ownership_given", employee, reason);
            await db.SaveChangesAsync(stop);
            own.TakeOver();
            db.Record(actor, "employee.ownership_taken", own, reason);
            return;
        }
        employee.Join(heir);
        db.Record(actor, "employee.joined", employee, reason);
    }

    /// <summary>The database's own refusal of a second number or address, as the error of a field; null when it is about something else.</summary>
    public static Refusal? Taken(DbUpdateException failure)
    {
        // SQLite names the columns, PostgreSQL the index.
        var text = failure.InnerException?.Message ?? "";
        if (text.Contains("Employees.Number", StringComparison.Ordinal) || text.Contains("IX_Employees_Number", StringComparison.Ordinal)) return NumberTaken();
        if (text.Contains("Employees.NormalizedEmail", StringComparison.Ordinal) || text.Contains("IX_Employees_Email", StringComparison.Ordinal)) return EmailTaken();
        return null;
    }
}
