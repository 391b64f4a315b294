using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Audit;

/// <summary>The audit log in a download. One's own holds what one did and what was done about one: of others' deeds neither address nor request.</summary>
sealed class AuditTable : IDownloadTable
{
    public string Name => "audit-events";

    public IReadOnlyList<string> Columns { get; } = ["id", "at", "name", "subjectId", "aboutId", "employeeId", "actorName", "channel", "credential", "ip", "requestId", "reason", "before", "after"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        var nouns = employee is null ? AuditNouns.ReadableBy(actor) : null;
        var events = db.AuditEvents.AsNoTracking();
        if (nouns is not null) events = events.Where(row => nouns.Contains(row.Name.Substring(0, row.Name.IndexOf("."))));
        if (employee is not null) events = events.Where(row => row.AboutId == employee || row.EmployeeId == employee);
        await foreach (var row in events.OrderBy(row => row.Id).AsAsyncEnumerable().WithCancellation(stop))
        {
            var mine = employee is null || row.EmployeeId == employee;
            // What a manager changed about somebody else is that person's.
            var told = employee is null || row.AboutId == employee;
            yield return [row.Id, row.At, row.Name, row.SubjectId, row.AboutId, row.EmployeeId, row.ActorName, row.Channel.ToString().ToLowerInvariant(), mine ? row.Credential : null,
                mine ? row.Ip : null, mine ? row.RequestId : null, row.Reason, told ? row.Before : null, told ? row.After : null];
        }
    }
}
