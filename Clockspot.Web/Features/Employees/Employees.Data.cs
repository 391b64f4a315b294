using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>The employees of the account.</summary>
    public DbSet<Employee> Employees => Set<Employee>();
}
