using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Jobs;

/// <summary>The jobs in a download; for one person those that are theirs to use by name.</summary>
sealed class JobTable : IDownloadTable
{
    public string Name => "jobs";

    public IReadOnlyList<string> Columns { get; } = ["id", "name", "code", "forEveryone", "employeeIds", "archivedAt", "version", "createdAt", "modifiedAt"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        var rows = db.Jobs.AsNoTracking().Where(job => employee == null || db.EmployeeJobs.Any(may => may.JobId == job.Id && may.EmployeeId == employee));
        // Few, unlike entries; and one reader at a time is all that some databases give.
        var may = (await db.EmployeeJobs.AsNoTracking().Where(row => employee == null || row.EmployeeId == employee).ToListAsync(stop)).ToLookup(row => row.JobId, row => row.EmployeeId);
        await foreach (var job in rows.OrderBy(job => job.Id).AsAsyncEnumerable().WithCancellation(stop))
            yield return [job.Id, job.Name, job.Code, job.ForEveryone, string.Join(' ', may[job.Id]), job.ArchivedAt, job.Version, job.CreatedAt, job.ModifiedAt];
    }
}
