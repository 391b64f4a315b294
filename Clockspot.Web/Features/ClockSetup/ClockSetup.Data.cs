using Clockspot.Features.ClockSetup;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>How people clock in; one row for an account, or none.</summary>
    public DbSet<ClockRules> ClockRules => Set<ClockRules>();
}
