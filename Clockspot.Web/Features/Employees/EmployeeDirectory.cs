using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Employees;

/// <summary>Who works here, as far as the actor reaches: everybody, the team, or oneself.</summary>
public sealed class EmployeeDirectory(Store store)
{
    /// <summary>The employees within reach, by name.</summary>
    public async Task<IReadOnlyList<EmployeeRow>> List(Actor actor, EmployeeFilter filter, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Read);
        Input.Check(filter);
        await using var db = await store.Open(actor, stop);
        var found = db.Employees.Within(actor, Area.Employees, Level.Read);
        found = filter.Status is { } status ? found.Where(row => row.Status == status) : found.Where(row => row.Status != EmployeeStatus.Archived);
        if (filter.Role is { } role) found = found.Where(row => row.Role == role);
        if (filter.LocationId is { } place) found = found.Where(row => row.LocationId == place);
        if (Input.Clean(filter.Search)?.ToUpperInvariant() is { } part)
#pragma warning disable MA0011 // Translated to the database's upper(), which knows no culture.
            found = found.Where(row => row.Name.ToUpper().Contains(part) || row.Number.ToUpper().Contains(part) || row.NormalizedEmail!.Contains(part));
#pragma warning restore MA0011
        return await found.OrderBy(row => row.Name).ThenBy(row => row.Number).Select(row => new EmployeeRow(row.Id, row.Number, row.Name, row.Email,
            row.Role, row.Status, row.PersonId != null,
            db.Employees.Where(other => other.Id == row.ManagerId).Select(other => other.Name).FirstOrDefault(),
            db.Locations.Where(other => other.Id == row.LocationId).Select(other => other.Name).FirstOrDefault())).ToListAsync(stop);
    }

    /// <summary>One employee. 404 <c>not_found</c> when out of reach.</summary>
    public async Task<EmployeeView> Get(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Read);
        await using var db = await store.Open(actor, stop);
        return await db.Employees.Within(actor, Area.Employees, Level.Read).Where(row => row.Id == id).Select(row => new EmployeeView(row.Id, row.Number,
            row.Name, row.Email, row.Role, row.Status, row.PersonId != null, row.HiredOn, row.LeftOn, row.ManagerId,
            db.Employees.Where(other => other.Id == row.ManagerId).Select(other => other.Name).FirstOrDefault(), row.LocationId,
            db.Locations.Where(other => other.Id == row.LocationId).Select(other => other.Name).FirstOrDefault(), row.Version)).SingleOrDefaultAsync(stop)
            ?? throw Refusal.NotFound("employee");
    }

    /// <summary>The places that a list can be narrowed to, by name.</summary>
    public async Task<IReadOnlyList<Choice>> Places(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Read);
        await using var db = await store.Open(actor, stop);
        return await PlacesInUse(db).ToListAsync(stop);
    }

    /// <summary>What a form about an employee offers to choose from.</summary>
    public async Task<EmployeeChoices> Choices(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Edit, Reach.All);
        await using var db = await store.Open(actor, stop);
        var managers = await db.Employees.Where(row => row.Status == EmployeeStatus.Active && row.Role != Role.Employee)
            .OrderBy(row => row.Name).Select(row => new Choice(row.Id, row.Name)).ToListAsync(stop);
        return new EmployeeChoices((await Numbers.Load(db, stop)).Next(), managers, await PlacesInUse(db).ToListAsync(stop), Giving.RolesOf(actor));
    }

    static IQueryable<Choice> PlacesInUse(ClockspotDb db) =>
        db.Locations.Where(place => place.ArchivedAt == null).OrderBy(place => place.Name).Select(place => new Choice(place.Id, place.Name));
}

/// <summary>Which roles somebody may give: never more than they have, and Admin from the Owner alone.</summary>
static class Giving
{
    static Refusal NotYours(Role role) => Refusal.Forbidden(role == Role.Owner
        ? "Nobody is made Owner this way. The Owner can transfer the ownership on the page Company."
        : $"Only the Owner of the workspace can give the role {role.Title()}.");

    static Refusal Narrowed(Role role) => Refusal.Forbidden(
        $"This credential carries only some permissions, so that it gives no role above Employee; {role.Title()} would be more than it carries itself.");

    /// <summary>The roles that the actor may give, the smallest first.</summary>
    public static IReadOnlyList<Role> RolesOf(Actor actor) => [.. Enum.GetValues<Role>().Where(role => May(actor, role))];

    /// <summary>Whether the actor may give the role, or open a record that has it to somebody's sign-in.</summary>
    public static bool May(Actor actor, Role role) => role switch
    {
        Role.Employee => actor.Can(Area.Employees, Level.Edit, Reach.All),
        // A credential that was narrowed hands on less than it carries: what a role gives, today or later, is more.
        Role.Manager => actor.Scopes is null && actor.Can(Area.Employees, Level.Edit, Reach.All),
        Role.Admin => actor.Scopes is null && actor.IsOwner,
        _ => false,
    };

    /// <summary>Refuses with 403 when the actor may not give the role.</summary>
    public static void Require(Actor actor, Role role)
    {
        if (May(actor, role)) return;
        throw actor.Scopes is not null && May(actor with { Scopes = null }, role) ? Narrowed(role) : NotYours(role);
    }
}

/// <summary>The numbers of an account: finds the next free ones.</summary>
sealed class Numbers
{
    readonly HashSet<string> used;
    long last;

    Numbers(IEnumerable<string> numbers)
    {
        used = [.. numbers];
        last = used.Select(number => long.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) && value < long.MaxValue / 2 ? value : 0).DefaultIfEmpty().Max();
    }

    /// <summary>Reads the numbers in use.</summary>
    public static async Task<Numbers> Load(ClockspotDb db, CancellationToken stop) => new(await db.Employees.Select(row => row.Number).ToListAsync(stop));

    /// <summary>One more than the highest, never given twice.</summary>
    public string Next()
    {
        string next;
        do next = (++last).ToString(System.Globalization.CultureInfo.InvariantCulture);
        while (!used.Add(next));
        return next;
    }
}
