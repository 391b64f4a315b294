using System.Text.Json.Nodes;
using Clockspot.Domain.Access;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>What assistants write: once, over the version that they saw, and visible as theirs.</summary>
public sealed class ToolWriteTests : IAsyncLifetime
{
    ToolProbe probe = null!;
    McpClient client = null!;

    public async Task InitializeAsync()
    {
        probe = await ToolProbe.Make();
        client = await McpClient.Connected(probe.World, probe.Scene.Owner, name: "Crew bot");
    }

    public async Task DisposeAsync() => await probe.DisposeAsync();

    async Task<int> Entries()
    {
        await using var db = await probe.World.Store.Open(probe.Scene.Owner, default);
        return await db.TimeEntries.CountAsync();
    }

    [Fact]
    public async Task A_call_that_was_given_up_and_repeated_writes_once_and_answers_the_same()
    {
        var before = await Entries();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Call("add_time_entry", probe.Good("add_time_entry"))));
        Assert.All(replies, reply => Assert.False(reply.IsError, reply.ToString()));
        Assert.Single(replies.Select(reply => (string)reply.Answer["entry"]!["id"]!).Distinct());
        Assert.Single(replies, reply => !(bool)reply.Answer["repeated"]!);
        Assert.Equal(before + 1, await Entries());
        probe.World.Clock.Advance(Duration.FromMinutes(14));
        var later = (await client.Call("add_time_entry", probe.Good("add_time_entry"))).Answer;
        Assert.Equal(((string)replies[0].Answer["entry"]!["id"]!, true), ((string)later["entry"]!["id"]!, (bool)later["repeated"]!));
    }

    [Fact]
    public async Task A_key_that_comes_back_later_is_no_repetition_and_is_not_taken_for_one()
    {
        Assert.Equal("in", (string)(await client.Call("clock_in", probe.Good("clock_in"))).Answer["state"]!);
        probe.World.Clock.Advance(Duration.FromHours(3));
        await client.Call("clock_out", probe.Good("clock_out"));
        Assert.Equal("idempotency_key_used", (await client.Call("clock_in", probe.Good("clock_in"))).Refused);
        var fresh = probe.Good("clock_in");
        fresh["idempotencyKey"] = "in-2";
        Assert.Equal("in", (string)(await client.Call("clock_in", fresh)).Answer["state"]!);
    }

    [Fact]
    public async Task One_key_in_two_tools_or_two_connections_is_two_calls()
    {
        var (other, before) = (await McpClient.Connected(probe.World, probe.Scene.Owner, name: "Other bot"), await Entries());
        var first = probe.Good("add_time_entry");
        first["idempotencyKey"] = "same";
        var second = (JsonObject)first.DeepClone();
        (second["start"], second["end"]) = ("2026-02-25T09:00:00-05:00", "2026-02-25T12:00:00-05:00");
        Assert.False((await client.Call("add_time_entry", first)).IsError);
        Assert.False((await other.Call("add_time_entry", second)).IsError);
        Assert.Equal("in", (string)(await client.Call("clock_in", new { idempotencyKey = "same" })).Answer["state"]!);
        Assert.Equal(before + 3, await Entries());
    }

    [Fact]
    public async Task The_order_of_arguments_makes_no_other_call_but_other_arguments_do()
    {
        var (good, turned) = (probe.Good("add_time_entry"), new JsonObject(probe.Good("add_time_entry").Reverse().Select(one => KeyValuePair.Create(one.Key, one.Value?.DeepClone()))));
        var made = await client.Call("add_time_entry", good);
        Assert.Equal((string)made.Answer["entry"]!["id"]!, (string)(await client.Call("add_time_entry", turned)).Answer["entry"]!["id"]!);
        foreach (var nothing in new JsonNode?[] { null, "" })
        {
            turned["note"] = nothing;
            Assert.True((bool)(await client.Call("add_time_entry", turned)).Answer["repeated"]!);
        }
        turned["note"] = "Another one.";
        Assert.Equal("idempotency_mismatch", (await client.Call("add_time_entry", turned)).Refused);
    }

    [Fact]
    public async Task What_was_refused_may_be_mended_under_the_same_key()
    {
        var turned = probe.Good("add_time_entry");
        (turned["start"], turned["end"]) = (turned["end"]!.DeepClone(), turned["start"]!.DeepClone());
        Assert.Equal("invalid_input", (await client.Call("add_time_entry", turned)).Refused);
        var mended = await client.Call("add_time_entry", probe.Good("add_time_entry"));
        Assert.False(mended.IsError, mended.ToString());
    }

    [Fact]
    public async Task Without_a_key_nothing_is_written()
    {
        var before = await Entries();
        var bare = probe.Good("add_time_entry");
        bare.Remove("idempotencyKey");
        Assert.Equal("invalid_input", (await client.Call("add_time_entry", bare)).Refused);
        Assert.Equal(before, await Entries());
    }

    [Fact]
    public async Task A_shift_is_clocked_in_and_out_and_stands_in_the_log_with_the_connection_s_name()
    {
        Assert.Equal("in", (string)(await client.Call("clock_in", probe.Good("clock_in"))).Answer["state"]!);
        probe.World.Clock.Advance(Duration.FromHours(2));
        var again = probe.Good("clock_in");
        again["idempotencyKey"] = "in-2";
        Assert.Equal("already_clocked_in", (await client.Call("clock_in", again)).Refused);
        Assert.Equal("out", (string)(await client.Call("clock_out", probe.Good("clock_out"))).Answer["state"]!);
        await using var db = await probe.World.Store.Open(probe.Scene.Owner, default);
        var told = await db.AuditEvents.AsNoTracking().Where(row => row.Channel == Channel.Assistant).ToListAsync();
        Assert.Equal(["time_entry.closed", "time_entry.opened"], told.Select(row => row.Name).Order(StringComparer.Ordinal));
        Assert.All(told, row => Assert.Equal(("Crew bot", probe.Scene.Owner.Name), (row.Credential, row.ActorName)));
    }

    [Fact]
    public async Task A_correction_keeps_what_it_does_not_name_and_is_refused_over_a_version_that_is_gone()
    {
        var edited = await client.Call("edit_time_entry", probe.Good("edit_time_entry"));
        Assert.False(edited.IsError, edited.ToString());
        Assert.Equal(("Counted the till.", probe.Scene.Ids["jobs"].ToString(), 2), ((string)edited.Answer["entry"]!["note"]!, (string)edited.Answer["entry"]!["jobId"]!, (int)edited.Answer["entry"]!["version"]!));
        var late = probe.Good("edit_time_entry");
        (late["idempotencyKey"], late["note"]) = ("edit-2", "Another note.");
        var refused = await client.Call("edit_time_entry", late);
        Assert.Equal("stale_version", refused.Refused);
        Assert.Contains("Counted the till.", refused.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_null_or_empty_stays_as_it_is_and_only_what_is_named_is_emptied()
    {
        var added = probe.Good("add_time_entry");
        (added["note"], added["breaks"]) = ("Counted.", JsonNode.Parse("""[{"start":"2026-02-24T10:00:00-05:00","end":"2026-02-24T10:30:00-05:00"}]"""));
        var entry = (await client.Call("add_time_entry", added)).Answer["entry"]!;
        Assert.Equal(("2026-02-24T09:00:00-05:00", 9000), ((string)entry["start"]!, (int)entry["workedSeconds"]!));
        // Clients that fill in every field send it so.
        var idle = await Edit("e1", """{"start":null,"end":null,"jobId":null,"locationId":"","note":"","breaks":null,"clear":null}""");
        foreach (var field in new[] { "start", "end", "jobId", "note", "breaks", "workedSeconds" }) Assert.True(JsonNode.DeepEquals(entry[field], idle[field]), $"{field}: {idle}");
        var bare = await Edit("e2", """{"clear":["note","job"],"breaks":[]}""");
        Assert.Equal((null, null, 0, 10_800), ((string?)bare["note"], (string?)bare["jobId"], bare["breaks"]!.AsArray().Count, (int)bare["workedSeconds"]!));
        Assert.Equal((string)entry["end"]!, (string)bare["end"]!);
        Assert.Equal("invalid_input", (await client.Call("edit_time_entry", JsonNode.Parse($$"""{"id":"{{entry["id"]}}","version":{{bare["version"]}},"reason":"x","idempotencyKey":"e3","clear":["end"]}"""))).Refused);

        async Task<JsonNode> Edit(string key, string fields)
        {
            var edit = JsonNode.Parse(fields)!.AsObject();
            (edit["id"], edit["version"], edit["reason"], edit["idempotencyKey"]) = (entry["id"]!.DeepClone(), (await Version()), "Asked.", key);
            var reply = await client.Call("edit_time_entry", edit);
            Assert.False(reply.IsError, reply.ToString());
            return reply.Answer["entry"]!;
        }

        async Task<int> Version() => (int)(await client.Call("list_time_entries", new { from = "2026-02-24", to = "2026-02-24" })).Answer["data"]![0]!["entry"]!["version"]!;
    }

    [Fact]
    public async Task A_break_without_a_beginning_is_refused_in_its_place()
    {
        var added = probe.Good("add_time_entry");
        added["breaks"] = JsonNode.Parse("""[{"end":"2026-02-24T10:30:00-05:00"}]""");
        var reply = await client.Call("add_time_entry", added);
        Assert.Equal("invalid_input", reply.Refused);
        Assert.Contains("breaks[0].start", reply.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_employee_s_assistant_punches_for_that_employee_alone()
    {
        var loner = await McpClient.Connected(probe.World, probe.Scene.Loner);
        Assert.Equal("not_found", (await loner.Call("clock_in", probe.Good("clock_in"))).Refused);
        Assert.Equal("in", (string)(await loner.Call("clock_in", new { idempotencyKey = "mine" })).Answer["state"]!);
        await using var db = await probe.World.Store.Open(probe.Scene.Owner, default);
        Assert.Equal(EntrySource.Assistant, (await db.TimeEntries.SingleAsync(row => row.EmployeeId == probe.Scene.Loner.EmployeeId)).Source);
    }
}
