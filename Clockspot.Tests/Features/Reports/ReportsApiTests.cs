using System.Globalization;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Tests.Support;
using Clockspot.Ui;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace Clockspot.Tests.Features.Reports;

/// <summary>Reports over the API: JSON, CSV and XLSX say the same.</summary>
public sealed class ReportsApiTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, manager = null!, ann = null!, bob = null!;
    ApiClient api = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        manager = await world.Join(owner, Role.Manager);
        (ann, bob) = (await world.Join(owner, Role.Employee, manager), await world.Join(owner, Role.Employee));
        await world.Rename(ann, "=Ann");
        await world.Cut(owner, DayAttribution.SplitAtMidnight);
        world.Clock.Reset(Staged.March(6, 18));
        var till = await world.Job(owner, "+Till");
        for (var day = 2; day < 6; day++)
            foreach (var actor in new[] { ann, bob })
                await world.Shift(actor, Staged.March(day, 20, day), Staged.March(day + 1, 3), day % 2 == 0 ? till : null, note: "-1 Ünï\u0001 <&>\n\"x\"", pause: (Staged.March(day, 21), Staged.March(day, 21, 20), day == 3));
        api = await world.Api(owner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_list_says_which_reports_there_are()
    {
        var list = await api.Get("/reports");
        Assert.Equal(["current-status", "hours-summary", "time-card"], list.Rows.Select(row => (string)row!["key"]!));
        Assert.All(list.Rows, row => Wire.IsShaped("key title purpose", row));
        var first = await api.Get("/reports?limit=1");
        Assert.Equal("hours-summary", (string)(await api.Get($"/reports?limit=1&cursor={first.Json!["page"]!["next"]}")).Rows.Single()!["key"]!);
        Assert.Equal(["hours-summary", "time-card"], (await (await world.Api(ann)).Get("/reports")).Rows.Select(row => (string)row!["key"]!));
    }

    [Theory]
    [InlineData("current-status", "")]
    [InlineData("hours-summary", "?from=2026-03-02&to=2026-03-08")]
    [InlineData("hours-summary", "?from=2026-03-02&to=2026-03-08&groupBy=day")]
    [InlineData("hours-summary", "?from=2026-03-02&to=2026-03-08&groupBy=job")]
    [InlineData("time-card", "?from=2026-03-03&to=2026-03-04")]
    public async Task Json_csv_and_workbook_say_the_same(string key, string query)
    {
        var json = await api.Get($"/reports/{key}{query}");
        Assert.True(json.Status == 200, json.ToString());
        Wire.IsShaped("key title from to columns data totals page", json.Json);
        var (columns, csv, sheet) = (json.Json!["columns"]!.AsArray().Select(column => (string)column!["key"]!).ToList(), await Csv(key, query), await Workbook(key, query));
        Assert.Equal(columns, sheet[0].Select(cell => cell.Text));
        Assert.NotEmpty(json.Rows);
        Assert.Equal((json.Rows.Count, json.Rows.Count), (csv.Count, sheet.Count - 1));
        Assert.Equal(columns, csv[0].Keys);
        for (var row = 0; row < json.Rows.Count; row++)
            for (var at = 0; at < columns.Count; at++)
            {
                var kind = (string)json.Json["columns"]![at]!["kind"]!;
                var (told, file, cell) = (json.Rows[row]![columns[at]]?.ToString() ?? "", csv[row][columns[at]], sheet[row + 1][at]);
                Assert.Equal(kind is "seconds" or "hours" or "number" or "day" or "instant" && told.Length > 0, cell.IsNumber);
                Assert.Equal(Said(kind, told), Said(kind, file.TrimStart('\'')));
                Assert.Equal(kind is "text" ? told.Replace("\u0001", "", StringComparison.Ordinal) : Said(kind, told), kind is "day" or "instant" && cell.IsNumber ? Moment(kind, cell.Text) : Said(kind, cell.Text));
            }
    }

    /// <summary>The same for all three: moments in UTC, numbers without zeros behind.</summary>
    static string Said(string kind, string text) => text.Length == 0 ? "" : kind switch
    {
        "instant" => ApiInstant(text), "hours" or "seconds" or "number" => decimal.Parse(text, CultureInfo.InvariantCulture).ToString("0.##", CultureInfo.InvariantCulture), _ => text,
    };

    static string ApiInstant(string text) => NodaTime.Text.OffsetDateTimePattern.ExtendedIso.Parse(text).Value.ToInstant().ToString(null, CultureInfo.InvariantCulture);

    static string Moment(string kind, string serial)
    {
        var at = new LocalDateTime(1899, 12, 30, 0, 0).PlusSeconds((long)Math.Round(decimal.Parse(serial, CultureInfo.InvariantCulture) * 86_400m));
        return kind == "day" ? NodaTime.Text.LocalDatePattern.Iso.Format(at.Date) : at.InZoneStrictly(DateTimeZoneProviders.Tzdb["America/New_York"]).ToInstant().ToString(null, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Totals_are_those_of_the_screen()
    {
        var reply = await api.Get("/reports/hours-summary?from=2026-03-02&to=2026-03-08");
        var view = await world.Get<Clockspot.Features.Reports.ReportBook>().View(owner, "hours-summary", new() { From = "2026-03-02", To = "2026-03-08" }, default);
        var worked = (Duration)view.Totals[view.Columns.Select((column, at) => (column, at)).Single(one => one.column.Key == "worked").at]!;
        Assert.Equal((long)worked.TotalSeconds, (long)reply.Json!["totals"]!["workedSeconds"]!);
        Assert.Equal(Clockspot.Ui.Formats.Decimal(worked), ((decimal)reply.Json["totals"]!["workedHours"]!).ToString("0.00", CultureInfo.InvariantCulture));
        Assert.Equal((long)worked.TotalSeconds, reply.Rows.Sum(row => (long)row!["workedSeconds"]!));
        Assert.Equal(("2026-03-02", "2026-03-08", view.Count), (reply.Text("from"), reply.Text("to"), (int)reply.Json["page"]!["total"]!));
        Assert.Null(reply.Json["totals"]!["employee"]);
    }

    [Fact]
    public async Task Whose_time_is_in_it_follows_from_the_role()
    {
        const string week = "/reports/hours-summary?from=2026-03-02&to=2026-03-08";
        Assert.Equal((2, 1, 1), ((await api.Get(week)).Rows.Count, (await (await world.Api(manager)).Get(week)).Rows.Count, (await (await world.Api(ann)).Get(week)).Rows.Count));
        Assert.Single((await api.Get($"{week}&employeeId={ann.EmployeeId}")).Rows);
        Assert.Equal(200, (await (await world.Api(owner, "reports:read")).Get(week)).Status);
        Assert.Equal("insufficient_scope", (await (await world.Api(owner, "time_tracking:write")).Get(week)).Code);
        Assert.Equal(403, (await (await world.Api(ann)).Get("/reports/current-status")).Status);
        Assert.Equal(404, (await api.Get("/reports/weather")).Status);
    }

    [Theory]
    [InlineData("hours-summary?from=2026-03-08&to=2026-03-02", "to")]
    [InlineData("hours-summary?from=today", "from")]
    [InlineData("hours-summary?groupBy=colour", "groupBy")]
    [InlineData("hours-summary?status=in", "status")]
    [InlineData("hours-summary?format=pdf", "format")]
    [InlineData("hours-summary?rows=all", "rows")]
    [InlineData("time-card?groupBy=day", "groupBy")]
    [InlineData("current-status?from=2026-03-02", "from")]
    public async Task What_a_report_cannot_be_asked_is_refused(string asked, string field)
    {
        foreach (var format in asked.Contains("format", StringComparison.Ordinal) ? [""] : new[] { "", "&format=csv", "&format=xlsx" })
        {
            var reply = await api.Get("/reports/" + asked + format);
            Assert.Equal((422, field), (reply.Status, reply.ErrorPath));
        }
    }

    [Fact]
    public async Task The_screen_offers_the_workbook_beside_the_file()
    {
        var browser = await world.Browse(owner);
        var page = await browser.Get("/w/harbor/reports/time-card?from=2026-03-03&to=2026-03-04");
        var link = page.Document.QuerySelectorAll("a[download]").Select(one => one.GetAttribute("href")!).Single(one => one.Contains(".xlsx", StringComparison.Ordinal));
        var answer = await browser.Client.GetAsync(link);
        Assert.Equal((XlsxFile.ContentType, "time-card-2026-03-03-to-2026-03-04.xlsx"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.FileName));
        Assert.Equal((await Workbook("time-card", "?from=2026-03-03&to=2026-03-04")).Select(row => string.Join('|', row)), Read(await answer.Content.ReadAsStreamAsync()).Select(row => string.Join('|', row)));
    }

    async Task<List<Dictionary<string, string>>> Csv(string key, string query)
    {
        var reply = await api.Get($"/reports/{key}{query}{(query.Length > 0 ? "&" : "?")}format=csv");
        Assert.Equal("text/csv", reply.Response.Content.Headers.ContentType!.MediaType);
        return CsvText.Read(reply.Text);
    }

    async Task<IReadOnlyList<IReadOnlyList<(string Text, bool IsNumber)>>> Workbook(string key, string query)
    {
        var reply = await api.Get($"/reports/{key}{query}{(query.Length > 0 ? "&" : "?")}format=xlsx");
        Assert.Equal(XlsxFile.ContentType, reply.Response.Content.Headers.ContentType!.MediaType);
        return Read(await reply.Response.Content.ReadAsStreamAsync());
    }

    /// <summary>Opens it as a spreadsheet program would, and finds nothing wrong with it.</summary>
    static IReadOnlyList<IReadOnlyList<(string Text, bool IsNumber)>> Read(Stream file)
    {
        using var book = SpreadsheetDocument.Open(file, isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(book).Select(error => $"{error.Path?.XPath}: {error.Description}"));
        var sheet = Assert.Single(book.WorkbookPart!.WorksheetParts).Worksheet;
        Assert.Empty(sheet.Descendants<CellFormula>());
        return [.. sheet.Descendants<Row>().Select(row => (IReadOnlyList<(string, bool)>)[.. row.Elements<Cell>().Select(cell => (cell.InnerText, cell.DataType?.Value == CellValues.Number))])];
    }
}
