using Clockspot.Domain.Time;
using Clockspot.Features.TimeEntries;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Reports;

/// <summary>An entry, with whose it is.</summary>
sealed record ReportedEntry(Guid EmployeeId, string Employee, string Number, TimeEntry Entry);

/// <summary>What of an entry counts for one day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="End">Where it ends; null while it runs.</param>
/// <param name="Worked">What counts.</param>
/// <param name="Paid">Paid breaks within it.</param>
/// <param name="Unpaid">Unpaid breaks within it.</param>
/// <param name="Begins">The entry begins in it; so an entry in two parts is counted once.</param>
/// <param name="GoesOn">The entry goes on after it.</param>
readonly record struct DayPart(LocalDate Day, Instant Start, Instant? End, Duration Worked, Duration Paid, Duration Unpaid, bool Begins, bool GoesOn);

/// <summary>The entries behind the reports, and to which days their hours belong.</summary>
static class ReportedEntries
{
    /// <summary>The entries of the filter by employee and start, as they are read.</summary>
    public static IAsyncEnumerable<ReportedEntry> Entries(this ReportRun run) =>
        (from entry in run.Db.Matching(run.Reader, run.Filter, run.Calendar)
         join employee in run.Db.Employees on entry.EmployeeId equals employee.Id
         orderby employee.Name, employee.Id, entry.Start
         select new ReportedEntry(employee.Id, employee.Name, employee.Number, entry)).AsAsyncEnumerable();

    /// <summary>The parts of an entry that lie in the period, by the account's rule.</summary>
    public static IEnumerable<DayPart> Parts(this ReportRun run, TimeEntry entry)
    {
        var (calendar, period, now, span) = (run.Calendar, run.Filter.Period, run.Db.Now, entry.Span);
        var end = Instant.Max(span.Start, span.End ?? now);
        var first = calendar.DayOf(span.Start);
        var last = calendar.Attribution == DayAttribution.StartDay ? first : calendar.DayOf(end);
        for (var day = LocalDate.Max(first, period.First); day <= LocalDate.Min(last, period.Last); day = day.PlusDays(1))
        {
            if (calendar.PartOn(day, span, now) is not { } part) continue;
            yield return new DayPart(day, part.Start, span.End is null && part.End >= now ? null : part.End, span.WorkedWithin(part, now),
                span.OnBreak(true, part, now), span.OnBreak(false, part, now), day == first, part.End < end);
        }
    }
}
