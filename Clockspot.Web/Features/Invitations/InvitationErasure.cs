using Clockspot.Data;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Invitations;

/// <summary>The addresses to which invitations to a record went.</summary>
sealed class InvitationErasure : IErasable
{
    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => Task.CompletedTask;

    public Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop) => db.Invitations.Where(row => row.EmployeeId == who.EmployeeId)
        .ExecuteUpdateAsync(row => row.SetProperty(one => one.Email, ""), stop);

    public Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop) => Task.CompletedTask;
}
