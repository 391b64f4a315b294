using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.TimeEntries;
using Microsoft.EntityFrameworkCore;
using NodaTime.Text;

namespace Clockspot.Features.Reports;

/// <summary>The reports: which there are, what each shows, and its file.</summary>
public sealed class ReportBook
{
    /// <summary>A screen shows so many rows, so that a first view stays below 500 KB, and so many when all are asked for, to print them.</summary>
    const int OnScreen = 300, OnPaper = 5000;

    /// <summary>So many rows are answered as JSON at once.</summary>
    internal const int InJson = 10_000;

    static Refusal TooManyRows() => Refusal.Field("from", "too_many_rows", $"This report has more than {InJson} rows. Ask for fewer days or employees, or take format=csv or format=xlsx, which have them all.");

    readonly Store store;
    readonly IReadOnlyList<Report> reports;

    /// <summary>The reports that are defined, in the order of the list.</summary>
    internal ReportBook(Store store, IEnumerable<Report> reports) => (this.store, this.reports) = (store, [.. reports]);

    /// <summary>The definitions, for whoever maps addresses to them.</summary>
    internal IReadOnlyList<Report> Definitions => reports;

    /// <summary>The reports that the actor may open.</summary>
    public Task<IReadOnlyList<ReportRow>> List(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Reports, Level.Read);
        stop.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<ReportRow>>([.. reports.Where(report => actor.Can(Area.Reports, Level.Read, report.Least)).Select(RowOf)]);
    }

    /// <summary>What can be asked of a report. 404 when there is no such report.</summary>
    public async Task<ReportOffer> Offer(Actor actor, string key, CancellationToken stop)
    {
        actor.Require(Area.Reports, Level.Read);
        var report = Find(actor, key);
        await using var db = await store.Open(actor, stop);
        var people = await db.Employees.Within(actor, Area.Reports, Level.Read).OrderBy(employee => employee.Name).ThenBy(employee => employee.Number)
            .Select(employee => new { employee.Id, employee.Name, employee.Status }).ToListAsync(stop);
        return new ReportOffer
        {
            Report = RowOf(report),
            Employees = [.. people.Select(employee => new ReportChoice(employee.Id.ToString(), employee.Status == EmployeeStatus.Archived ? $"{employee.Name} (left)" : employee.Name))],
            Jobs = [.. (await Jobs(db, stop)).Select(job => new ReportChoice(job.Key.ToString(), job.Value))],
            Locations = [.. (await Locations(db, stop)).Select(place => new ReportChoice(place.Key.ToString(), place.Value))],
        };
    }

    /// <summary>A report as a screen shows it: its first rows, and the totals of all. 404 when there is no such report, 422 about what was asked.</summary>
    public async Task<ReportView> View(Actor actor, string key, ReportQuery query, CancellationToken stop)
    {
        actor.Require(Area.Reports, Level.Read);
        var report = Find(actor, key);
        await using var db = await store.Open(actor, stop);
        var run = await Begin(db, actor, report, query, stop);
        if (report.HasChart) run = run with { Chart = new ChartSums(run.Filter.Period, run.Calendar) };
        var columns = report.Columns(run.GroupBy);
        var tables = new ReportTables(report, run.GroupBy, columns, query.AllRows ? OnPaper : OnScreen);
        await foreach (var row in report.Rows(run, stop)) tables.Add(row);
        return new ReportView
        {
            Report = RowOf(report), Columns = columns, Period = IsAboutDays(report) ? run.Filter.Period : null, Attribution = run.Calendar.Attribution,
            Sections = tables.Finish(), HasSections = report.Section is not null, IsSigned = report.IsSigned, Totals = tables.Totals,
            Shown = tables.Shown, Count = tables.Count, Chart = run.Chart?.Finish(run.Jobs),
            Company = await db.Accounts.Where(account => account.Id == actor.AccountId).Select(account => account.Name).SingleAsync(stop),
        };
    }

    /// <summary>A report as programs read it. 404 when there is no such report, 422 about what was asked, and when it has too many rows to be read at once.</summary>
    public async Task<ReportData> Data(Actor actor, string key, ReportQuery query, CancellationToken stop)
    {
        actor.Require(Area.Reports, Level.Read);
        return (await Read(actor, key, query, InJson, isExcerpt: false, stop)).Report;
    }

    /// <summary>
    /// The first rows of a report, with the totals of all. 404 when there is no such report, 422 about what was asked, also by an id that
    /// <see cref="KnownIds"/> does not know.
    /// </summary>
    public async Task<ReportExcerpt> Excerpt(Actor actor, string key, ReportQuery query, int most, CancellationToken stop)
    {
        actor.Require(Area.Reports, Level.Read);
        return await Read(actor, key, query, most, isExcerpt: true, stop);
    }

    async Task<ReportExcerpt> Read(Actor actor, string key, ReportQuery query, int most, bool isExcerpt, CancellationToken stop)
    {
        var report = Find(actor, key);
        await using var db = await store.Open(actor, stop);
        var run = await Begin(db, actor, report, query, stop);
        if (isExcerpt) await KnownIds.Check(db, db.Employees.Within(actor, Area.Reports, Level.Read), run.Filter.EmployeeIds, run.Filter.JobIds, run.Filter.LocationIds, stop);
        var columns = report.Columns(run.GroupBy);
        var (rows, totals) = (new List<IReadOnlyList<object?>>(), new Tally(columns));
        await foreach (var row in report.Rows(run, stop))
        {
            totals.Add(row);
            if (rows.Count < most) rows.Add(row);
            else if (!isExcerpt) throw TooManyRows();
        }
        return new ReportExcerpt(new ReportData(RowOf(report), IsAboutDays(report) ? run.Filter.Period : null, columns, rows, totals.Values()), totals.Count);
    }

    /// <summary>A report as a file has it: every row of the filter, read while it is written. 404 when there is no such report, 422 about what was asked.</summary>
    public async Task<ReportFile> File(Actor actor, string key, ReportQuery query, CancellationToken stop)
    {
        actor.Require(Area.Reports, Level.Read);
        var report = Find(actor, key);
        await using var db = await store.Open(actor, stop);
        var run = await Begin(db, actor, report, query, stop);
        var (first, last) = (LocalDatePattern.Iso.Format(run.Filter.Period.First), LocalDatePattern.Iso.Format(run.Filter.Period.Last));
        return new ReportFile(IsAboutDays(report) ? $"{report.Key}-{first}-to-{last}" : $"{report.Key}-{first}", report.Title, report.Columns(run.GroupBy), Rows(actor, report, query, stop));
    }

    async IAsyncEnumerable<IReadOnlyList<object?>> Rows(Actor actor, Report report, ReportQuery query, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var db = await store.Open(actor, stop);
        await foreach (var row in report.Rows(await Begin(db, actor, report, query, stop), stop)) yield return row;
    }

    Report Find(Actor actor, string key)
    {
        var report = reports.FirstOrDefault(report => report.Key == key) ?? throw Refusal.NotFound("report");
        actor.Require(Area.Reports, Level.Read, report.Least);
        return report;
    }

    static async Task<ReportRun> Begin(ClockspotDb db, Actor actor, Report report, ReportQuery query, CancellationToken stop)
    {
        if (query.IsStrict) query.RefuseUnused(report);
        var calendar = await Worklog.Calendar(db, stop);
        var filter = query.Filter(report, calendar.DayOf(db.Now), calendar.WeekStart);
        var (status, grouping) = (query.StatusIn(report), query.GroupingIn(report));
        return new ReportRun(db, ReaderOf(actor), filter, status, grouping, calendar,
            (await Jobs(db, stop)).ToDictionary(), (await Locations(db, stop)).ToDictionary());
    }

    /// <summary>Whoever may read reports sees the time in them as far as that reach goes, also with a credential that carries nothing else; and changes nothing.</summary>
    static Actor ReaderOf(Actor actor) =>
        actor with { Grants = [new Grant(Area.TimeTracking, Level.Read, actor.ReachOf(Area.Reports, Level.Read) ?? Reach.Own)] };

    static bool IsAboutDays(Report report) => report.Filters.HasFlag(ReportFilters.Period);

    static ReportRow RowOf(Report report) => new(report.Key, report.Title, report.Purpose) { Filters = report.Filters, Statuses = report.Statuses, Groupings = report.Groupings };

    static async Task<IReadOnlyList<KeyValuePair<Guid, string>>> Jobs(ClockspotDb db, CancellationToken stop) =>
        await db.Jobs.OrderBy(job => job.Name).ThenBy(job => job.Id).Select(job => KeyValuePair.Create(job.Id, job.Name)).ToListAsync(stop);

    static async Task<IReadOnlyList<KeyValuePair<Guid, string>>> Locations(ClockspotDb db, CancellationToken stop) =>
        await db.Locations.OrderBy(place => place.Name).ThenBy(place => place.Id).Select(place => KeyValuePair.Create(place.Id, place.Name)).ToListAsync(stop);
}
