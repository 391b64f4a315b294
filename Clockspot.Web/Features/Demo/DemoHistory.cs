using System.Text.Encodings.Web;
using System.Text.Json;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Audit;
using Clockspot.Features.Employees;
using Clockspot.Features.TimeEntries;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.Demo;

/// <summary>What the audit log would say of made-up entries, had somebody really punched and corrected them.</summary>
static class DemoHistory
{
    static readonly JsonSerializerOptions plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The events of one entry, in the order in which they happened; played, they give the entry.</summary>
    /// <param name="entry">The entry as it stands.</param>
    /// <param name="shift">What happened.</param>
    /// <param name="who">Whose it is.</param>
    /// <param name="by">Who corrected it, if anybody did.</param>
    /// <param name="now">Nothing happened later.</param>
    public static IEnumerable<AuditEvent> Of(TimeEntry entry, DemoShift shift, Employee who, Employee by, Instant now)
    {
        yield return Event(who, entry.Start, shift.Switched ? "time_entry.switched" : "time_entry.opened", entry, null, new()
        {
            ["employeeId"] = entry.EmployeeId.ToString(), ["flags"] = nameof(EntryFlags.None), ["jobId"] = entry.JobId?.ToString(), ["locationId"] = entry.LocationId?.ToString(),
            ["note"] = entry.Note, ["source"] = entry.Source.ToString(), ["start"] = Told(entry.Start), ["timeZone"] = entry.TimeZone,
        });
        if (entry.Breaks.Count > 0)
            yield return Event(who, entry.Breaks[^1].End ?? entry.Breaks[^1].Start, entry.Breaks[^1].End is null ? "break.started" : "break.ended", entry,
                new() { ["breaks"] = Array.Empty<object>() }, new() { ["breaks"] = entry.Breaks.Select(Told).ToList() });
        if (entry.End is not { } end) yield break;
        var flags = shift.Forgotten ? EntryFlags.Unconfirmed : EntryFlags.None;
        yield return Event(who, shift.PunchedOut ?? end, "time_entry.closed", entry, new() { ["end"] = null, ["flags"] = nameof(EntryFlags.None) },
            new() { ["end"] = Told(shift.PunchedOut ?? end), ["flags"] = flags.ToString() });
        if (shift.PunchedOut is not { } punched) yield break;
        yield return Event(by, Instant.Min(now, punched + Duration.FromHours(15)), "time_entry.changed", entry, new() { ["end"] = Told(punched), ["flags"] = flags.ToString() },
            new() { ["end"] = Told(end), ["flags"] = nameof(EntryFlags.Edited) }, shift.Reason);
    }

    static AuditEvent Event(Employee who, Instant at, string name, TimeEntry entry, SortedDictionary<string, object?>? before, SortedDictionary<string, object?> after, string? reason = null)
    {
        var actor = new Actor
        {
            AccountId = entry.AccountId, PersonId = who.PersonId ?? Guid.Empty, EmployeeId = who.Id, Name = who.Name, Role = who.Role, Channel = Channel.Web,
        };
        return new AuditEvent(actor, Ids.New(at), at, name, entry.Id, entry.EmployeeId)
        {
            Before = before is null ? null : JsonSerializer.Serialize(before, plain), After = JsonSerializer.Serialize(after, plain), Reason = reason,
        };
    }

    static Dictionary<string, object?> Told(Break pause) => new(StringComparer.Ordinal)
    {
        ["id"] = pause.Id.ToString(), ["end"] = pause.End is { } end ? Told(end) : null, ["paid"] = pause.Paid, ["start"] = Told(pause.Start),
    };

    static string Told(Instant at) => InstantPattern.ExtendedIso.Format(at);
}
