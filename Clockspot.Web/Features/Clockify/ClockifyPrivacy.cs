using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Clockify;

/// <summary>The connection in a download of the account; never its key. It is the account's, and of no person.</summary>
sealed class ClockifyTable : IDownloadTable
{
    public string Name => "clockify";

    public IReadOnlyList<string> Columns { get; } = ["id", "region", "subdomain", "hint", "workspaceId", "connectedAt", "keySavedAt", "checkedAt", "failure"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        if (employee is not null) yield break;
        await foreach (var row in db.ClockifyConnections.AsNoTracking().AsAsyncEnumerable().WithCancellation(stop))
            yield return [row.Id, row.Region.ToString(), row.Subdomain, row.Hint, row.WorkspaceId, row.CreatedAt, row.KeyedAt, row.CheckedAt, row.Failure];
    }
}
