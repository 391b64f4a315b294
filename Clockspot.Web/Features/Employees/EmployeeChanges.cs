using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Employees;

/// <summary>Changes to who works here. Nobody but the Owner touches the Owner's record; only the Owner changes roles.</summary>
public sealed class EmployeeChanges(Store store, IEnumerable<IPersonLeft> left)
{
    static Refusal OwnersRecord() => Refusal.Forbidden("This is the Owner's record. Only the Owner can change it.");
    static Refusal NotAManager() => Refusal.Field("managerId", "invalid", "Choose somebody active whose role is Manager, Admin or Owner.");
    static Refusal OwnManager() => Refusal.Field("managerId", "invalid", "Nobody is their own manager. Choose somebody else.");
    static Refusal InCircle() => Refusal.Field("managerId", "circle", "This person is managed, directly or through others, by the employee. Choose somebody else.");
    static Refusal UnknownPlace() => Refusal.Field("locationId", "unknown", "This location is not in use any more. Choose another one.");
    static Refusal LeftBeforeHired() => Refusal.Field("leftOn", "invalid", "The last day lies before the first day of work.");
    static Refusal OwnRecord() => new("own_record", 409, "This is your own record", "Nobody archives their own record. Ask another Admin or the Owner.");
    static Refusal IsArchived() => new("archived", 409, "The record is archived", "Restore this employee first; then the record can be changed.");
    static Refusal NotOwnerNow() => Refusal.Forbidden("You are not the Owner any more: the ownership was transferred meanwhile.");
    static Refusal CannotOwn() => Refusal.Field("employeeId", "invalid", "Choose an active employee who has a sign-in.");

    /// <summary>Adds an employee without a sign-in. 403 when the role is not the actor's to give; 422 when number or address are taken.</summary>
    public async Task<Guid> Add(Actor actor, AddEmployee input, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        Input.Check(input);
        Giving.Require(actor, input.Role);
        await using var db = await store.Write(actor, stop);
        var employee = new Employee(actor.AccountId, Ids.New(db.Now), input.Number!, input.Name!, input.Email, input.Role, db.Now);
        await Describe(db, employee, input, stop);
        db.Employees.Add(employee);
        db.Record(actor, "employee.added", employee);
        await Commit(db, stop);
        return employee.Id;
    }

    /// <summary>Changes a record. 409 <c>stale_version</c> when somebody else changed it since <paramref name="version"/>.</summary>
    public async Task Change(Actor actor, Guid id, int version, SaveEmployee input, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var employee = await Find(db, actor, id, stop);
        if (employee.Status == EmployeeStatus.Archived) throw IsArchived();
        if (employee.Version != version) throw Refusal.Stale("employee");
        await Describe(db, employee, input, stop);
        db.Record(actor, "employee.changed", employee);
        await Commit(db, stop);
    }

    /// <summary>
    /// Gives another role; the Owner alone does. 409 <c>owner_stays</c> from or to Owner: ownership is transferred. Whoever becomes a plain
    /// employee manages nobody any more.
    /// </summary>
    public async Task ChangeRole(Actor actor, Guid id, int version, Role role, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        actor.RequireOwner("change roles");
        await using var db = await store.Write(actor, stop);
        var employee = await Find(db, actor, id, stop);
        if (employee.Version != version) throw Refusal.Stale("employee");
        if (employee.Role == role) return;
        await GiveRole(db, actor, employee, role, stop);
        await Commit(db, stop);
    }

    /// <summary>
    /// Changes a record and its role in one transaction; what is the same already is written nowhere. 403 for another role unless the Owner gives it; 409
    /// <c>stale_version</c>, <c>owner_stays</c>.
    /// </summary>
    public async Task Revise(Actor actor, Guid id, int version, ReviseEmployee input, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var employee = await Find(db, actor, id, stop);
        if (employee.Status == EmployeeStatus.Archived) throw IsArchived();
        if (employee.Version != version) throw Refusal.Stale("employee");
        await Describe(db, employee, input, stop);
        if (db.ChangeTracker.HasChanges())
        {
            db.Record(actor, "employee.changed", employee);
            await Save(db, stop);
        }
        if (input.Role is { } role && role != employee.Role)
        {
            actor.RequireOwner("change roles");
            await GiveRole(db, actor, employee, role, stop);
        }
        await Commit(db, stop);
    }

    /// <summary>
    /// The employee left: the sign-in opens nothing here from the next call on, and everything that hangs on it ends in the same
    /// transaction. Hours stay. Undone by <see cref="Restore"/>, which brings back the record but neither the sign-in nor the team. 409
    /// <c>own_record</c> for one's own.
    /// </summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="id">Who left.</param>
    /// <param name="lastDay">The last day of work; null for today, by the calendar of the workspace.</param>
    /// <param name="stop">Gives up.</param>
    public async Task Archive(Actor actor, Guid id, LocalDate? lastDay, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        var employee = await Find(db, actor, id, stop);
        if (employee.Status == EmployeeStatus.Archived) return;
        if (id == actor.EmployeeId && employee.Role != Role.Owner) throw OwnRecord();
        var leftOn = lastDay ?? await db.Today(stop);
        if (leftOn < employee.HiredOn) throw LeftBeforeHired();
        employee.Archive(leftOn);
        db.Record(actor, "employee.archived", employee);
        await ReleaseTeam(db, actor, id, "Their manager left.", stop);
        foreach (var slice in left) await slice.Handle(db, actor, employee, stop);
        await Commit(db, stop);
    }

