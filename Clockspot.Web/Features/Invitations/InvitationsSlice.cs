using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Invitations;

/// <summary>An employee who was archived is invited no longer: the link dies in the same transaction.</summary>
sealed class InvitationEnds : IPersonLeft
{
    public async Task Handle(ClockspotDb db, Actor actor, Employee employee, CancellationToken stop)
    {
        var pending = await db.Invitations.Where(row => row.EmployeeId == employee.Id && row.AcceptedAt == null && row.RevokedAt == null).ToListAsync(stop);
        foreach (var invitation in pending)
        {
            invitation.Revoke(db.Now);
            db.Record(actor, "invitation.revoked", invitation);
        }
    }
}

static class InvitationsSlice
{
    public static void AddInvitations(this IServiceCollection services)
    {
        services.AddSingleton<InvitationLinks>();
        services.AddSingleton<InvitationMail>();
        services.AddSingleton<Inviting>();
        services.AddSingleton<Accepting>();
        services.AddSingleton<IPersonLeft, InvitationEnds>();
        services.AddSingleton<IErasable, InvitationErasure>();
        services.AddSingleton<IDownloadTable, InvitationTable>();
    }
}
