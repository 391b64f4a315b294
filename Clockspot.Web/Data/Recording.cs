using System.Text.Json;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>What the audit log never keeps a copy of.</summary>
    static readonly HashSet<string> silent = ["AccountId", "Id", "Version", "ModifiedAt", "CreatedAt", "TokenHash", "PasswordHash", "SecurityStamp", "ConcurrencyStamp"];

    /// <summary>
    /// Writes an event of the audit log in the same transaction as the change. Call it after the entity was changed and before the
    /// save: before and after are read from the change itself.
    /// </summary>
    /// <param name="actor">Who did it; the event belongs to the actor's account.</param>
    /// <param name="name">Noun, dot, verb in the past: <c>time_entry.opened</c>.</param>
    /// <param name="entity">The row that was added, changed or removed.</param>
    /// <param name="reason">What the person gave as reason, or null.</param>
    public void Record(Actor actor, string name, object entity, string? reason = null)
    {
        var entry = Entry(entity);
        entry.DetectChanges();
        var key = entry.Metadata.FindPrimaryKey()!.Properties[^1].Name;
        AuditEvents.Add(new AuditEvent(actor, Ids.New(Now), Now, name, (Guid)entry.Property(key).CurrentValue!)
        {
            Before = entry.State == EntityState.Added ? null : Values(entry, before: true),
            After = entry.State == EntityState.Deleted ? null : Values(entry, before: false),
            Reason = reason,
        });
        Announce(name);
    }

    static string? Values(EntityEntry entry, bool before)
    {
        var values = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in entry.Properties)
        {
            if (silent.Contains(property.Metadata.Name)) continue;
            if (entry.State == EntityState.Modified && !property.IsModified) continue;
            var value = before ? property.OriginalValue : property.CurrentValue;
            if (entry.State == EntityState.Added && value is null) continue;
            values[Input.Path(property.Metadata.Name)] = value is null or bool or int or double or decimal ? value : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
        }
        return values.Count == 0 ? null : JsonSerializer.Serialize(values);
    }
}
