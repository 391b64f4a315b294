using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.TimeEntries;

/// <summary>
/// Refuses to narrow by an id that is not here: whoever reads no names, as assistants do, would tell nothing found for no time worked.
/// </summary>
static class KnownIds
{
    /// <summary>422 about a filter.</summary>
    public static Refusal Unknown(string path) => Refusal.Field(path, "unknown", "One of these is not here, or not yours to see.");

    /// <summary>422 <c>unknown</c> about the first filter that names one which is not within reach.</summary>
    public static async Task Check(ClockspotDb db, IQueryable<Employee> reached, IReadOnlyList<Guid> employees, IReadOnlyList<Guid> jobs, IReadOnlyList<Guid> locations, CancellationToken stop)
    {
        var (people, works, places) = (employees.Distinct().ToList(), jobs.Distinct().ToList(), locations.Distinct().ToList());
        if (people.Count > 0 && await reached.CountAsync(row => people.Contains(row.Id), stop) < people.Count) throw Unknown("employeeIds");
        if (works.Count > 0 && await db.Jobs.CountAsync(row => works.Contains(row.Id), stop) < works.Count) throw Unknown("jobIds");
        if (places.Count > 0 && await db.Locations.CountAsync(row => places.Contains(row.Id), stop) < places.Count) throw Unknown("locationIds");
    }
}
