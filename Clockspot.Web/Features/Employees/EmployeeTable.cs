using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Employees;

/// <summary>The employees' records in a download.</summary>
sealed class EmployeeTable : IDownloadTable
{
    public string Name => "employees";

    public IReadOnlyList<string> Columns { get; } =
        ["id", "number", "name", "email", "role", "status", "hiredOn", "leftOn", "managerId", "locationId", "version", "createdAt", "modifiedAt", "anonymizedAt", "nameErasedAt"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        var rows = db.Employees.AsNoTracking().Where(row => employee == null || row.Id == employee);
        await foreach (var row in rows.OrderBy(row => row.Id).AsAsyncEnumerable().WithCancellation(stop))
            yield return [row.Id, row.Number, row.Name, row.Email, row.Role.ToString(), row.Status.ToString(), row.HiredOn, row.LeftOn, row.ManagerId, row.LocationId, row.Version,
                row.CreatedAt, row.ModifiedAt, row.AnonymizedAt, row.NameErasedAt];
    }
}
