using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Audit;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>What the audit log never keeps a copy of: secrets, and what follows from the rest.</summary>
    static readonly HashSet<string> silent = ["AccountId", "Id", "Version", "ModifiedAt", "CreatedAt", "TokenHash", "Hash", "Secret", "ToldAt", "PasswordHash", "SecurityStamp",
        "ConcurrencyStamp", "NormalizedEmail", "TimelineHolds", "WorkedMicroseconds"];

    /// <summary>Names as they are typed; the log is never put into a page as it stands.</summary>
    internal static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes an event of the audit log in the same transaction as the change. Call it after the entity was changed and before the
    /// save: before and after are read from the change itself. Rows that belong to the entity (the breaks of an entry) are told as a list
    /// of their own whenever one of them changed.
    /// </summary>
    /// <param name="actor">Who did it; the event belongs to the actor's account.</param>
    /// <param name="name">Noun, dot, verb in the past: <c>time_entry.opened</c>.</param>
    /// <param name="entity">The row that was added, changed or removed.</param>
    /// <param name="reason">What the person gave as reason, or null.</param>
    public void Record(Actor actor, string name, object entity, string? reason = null)
    {
        var entry = Entry(entity);
        ChangeTracker.DetectChanges();
        AuditEvents.Add(new AuditEvent(actor, Ids.New(Now), Now, name, KeyOf(entry), AboutOf(entry))
        {
            Before = entry.State == EntityState.Added ? null : Values(entry, before: true),
            After = entry.State == EntityState.Deleted ? null : Values(entry, before: false),
            Reason = reason,
        });
        Announce(name);
    }

    /// <summary>Writes an event that is about somebody and changes no row: that they signed in.</summary>
    /// <param name="actor">Who did it.</param>
    /// <param name="name">Noun, dot, verb in the past.</param>
    /// <param name="employee">The record of the person whom it is about.</param>
    /// <param name="means">By what, in words; null when the name says it.</param>
    internal void RecordPerson(Actor actor, string name, Guid employee, string? means)
    {
        AuditEvents.Add(new AuditEvent(actor, Ids.New(Now), Now, name, employee, employee) { After = means is null ? null
            : JsonSerializer.Serialize(new { by = means }, Plain) });
        Announce(name);
    }

    /// <summary>The same for what somebody may do over and over: within a time it is one event, which counts.</summary>
    internal async Task CountPerson(Actor actor, string name, Guid employee, string means, int times, Duration within,
        CancellationToken stop)
    {
        var since = Now - within;
        var last = await AuditEvents.Where(row => row.SubjectId == employee && row.Name == name && row.At > since).OrderByDescending(row =>
            row.Id).FirstOrDefaultAsync(stop);
        if (last is null)
        {
            AuditEvents.Add(last = new AuditEvent(actor, Ids.New(Now), Now, name, employee, employee));
            Announce(name);
        }
        var before = last.After is { } text ? JsonSerializer.Deserialize<JsonElement>(text).GetProperty("times").GetInt32() : 0;
        last.After = Json(means, before + times);
    }

    static string Json(string means, int times) => JsonSerializer.Serialize(new { by = means, times }, Plain);

    static Guid KeyOf(EntityEntry entry) => (Guid)entry.Property(entry.Metadata.FindPrimaryKey()!.Properties[^1].Name).CurrentValue!;

    /// <summary>The employee whom a row concerns: the record itself, or the one to which the row belongs.</summary>
    static Guid? AboutOf(EntityEntry entry) => entry.Entity is Employee employee ? employee.Id
        : entry.Metadata.FindProperty("EmployeeId") is { } owner ? (Guid?)entry.Property(owner.Name).CurrentValue : null;

    string? Values(EntityEntry entry, bool before)
    {
        var values = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in entry.Properties)
        {
            if (silent.Contains(property.Metadata.Name)) continue;
            if (entry.State is EntityState.Modified or EntityState.Unchanged && !property.IsModified) continue;
            var value = before ? property.OriginalValue : property.CurrentValue;
            if (entry.State == EntityState.Added && value is null) continue;
            values[Input.Path(property.Metadata.Name)] = Told(value);
        }
        foreach (var part in entry.Collections) AddParts(entry, part.Metadata, before, values);
        return values.Count == 0 ? null : JsonSerializer.Serialize(values, Plain);
    }

    void AddParts(EntityEntry entry, INavigationBase part, bool before, SortedDictionary<string, object?> values)
    {
        var key = part is INavigation navigation ? navigation.ForeignKey.Properties[^1].Name : "";
        var rows = ChangeTracker.Entries().Where(row => row.Metadata.ClrType == part.TargetEntityType.ClrType && Equals(row.Property(key).CurrentValue, KeyOf(entry))).ToList();
        if (rows.TrueForAll(row => row.State == EntityState.Unchanged)) return;
        values[Input.Path(part.Name)] = rows.Where(row => row.State != (before ? EntityState.Added : EntityState.Deleted)).OrderBy(row => KeyOf(row)).Select(row =>
            row.Properties.Where(property => property.Metadata.Name is not "AccountId" && property.Metadata.Name != key)
                .ToDictionary(property => Input.Path(property.Metadata.Name), property => Told(before ? property.OriginalValue : property.CurrentValue), StringComparer.Ordinal)).ToList();
    }

    static object? Told(object? value) => value switch
    {
        null or bool or int or long or double or decimal => value,
        Instant at => InstantPattern.ExtendedIso.Format(at),
        LocalDate day => LocalDatePattern.Iso.Format(day),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
