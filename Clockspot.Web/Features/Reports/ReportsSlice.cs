using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Ui;

namespace Clockspot.Features.Reports;

static class ReportsSlice
{
    public static void AddReports(this IServiceCollection services)
    {
        // In the order of the list.
        services.AddSingleton<Report, CurrentStatusReport>();
        services.AddSingleton<Report, HoursSummaryReport>();
        services.AddSingleton<Report, TimeCardReport>();
        services.AddSingleton(all => new ReportBook(all.GetRequiredService<Store>(), all.GetServices<Report>()));
    }

    /// <summary>The files: <c>/w/{account}/reports/time-card.csv</c> under the filters of the page beside it.</summary>
    public static void MapReports(this WebApplication app)
    {
        var book = app.Services.GetRequiredService<ReportBook>();
        foreach (var report in book.Definitions)
            app.MapWorkspaceFile($"reports/{report.Key}.csv", new NeedsAttribute(Area.Reports, Level.Read, report.Least), (entered, http) => Csv(book, report.Key, entered, http));
    }

    static async Task<WorkspaceFile> Csv(ReportBook book, string key, Entered entered, HttpContext http)
    {
        var file = await book.File(entered.Actor, key, ReportQuery.Read(http.Request.QueryString.Value), http.RequestAborted);
        return await WorkspaceFile.Csv(file.Name + ".csv", ReportWords.FileColumns(file.Columns), Cells(file, entered.Workspace), http.RequestAborted);
    }

    static async IAsyncEnumerable<IReadOnlyList<object?>> Cells(ReportFile file, WorkspaceBasics workspace)
    {
        await foreach (var row in file.Rows) yield return ReportWords.FileCells(file.Columns, row, workspace.Zone);
    }
}
