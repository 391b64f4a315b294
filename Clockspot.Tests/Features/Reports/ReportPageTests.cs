using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Reports;

public sealed class ReportPageTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, ann = null!, ben = null!;
    Browser browser = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        (ann, ben) = (await world.Join(owner, Role.Employee), await world.Join(owner, Role.Employee));
        browser = await world.Browse(owner);
        world.Clock.Reset(Staged.March(6, 18));
        await world.Shift(ann, Staged.March(3, 9), Staged.March(3, 16, 45), await world.Job(owner, "Till"));
        await world.Shift(ben, Staged.March(4, 9), Staged.March(4, 17));
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_list_leads_to_what_one_may_open()
    {
        string[] Links(Page page) => [.. page.Document.QuerySelectorAll("main h2 a").Select(link => link.GetAttribute("href")!)];
        Assert.Equal(["/w/harbor/reports/current-status", "/w/harbor/reports/hours-summary", "/w/harbor/reports/time-card"], Links(await browser.Get("/w/harbor/reports")));
        Assert.Equal(["/w/harbor/reports/hours-summary", "/w/harbor/reports/time-card"], Links(await (await world.Browse(ann)).Get("/w/harbor/reports")));
    }

    [Fact]
    public async Task A_view_lives_in_its_address_and_shows_table_totals_and_chart()
    {
        var page = await browser.Get($"/w/harbor/reports/hours-summary?from=2026-03-02&to=2026-03-08&employeeId={ann.EmployeeId}&groupBy=week");
        Assert.Equal(200, (int)page.Status);
        Assert.Contains("Mar 2, 2026 – Mar 8, 2026 · 1 row · Worked hours 7 h 45 m", page.Text, StringComparison.Ordinal);
        Assert.Equal("7.75", page.Document.QuerySelector("tfoot td[data-key=worked]")!.TextContent);
        Assert.Equal("2026-03-02", page.Document.QuerySelector("#field-from")!.GetAttribute("value"));
        Assert.Equal("week", page.Document.QuerySelector("#field-groupBy option[selected]")!.GetAttribute("value"));
        Assert.Equal("", page.Document.QuerySelector("#field-period option[selected]")!.GetAttribute("value"));
        Assert.Equal(ann.EmployeeId.ToString(), Assert.Single(page.Document.QuerySelectorAll("input[name=employeeId][checked]")).GetAttribute("value"));
        Assert.DoesNotContain(ben.Name, page.Document.QuerySelector("table.rows")!.TextContent, StringComparison.Ordinal);
        var plot = page.Document.QuerySelector(".plot[role=img]")!;
        Assert.Contains("Tue, Mar 3 with 7 h 45 m", plot.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(7, plot.QuerySelectorAll(".column").Length);
        Assert.Single(plot.QuerySelectorAll(".series"));
        Assert.Empty(page.Document.QuerySelectorAll("main script"));
    }

    [Fact]
    public async Task A_time_card_has_a_sheet_for_each_employee_to_sign()
    {
        await world.Cut(owner, DayAttribution.SplitAtMidnight);
        var page = await browser.Get("/w/harbor/reports/time-card?from=2026-03-02&to=2026-03-08");
        var sheets = page.Document.QuerySelectorAll("main section");
        Assert.Equal(2, sheets.Length);
        Assert.Equal([null, "page-break"], sheets.Select(sheet => sheet.GetAttribute("class")));
        foreach (var (sheet, actor) in sheets.Zip([ann, ben]))
        {
            Assert.StartsWith(actor.Name, sheet.QuerySelector("h2")!.TextContent, StringComparison.Ordinal);
            Assert.Contains("harbor Inc · Time card · Mar 2, 2026 – Mar 8, 2026", sheet.QuerySelector(".print-only")!.TextContent, StringComparison.Ordinal);
            Assert.Contains("each day gets the hours that fall on it", sheet.TextContent, StringComparison.Ordinal);
            Assert.Equal(["Employee", "Date", "Manager", "Date"], sheet.QuerySelectorAll(".signatures span").Select(line => line.TextContent));
            Assert.NotNull(sheet.QuerySelector("tfoot"));
        }
    }

    [Theory]
    [InlineData("from=2026-13-45&to=2026-03-08", "from", "Write the day like 2026-03-02.", "2026-13-45")]
    [InlineData("from=2026-03-08&to=2026-03-02", "to", "The last day lies before the first.", "2026-03-02")]
    [InlineData("to=%3Cb%3Ex", "to", "Write the day like 2026-03-02.", "<b>x")]
    public async Task A_bad_day_is_told_in_its_place_and_what_was_typed_stays(string query, string field, string message, string kept)
    {
        var page = await browser.Get($"/w/harbor/reports/hours-summary?{query}&groupBy=job");
        Assert.Equal(422, (int)page.Status);
        Assert.Contains(message, page.Document.QuerySelector($"#field-{field}-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(kept, page.Document.QuerySelector($"#field-{field}")!.GetAttribute("value"));
        Assert.Equal("job", page.Document.QuerySelector("#field-groupBy option[selected]")!.GetAttribute("value"));
        Assert.Empty(page.Document.QuerySelectorAll("table.rows"));
    }

    [Fact]
    public async Task Nothing_found_says_so_and_promises_nothing_false()
    {
        var page = await browser.Get("/w/harbor/reports/time-card?from=2025-01-01&to=2025-01-02");
        Assert.Contains("Nothing to show", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("approved", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("none of the choices", (await browser.Get("/w/harbor/reports/time-card?jobId=x")).Text, StringComparison.Ordinal);
    }
}
