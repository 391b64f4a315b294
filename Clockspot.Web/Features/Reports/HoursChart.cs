using Clockspot.Domain.Time;
using NodaTime;

namespace Clockspot.Features.Reports;

/// <summary>How long a column of a chart is.</summary>
public enum ChartStep
{
    /// <summary>A day.</summary>
    Day,
    /// <summary>A week, as the account begins it.</summary>
    Week,
    /// <summary>A calendar month.</summary>
    Month,
    /// <summary>A calendar year.</summary>
    Year,
}

/// <summary>A job in a chart.</summary>
/// <param name="Name">Its name; in words for hours without a job and for the jobs that are taken together.</param>
/// <param name="Worked">All its hours in the period.</param>
public sealed record ChartSeries(string Name, Duration Worked);

/// <summary>A column of a chart: a day, or the days from the first on.</summary>
/// <param name="First">Its first day.</param>
/// <param name="Worked">The hours by job, in the order of the series.</param>
public sealed record ChartColumn(LocalDate First, IReadOnlyList<Duration> Worked)
{
    /// <summary>All hours of the column.</summary>
    public Duration Total => Worked.Aggregate(Duration.Zero, (sum, one) => sum + one);
}

/// <summary>Hours by day and job, for looking at.</summary>
/// <param name="Step">How long a column is.</param>
/// <param name="Series">The jobs with most hours first; at most six.</param>
/// <param name="Columns">Every day of the period, also those without hours.</param>
public sealed record HoursChart(ChartStep Step, IReadOnlyList<ChartSeries> Series, IReadOnlyList<ChartColumn> Columns);

/// <summary>Adds the hours of a chart up while rows stream by: it holds a number for each column and job.</summary>
sealed class ChartSums(DayRange period, WorkCalendar calendar)
{
    const int MostSeries = 6;

    readonly ChartStep step = period.Days switch { <= 35 => ChartStep.Day, <= 371 => ChartStep.Week, <= 1830 => ChartStep.Month, _ => ChartStep.Year };
    readonly Dictionary<(LocalDate Column, Guid Job), Duration> sums = [];

    public void Add(LocalDate day, Guid? job, Duration worked)
    {
        var key = (ColumnOf(day), job ?? Guid.Empty);
        sums[key] = sums.GetValueOrDefault(key) + worked;
    }

    /// <summary>The chart; null when there are no hours.</summary>
    public HoursChart? Finish(IReadOnlyDictionary<Guid, string> jobs)
    {
        var byJob = sums.GroupBy(sum => sum.Key.Job, sum => sum.Value).Select(job => (Id: job.Key, Worked: Total(job))).Where(job => job.Worked > Duration.Zero)
            .OrderByDescending(job => job.Worked).ThenBy(job => NameOf(job.Id, jobs), StringComparer.OrdinalIgnoreCase).ToList();
        if (byJob.Count == 0) return null;
        var named = byJob.Count <= MostSeries ? byJob : byJob[..(MostSeries - 1)];
        var others = byJob[named.Count..];
        List<ChartSeries> series = [.. named.Select(job => new ChartSeries(NameOf(job.Id, jobs), job.Worked))];
        if (others.Count > 0) series.Add(new ChartSeries($"{others.Count} other jobs", Total(others.Select(job => job.Worked))));
        var columns = new List<ChartColumn>();
        for (var day = ColumnOf(period.First); day <= period.Last; day = Next(day))
        {
            List<Duration> worked = [.. named.Select(job => sums.GetValueOrDefault((day, job.Id)))];
            if (others.Count > 0) worked.Add(Total(others.Select(job => sums.GetValueOrDefault((day, job.Id)))));
            columns.Add(new ChartColumn(day, worked));
        }
        return new HoursChart(step, series, columns);
    }

    static Duration Total(IEnumerable<Duration> durations) => durations.Aggregate(Duration.Zero, (sum, one) => sum + one);

    static string NameOf(Guid job, IReadOnlyDictionary<Guid, string> jobs) => job == Guid.Empty ? "No job" : jobs.GetValueOrDefault(job) ?? "No job";

    LocalDate ColumnOf(LocalDate day) => step switch
    {
        ChartStep.Day => day,
        ChartStep.Week => calendar.WeekOf(day),
        ChartStep.Month => new LocalDate(day.Year, day.Month, 1),
        _ => new LocalDate(day.Year, 1, 1),
    };

    LocalDate Next(LocalDate column) => step switch
    {
        ChartStep.Day => column.PlusDays(1),
        ChartStep.Week => column.PlusDays(7),
        ChartStep.Month => column.PlusMonths(1),
        _ => column.PlusYears(1),
    };
}
