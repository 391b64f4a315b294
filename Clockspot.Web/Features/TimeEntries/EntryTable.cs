using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.TimeEntries;

/// <summary>The time entries in a download, with their breaks. Those that were put away are there as well, and say so.</summary>
sealed class EntryTable : IDownloadTable
{
    public string Name => "time-entries";

    public IReadOnlyList<string> Columns { get; } =
        ["id", "employeeId", "start", "end", "timeZone", "jobId", "locationId", "note", "breaks", "workedSeconds", "status", "flags", "source", "version", "createdAt", "modifiedAt"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        var rows = db.TimeEntries.AsNoTracking().Where(entry => employee == null || entry.EmployeeId == employee);
        await foreach (var entry in rows.OrderBy(entry => entry.Start).ThenBy(entry => entry.Id).AsAsyncEnumerable().WithCancellation(stop))
        {
            var view = TimeEntryView.Of(entry, null, db.Now);
            yield return [view.Id, view.EmployeeId, view.Start, view.End, view.TimeZone, view.JobId, view.LocationId, view.Note, Breaks(view), view.WorkedSeconds,
                view.Status.ToString().ToLowerInvariant(), view.Flags == EntryFlags.None ? null : view.Flags.ToString(), view.Source.ToString().ToLowerInvariant(), view.Version, view.CreatedAt, view.ModifiedAt];
        }
    }

    /// <summary>Each as start/end and whether it was paid, as ISO 8601 writes a stretch of time.</summary>
    static string Breaks(TimeEntryView entry) =>
        string.Join(' ', entry.Breaks.Select(pause => $"{Ui.CsvFile.Plain(pause.Start)}/{Ui.CsvFile.Plain(pause.End)} {(pause.Paid ? "paid" : "unpaid")}"));
}
