using Clockspot.Domain.Access;
using Clockspot.Ui;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.Reports;

/// <summary>The files of a report, the same for the screen and the API: every row of the filter, in the zone of the workspace.</summary>
static class ReportFiles
{
    /// <summary>CSV: moments carry their offset, so that they can be read and still be computed with.</summary>
    public static async Task<WorkspaceFile> Csv(ReportBook book, Actor actor, string key, ReportQuery query, DateTimeZone zone, CancellationToken stop)
    {
        var file = await book.File(actor, key, query, stop);
        return await WorkspaceFile.Csv(file.Name + ".csv", ReportWords.FileColumns(file.Columns), Cells(file, at => OffsetDateTimePattern.GeneralIso.Format(at.InZone(zone).ToOffsetDateTime())), stop);
    }

    /// <summary>A workbook: moments are dates and times of the wall clock, which is what spreadsheets compute with.</summary>
    public static async Task<WorkspaceFile> Xlsx(ReportBook book, Actor actor, string key, ReportQuery query, DateTimeZone zone, CancellationToken stop)
    {
        var file = await book.File(actor, key, query, stop);
        return await WorkspaceFile.Xlsx(file.Name + ".xlsx", file.Title, ReportWords.FileColumns(file.Columns), Cells(file, at => at.InZone(zone).LocalDateTime), stop);
    }

    static async IAsyncEnumerable<IReadOnlyList<object?>> Cells(ReportFile file, Func<Instant, object> moment)
    {
        await foreach (var row in file.Rows) yield return ReportWords.FileCells(file.Columns, row, moment);
    }
}
