using Clockspot.Features.Locations;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>The places of the account.</summary>
    public DbSet<Location> Locations => Set<Location>();
}
