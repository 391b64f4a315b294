using Clockspot.Features.Clockify;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>Connections to Clockify.</summary>
    public DbSet<ClockifyConnection> ClockifyConnections => Set<ClockifyConnection>();
}