    /// <summary>The employee is back, without a sign-in until invited again.</summary>
    public async Task Restore(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        var employee = await Find(db, actor, id, stop);
        if (employee.Status != EmployeeStatus.Archived) return;
        employee.Restore();
        db.Record(actor, "employee.restored", employee);
        await Commit(db, stop);
    }

    /// <summary>
    /// Gives ownership to another employee in the caller's transaction, which the caller commits. The index allows one Owner at any
    /// moment, so that the old one is saved as Admin first.
    /// </summary>
    internal static async Task HandOver(ClockspotDb db, Actor actor, Guid to, CancellationToken stop)
    {
        var before = await db.Employees.SingleAsync(row => row.Role == Role.Owner, stop);
        if (before.Id != actor.EmployeeId) throw NotOwnerNow();
        var after = await db.Employees.SingleOrDefaultAsync(row => row.Id == to, stop) ?? throw Refusal.NotFound("employee");
        if (after.Id == before.Id || after.Status != EmployeeStatus.Active || after.PersonId is null) throw CannotOwn();
        before.HandOver();
        db.Record(actor, "employee.ownership_given", before);
        await db.SaveChangesAsync(stop);
        after.TakeOver();
        db.Record(actor, "employee.ownership_taken", after);
        await db.SaveChangesAsync(stop);
    }

    static async Task GiveRole(ClockspotDb db, Actor actor, Employee employee, Role role, CancellationToken stop)
    {
        // Ownership is never given this way, which the record says itself.
        if (role != Role.Owner) Giving.Require(actor, role);
        employee.ChangeRole(role);
        db.Record(actor, "employee.role_changed", employee);
        if (role == Role.Employee) await ReleaseTeam(db, actor, employee.Id, "Their manager has another role now.", stop);
    }

    /// <summary>Those whom somebody managed have no manager until one is chosen; what stays would be a name that can decide nothing.</summary>
    static async Task ReleaseTeam(ClockspotDb db, Actor actor, Guid manager, string why, CancellationToken stop)
    {
        foreach (var member in await db.Employees.Where(row => row.ManagerId == manager).ToListAsync(stop))
        {
            member.Describe(member.Number, member.Name, member.Email, member.HiredOn, managerId: null, member.LocationId);
            db.Record(actor, "employee.changed", member, why);
        }
    }

    static async Task<Employee> Find(ClockspotDb db, Actor actor, Guid id, CancellationToken stop)
    {
        var employee = await db.Employees.Within(actor, Area.Employees, Level.Edit).SingleOrDefaultAsync(row => row.Id == id, stop)
            ?? throw Refusal.NotFound("employee");
        return employee.Role == Role.Owner && !actor.IsOwner ? throw OwnersRecord() : employee;
    }

    /// <summary>What was chosen before and has gone out of use since may stay; a new choice must hold today.</summary>
    static async Task Describe(ClockspotDb db, Employee employee, SaveEmployee input, CancellationToken stop)
    {
        if (input.ManagerId is { } manager && manager != employee.ManagerId) await CheckManager(db, employee.Id, manager, stop);
        if (input.LocationId is { } place && place != employee.LocationId
            && !await db.Locations.AnyAsync(row => row.Id == place && row.ArchivedAt == null, stop)) throw UnknownPlace();
        employee.Describe(input.Number!, input.Name!, input.Email, input.HiredOn, input.ManagerId, input.LocationId);
    }

    static async Task CheckManager(ClockspotDb db, Guid employee, Guid manager, CancellationToken stop)
    {
        if (manager == employee) throw OwnManager();
        if (!await db.Employees.AnyAsync(row => row.Id == manager && row.Status == EmployeeStatus.Active && row.Role != Role.Employee, stop)) throw NotAManager();
        var managers = await db.Employees.Where(row => row.ManagerId != null).ToDictionaryAsync(row => row.Id, row => row.ManagerId!.Value, stop);
        var above = manager;
        // The chain that is stored has no circle, so that it ends.
        while (managers.TryGetValue(above, out above))
            if (above == employee) throw InCircle();
    }

    static Task Save(ClockspotDb db, CancellationToken stop) => Told(() => db.SaveChangesAsync(stop));

    static Task Commit(ClockspotDb db, CancellationToken stop) => Told(() => db.Commit(stop));

    /// <summary>What the database refuses as taken is the error of a field.</summary>
    static async Task Told(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (DbUpdateException failure) when (EmployeeRecords.Taken(failure) is not null)
        {
            throw EmployeeRecords.Taken(failure)!;
        }
    }
}
