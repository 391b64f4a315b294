using Clockspot.Features.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>The jobs of the account.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>Who may use the jobs that are not for everyone.</summary>
    public DbSet<EmployeeJob> EmployeeJobs => Set<EmployeeJob>();
}
