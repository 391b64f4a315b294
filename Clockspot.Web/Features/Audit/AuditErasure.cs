using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clockspot.Data;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Audit;

/// <summary>
/// Erases persons from the audit log: that something happened, when and by which role of persons stays; from where, and under which address or
/// name, goes. Works through the events in portions, so that a long log is never held whole.
/// </summary>
sealed class AuditErasure : IErasable
{
    const int Portion = 200;
    const string Erased = "(erased)";
    const string FormerName = "Former employee";

    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => db.AuditEvents.Where(row => row.At < before && row.Ip != null)
        .ExecuteUpdateAsync(row => row.SetProperty(one => one.Ip, (string?)null), stop);

    public async Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop)
    {
        await db.AuditEvents.Where(row => row.EmployeeId == who.EmployeeId || row.AboutId == who.EmployeeId || (who.PersonId != null && row.PersonId == who.PersonId))
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.Ip, (string?)null), stop);
        if (who.Email is not { } email) return;
        var part = email.ToUpperInvariant();
#pragma warning disable MA0011 // Translated to the database's upper(), which knows no culture.
        var telling = db.AuditEvents.Where(row => row.Before!.ToUpper().Contains(part) || row.After!.ToUpper().Contains(part) || row.Reason!.ToUpper().Contains(part));
#pragma warning restore MA0011
        await Rewrite(db, telling, text => text.Replace(email, Erased, StringComparison.OrdinalIgnoreCase), (_, _) => false, stop);
    }

    public async Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop)
    {
        await db.AuditEvents.Where(row => row.EmployeeId == who.EmployeeId).ExecuteUpdateAsync(row => row.SetProperty(one => one.ActorName, FormerName), stop);
        var whole = new Regex($@"(?<!\w){Regex.Escape(who.Name)}(?!\w)", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        var part = who.Name.ToUpperInvariant();
#pragma warning disable MA0011 // Translated to the database's upper(), which knows no culture.
        var telling = db.AuditEvents.Where(row => row.AboutId == who.EmployeeId
            || row.Before!.ToUpper().Contains(part) || row.After!.ToUpper().Contains(part) || row.Reason!.ToUpper().Contains(part));
#pragma warning restore MA0011
        // Earlier names of theirs stand only in the events about their own record.
        await Rewrite(db, telling, text => whole.Replace(text, FormerName), (row, key) => key == "name" && row.SubjectId == who.EmployeeId, stop);
    }

    /// <summary>Puts other words in the place of those that must go, in every text of every event that is found.</summary>
    static async Task Rewrite(ClockspotDb db, IQueryable<AuditEvent> telling, Func<string, string> words, Func<AuditEvent, string, bool> whole, CancellationToken stop)
    {
        var last = Guid.Empty;
        while (true)
        {
            var rows = await telling.Where(row => row.Id.CompareTo(last) > 0).OrderBy(row => row.Id).Take(Portion).ToListAsync(stop);
            if (rows.Count == 0) return;
            foreach (var row in rows)
            {
                row.Before = Rewrite(row.Before, words, key => whole(row, key));
                row.After = Rewrite(row.After, words, key => whole(row, key));
                row.Reason = row.Reason is null ? null : words(row.Reason);
            }
            last = rows[^1].Id;
            await db.SaveChangesAsync(stop);
            foreach (var row in rows) db.Entry(row).State = EntityState.Detached;
        }
    }

    static string? Rewrite(string? json, Func<string, string> words, Func<string, bool> whole)
    {
        if (json is null || JsonNode.Parse(json) is not JsonObject fields) return json;
        foreach (var (key, value) in fields.ToList())
            if (value is JsonValue single && single.TryGetValue<string>(out var text)) fields[key] = whole(key) ? FormerName : words(text);
        return fields.ToJsonString(ClockspotDb.Plain);
    }
}
