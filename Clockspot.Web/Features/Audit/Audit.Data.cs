using Clockspot.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>The audit log.</summary>
    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();
}
