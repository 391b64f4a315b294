using System.Globalization;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>The same question by tool, by REST and on the screen has the same numbers, for an Owner, a Manager and an Employee of the demo's company.</summary>
[Collection(DemoCompanyTests.Name)]
public sealed class SameOnScreenTests(DemoCompany company)
{
    public static TheoryData<Role> Roles => [Role.Owner, Role.Manager, Role.Employee];

    Actor Of(Role role) => role switch { Role.Owner => company.Owner, Role.Manager => company.Manager, _ => company.Member };

    string From => Iso(company.Monday.PlusDays(-14));

    string To => Iso(company.Today);

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Hours_summary(Role role)
    {
        foreach (var by in new[] { "employee", "day", "week", "job" })
        {
            var tool = await Tool(role, "run_report", new { key = "hours-summary", from = From, to = To, groupBy = by });
            Same(await Rest(role, $"/reports/hours-summary?from={From}&to={To}&groupBy={by}"), tool);
            var page = await Screen(role, $"reports/hours-summary?from={From}&to={To}&groupBy={by}");
            Assert.Contains(Lead(tool), page.Text, StringComparison.Ordinal);
            string[] numbers = ["workedHours", "paidBreaksHours", "unpaidBreaksHours", "entries"];
            Assert.Equal(tool.Rows().Select(row => Told(row, ["employee", "number", .. numbers])), Body(page).Select(row => string.Join('|', Cells(row, "employee", "number", "worked", "paidBreaks", "unpaidBreaks", "entries"))));
            Assert.Equal(Told(tool["totals"]!, numbers), string.Join('|', Cells(page.Document.QuerySelector("tr.total")!, "worked", "paidBreaks", "unpaidBreaks", "entries")));
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Time_cards(Role role)
    {
        var tool = await Tool(role, "run_report", new { key = "time-card", from = From, to = To });
        Same(await Rest(role, $"/reports/time-card?from={From}&to={To}"), tool);
        var page = await Screen(role, $"reports/time-card?from={From}&to={To}");
        Assert.Contains(Lead(tool), page.Text, StringComparison.Ordinal);
        Assert.Equal(tool.Rows().Select(row => $"{row.Text("employee")} · {row.Text("number")}|{Told(row, "workedHours", "unpaidBreaksHours")}|{(string?)row["job"] ?? "–"}"),
            page.Document.QuerySelectorAll("main section").Where(sheet => sheet.QuerySelector("h2") is not null)
                .SelectMany(sheet => sheet.QuerySelectorAll("tbody tr:not(.subtotal)").Select(row => sheet.QuerySelector("h2")!.TextContent.Trim() + "|" + string.Join('|', Cells(row, "worked", "unpaidBreaks", "job")))));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Who_is_in(Role role)
    {
        if (role == Role.Employee)
        {
            Assert.Equal("forbidden", (await (await company.Connect(Of(role))).Call("who_is_in")).Refused);
            Assert.Equal(403, (await (await company.World.Api(Of(role))).Get("/clock/now")).Status);
            Assert.Equal(403, (int)(await (await company.World.Browse(Of(role))).Get($"/w/{company.Slug}/now")).Status);
            return;
        }
        var tool = await Tool(role, "who_is_in");
        var rest = (await Rest(role, "/clock/now")).Rows();
        Assert.Equal(rest.Select(row => $"{row.Text("name")} {row.Text("state")} {(string?)row["since"]}").Order(StringComparer.Ordinal), tool.Rows().Select(row => $"{row.Text("name")} {row.Text("state")} {(string?)row["since"]}").Order(StringComparer.Ordinal));
        var page = await Screen(role, "now");
        Assert.Equal([$"{tool["in"]} in", $"{tool["onBreak"]} on a break", $"{tool["out"]} out"], page.Document.QuerySelectorAll(".counts .badge").Select(badge => badge.TextContent.Trim()));
        Assert.Equal(tool.Rows().Select(row => $"{row.Text("name")}|{row.Text("state") switch { "in" => "Clocked in", "break" => "On a break", _ => "Clocked out" }}|{(string?)row["job"] ?? "–"}|{(string?)row["location"] ?? "–"}"),
            page.Document.QuerySelectorAll("main tbody tr").Select(row => string.Join('|', Labelled(row, "Name"), row.QuerySelector("td[data-label=State] .badge")!.TextContent.Trim(), Labelled(row, "Job"), Labelled(row, "Location"))));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task My_timesheet(Role role)
    {
        foreach (var day in new[] { company.Today, company.Monday.PlusDays(-3) })
        {
            var tool = await Tool(role, "get_timesheet", new { day = Iso(day), view = "week" });
            var page = await Screen(role, $"timesheet?view=week&day={Iso(day)}");
            Assert.Equal(Words(tool.Seconds()), page.Document.QuerySelector(".total strong")!.TextContent);
            Assert.Equal(tool["days"]!.AsArray().Where(one => one!["parts"]!.AsArray().Count > 0).Select(one => Words(one!.Seconds()) + "|" + string.Join('|', one!["parts"]!.AsArray().Select(part => Decimal(part!.Seconds())))),
                page.Document.QuerySelectorAll("main section").Select(one => one.QuerySelector("h2 .quiet")!.TextContent + "|" + string.Join('|', one.QuerySelectorAll("td.number").Select(cell => cell.TextContent.Trim()))));
            var (first, last) = (tool.Text("from"), tool.Text("to"));
            Assert.Equal((await Rest(role, $"/reports/hours-summary?from={first}&to={last}&employeeId={Of(role).EmployeeId}"))["totals"]!.Seconds(), tool.Seconds());
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Time_entries(Role role)
    {
        var tool = new List<JsonNode>();
        var rest = new List<JsonNode>();
        var (from, total) = (Iso(company.Monday.PlusDays(-7)), 0);
        for (string? next = null; ;)
        {
            var part = await Tool(role, "list_time_entries", new { from, to = To, limit = 20, cursor = next });
            tool.AddRange(part.Rows());
            (next, total) = ((string?)part["page"]!["next"], (int)part["page"]!["total"]!);
            if (next is null) break;
        }
        for (string? next = null; ;)
        {
            var part = await Rest(role, $"/time-entries?from={from}&to={To}&limit=30{(next is null ? "" : "&cursor=" + next)}");
            rest.AddRange(part.Rows());
            if ((next = (string?)part["page"]!["next"]) is null) break;
        }
        Assert.Equal(rest.Select(row => row.ToJsonString()), tool.Select(row => row["entry"]!.ToJsonString()));
        Assert.Equal(total, tool.Count);
        var browser = await company.World.Browse(Of(role));
        var page = await browser.Get($"/w/{company.Slug}/entries?from={from}&to={To}");
        Assert.Equal(role == Role.Employee ? 403 : 200, (int)page.Status);
        if (role == Role.Employee) return;
        var worked = tool.Sum(row => row["entry"]!.Seconds());
        Assert.StartsWith($"{Words(worked)} in {total:N0} entries", page.Document.QuerySelector("p[role=status].quiet")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Decimal(worked), page.Document.QuerySelector("tfoot .number")!.TextContent);
        var shown = page.Document.QuerySelectorAll("main tbody tr").Select(row => string.Join('|', Labelled(row, "Employee"), Labelled(row, "Job"), Labelled(row, "Hours"))).ToList();
        Assert.Equal(tool.Take(shown.Count).Select(row => $"{row.Text("employee")}|{(string?)row["job"] ?? "–"}|{Decimal(row["entry"]!.Seconds())}"), shown);
    }

    async Task<JsonNode> Tool(Role role, string name, object? arguments = null) => await (await Asked.By(company, Of(role))).Tool(name, arguments);

    async Task<JsonNode> Rest(Role role, string path)
    {
        var reply = await (await company.World.Api(Of(role))).Get(path);
        Assert.True(reply.Status == 200, reply.ToString());
        return reply.Json!;
    }

    async Task<Page> Screen(Role role, string path)
    {
        var page = await (await company.World.Browse(Of(role))).Get($"/w/{company.Slug}/{path}");
        Assert.Equal(200, (int)page.Status);
        return page;
    }

    static void Same(JsonNode rest, JsonNode tool)
    {
        Assert.NotEmpty(tool.Rows());
        foreach (var part in new[] { "key", "columns", "data", "totals", "from", "to" }) Assert.True(JsonNode.DeepEquals(rest[part], tool[part]), $"{part}: {tool[part]?.ToJsonString()}, by REST {rest[part]?.ToJsonString()}");
        Assert.Equal((rest.Rows().Count, true), ((int)tool["rowCount"]!, (bool)tool["complete"]!));
    }

    static string Lead(JsonNode tool) => $"{((int)tool["rowCount"]! == 1 ? "1 row" : $"{tool["rowCount"]} rows")} · Worked hours {Words(tool["totals"]!.Seconds())}";

    static IEnumerable<IElement> Body(Page page) => page.Document.QuerySelectorAll("main table.report tbody tr:not(.subtotal):not(.total)");

    static IEnumerable<string> Cells(IElement row, params string[] keys) => keys.Select(key => row.QuerySelector($"[data-key={key}]")!.TextContent.Trim());

    static string Labelled(IElement row, string label) => row.QuerySelector($"td[data-label={label}]")!.TextContent.Trim();

    static string Told(JsonNode row, params string[] fields) =>
        string.Join('|', fields.Select(field => row[field]!.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)row[field]! : ((decimal)row[field]!).ToString(field.EndsWith("Hours", StringComparison.Ordinal) ? "0.00" : "N0", CultureInfo.InvariantCulture)));

    /// <summary>Hours and minutes, as the screen says them; minutes are cut.</summary>
    static string Words(long seconds) => $"{seconds / 3600} h {seconds / 60 % 60:00} m";

    static string Decimal(long seconds) => Math.Round(seconds / 3600m, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);

    static string Iso(LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);
}
