using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Clockspot.Ui;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.Audit;

static class AuditSlice
{
    static readonly string[] columns = ["id", "at", "name", "subjectId", "aboutId", "about", "employeeId", "actorName", "channel", "credential", "ip", "requestId", "reason", "before", "after"];

    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IErasable, AuditErasure>();
        services.AddSingleton<IDownloadTable, AuditTable>();
    }

    public static void MapAudit(this IEndpointRouteBuilder app) =>
        app.MapWorkspaceFile("audit.csv", new NeedsAttribute(Area.Account, Level.Edit, Reach.All), Csv);

    static Task<WorkspaceFile> Csv(Entered entered, HttpContext http)
    {
        var (log, now) = (http.RequestServices.GetRequiredService<AuditLog>(), http.RequestServices.GetRequiredService<IClock>().GetCurrentInstant());
        var rows = log.Stream(entered.Actor, AuditAsk.Of(http.Request.Query).Read(entered.Workspace, now), http.RequestAborted);
        var today = LocalDatePattern.Iso.Format(now.InZone(entered.Workspace.Zone).Date);
        return WorkspaceFile.Csv($"audit-{entered.Workspace.Slug}-{today}.csv", columns, Values(rows, http.RequestAborted), http.RequestAborted);
    }

    static async IAsyncEnumerable<IReadOnlyList<object?>> Values(IAsyncEnumerable<AuditRow> rows, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in rows.WithCancellation(stop))
            yield return [row.Id, row.At, row.Name, row.SubjectId, row.AboutId, row.About, row.EmployeeId, row.ActorName, row.Channel.ToString().ToLowerInvariant(), row.Credential,
                row.Ip, row.RequestId, row.Reason, row.Before, row.After];
    }
}
