using Clockspot.Domain.Time;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Features.Reports;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.TimeEntries;

/// <summary>Time entries over the API: adding, correcting, deciding, and what a program may not do.</summary>
public sealed class TimeEntriesApiTests : IAsyncLifetime
{
    readonly World world = new();
    Scene scene = null!;
    ApiClient api = null!;
    string path = "";

    public async Task InitializeAsync()
    {
        scene = await Scene.Make(world);
        api = await world.Api(scene.Owner);
        path = $"/time-entries/{scene.Ids["entries"]}";
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    object New(string start = "2026-02-20T09:00:00-05:00", string? end = "2026-02-20T17:00:00-05:00", Guid? employee = null) =>
        new { employeeId = employee ?? scene.Member.EmployeeId, start, end, reason = "Forgot.", jobId = scene.Ids["jobs"], breaks = new[] { new { start = "2026-02-20T17:00:00Z", end = "2026-02-20T17:30:00Z", paid = false } } };

    [Fact]
    public async Task An_entry_is_added_as_it_was_worked()
    {
        var made = await api.Post("/time-entries", New());
        Assert.True(made.Status == 201, made.ToString());
        Wire.IsShaped(Wire.Entry, made.Json);
        Assert.Equal(("2026-02-20T14:00:00Z", "2026-02-20T22:00:00Z", "America/New_York", 27_000), (made.Text("start"), made.Text("end"), made.Text("timeZone"), (int)made.Json!["workedSeconds"]!));
        Assert.Equal(("closed", "manager", "[]"), (made.Text("status"), made.Text("source"), made.Json["flags"]!.ToJsonString()));
        Assert.Equal("api", (await api.Post("/time-entries", New(employee: scene.Owner.EmployeeId))).Text("source"));
        var met = await api.Post("/time-entries", New());
        Assert.Equal((409, "overlap"), (met.Status, met.Code));
        Assert.Equal(404, (await api.Post("/time-entries", New(employee: scene.Outsider.EmployeeId))).Status);
        Assert.Equal("reason", (await api.Post("/time-entries", new { employeeId = scene.Member.EmployeeId, start = "2026-02-21T09:00:00Z", end = "2026-02-21T10:00:00Z" })).ErrorPath);
        Assert.Equal("end", (await api.Post("/time-entries", New("2026-02-23T09:00:00Z", "2026-02-23T08:00:00Z"))).ErrorPath);
    }

    [Fact]
    public async Task Twenty_identical_requests_under_one_key_make_one_entry()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => api.Post("/time-entries", New(), ("Idempotency-Key", "twenty")))));
        Assert.All(replies, reply => Assert.Equal((201, replies[0].Text), (reply.Status, reply.Text)));
        Assert.Equal(1, await Total(api, "?from=2026-02-20&to=2026-02-20"));
        Assert.Equal("idempotency_mismatch", (await api.Post("/time-entries", New(end: "2026-02-20T16:00:00-05:00"), ("Idempotency-Key", "twenty"))).Code);
    }

    [Theory]
    [InlineData("start", "2026-02-20T09:00:00")]
    [InlineData("start", "2026-02-20")]
    [InlineData("start", "2026-02-30T09:00:00Z")]
    [InlineData("end", "soon")]
    public async Task An_instant_without_an_offset_is_none(string field, string value)
    {
        var reply = await api.Post("/time-entries", field == "start" ? New(start: value) : New(end: value));
        Assert.Equal((422, field), (reply.Status, reply.ErrorPath));
    }

    [Fact]
    public async Task A_zone_that_is_none_is_refused() =>
        Assert.Equal("timeZone", (await api.Patch(path, new { timeZone = "Mars/Phobos", reason = "No.", version = 1 })).ErrorPath);

    [Fact]
    public async Task What_is_absent_stays_and_null_clears()
    {
        var made = await api.Post("/time-entries", New());
        var mine = $"/time-entries/{made.Id}";
        var pause = (string)made.Json!["breaks"]![0]!["id"]!;
        var noted = await api.Patch(mine, new { note = "At the till", reason = "Asked.", version = 1 });
        Assert.Equal((200, "At the till", 27_000, "[\"edited\"]"), (noted.Status, noted.Text("note"), (int)noted.Json!["workedSeconds"]!, noted.Json["flags"]!.ToJsonString()));
        Assert.Equal(pause, (string)noted.Json["breaks"]![0]!["id"]!);
        var cleared = await api.Patch(mine, """{"note": null, "jobId": null, "reason": "Asked again."}""", ("If-Match", "\"2\""));
        Assert.Equal((200, null, null, 1), (cleared.Status, cleared.Text("note"), cleared.Text("jobId"), cleared.Json!["breaks"]!.AsArray().Count));
        var breaks = await api.Patch(mine, $$"""{"breaks": [{"id": "{{pause}}", "start": "2026-02-20T12:00:00-05:00", "end": "2026-02-20T13:00:00-05:00", "paid": true}], "reason": "Longer.", "version": 3}""");
        Assert.Equal((pause, 28_800), ((string)breaks.Json!["breaks"]![0]!["id"]!, (int)breaks.Json["workedSeconds"]!));
        Assert.Empty((await api.Patch(mine, new { breaks = (object?)null, reason = "None.", version = 4 })).Json!["breaks"]!.AsArray());
        Assert.Equal("reason", (await api.Patch(mine, new { note = "x", version = 5 })).ErrorPath);
        Assert.Equal("start", (await api.Patch(mine, """{"start": null, "reason": "x", "version": 5}""")).ErrorPath);
        Assert.Equal("employeeId", (await api.Patch(mine, new { employeeId = scene.Loner.EmployeeId, reason = "x", version = 5 })).ErrorPath);
    }

    [Fact]
    public async Task A_lost_update_is_refused_in_each_of_its_three_ways()
    {
        Assert.Equal(200, (await api.Patch(path, new { note = "First", reason = "One.", version = 1 })).Status);
        foreach (var (send, name) in new (Func<object, (string, string)[], Task<ApiReply>>, string)[]
        {
            ((body, headers) => api.Patch(path, body, headers), "change"),
            ((body, headers) => api.Post(path + "/archive", body, headers), "archive"),
            ((body, headers) => api.Post(path + "/restore", body, headers), "restore"),
            ((body, headers) => api.Post(path + "/confirm", body, headers), "confirm"),
        })
        {
            var none = await send(new { reason = "Two." }, []);
            Assert.True((none.Status, none.Code) == (428, "precondition_required"), $"{name}: {none}");
            var header = await send(new { reason = "Two." }, [("If-Match", "\"1\"")]);
            Assert.True((header.Status, header.Code) == (412, "precondition_failed"), $"{name}: {header}");
            var body = await send(new { reason = "Two.", version = 1 }, []);
            Assert.True((body.Status, body.Code) == (409, "stale_version"), $"{name}: {body}");
            Assert.Equal(("First", 2), ((string)body.Json!["current"]!["note"]!, (int)body.Json["current"]!["version"]!));
        }
        Assert.Equal(("First", "closed"), ((await api.Get(path)).Text("note"), (await api.Get(path)).Text("status")));
    }

    [Fact]
    public async Task An_entry_is_confirmed_archived_and_restored_and_keeps_its_history()
    {
        var id = await world.Shift(scene.Member, Staged.March(1, 9), Staged.March(1, 12), flags: EntryFlags.Unconfirmed | EntryFlags.OutsideLocation);
        var mine = $"/time-entries/{id}";
        var confirmed = await api.Post(mine + "/confirm", new { reason = "Asked.", version = 1 });
        Assert.Equal((200, "[]"), (confirmed.Status, confirmed.Json!["flags"]!.ToJsonString()));
        Assert.Equal("archived", (await api.Post(mine + "/archive", new { reason = "Twice." }, ("If-Match", "\"2\""))).Text("status"));
        Assert.Equal("entry_archived", (string?)(await api.Patch(mine, new { note = "x", reason = "x", version = 3 })).Json!["errors"]![0]!["code"]);
        Assert.DoesNotContain(id, (await api.Get("/time-entries?from=2026-03-01&to=2026-03-01")).Ids());
        var other = await world.Shift(scene.Member, Staged.March(1, 11), Staged.March(1, 13));
        Assert.Equal((409, "overlap"), ((await api.Post(mine + "/restore", new { reason = "Back.", version = 3 })).Status, (await api.Post(mine + "/restore", new { reason = "Back.", version = 3 })).Code));
        await api.Post($"/time-entries/{other}/archive", new { reason = "Gone.", version = 1 });
        Assert.Equal("closed", (await api.Post(mine + "/restore", new { reason = "Back.", version = 3 })).Text("status"));
        var first = await api.Get(mine + "/history?limit=2");
        Assert.Equal(["time_entry.restored", "time_entry.archived"], first.Rows.Select(row => (string)row!["name"]!));
        Wire.IsShaped("id at name actor channel credential reason before after", first.Rows[0]);
        Assert.Equal((scene.Owner.EmployeeId, "Olive Owner", "api", "Test", "Back."), ((Guid)first.Rows[0]!["actor"]!["employeeId"]!, (string)first.Rows[0]!["actor"]!["name"]!, (string)first.Rows[0]!["channel"]!,
            (string)first.Rows[0]!["credential"]!, (string)first.Rows[0]!["reason"]!));
        Assert.Equal(3, (int)first.Json!["page"]!["total"]!);
        var second = await api.Get($"{mine}/history?limit=2&cursor={first.Json["page"]!["next"]}");
        Assert.Equal(["time_entry.confirmed"], second.Rows.Select(row => (string)row!["name"]!));
        Assert.NotNull(second.Rows[0]!["before"]!["flags"]);
    }

    [Fact]
    public async Task Whose_entries_somebody_sees_and_corrects_follows_from_the_role()
    {
        var (manager, member, loner, outsider) = (await world.Api(scene.Manager), await world.Api(scene.Member), await world.Api(scene.Loner), await world.Api(scene.Outsider));
        Assert.Equal((200, 200, 404, 404), ((await manager.Get(path)).Status, (await member.Get(path)).Status, (await loner.Get(path)).Status, (await outsider.Get(path)).Status));
        Assert.Equal((2, 0, 0), (await Total(member), await Total(loner), await Total(outsider)));
        Assert.Equal(0, await Total(loner, $"?employeeId={scene.Member.EmployeeId}"));
        Assert.Equal(200, (await manager.Patch(path, new { note = "Ours", reason = "Team.", version = 1 })).Status);
        Assert.Equal((403, "forbidden"), ((await member.Patch(path, new { note = "Mine", reason = "Own.", version = 2 })).Status, (await member.Post("/time-entries", New())).Code));
        Assert.Equal(404, (await manager.Post("/time-entries", New(employee: scene.Loner.EmployeeId))).Status);
        Assert.Equal(404, (await manager.Post("/time-entries", New(employee: scene.Manager.EmployeeId))).Status);
        Assert.Equal(404, (await outsider.Post(path + "/archive", new { reason = "x", version = 2 })).Status);
        Assert.Equal(403, (await member.Get(path + "/history")).Status);
        Assert.Equal("insufficient_scope", (await (await world.Api(scene.Owner, "time_tracking:read")).Patch(path, new { note = "x", reason = "x", version = 2 })).Code);
        Assert.Equal("insufficient_scope", (await (await world.Api(scene.Owner, "account:write employees:write")).Get(path)).Code);
    }

    static async Task<int> Total(ApiClient by, string query = "") => (int)(await by.Get("/time-entries" + query)).Json!["page"]!["total"]!;

    [Theory]
    [InlineData(DayAttribution.StartDay)]
    [InlineData(DayAttribution.SplitAtMidnight)]
    public async Task Days_jobs_places_and_statuses_mean_what_they_mean_on_screen(DayAttribution attribution)
    {
        await world.Cut(scene.Owner, attribution);
        var (job, place) = (scene.Ids["jobs"], scene.Ids["locations"]);
        world.Clock.Reset(Staged.March(20, 12));
        for (var day = 8; day < 18; day++)
            foreach (var who in new[] { scene.Member, scene.Loner })
                await world.Shift(who, Staged.March(day, 20), day == 17 ? null : Staged.March(day + 1, 4), day % 2 == 0 ? job : null, day % 3 == 0 ? place : null, archived: day == 12);
        var book = world.Get<EntryBook>();
        foreach (var (query, filter) in new (string, EntryFilter)[]
        {
            ("", new() { Period = Of(10, 14) }), ($"&employeeId={scene.Member.EmployeeId}", new() { Period = Of(10, 14), EmployeeIds = [scene.Member.EmployeeId] }),
            ($"&jobId={job}&locationId={place}", new() { Period = Of(10, 14), JobIds = [job], LocationIds = [place] }),
            ("&status=archived", new() { Period = Of(10, 14), Status = EntryStatus.Archived }), ("&status=closed", new() { Period = Of(10, 14), Status = EntryStatus.Closed }),
        })
            Assert.Equal((await book.List(scene.Owner, filter, new() { Size = 500 }, default)).Rows.Select(row => (row.Entry.Id, row.Entry.WorkedSeconds)),
                (await api.Get($"/time-entries?from=2026-03-10&to=2026-03-14&limit=500{query}")).Rows.Select(row => ((Guid)row!["id"]!, (int)row["workedSeconds"]!)));
        Assert.Equal((await book.List(scene.Owner, new() { Period = Of(17, 20) }, new() { Size = 500 }, default)).Rows.Select(row => row.Entry.Id), (await api.Get("/time-entries?from=2026-03-17&limit=500")).Ids());
        Assert.Equal(await Total(api, "?to=2026-03-12") + 3, await Total(api, "?to=2026-03-12&includeArchived=true"));
    }

    static DayRange Of(int first, int last) => new(new LocalDate(2026, 3, first), new LocalDate(2026, 3, last));

    [Theory]
    [InlineData("from=2026-03-10&to=2026-03-09", "to")]
    [InlineData("from=9999-12-31", "from")]
    [InlineData("from=yesterday", "from")]
    [InlineData("status=running", "status")]
    [InlineData("cursor=1.2", "cursor")]
    [InlineData("employeeId=me", "employeeId")]
    public async Task A_filter_that_means_nothing_is_refused(string query, string field)
    {
        var reply = await api.Get("/time-entries?" + query);
        Assert.Equal((422, field), (reply.Status, reply.ErrorPath));
    }

    [Fact]
    public async Task What_changed_since_is_found_also_when_it_was_archived()
    {
        world.Clock.Advance(Duration.FromHours(1));
        await api.Post(path + "/archive", new { reason = "Twice.", version = 1 });
        Assert.Equal(0, await Total(api, "?modifiedSince=2026-03-02T15:00:00Z"));
        Assert.Equal([scene.Ids["entries"]], (await api.Get("/time-entries?modifiedSince=2026-03-02T15:00:00Z&includeArchived=true")).Ids());
    }

    /// <summary>No row is skipped or repeated while others are written.</summary>
    [Fact]
    public async Task A_thousand_entries_are_paged_by_7_while_others_come_and_go()
    {
        var start = Instant.FromUtc(2025, 1, 1, 0, 0);
        await using (var db = await world.Store.Write(scene.Owner, default))
        {
            // Many begin at the same moment: the id decides between them.
            for (var number = 0; number < 1000; number++)
            {
                var at = start + Duration.FromHours(number / 4);
                var entry = new TimeEntry(scene.Owner.AccountId, Clockspot.Domain.Ids.New(at), scene.Loner.EmployeeId, at, "America/New_York", EntrySource.Web, at);
                entry.Close(at + Duration.FromMinutes(1));
                db.TimeEntries.Add(entry);
            }
            await db.Commit(default);
        }
        var all = (await Everything(500)).ToHashSet();
        Assert.Equal(1000, all.Count);
        var (seen, gone) = (new List<Guid>(), new HashSet<Guid>());
        var pages = 0;
        for (string? next = ""; next is not null; pages++)
        {
            var page = await api.Get($"/time-entries?employeeId={scene.Loner.EmployeeId}&limit=7{(next.Length > 0 ? "&cursor=" + next : "")}");
            seen.AddRange(page.Ids());
            next = (string?)page.Json!["page"]!["next"];
            if (pages % 10 != 0 || next is null) continue;
            // One of those that were seen goes, the last of this page included, and a new one comes before and one behind.
            var victim = seen[^1];
            gone.Add(victim);
            Assert.Equal(200, (await api.Post($"/time-entries/{victim}/archive", new { reason = "Away.", version = 1 })).Status);
            await world.Shift(scene.Loner, start + Duration.FromDays(30 + pages), start + Duration.FromDays(30 + pages) + Duration.FromHours(1));
            await world.Shift(scene.Loner, start - Duration.FromDays(30 + pages), start - Duration.FromDays(30 + pages) + Duration.FromHours(1));
        }
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(all.Except(seen));
        Assert.NotEmpty(gone);
    }

    async Task<IReadOnlyList<Guid>> Everything(int limit)
    {
        var ids = new List<Guid>();
        for (string? next = ""; next is not null;)
        {
            var page = await api.Get($"/time-entries?employeeId={scene.Loner.EmployeeId}&limit={limit}{(next.Length > 0 ? "&cursor=" + next : "")}");
            ids.AddRange(page.Ids());
            next = (string?)page.Json!["page"]!["next"];
        }
        return ids;
    }
}
