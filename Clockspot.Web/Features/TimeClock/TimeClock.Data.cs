using Clockspot.Features.TimeClock;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>The punches as they happened.</summary>
    public DbSet<Punch> Punches => Set<Punch>();
}
