using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.SignIn;
using Clockspot.Ui;
using NodaTime;

namespace Clockspot.Features.Reports;

static class ReportsSlice
{
    public static void AddReports(this IServiceCollection services)
    {
        services.AddSingleton<IReturnTarget, HandedReturn>();
        // In the order of the list.
        services.AddSingleton<Report, CurrentStatusReport>();
        services.AddSingleton<Report, HoursSummaryReport>();
        services.AddSingleton<Report, TimeCardReport>();
        services.AddSingleton(all => new ReportBook(all.GetRequiredService<Store>(), all.GetServices<Report>()));
    }

    /// <summary>The files: <c>/w/{account}/reports/time-card.csv</c> and <c>.xlsx</c> under the filters of the page beside it.</summary>
    public static void MapReports(this WebApplication app)
    {
        var book = app.Services.GetRequiredService<ReportBook>();
        foreach (var report in book.Definitions)
        {
            var needs = new NeedsAttribute(Area.Reports, Level.Read, report.Least);
            app.MapWorkspaceFile($"reports/{report.Key}.csv", needs, (entered, http) => ReportFiles.Csv(book, entered.Actor, report.Key, Asked(entered, http), entered.Workspace.Zone, http.RequestAborted));
            app.MapWorkspaceFile($"reports/{report.Key}.xlsx", needs, (entered, http) => ReportFiles.Xlsx(book, entered.Actor, report.Key, Asked(entered, http), entered.Workspace.Zone, http.RequestAborted));
        }
    }

    static ReportQuery Asked(Entered entered, HttpContext http)
    {
        HandedReport.Check(http.Request.Query, entered.Actor, http.RequestServices.GetRequiredService<IClock>().GetCurrentInstant());
        return ReportQuery.Read(http.Request.QueryString.Value);
    }
}
