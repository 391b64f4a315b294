using Clockspot.Features.ClockSetup;
using Clockspot.Features.Employees;
using Clockspot.Features.Locations;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>The clock by an assistant: what it has to know before a punch, and what nobody knows through it.</summary>
public sealed class ClockToolTests : IAsyncLifetime
{
    ToolProbe probe = null!;
    Scene scene = null!;
    McpClient mine = null!;

    public async Task InitializeAsync()
    {
        probe = await ToolProbe.Make();
        scene = probe.Scene;
        mine = await McpClient.Connected(probe.World, scene.Loner);
    }

    public async Task DisposeAsync() => await probe.DisposeAsync();

    Task Set(SaveClockSettings settings) => probe.World.Get<ClockSettings>().Change(scene.Owner, 1, settings, default);

    [Fact]
    public async Task An_employee_learns_which_jobs_there_are_and_clocks_in_on_one()
    {
        await Set(new SaveClockSettings { JobRequired = true });
        Assert.Equal("invalid_input", (await mine.Call("clock_in", new { idempotencyKey = "a" })).Refused);
        var clock = (await mine.Call("get_clock")).Answer;
        Assert.Equal(("out", true), ((string)clock["clock"]!["state"]!, (bool)clock["jobRequired"]!));
        var job = Assert.Single(clock["jobs"]!.AsArray(), one => (string)one!["name"]! == "Till")!;
        Assert.Equal("in", (string)(await mine.Call("clock_in", new { jobId = (string)job["id"]!, idempotencyKey = "a" })).Answer["state"]!);
        Assert.Equal((string)job["id"]!, (string)(await mine.Call("get_clock")).Answer["clock"]!["entry"]!["jobId"]!);
        Assert.Equal("not_found", (await mine.Call("get_clock", new { employeeId = scene.Member.EmployeeId })).Refused);
    }

    [Fact]
    public async Task Times_stand_in_the_company_s_zone_as_its_clocks_show_them()
    {
        // 2026-03-04 14:00 UTC is nine o'clock in New York; four days later its clocks go forward.
        Assert.Equal("2026-03-04T09:00:00-05:00", (string)(await mine.Call("clock_in", new { idempotencyKey = "a" })).Answer["since"]!);
        Assert.Equal("2026-03-04T09:00:00-05:00", (string)(await mine.Call("get_account")).Answer["now"]!);
        probe.World.Clock.Advance(Duration.FromDays(5));
        Assert.Equal("2026-03-09T10:00:00-04:00", (string)(await mine.Call("get_account")).Answer["now"]!);
        var card = (await mine.Call("run_report", new { key = "time-card", from = "2026-03-04", to = "2026-03-04" })).Answer["data"]![0]!;
        Assert.Equal("2026-03-04T09:00:00-05:00", (string)card["in"]!);
        var id = (string)(await mine.Call("list_time_entries")).Answer["data"]![0]!["entry"]!["id"]!;
        Assert.Contains("start: 2026-03-04T09:00:00-05:00", (string)(await mine.Call("fetch", new { id = "entry:" + id })).Answer["text"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PlaceRule.Block)]
    [InlineData(PlaceRule.Flag)]
    public async Task Nobody_can_be_seen_at_a_place_through_an_assistant_whose_address_is_not_the_person_s(PlaceRule rule)
    {
        var pier = await probe.World.Get<LocationList>().Add(scene.Owner, new SaveLocation { Name = "Pier 9", IpRanges = ["0.0.0.0/0", "::/0"] }, default);
        await Set(new SaveClockSettings { IpRule = rule });
        var reply = await mine.Call("clock_in", new { locationId = pier, idempotencyKey = "a" });
        if (rule == PlaceRule.Block)
        {
            Assert.Equal("invalid_input", reply.Refused);
            Assert.Contains("Open Clockspot on a device there", reply.Words, StringComparison.Ordinal);
            return;
        }
        Assert.Equal(["outside_location"], reply.Answer["entry"]!["flags"]!.AsArray().Select(flag => (string)flag!));
        await using var db = await probe.World.Store.Open(scene.Owner, default);
        Assert.Null((await db.Punches.SingleAsync(row => row.EmployeeId == scene.Loner.EmployeeId)).Ip);
    }

    [Fact]
    public async Task The_board_counts_everybody_whatever_state_was_asked_for()
    {
        await mine.Call("clock_in", new { idempotencyKey = "a" });
        var boss = await McpClient.Connected(probe.World, scene.Owner);
        var all = (await boss.Call("who_is_in")).Answer;
        var some = (await boss.Call("who_is_in", new { state = "in" })).Answer;
        Assert.Equal((1, 4, 5), ((int)all["in"]!, (int)all["out"]!, all["data"]!.AsArray().Count));
        Assert.Equal((1, 4, 1), ((int)some["in"]!, (int)some["out"]!, some["data"]!.AsArray().Count));
        Assert.Contains("employeeIds: ", (await boss.Call("who_is_in", new { employeeIds = new[] { scene.Outsider.EmployeeId } })).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_account_says_whether_time_can_be_written()
    {
        Assert.True((bool)(await mine.Call("get_account")).Answer["canWrite"]!);
        var settings = await McpClient.Connected(probe.World, scene.Owner, "account:write employees:write time_tracking:read");
        Assert.False((bool)(await settings.Call("get_account")).Answer["canWrite"]!);
    }

    [Fact]
    public async Task Whoever_left_a_field_empty_is_answered_as_if_it_had_been_left_out()
    {
        var reply = await mine.Call("list_time_entries", new { cursor = "", status = (string?)null, employeeIds = Array.Empty<string>() });
        Assert.False(reply.IsError, reply.ToString());
        await probe.World.Get<EmployeeChanges>().Archive(scene.Owner, scene.Loner.EmployeeId, null, default);
        Assert.Equal(401, (await mine.Call("get_clock")).Status);
    }
}
