using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>How an assistant may ask for a report, and that a mistake in asking never looks like no time worked.</summary>
public sealed class ReportToolTests : IAsyncLifetime
{
    ToolProbe probe = null!;
    McpClient client = null!;

    public async Task InitializeAsync()
    {
        probe = await ToolProbe.Make();
        client = await McpClient.Connected(probe.World, probe.Scene.Owner);
    }

    public async Task DisposeAsync() => await probe.DisposeAsync();

    [Fact]
    public async Task Days_are_named_by_both_ends_or_by_a_word()
    {
        // A Wednesday; weeks begin on Monday.
        var week = (await client.Call("run_report", new { key = "hours-summary", period = "this_week" })).Answer;
        Assert.Equal(("2026-03-02", "2026-03-08"), ((string)week["from"]!, (string)week["to"]!));
        Assert.EndsWith("?from=2026-03-02&to=2026-03-08", (string)week["url"]!, StringComparison.Ordinal);
        var half = await client.Call("run_report", new { key = "hours-summary", from = "2026-03-02" });
        Assert.Equal("invalid_input", half.Refused);
        Assert.Contains("to: Give both", half.Words, StringComparison.Ordinal);
        Assert.Contains("period:", (await client.Call("run_report", new { key = "current-status", period = "today" })).Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("employeeIds")]
    [InlineData("jobIds")]
    [InlineData("locationIds")]
    public async Task An_id_that_is_not_here_is_refused_by_its_name(string argument)
    {
        foreach (var (tool, key) in new[] { ("run_report", "hours-summary"), ("list_time_entries", null) })
        {
            var ask = new System.Text.Json.Nodes.JsonObject { [argument] = new System.Text.Json.Nodes.JsonArray(Guid.Empty.ToString()) };
            if (key is not null) ask["key"] = key;
            var reply = await client.Call(tool, ask);
            Assert.Equal("invalid_input", reply.Refused);
            Assert.Contains(argument + ": ", reply.Words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_choice_that_there_is_not_is_refused_with_those_that_there_are() =>
        Assert.Contains("employee, day, week, job", (await client.Call("run_report", new { key = "hours-summary", groupBy = "month" })).Words, StringComparison.Ordinal);

    [Fact]
    public async Task An_end_of_time_is_no_time_over_either_door()
    {
        var entry = probe.Good("add_time_entry");
        entry["end"] = "9999-12-31T23:59:59-05:00";
        Assert.Equal("invalid_input", (await client.Call("add_time_entry", entry)).Refused);
        var api = await probe.World.Api(probe.Scene.Owner);
        Assert.Equal(422, (await api.Post("/time-entries", new { employeeId = probe.Scene.Member.EmployeeId, start = "2026-02-24T09:00:00-05:00", end = "9999-12-31T23:59:59-05:00", reason = "x" })).Status);
    }
}
