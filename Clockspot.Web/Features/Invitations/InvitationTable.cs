using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Invitations;

/// <summary>The invitations in a download; never what opens one.</summary>
sealed class InvitationTable : IDownloadTable
{
    public string Name => "invitations";

    public IReadOnlyList<string> Columns { get; } = ["id", "employeeId", "email", "invitedBy", "createdAt", "sentAt", "expiresAt", "acceptedAt", "revokedAt"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        var rows = db.Invitations.AsNoTracking().Where(row => employee == null || row.EmployeeId == employee);
        await foreach (var row in rows.OrderBy(row => row.Id).AsAsyncEnumerable().WithCancellation(stop))
            yield return [row.Id, row.EmployeeId, row.Email, row.InvitedBy, row.CreatedAt, row.SentAt, row.ExpiresAt, row.AcceptedAt, row.RevokedAt];
    }
}
