using Clockspot.Features.TimeEntries;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>The time entries of the account.</summary>
    public DbSet<TimeEntry> TimeEntries => Set<TimeEntry>();
}
