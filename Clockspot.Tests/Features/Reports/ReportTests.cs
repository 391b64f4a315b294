using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.Reports;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Clockspot.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Features.Reports;

/// <summary>What holds for every report, and what each of the first three says.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    static readonly ReportQuery march = new() { From = "2026-03-02", To = "2026-03-08" };

    readonly World world = new();
    Actor owner = null!, manager = null!, ann = null!, ben = null!;
    ReportBook book = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        manager = await world.Join(owner, Role.Manager);
        ann = await world.Join(owner, Role.Employee, manager);
        ben = await world.Join(owner, Role.Employee);
        book = world.Get<ReportBook>();
        world.Clock.Reset(Staged.March(6, 18));
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Every_report_needs_its_area_and_shows_what_its_reach_covers()
    {
        foreach (var actor in new[] { owner, manager, ann, ben }) await world.Shift(actor, Staged.March(3, 9), Staged.March(3, 17));
        foreach (var report in book.Definitions)
        {
            var nobody = owner with { Grants = [.. owner.Grants.Where(grant => grant.Area != Area.Reports)] };
            Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => book.View(nobody, report.Key, march, default))).Status);
            Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => book.File(nobody, report.Key, march, default))).Status);
            Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => book.Offer(nobody, report.Key, default))).Status);
            Assert.Equal(4, (await People(owner, report.Key)).Count);
            Assert.Equal(new[] { manager, ann }.Select(NameOf).Order(), (await People(manager, report.Key)).Order());
            if (report.Least > Reach.Own) Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => book.View(ann, report.Key, march, default))).Status);
            else Assert.Equal([NameOf(ann)], await People(ann, report.Key));
            Assert.DoesNotContain(NameOf(ben), (await book.Offer(manager, report.Key, default)).Employees.Select(choice => choice.Text));
        }
    }

    [Fact]
    public async Task Whoever_is_given_reports_and_nothing_else_reads_the_time_in_them()
    {
        await world.Shift(ann, Staged.March(3, 9), Staged.March(3, 17));
        var reader = owner with { Grants = [new Grant(Area.Reports, Level.Read, Reach.All)] };
        foreach (var report in book.Definitions) Assert.Contains(NameOf(ann), await People(reader, report.Key));
        var narrow = owner with { Grants = [.. owner.Grants.Where(grant => grant.Area != Area.Reports), new Grant(Area.Reports, Level.Read, Reach.Own)] };
        Assert.Empty(await People(narrow, "time-card"));
    }

    [Fact]
    public async Task Every_report_has_a_page_that_asks_for_the_same_and_a_file_beside_it()
    {
        var pages = typeof(Program).Assembly.GetTypes().Where(type => typeof(ReportPage).IsAssignableFrom(type) && type != typeof(ReportPage))
            .ToDictionary(type => ((RouteAttribute)type.GetCustomAttributes(typeof(RouteAttribute), false).Single()).Template, type => (NeedsAttribute)type.GetCustomAttributes(typeof(NeedsAttribute), true).Single(), StringComparer.Ordinal);
        Assert.Equal(book.Definitions.Select(report => $"/w/{{account}}/reports/{report.Key}").Order(), pages.Keys.Order());
        foreach (var report in book.Definitions) Assert.Equal((Area.Reports, Level.Read, report.Least), (pages[$"/w/{{account}}/reports/{report.Key}"].Area, pages[$"/w/{{account}}/reports/{report.Key}"].Level, pages[$"/w/{{account}}/reports/{report.Key}"].Least));
        var browser = await world.Browse(owner);
        foreach (var report in book.Definitions) Assert.Equal(200, (int)(await browser.Client.GetAsync($"/w/harbor/reports/{report.Key}.csv")).StatusCode);
        Assert.Equal(book.Definitions.Where(report => report.Least == Reach.Own).Select(report => report.Key), (await book.List(ann, default)).Select(row => row.Key));
        Assert.Equal("not_found", (await Assert.ThrowsAsync<Refusal>(() => book.View(owner, "payroll", march, default))).Code);
    }

    [Fact]
    public void Every_definition_holds_together()
    {
        foreach (var report in world.Services.GetServices<Report>())
            foreach (var grouping in report.Groupings.Select(choice => choice.Value).DefaultIfEmpty(null!))
            {
                var columns = report.Columns(grouping).Select(column => column.Key).ToList();
                Assert.Equal(columns.Count, columns.Distinct(StringComparer.Ordinal).Count());
                Assert.Equal(ReportWords.FileColumns(report.Columns(grouping)).Count, ReportWords.FileColumns(report.Columns(grouping)).Distinct(StringComparer.Ordinal).Count());
                Assert.All(report.Levels(grouping), level => Assert.Subset(columns.ToHashSet(), new HashSet<string> { level.Column, level.Label }));
                Assert.All(report.Columns(grouping), column => Assert.True(!column.Adds || column.IsNumber, column.Key));
                if (report.Section is { } section) Assert.Contains(section, columns);
            }
    }

    [Fact]
    public async Task The_hours_summary_counts_hours_breaks_days_and_entries()
    {
        var till = await world.Job(owner, "Till");
        await world.Shift(ann, Staged.March(3, 9), Staged.March(3, 12), till, pause: (Staged.March(3, 10), Staged.March(3, 10, 15), false));
        await world.Shift(ann, Staged.March(3, 13), Staged.March(3, 17), pause: (Staged.March(3, 14), Staged.March(3, 14, 10), true));
        await world.Shift(ann, Staged.March(4, 22), Staged.March(5, 6), till, flags: EntryFlags.Unconfirmed);
        await world.Shift(ann, Staged.March(6, 9), Staged.March(6, 17), archived: true);
        await world.Shift(ben, Staged.March(6, 17), null);
        Assert.Equal(["Employee 2|14.75|0.17|0.25|2|3|1", "Employee 3|1.00|0.00|0.00|1|1|0"], await Said("hours-summary", march, "employee", "worked", "paidBreaks", "unpaidBreaks", "days", "entries", "unconfirmed"));
        Assert.Equal(["Employee 2|No job|4.00|1", "Employee 2|Till|10.75|2", "Employee 3|No job|1.00|1"], (await Said("hours-summary", march with { GroupBy = "job" }, "employee", "job", "worked", "entries")).Select(row => row.Replace("||", "|No job|", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        await world.Cut(owner, DayAttribution.SplitAtMidnight);
        Assert.Equal(["2026-03-03|6.75|2", "2026-03-04|2.00|1", "2026-03-05|6.00|0"],
            await Said("hours-summary", march with { GroupBy = "day", EmployeeIds = [ann.EmployeeId.ToString()] }, "day", "worked", "entries"));
        Assert.Equal(["2026-03-02|14.75|3|3"], await Said("hours-summary", march with { GroupBy = "week", EmployeeIds = [ann.EmployeeId.ToString()] }, "week", "worked", "days", "entries"));
    }

    [Fact]
    public async Task The_time_card_shows_the_parts_of_a_divided_shift_and_adds_up_days_and_weeks()
    {
        await world.Cut(owner, DayAttribution.SplitAtMidnight);
        await world.Shift(ann, Staged.March(3, 9), Staged.March(3, 12));
        await world.Shift(ann, Staged.March(3, 20), Staged.March(4, 4), flags: EntryFlags.Edited);
        await world.Shift(ann, Staged.March(6, 17), null, note: "Late");
        Assert.Equal(["2026-03-03||3.00", "2026-03-03|Goes on the next day, Edited|4.00", "2026-03-04|From the day before, Edited|4.00", "2026-03-06|Running|1.00"],
            await Said("time-card", march, "day", "marks", "worked"));
        var view = await book.View(owner, "time-card", march, default);
        var section = Assert.Single(view.Sections);
        Assert.Equal([("day", 7.0), ("week", 12.0)], section.Lines.Where(line => line.Total is not null).Select(line => (line.Total!.Column, ((Duration)line.Values[^1]!).TotalHours)));
        Assert.Equal(Duration.FromHours(12), section.Totals![^1]);
    }

    [Theory]
    [InlineData("hours-summary", "employee")]
    [InlineData("hours-summary", "day")]
    [InlineData("hours-summary", "week")]
    [InlineData("hours-summary", "job")]
    [InlineData("time-card", null)]
    public async Task Totals_and_subtotals_are_the_sums_of_their_rows_to_the_microsecond(string key, string? groupBy)
    {
        var till = await world.Job(owner, "Till");
        foreach (var (actor, at) in new[] { ann, ben, manager }.SelectMany(actor => Enumerable.Range(2, 5).Select(day => (actor, day))))
            await world.Shift(actor, Staged.March(at, 8).Plus(Duration.FromMilliseconds(333 * at)), Staged.March(at, 12).Plus(Duration.FromMilliseconds(777)), at % 2 == 0 ? till : null,
                pause: (Staged.March(at, 10), Staged.March(at, 10, at), at % 3 == 0));
        var view = await book.View(owner, key, march with { GroupBy = groupBy }, default);
        var rows = view.Sections.SelectMany(section => section.Lines).Where(line => line.Total is null).ToList();
        Assert.Equal(view.Count, rows.Count);
        for (var at = 0; at < view.Columns.Count; at++)
        {
            if (!view.Columns[at].Adds) continue;
            Assert.Equal(Sum(rows.Select(row => row.Values[at])), Exact(view.Totals[at]));
            Assert.Equal(Sum(view.Sections.Select(section => section.Totals![at])), Exact(view.Totals[at]));
            var outermost = view.Sections[0].Lines.FirstOrDefault(line => line.Total is { EvenOne: true })?.Total;
            if (outermost is not null) Assert.Equal(Exact(view.Totals[at]), Sum(view.Sections.SelectMany(section => section.Lines).Where(line => line.Total == outermost).Select(line => line.Values[at])));
        }
        if (view.Chart is { } chart)
        {
            Assert.Equal(Exact(view.Totals[view.Columns.ToList().FindIndex(column => column.Key == "worked")]), Sum(chart.Columns.Select(column => (object?)column.Total)));
            Assert.Equal(7, chart.Columns.Count);
            Assert.Equal(["No job", "Till"], chart.Series.Select(series => series.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Filters_narrow_by_employee_job_location_and_status()
    {
        var (till, pier) = (await world.Job(owner, "Till"), await world.Location(owner, "Pier"));
        await world.Shift(ann, Staged.March(3, 9), Staged.March(3, 10), till);
        await world.Shift(ann, Staged.March(4, 9), Staged.March(4, 11), location: pier);
        await world.Shift(ben, Staged.March(6, 14), null);
        async Task Has(string hours, ReportQuery query) => Assert.Equal(hours, Formats.Decimal((Duration)(await book.View(owner, "time-card", query, default)).Totals[^1]!));
        await Has("7.00", march);
        await Has("3.00", march with { EmployeeIds = [ann.EmployeeId.ToString()] });
        await Has("1.00", march with { JobIds = [till.ToString()] });
        await Has("2.00", march with { LocationIds = [pier.ToString()] });
        await Has("4.00", march with { Status = "open" });
        await Has("3.00", march with { Status = "closed" });
        await Has("2.00", new() { From = "2026-03-04" });
        await Has("7.00", new() { Period = "thisWeek" });
        await Has("0.00", new() { Period = "lastWeek" });
        await Has("4.00", new() { Period = "today" });
        Assert.Equal(["Employee 3"], await Said("current-status", new() { Status = "in" }, "employee"));
        Assert.Equal(4, (await book.View(owner, "current-status", new(), default)).Count);
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-02-30", "to")]
    [InlineData("from=1890-01-01", "from")]
    [InlineData("from=2026-03-08&to=2026-03-02", "to")]
    [InlineData("period=someday", "period")]
    [InlineData("period=3", "period")]
    [InlineData("employeeId=ann", "employeeId")]
    [InlineData("status=sleeping", "status")]
    [InlineData("groupBy=mood", "groupBy")]
    public async Task What_cannot_be_is_refused_about_its_field(string address, string path)
    {
        foreach (var ask in new Func<ReportQuery, Task>[] { query => book.View(owner, "hours-summary", query, default), query => book.File(owner, "hours-summary", query, default) })
        {
            var refused = await Assert.ThrowsAsync<Refusal>(() => ask(ReportQuery.Read("?" + address)));
            Assert.Equal((422, path), (refused.Status, Assert.Single(refused.Errors).Path));
        }
    }

    [Fact]
    public async Task A_long_report_shows_its_beginning_and_the_totals_of_all()
    {
        Actor[] crowd = [owner, manager, ann, ben, await world.Join(owner, Role.Employee)];
        for (var day = 2; day <= 6; day++)
            for (var hour = 0; hour < 22; hour++)
                foreach (var actor in crowd)
                    await world.Shift(actor, Staged.March(day, hour), Staged.March(day, hour, 30));
        var view = await book.View(owner, "time-card", march, default);
        Assert.Equal((300, 550), (view.Shown, view.Count));
        Assert.Equal(Duration.FromHours(275), view.Totals[^1]);
        Assert.Null(view.Sections[^1].Totals);
        Assert.Equal(550, (await book.View(owner, "time-card", march with { AllRows = true }, default)).Shown);
        var page = await (await world.Browse(owner)).Get("/w/harbor/reports/time-card?from=2026-03-02&to=2026-03-08");
        Assert.Contains("300 of 550 rows are shown", page.Text, StringComparison.Ordinal);
        Assert.Contains("275 h 00 m", page.Text, StringComparison.Ordinal);
    }

    string NameOf(Actor actor) => actor.Name;

    async Task<List<string>> People(Actor actor, string key)
    {
        var view = await book.View(actor, key, march, default);
        return [.. view.Sections.SelectMany(section => section.Lines).Where(line => line.Total is null).Select(line => (string)line.Values[0]!).Distinct(StringComparer.Ordinal)];
    }

    async Task<IEnumerable<string>> Said(string key, ReportQuery query, params string[] columns)
    {
        var view = await book.View(owner, key, query, default);
        var at = columns.Select(name => view.Columns.ToList().FindIndex(column => column.Key == name)).ToList();
        return view.Sections.SelectMany(section => section.Lines).Where(line => line.Total is null)
            .Select(line => string.Join('|', at.Select(column => line.Values[column] is Duration worked ? Formats.Decimal(worked) : CsvFile.Plain(line.Values[column]))));
    }

    static Int128 Sum(IEnumerable<object?> values) => values.Aggregate(Int128.Zero, (sum, one) => sum + Exact(one));

    static Int128 Exact(object? value) => value is Duration worked ? worked.ToInt128Nanoseconds() : (long)value!;
}
