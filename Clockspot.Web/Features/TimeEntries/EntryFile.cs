using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Ui;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>The list of entries as a file: the same filter, the same rows, the same order as on the screen.</summary>
static class EntryFile
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "day", "number", "employee", "start", "end", "timeZone", "job", "location", "note", "unpaidBreakSeconds", "paidBreakSeconds", "workedSeconds", "hours",
        "status", "flags", "source", "version", "id",
    ];

    public static void MapTimeEntries(this WebApplication app) =>
        app.MapWorkspaceFile("entries.csv", new NeedsAttribute(Area.TimeTracking, Level.Read, Reach.Team), async (entered, http) =>
        {
            var book = http.RequestServices.GetRequiredService<EntryBook>();
            var choices = await book.Choices(entered.Actor, http.RequestAborted);
            var filter = EntriesAddress.Read(http.Request.QueryString.Value ?? "").Filter(choices.Today, choices.Calendar.WeekStart);
            return await WorkspaceFile.Csv($"entries-{filter.Period.First:uuuu-MM-dd}-{filter.Period.Last:uuuu-MM-dd}.csv", Columns,
                Rows(book, entered.Actor, entered.Workspace, filter, http.RequestAborted), http.RequestAborted);
        });

    static async IAsyncEnumerable<IReadOnlyList<object?>> Rows(EntryBook book, Actor actor, WorkspaceBasics workspace, EntryFilter filter, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in book.Stream(actor, filter, stop)) yield return Cells(row, workspace);
    }

    static object?[] Cells(EntryRow row, WorkspaceBasics workspace) =>
    [
        row.Day, row.Number, row.Employee, Local(row.Entry.Start, workspace), row.Entry.End is { } end ? Local(end, workspace) : null, row.Entry.TimeZone,
        row.Entry.JobName, row.Location, row.Entry.Note, (long)row.Unpaid.TotalSeconds, (long)row.Paid.TotalSeconds, (long)row.Counted.TotalSeconds,
        decimal.Parse(Formats.Decimal(row.Counted), System.Globalization.CultureInfo.InvariantCulture),
        row.Entry.Status.ToString().ToLowerInvariant(), EntryWords.Codes(row.Entry.Flags), row.Entry.Source.ToString().ToLowerInvariant(), row.Entry.Version, row.Entry.Id.ToString(),
    ];

    /// <summary>A moment in the workspace's zone with its offset (RFC 3339), so that spreadsheets show the time that people saw.</summary>
    static string Local(Instant at, WorkspaceBasics workspace) => NodaTime.Text.OffsetDateTimePattern.Rfc3339.Format(at.InZone(workspace.Zone).ToOffsetDateTime());
}
