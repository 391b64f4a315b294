using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.YourData;

/// <summary>How far somebody who left is anonymised.</summary>
/// <param name="Name">The name.</param>
/// <param name="HasLeft">The record is archived; nobody else can be anonymised.</param>
/// <param name="AnonymizedAt">When all but name, number and hours was erased.</param>
/// <param name="NameErasedAt">When the name went too.</param>
/// <param name="NameUntil">The day after which the name is erased: three years after the last entry.</param>
public sealed record AnonymityView(string Name, bool HasLeft, Instant? AnonymizedAt, Instant? NameErasedAt, LocalDate NameUntil);

/// <summary>
/// Anonymises people who left, in two steps. At once goes what is not needed for the records of hours: sign-in, addresses, positions, network
/// addresses. Three years after the last entry, until which the law wants a name on the hours (29 CFR 516.2, 516.5), the name goes as well.
/// </summary>
public sealed class Anonymizing(Store store, IEnumerable<IErasable> erasables)
{
    static Refusal StillHere() => new("still_employed", 409, "This employee has not left", "Archive the record first. Whoever works here needs a sign-in and an address.");
    static Refusal NotTheName() => Refusal.Field("name", "mismatch", "This is not the employee's name. Type it exactly as it stands above.");

    /// <summary>How far it went with somebody. 404 when out of reach.</summary>
    public async Task<AnonymityView> Look(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        await using var db = await store.Open(actor, stop);
        var employee = await Find(db, actor, id, stop);
        return new AnonymityView(employee.Name, employee.Status == EmployeeStatus.Archived, employee.AnonymizedAt, employee.NameErasedAt, await Retention.NameUntil(db, employee, stop));
    }

    /// <summary>
    /// Erases at once everything about somebody who left but name, number and hours, wherever a slice keeps it. It cannot be undone, so that the
    /// name is typed. 409 <c>still_employed</c>; 404 when out of reach. A sign-in that leads to another workspace stays: it is not this one's.
    /// </summary>
    public async Task Anonymize(Actor actor, Guid id, string? name, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        var employee = await Find(db, actor, id, stop);
        if (employee.Status != EmployeeStatus.Archived) throw StillHere();
        if (employee.AnonymizedAt is not null) return;
        if (!string.Equals(Input.Clean(name), employee.Name, StringComparison.OrdinalIgnoreCase)) throw NotTheName();
        foreach (var who in await Traces(db, employee, stop))
            foreach (var slice in erasables) await slice.ErasePerson(db, who, stop);
        // Recorded when all is erased and saved: the event has no values, and so repeats nothing.
        await db.SaveChangesAsync(stop);
        db.Record(actor, "employee.anonymized", employee);
        db.Erases();
        await db.Commit(stop);
    }

    static async Task<Employee> Find(ClockspotDb db, Actor actor, Guid id, CancellationToken stop) =>
        await db.Employees.Within(actor, Area.Employees, Level.Edit).SingleOrDefaultAsync(row => row.Id == id, stop) ?? throw Refusal.NotFound("employee");

    /// <summary>
    /// Under which sign-ins and addresses somebody was here. Archiving took the sign-in from the record; the log says who acted as it. That a
    /// sign-in has the same address is not enough: whoever writes a record can write any address into it. An invitation may have gone to
    /// another address than the one that stands there today.
    /// </summary>
    static async Task<IReadOnlyList<Forgotten>> Traces(ClockspotDb db, Employee employee, CancellationToken stop)
    {
        var people = await db.Users.AsNoTracking().Where(person => db.AuditEvents.Any(row => row.EmployeeId == employee.Id && row.PersonId == person.Id))
            .Select(person => new { person.Id, person.Email }).ToListAsync(stop);
        var invited = await db.Invitations.Where(row => row.EmployeeId == employee.Id && row.Email != "").Select(row => row.Email).ToListAsync(stop);
        var known = people.Select(person => person.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var rest = invited.Append(employee.Email).Distinct(StringComparer.OrdinalIgnoreCase).Where(address => !known.Contains(address));
        return
        [
            .. people.Select(person => new Forgotten(employee.Id, person.Id, person.Email, employee.Name)),
            .. rest.Select(address => new Forgotten(employee.Id, null, address, employee.Name)),
        ];
    }
}
