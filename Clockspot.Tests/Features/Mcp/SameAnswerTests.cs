using System.Text.Json.Nodes;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>The same question by tool and by REST has the same answer; lists go on, and what is found can be read.</summary>
public sealed class SameAnswerTests : IAsyncLifetime
{
    ToolProbe probe = null!;

    public async Task InitializeAsync() => probe = await ToolProbe.Make();

    public async Task DisposeAsync() => await probe.DisposeAsync();

    [Fact]
    public async Task Reports_entries_and_the_board_say_the_same_as_the_API_for_every_role()
    {
        foreach (var actor in new[] { probe.Scene.Owner, probe.Scene.Manager, probe.Scene.Member })
        {
            var (client, api) = (await McpClient.Connected(probe.World, actor), await probe.World.Api(actor));
            var report = (await client.Call("run_report", new { key = "hours-summary", from = "2026-02-20", to = "2026-03-04", groupBy = "day" })).AsApi;
            var due = (await api.Get("/reports/hours-summary?from=2026-02-20&to=2026-03-04&groupBy=day")).Json!;
            foreach (var part in new[] { "columns", "data", "totals", "from", "to" }) Assert.True(JsonNode.DeepEquals(due[part], report[part]), $"{actor.Role} {part}: {report[part]?.ToJsonString()}, due {due[part]?.ToJsonString()}");
            Assert.Equal((int)due["page"]!["total"]!, (int)report["rowCount"]!);
            var entries = (await client.Call("list_time_entries", new { from = "2026-02-20" })).AsApi["data"]!.AsArray().Select(row => row!["entry"]!.ToJsonString());
            Assert.Equal((await api.Get("/time-entries?from=2026-02-20")).Rows.Select(row => row!.ToJsonString()), entries);
            var people = (await client.Call("list_employees")).AsApi["data"]!.AsArray().Select(row => row!.ToJsonString());
            Assert.Equal((await api.Get("/employees")).Rows.Select(row => row!.ToJsonString()), people);
            if (actor == probe.Scene.Member) continue;
            var board = (await client.Call("who_is_in", new { state = "out" })).Answer["data"]!.AsArray().Select(row => (string)row!["employeeId"]!).Order(StringComparer.Ordinal);
            Assert.Equal((await api.Get("/clock/now?state=out")).Rows.Select(row => (string)row!["employeeId"]!).Order(StringComparer.Ordinal), board);
        }
    }

    [Fact]
    public async Task Lists_go_on_where_they_ended()
    {
        var client = await McpClient.Connected(probe.World, probe.Scene.Owner);
        var all = Ids((await client.Call("list_employees")).Answer);
        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = (await client.Call("list_employees", new { limit = 2, cursor })).Answer;
            seen.AddRange(Ids(page));
            cursor = (string?)page["page"]!["next"];
        }
        while (cursor is not null);
        Assert.Equal(all, seen);
        Assert.Equal("invalid_input", (await client.Call("list_employees", new { cursor = "nonsense" })).Refused);

        static List<string> Ids(JsonNode page) => [.. page["data"]!.AsArray().Select(row => (string)row!["id"]!)];
    }

    [Fact]
    public async Task What_search_finds_can_be_fetched_and_its_address_is_a_page()
    {
        var client = await McpClient.Connected(probe.World, probe.Scene.Owner);
        var browser = await probe.World.Browse(probe.Scene.Owner);
        var results = (await client.Call("search", new { query = "till pier hours employee" })).Answer["results"]!.AsArray();
        Assert.Equal(["employee", "job", "location", "report"], results.Select(row => ((string)row!["id"]!).Split(':')[0]).Distinct().Order(StringComparer.Ordinal));
        foreach (var row in results)
        {
            var thing = await client.Call("fetch", new { id = (string)row!["id"]! });
            Assert.False(thing.IsError, thing.ToString());
            Assert.NotEmpty((string)thing.Answer["text"]!);
            foreach (var url in new[] { (string)row["url"]!, (string)thing.Answer["url"]! })
                Assert.Equal(200, (int)(await browser.Get(new Uri(url).PathAndQuery)).Status);
        }
    }
}
