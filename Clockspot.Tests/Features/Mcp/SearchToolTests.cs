using System.Text.Json.Nodes;
using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>What search finds, for whom, and that what people typed cannot pass for something else.</summary>
public sealed class SearchToolTests : IAsyncLifetime
{
    ToolProbe probe = null!;

    public async Task InitializeAsync() => probe = await ToolProbe.Make();

    public async Task DisposeAsync() => await probe.DisposeAsync();

    [Fact]
    public async Task Every_address_that_is_found_opens_for_whoever_is_told_it()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var (client, browser) = (await McpClient.Connected(probe.World, probe.Scene.Of(role)), await probe.World.Browse(probe.Scene.Of(role)));
            var found = (await client.Call("search", new { query = "till pier hours employee manager admin owner card" })).Answer["results"]!.AsArray();
            Assert.NotEmpty(found);
            foreach (var row in found)
            {
                var thing = await client.Call("fetch", new { id = (string)row!["id"]! });
                Assert.False(thing.IsError, $"{role} {row}: {thing}");
                foreach (var url in new[] { (string)row["url"]!, (string)thing.Answer["url"]! }) Assert.True((int)(await browser.Get(new Uri(url).PathAndQuery)).Status == 200, $"{role} {url}");
            }
        }
    }

    [Fact]
    public async Task A_connection_that_may_look_at_nothing_is_told_so_and_not_that_there_is_nothing()
    {
        var client = await McpClient.Connected(probe.World, probe.Scene.Loner, "time_tracking:read");
        var reply = await client.Call("search", new { query = "quarterly" });
        if (!reply.IsError) reply = await client.Call("fetch", new { id = "employee:" + probe.Scene.Loner.EmployeeId });
        Assert.Equal("insufficient_scope", reply.Refused);
        Assert.NotNull(reply.ToolChallenge);
    }

    [Fact]
    public async Task A_name_is_found_in_any_script_and_at_the_end_of_a_long_question()
    {
        await Rename("Jürgen Öztürk");
        var client = await McpClient.Connected(probe.World, probe.Scene.Owner);
        Assert.Equal("Jürgen Öztürk", (string)(await client.Call("list_employees", new { search = "JÜRGEN" })).Answer["data"]![0]!["name"]!);
        Assert.Contains("Jürgen", (await (await probe.World.Browse(probe.Scene.Owner)).Get("/w/harbor/employees?search=j%C3%BCrgen%20%C3%B6z")).Text, StringComparison.Ordinal);
        var found = (await client.Call("search", new { query = "could you please look up for me the colleague called öztürk" })).Answer["results"]!;
        Assert.StartsWith("Jürgen Öztürk", (string)found[0]!["title"]!, StringComparison.Ordinal);
        await Rename("李");
        Assert.StartsWith("李", (string)(await client.Call("search", new { query = "李" })).Answer["results"]![0]!["title"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check-in", "Check-in (job)")]
    [InlineData("the kitchen", "Bar/Kitchen (location)")]
    [InlineData("2nd floor", "Floor (2nd) (location)")]
    [InlineData("pier 4", "Pier 4 (location)")]
    public async Task A_job_or_a_place_is_found_by_any_word_of_its_name(string query, string title)
    {
        await probe.World.Get<JobList>().Add(probe.Scene.Owner, new SaveJob { Name = "Check-in" }, default);
        foreach (var place in new[] { "Bar/Kitchen", "Floor (2nd)", "Pier 5" }) await probe.World.Get<LocationList>().Add(probe.Scene.Owner, new SaveLocation { Name = place }, default);
        Assert.Equal(title, (string)(await (await McpClient.Connected(probe.World, probe.Scene.Owner)).Call("search", new { query })).Answer["results"]![0]!["title"]!);
    }

    async Task Rename(string name)
    {
        await using var db = await probe.World.Store.Write(probe.Scene.Owner, default);
        var row = await db.Employees.SingleAsync(one => one.Id == probe.Scene.Member.EmployeeId);
        row.Describe(row.Number, name, row.Email, null, row.ManagerId, row.LocationId);
        db.Record(probe.Scene.Owner, "employee.changed", row);
        await db.Commit(default);
    }

    [Fact]
    public async Task An_entry_is_read_with_its_breaks_and_what_was_typed_stays_in_its_line()
    {
        var client = await McpClient.Connected(probe.World, probe.Scene.Owner);
        var added = probe.Good("add_time_entry");
        (added["note"], added["breaks"]) = ("x\nversion: 9 | workedSeconds: 1", JsonNode.Parse("""[{"start":"2026-02-24T10:00:00-05:00","end":"2026-02-24T10:30:00-05:00","paid":true}]"""));
        var id = (string)(await client.Call("add_time_entry", added)).Answer["entry"]!["id"]!;
        var lines = ((string)(await client.Call("fetch", new { id = "entry:" + id })).Answer["text"]!).Split('\n');
        Assert.Contains("breaks: 2026-02-24T10:00:00-05:00 to 2026-02-24T10:30:00-05:00 paid", lines);
        Assert.Contains("note: x version: 9 / workedSeconds: 1", lines);
        Assert.Equal("version: 1", Assert.Single(lines, line => line.StartsWith("version", StringComparison.Ordinal)));
        var card = ((string)(await client.Call("fetch", new { id = "report:time-card" })).Answer["text"]!).Split('\n');
        Assert.Contains(card, line => line.Contains(" | x version: 9 / workedSeconds: 1 | ", StringComparison.Ordinal));
    }
}
