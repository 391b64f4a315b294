using Clockspot.Domain.Access;
using Clockspot.Features.TimeClock;
using Clockspot.Tests.Features.Reports;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.TimeClock;

/// <summary>The clock over the API.</summary>
public sealed class ClockApiTests : IAsyncLifetime
{
    readonly World world = new();
    Scene scene = null!;
    ApiClient api = null!;

    public async Task InitializeAsync()
    {
        scene = await Scene.Make(world);
        api = await world.Api(scene.Loner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task<ApiReply> Punch(string verb, object? body = null, ApiClient? by = null)
    {
        world.Clock.Advance(Duration.FromMinutes(10));
        return await (by ?? api).Post("/clock/" + verb, body);
    }

    [Fact]
    public async Task A_day_is_punched_and_every_answer_is_the_clock()
    {
        var (till, kitchen) = (scene.Ids["jobs"], await world.Job(scene.Owner, "Kitchen"));
        var before = await api.Get("/clock");
        Wire.IsShaped(Wire.Clock, before.Json);
        Assert.Equal(("out", null, null), (before.Text("state"), before.Text("since"), before.Json!["entry"]));
        var started = await Punch("in", new { jobId = till, note = "Early" });
        Assert.True(started.Status == 200, started.ToString());
        Wire.IsShaped(Wire.Clock, started.Json);
        var entry = started.Json!["entry"];
        Wire.IsShaped(Wire.Entry, entry);
        Assert.Equal(("in", "2026-03-02T14:10:00Z", "api", "open", "Early"), (started.Text("state"), started.Text("since"), (string)entry!["source"]!, (string)entry["status"]!, (string)entry["note"]!));
        var pause = await Punch("breaks/start", new { paid = false });
        Assert.Equal(("break", false), (pause.Text("state"), (bool)pause.Json!["entry"]!["breaks"]![0]!["paid"]!));
        Wire.IsShaped("id start end paid", pause.Json["entry"]!["breaks"]![0]);
        Assert.Equal((409, "already_on_break"), await Refused("breaks/start", new { paid = true }));
        Assert.Equal((409, "already_clocked_in"), await Refused("in"));
        Assert.Equal("in", (await Punch("breaks/end")).Text("state"));
        Assert.Equal((409, "not_on_break"), await Refused("breaks/end"));
        var switched = await Punch("switch", new { jobId = kitchen });
        Assert.Equal(kitchen, (Guid)switched.Json!["entry"]!["jobId"]!);
        var ended = await Punch("out", new { note = "Done" });
        // In at 14:10, on a break from 14:20 to 14:50 with two refused punches between, out at 15:20.
        Assert.Equal(("out", 2400, 2400, null), (ended.Text("state"), (int)ended.Json!["todaySeconds"]!, (int)ended.Json["weekSeconds"]!, ended.Json["entry"]));
        Assert.Equal((409, "not_clocked_in"), await Refused("out"));
        Assert.Equal((409, "not_clocked_in"), await Refused("switch", new { jobId = till }));
    }

    async Task<(int, string?)> Refused(string verb, object? body = null)
    {
        var reply = await Punch(verb, body);
        return (reply.Status, reply.Code);
    }

    [Fact]
    public async Task The_same_punch_within_a_minute_is_one_punch()
    {
        var first = await Punch("in", new { });
        world.Clock.Advance(Duration.FromSeconds(59));
        var second = await api.Post("/clock/in");
        Assert.Equal((200, (string)first.Json!["entry"]!["id"]!), (second.Status, (string)second.Json!["entry"]!["id"]!));
        Assert.Equal(1, (int)(await api.Get("/time-entries")).Json!["page"]!["total"]!);
        await Punch("out");
        Assert.Equal(200, (await Punch("in")).Status);
    }

    [Fact]
    public async Task A_forgotten_clock_out_is_asked_about_over_every_verb()
    {
        await Punch("in", new { jobId = scene.Ids["jobs"] });
        world.Clock.Advance(Duration.FromHours(20));
        foreach (var (verb, body) in new (string, object?)[] { ("in", null), ("out", null), ("switch", new { jobId = scene.Ids["jobs"] }), ("breaks/start", new { paid = true }), ("breaks/end", null) })
            Assert.Equal((409, "open_entry_too_old"), await Refused(verb, body));
        Assert.Equal("finishedAt", (await api.Post("/clock/breaks/start", new { paid = true, finishedAt = "2026-03-02T20:00:00Z" })).ErrorPath);
        Assert.Equal("finishedAt", (await api.Post("/clock/breaks/end", new { finishedAt = "2026-03-02T20:00:00Z" })).ErrorPath);
        Assert.Equal("finishedAt", (await api.Post("/clock/in", new { finishedAt = "2026-03-02T20:00:00" })).ErrorPath);
        Assert.Equal("finishedAt", (await api.Post("/clock/in", new { finishedAt = "2026-03-02T09:00:00-05:00" })).ErrorPath);
        Assert.Equal("finishedAt", (await api.Post("/clock/in", new { finishedAt = "2027-03-02T20:00:00Z" })).ErrorPath);
        var settled = await api.Post("/clock/switch", new { jobId = scene.Ids["jobs"], finishedAt = "2026-03-02T15:00:00-05:00" });
        Assert.True(settled.Status == 200 && settled.Text("state") == "in", settled.ToString());
        var closed = (await api.Get("/time-entries?status=closed")).Rows.Single();
        Assert.Equal(("2026-03-02T20:00:00Z", "[\"unconfirmed\"]"), ((string)closed!["end"]!, closed["flags"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("in", """{"latitude": 1, "longitude": 1}""", "latitude")]
    [InlineData("in", """{"jobId": "till"}""", "jobId")]
    [InlineData("switch", "{}", "jobId")]
    [InlineData("breaks/start", "{}", "paid")]
    [InlineData("breaks/start", """{"paid": "yes"}""", "paid")]
    public async Task A_punch_that_means_nothing_is_refused(string verb, string body, string path)
    {
        var reply = await api.Post("/clock/" + verb, body);
        Assert.Equal((422, path), (reply.Status, reply.ErrorPath));
    }

    [Fact]
    public async Task A_manager_punches_for_the_team_and_for_nobody_else()
    {
        var manager = await world.Api(scene.Manager);
        var punched = await Punch("in", new { employeeId = scene.Member.EmployeeId }, manager);
        Assert.Equal((200, "manager"), (punched.Status, (string)punched.Json!["entry"]!["source"]!));
        Assert.Equal("in", (await manager.Get($"/clock?employeeId={scene.Member.EmployeeId}")).Text("state"));
        Assert.Equal(404, (await Punch("in", new { employeeId = scene.Loner.EmployeeId }, manager)).Status);
        Assert.Equal(404, (await manager.Get($"/clock?employeeId={scene.Loner.EmployeeId}")).Status);
        Assert.Equal(404, (await Punch("in", new { employeeId = scene.Member.EmployeeId })).Status);
        Assert.Equal(404, (await Punch("in", new { employeeId = scene.Member.EmployeeId }, await world.Api(scene.Outsider))).Status);
        Assert.Equal("insufficient_scope", (await Punch("in", null, await world.Api(scene.Loner, "time_tracking:read"))).Code);
    }

    [Fact]
    public async Task Who_is_in_says_what_the_screen_says()
    {
        await Punch("in", new { jobId = scene.Ids["jobs"] });
        var owner = await world.Api(scene.Owner);
        var now = await owner.Get("/clock/now?limit=500");
        var due = (await world.Get<Clock>().WhoIsIn(scene.Owner, new NowFilter(), default)).Select(row => (row.EmployeeId, row.Name, row.State.ToString().ToLowerInvariant())).Order();
        Assert.Equal(due, now.Rows.Select(row => ((Guid)row!["employeeId"]!, (string)row["name"]!, (string)row["state"]!)).Order());
        Assert.All(now.Rows, row => Wire.IsShaped(Wire.WhoIsIn, row));
        Assert.Equal(scene.Loner.EmployeeId, (Guid)Assert.Single((await owner.Get("/clock/now?state=in")).Rows)!["employeeId"]!);
        Assert.Single((await owner.Get($"/clock/now?jobId={scene.Ids["jobs"]}")).Rows);
        Assert.Equal(403, (await api.Get("/clock/now")).Status);
        Assert.Equal(2, (await (await world.Api(scene.Manager)).Get("/clock/now")).Rows.Count);
    }

    /// <summary>A key acts as its maker does at the moment of the call.</summary>
    [Fact]
    public async Task A_key_of_somebody_who_left_punches_nothing()
    {
        await world.Get<Clockspot.Features.Employees.EmployeeChanges>().Archive(scene.Owner, scene.Loner.EmployeeId, new LocalDate(2026, 3, 2), default);
        Assert.Equal((401, "invalid_token"), await Refused("in"));
        Assert.Equal(Role.Employee, scene.Loner.Role);
    }
}
