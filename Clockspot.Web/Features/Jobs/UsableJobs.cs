using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Jobs;

/// <summary>Which jobs an employee may punch on.</summary>
public sealed class UsableJobs(Store store)
{
    /// <summary>The jobs that an employee within reach may use, by name. 404 when out of reach.</summary>
    public async Task<IReadOnlyList<JobChoice>> Of(Actor actor, Guid employee, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Read);
        await using var db = await store.Open(actor, stop);
        if (!await db.Employees.Within(actor, Area.Employees, Level.Read).AnyAsync(row => row.Id == employee, stop)) throw Refusal.NotFound("employee");
        return await JobList.UsableBy(db, employee).Select(job => new JobChoice(job.Id, job.Name)).ToListAsync(stop);
    }

    /// <summary>The jobs that were given to each of them, out of those that are not for everyone and in use.</summary>
    internal static async Task<ILookup<Guid, Guid>> GivenTo(ClockspotDb db, IReadOnlyCollection<Guid> employees, CancellationToken stop)
    {
        var given = await (
            from may in db.EmployeeJobs
            join job in db.Jobs on may.JobId equals job.Id
            where employees.Contains(may.EmployeeId) && !job.ForEveryone && job.ArchivedAt == null
            select new { may.EmployeeId, may.JobId }).ToListAsync(stop);
        return given.ToLookup(row => row.EmployeeId, row => row.JobId);
    }
}

static class UsableJobsSlice
{
    public static void AddUsableJobs(this IServiceCollection services)
    {
        services.AddSingleton<UsableJobs>();
        services.AddSingleton<AssignedJobs>(UsableJobs.GivenTo);
        services.AddSingleton(new EmployeePart(typeof(EmployeeJobsPart)));
    }
}
