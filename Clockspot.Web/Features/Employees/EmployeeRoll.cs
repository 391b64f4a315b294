using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Employees;

/// <summary>The jobs that were given to employees, out of those that are not for everyone. The slice of the jobs answers, so that this one knows none of them.</summary>
/// <param name="db">The open operation.</param>
/// <param name="employees">Whose.</param>
/// <param name="stop">Gives up.</param>
public delegate Task<ILookup<Guid, Guid>> AssignedJobs(ClockspotDb db, IReadOnlyCollection<Guid> employees, CancellationToken stop);

/// <summary>Which employees somebody asks for, and from where on. What is null or empty narrows nothing.</summary>
public sealed record RollFilter
{
    /// <summary>Invited, active or archived.</summary>
    public EmployeeStatus? Status { get; init; }

    /// <summary>Also those who left, when no status is asked for.</summary>
    public bool IncludeArchived { get; init; }

    /// <summary>Made or changed then or later.</summary>
    public Instant? ModifiedSince { get; init; }

    /// <summary>Part of the name or the number, or of the address for whoever sees it.</summary>
    public string? Search { get; init; }

    /// <summary>Who usually work at one of these.</summary>
    public IReadOnlyList<Guid> LocationIds { get; init; } = [];

    /// <summary>Whom this one manages.</summary>
    public Guid? ManagerId { get; init; }

    /// <summary>Only those after this one, in the order of their ids.</summary>
    public Guid? After { get; init; }

    /// <summary>At most so many.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>An employee's record for programs. What the reader may not see is null: through the account alone, who works here is read, and no more.</summary>
public sealed record RollRow
{
    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The number payroll knows.</summary>
    public required string Number { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The address for invitations.</summary>
    public required string? Email { get; init; }

    /// <summary>What they may do.</summary>
    public required Role? Role { get; init; }

    /// <summary>Where the record stands.</summary>
    public required EmployeeStatus Status { get; init; }

    /// <summary>First day.</summary>
    public required LocalDate? HiredOn { get; init; }

    /// <summary>Last day, when archived.</summary>
    public required LocalDate? LeftOn { get; init; }

    /// <summary>Who manages them.</summary>
    public required Guid? ManagerId { get; init; }

    /// <summary>The jobs that were given to them.</summary>
    public IReadOnlyList<Guid>? JobIds { get; init; }

    /// <summary>Where they usually work.</summary>
    public required Guid? LocationId { get; init; }

    /// <summary>The version seen.</summary>
    public required int Version { get; init; }

    /// <summary>When the record was made.</summary>
    public required Instant? CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required Instant? ModifiedAt { get; init; }
}

/// <summary>A page of employees in the order of their ids.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Total">How many the filter finds.</param>
/// <param name="HasMore">There are more after the last.</param>
public sealed record RollPage(IReadOnlyList<RollRow> Rows, int Total, bool HasMore);

/// <summary>The employees for programs, page by page in the order of their ids, so that a renamed one keeps its place.</summary>
public sealed class EmployeeRoll(Store store, AssignedJobs jobs)
{
    /// <summary>A page of the employees within reach. 403 for a filter by what the credential may not see.</summary>
    public async Task<RollPage> List(Actor actor, RollFilter filter, CancellationToken stop)
    {
        var reader = Reader(actor);
        if (filter is { LocationIds.Count: > 0 } or { ManagerId: not null }) actor.Require(Area.Employees, Level.Read);
        await using var db = await store.Open(actor, stop);
        var found = db.Employees.AsNoTracking().Within(reader, Area.Employees, Level.Read);
        if (filter.Status is { } status) found = found.Where(row => row.Status == status);
        else if (!filter.IncludeArchived) found = found.Where(row => row.Status != EmployeeStatus.Archived);
        if (Input.Clean(filter.Search)?.ToUpperInvariant() is { } part) found = Named(found, part, actor.Can(Area.Employees, Level.Read));
        if (filter.ModifiedSince is { } since) found = found.Where(row => row.ModifiedAt >= since);
        if (filter.LocationIds is { Count: > 0 } places) found = found.Where(row => row.LocationId != null && places.Contains(row.LocationId.Value));
        if (filter.ManagerId is { } manager) found = found.Where(row => row.ManagerId == manager);
        var total = await found.CountAsync(stop);
        if (filter.After is { } after) found = found.Where(row => row.Id.CompareTo(after) > 0);
        var rows = await Rows(db, actor, found.OrderBy(row => row.Id).Take(filter.Size + 1), stop);
        return rows.Count > filter.Size ? new RollPage(rows[..filter.Size], total, true) : new RollPage(rows, total, false);
    }

    /// <summary>One employee. 404 <c>not_found</c> when out of reach.</summary>
    public async Task<RollRow> Get(Actor actor, Guid id, CancellationToken stop)
    {
        var reader = Reader(actor);
        await using var db = await store.Open(actor, stop);
        var rows = await Rows(db, actor, db.Employees.AsNoTracking().Within(reader, Area.Employees, Level.Read).Where(row => row.Id == id), stop);
        return rows.SingleOrDefault() ?? throw Refusal.NotFound("employee");
    }

#pragma warning disable MA0011 // Translated to the database's upper(), which knows no culture.
    static IQueryable<Employee> Named(IQueryable<Employee> employees, string part, bool byAddress) =>
        employees.Where(row => row.Name.ToUpper().Contains(part) || row.Number.ToUpper().Contains(part) || (byAddress && row.NormalizedEmail!.Contains(part)));
#pragma warning restore MA0011

    static Actor Reader(Actor actor)
    {
        var reader = actor.Reading(Area.Employees, through: Area.Account);
        reader.Require(Area.Employees, Level.Read);
        return reader;
    }

    async Task<List<RollRow>> Rows(ClockspotDb db, Actor actor, IQueryable<Employee> employees, CancellationToken stop)
    {
        if (!actor.Can(Area.Employees, Level.Read))
            return await employees.Select(row => new RollRow
            {
                Id = row.Id, Number = row.Number, Name = row.Name, Status = row.Status, Version = row.Version,
                Email = null, Role = null, HiredOn = null, LeftOn = null, ManagerId = null, LocationId = null, CreatedAt = null, ModifiedAt = null,
            }).ToListAsync(stop);
        var rows = await employees.Select(row => new RollRow
        {
            Id = row.Id, Number = row.Number, Name = row.Name, Status = row.Status, Version = row.Version, Email = row.Email, Role = row.Role, HiredOn = row.HiredOn,
            LeftOn = row.LeftOn, ManagerId = row.ManagerId, LocationId = row.LocationId, CreatedAt = row.CreatedAt, ModifiedAt = row.ModifiedAt,
        }).ToListAsync(stop);
        var given = await jobs(db, [.. rows.Select(row => row.Id)], stop);
        return rows.ConvertAll(row => row with { JobIds = [.. given[row.Id].Order()] });
    }
}
