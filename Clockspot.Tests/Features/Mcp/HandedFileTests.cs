using System.Text.Json.Nodes;
using Clockspot.Domain.Access;
using Clockspot.Features.Reports;
using Clockspot.Tests.Features.Reports;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using NodaTime.Text;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>What is too much for a conversation is a file: its address holds no secret, works for a quarter of an hour, and only in a browser in which the person is signed in.</summary>
public sealed class HandedFileTests : IAsyncLifetime
{
    const int Days = 230;

    readonly World world = new();
    Actor owner = null!, admin = null!, ann = null!, stranger = null!;
    McpClient client = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        (admin, ann, stranger) = (await world.Join(owner, Role.Admin), await world.Join(owner, Role.Employee), await world.Workspace("elsewhere"));
        for (var day = 1; day <= Days; day++)
        {
            var start = world.Clock.GetCurrentInstant() - Duration.FromDays(day);
            await world.Shift(ann, start, start + Duration.FromHours(1) + Duration.FromSeconds(day));
        }
        await world.Shift(owner, world.Clock.GetCurrentInstant() - Duration.FromDays(1), world.Clock.GetCurrentInstant() - Duration.FromHours(20));
        client = await McpClient.Connected(world, owner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>Asks for more than fits, and answers the whole answer and the path of the file.</summary>
    async Task<(JsonNode Report, string File)> Ask(object? arguments = null)
    {
        var report = (await client.Call("run_report", arguments ?? new { key = "time-card", from = "2025-06-01", to = "2026-03-02", employeeIds = new[] { ann.EmployeeId } })).AsApi;
        var url = new Uri(report.Text("fileUrl"));
        Assert.Equal("http://localhost:5080", url.GetLeftPart(UriPartial.Authority));
        return (report, url.PathAndQuery);
    }

    async Task<int> Status(Actor? actor, string path) => (int)(await (await world.Browse(actor)).Get(path)).Status;

    [Fact]
    public void An_address_stays_below_what_servers_read_of_it_however_many_it_names()
    {
        var many = Enumerable.Range(0, 50).Select(_ => Guid.Empty.ToString()).ToList();
        var query = HandedReport.Query(new ReportQuery { From = "2026-02-20", To = "2026-03-04", Status = "closed", GroupBy = "employee", EmployeeIds = many, JobIds = many, LocationIds = many }, Actor.System(Guid.Empty, "test"), Instant.MinValue);
        Assert.InRange(query.Value!.Length, 6000, 7800);
    }

    [Fact]
    public async Task The_answer_has_the_first_rows_and_the_totals_of_all_and_the_file_has_all()
    {
        var (report, file) = await Ask();
        var worked = Enumerable.Range(1, Days).Sum(day => 3600L + day);
        Assert.Equal((200, Days, false, worked), (report.Rows().Count, (int)report["rowCount"]!, (bool)report["complete"]!, report["totals"]!.Seconds()));
        Assert.Equal(world.Clock.GetCurrentInstant() + Duration.FromMinutes(15), InstantPattern.ExtendedIso.Parse(report.Text("fileUrlUntil")).Value);
        var answer = await (await world.Browse(owner)).Client.GetAsync(file);
        Assert.Equal(("attachment", "text/csv", "no-store"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.ToString()));
        var rows = CsvText.Read(await answer.Content.ReadAsStringAsync());
        Assert.Equal((Days, worked, ann.Name), (rows.Count, rows.Sum(row => long.Parse(row["workedSeconds"], System.Globalization.CultureInfo.InvariantCulture)), Assert.Single(rows.Select(row => row["employee"]).Distinct())));

        var few = (await client.Call("run_report", new { key = "time-card", from = "2026-02-20", to = "2026-03-02" })).Answer;
        Assert.Equal((true, null, null), ((bool)few["complete"]!, (string?)few["fileUrl"], (string?)few["fileUrlUntil"]));
    }

    [Fact]
    public async Task Its_address_holds_no_secret()
    {
        var (_, file) = await Ask();
        var said = QueryHelpers.ParseQuery(new Uri("http://x" + file).Query);
        Assert.Equal(["employeeId", "for", "from", "to", "until"], said.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((owner.EmployeeId.ToString(), "2026-03-02T14:15:00Z", "2025-06-01", "2026-03-02", ann.EmployeeId.ToString()), (said["for"].ToString(), said["until"].ToString(), said["from"].ToString(), said["to"].ToString(), said["employeeId"].ToString()));
    }

    [Fact]
    public async Task It_opens_for_that_person_alone()
    {
        var (_, file) = await Ask();
        Assert.Equal(200, await Status(owner, file));
        var page = await (await world.Browse(admin)).Get(file);
        Assert.Equal((404, "This file was made for somebody else"), ((int)page.Status, page.Title));
        Assert.Equal("/help/refusals#file_link_not_yours", page.Document.QuerySelector("a[href*='/help/refusals']")!.GetAttribute("href"));
        foreach (var nobody in new[] { ann, stranger }) Assert.InRange(await Status(nobody, file), 403, 404);
        foreach (var whose in new[] { "", "nonsense", Guid.Empty.ToString(), $"{owner.EmployeeId}&for={admin.EmployeeId}" })
            Assert.Equal(404, await Status(owner, file.Replace($"for={owner.EmployeeId}", $"for={whose}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_works_for_a_quarter_of_an_hour()
    {
        var (_, file) = await Ask();
        foreach (var until in new[] { "", "soon", "2026-03-02", "2026-03-02T14:15:00Z&until=2027-03-02T14:15:00Z" })
            Assert.Equal(410, await Status(owner, file.Replace("until=2026-03-02T14%3A15%3A00Z", $"until={until}", StringComparison.Ordinal)));
        world.Clock.Advance(Duration.FromMinutes(15) - Duration.FromSeconds(1));
        Assert.Equal(200, await Status(owner, file));
        world.Clock.Advance(Duration.FromSeconds(1));
        var page = await (await world.Browse(owner)).Get(file);
        Assert.Equal((410, "The address of this file no longer works"), ((int)page.Status, page.Title));
        // Nothing is hidden from anybody by that: the page of the report has the same file.
        Assert.Equal(200, await Status(owner, $"/w/harbor/reports/time-card.csv?from=2025-06-01&to=2026-03-02&employeeId={ann.EmployeeId}"));
    }

    [Fact]
    public async Task Whoever_is_signed_out_signs_in_and_gets_it()
    {
        var (_, file) = await Ask();
        var browser = await world.Browse();
        var asked = await browser.Get(file);
        Assert.Equal(302, (int)asked.Status);
        var signIn = asked.Location!.PathAndQuery;
        Assert.StartsWith("/sign-in?", signIn, StringComparison.Ordinal);
        var page = await browser.Get(signIn);
        Assert.Contains("An assistant made a file for you.", page.Text, StringComparison.Ordinal);
        var entered = await browser.Submit(page, signIn, "sign-in", ("Input.Email", "owner-harbor@example.com"), ("Input.Password", World.Password));
        Assert.Equal((302, file), ((int)entered.Status, entered.Location!.PathAndQuery));
        Assert.Equal(Days, CsvText.Read(await browser.Client.GetStringAsync(file)).Count);
        Assert.DoesNotContain("An assistant made", (await (await world.Browse()).Get("/sign-in?returnUrl=%2Fw%2Fharbor%2Freports%2Ftime-card.csv")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_shows_no_more_than_the_person_may_see_by_now()
    {
        var (_, file) = await Ask(new { key = "time-card", from = "2025-06-01", to = "2026-03-02" });
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            var employee = await db.Employees.IgnoreQueryFilters().SingleAsync(row => row.Id == owner.EmployeeId);
            db.Entry(employee).Property(row => row.Role).CurrentValue = Role.Employee;
            await db.Commit(default);
        }
        Assert.Equal(owner.Name, Assert.Single(CsvText.Read(await (await world.Browse(owner)).Client.GetStringAsync(file)))["employee"]);
    }

    [Fact]
    public async Task The_addresses_name_the_days_that_were_meant()
    {
        var report = (await client.Call("run_report", new { key = "hours-summary" })).Answer;
        Assert.EndsWith($"?from={report.Text("from")}&to={report.Text("to")}", report.Text("url"), StringComparison.Ordinal);
        Assert.EndsWith("/reports/current-status", (await client.Call("run_report", new { key = "current-status" })).Answer.Text("url"), StringComparison.Ordinal);
        world.Clock.Advance(Duration.FromDays(14));
        var page = await (await world.Browse(owner)).Get(new Uri(report.Text("url")).PathAndQuery);
        Assert.Equal(report.Text("from"), page.Document.QuerySelector("#field-from")!.GetAttribute("value"));
        Assert.NotEmpty(page.Document.QuerySelectorAll("main table.report tbody tr"));
    }
}
