using Clockspot.Features.Invitations;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>The invitations of the account, also the ones that are over.</summary>
    public DbSet<Invitation> Invitations => Set<Invitation>();
}
