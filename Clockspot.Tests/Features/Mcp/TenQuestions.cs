using System.Globalization;
using System.Text.Json.Nodes;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Features.Reports;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>The ten questions of the help page: who asks, and the calls by which an assistant answers; each answer is held against the database.</summary>
static class TenQuestions
{
    /// <summary>Who asks, and what is called.</summary>
    public sealed record Script(string Askers, Func<Asked, Task> Answer);

    public static IReadOnlyDictionary<string, Script> Scripts { get; } = new Dictionary<string, Script>(StringComparer.Ordinal)
    {
        ["Who is in right now, and who is on a break?"] = new("Owner Admin Manager", WhoIsIn),
        ["How many hours did Liam work last week?"] = new("Owner Admin Manager", HoursOfOne),
        ["Who worked most on deliveries in the last four weeks?"] = new("Owner Manager", MostOnAJob),
        ["Did anybody work more than 50 hours in one of the last eight weeks?"] = new("Owner Manager", LongWeeks),
        ["How much have I worked this week?"] = new("Owner Manager Employee", MyWeek),
        ["Show me Aisha's shifts of the last seven days."] = new("Owner Manager", Shifts),
        ["Give me everybody's time cards of the last eight weeks."] = new("Owner", TimeCards),
        ["Clock me in, on the counter."] = new("Owner", ClockIn),
        ["Yuki forgot to clock in on Tuesday: add 9 to 12 for her, in the bakery."] = new("Owner", Add),
        ["Elena forgot to clock out. Find that shift: she left at 18:00."] = new("Owner", Correct),
    };

    static async Task WhoIsIn(Asked at)
    {
        var board = await at.Tool("who_is_in");
        var open = (await at.Facts()).Where(fact => fact.End is null).ToDictionary(fact => fact.Employee);
        var due = (await at.People()).ToDictionary(name => name, name => open.TryGetValue(name, out var fact) ? fact.OnBreak ? "break" : "in" : "out");
        Assert.Equal(due.OrderBy(one => one.Key, StringComparer.Ordinal), board.Rows().Select(row => KeyValuePair.Create(row.Text("name"), row.Text("state"))).OrderBy(one => one.Key, StringComparer.Ordinal));
        Assert.Equal((due.Values.Count(state => state == "in"), due.Values.Count(state => state == "break"), due.Values.Count(state => state == "out")), ((int)board["in"]!, (int)board["onBreak"]!, (int)board["out"]!));
        Assert.NotEqual(0, (int)board["in"]!);
        foreach (var row in board.Rows().Where(row => row.Text("state") != "out"))
        {
            var fact = open[row.Text("name")];
            Assert.Equal((fact.Job, fact.Row.OpenBreak?.Start ?? fact.Start), (row.Text("job"), Moment(row, "since")));
        }
    }

    static async Task HoursOfOne(Asked at)
    {
        var (from, to) = (at.Company.Monday.PlusDays(-7), at.Company.Monday.PlusDays(-1));
        var report = await at.Tool("run_report", new { key = "hours-summary", from, to, employeeIds = new[] { await at.Person("Liam") } });
        var due = (await at.Facts(from, to)).Where(fact => fact.Employee == "Liam O'Brien").Sum(fact => fact.Worked);
        Assert.InRange(due, 20 * 3600, 60 * 3600);
        Assert.Equal((due, due), (report["totals"]!.Seconds(), Assert.Single(report.Rows()).Seconds()));
    }

    static async Task MostOnAJob(Asked at)
    {
        var from = at.Today.PlusDays(-27);
        var report = await at.Tool("run_report", new { key = "hours-summary", from, to = at.Today, jobIds = new[] { await at.Job("Deliveries") } });
        var due = Asked.Sum((await at.Facts(from, at.Today)).Where(fact => fact.Job == "Deliveries"), fact => fact.Employee);
        Assert.NotEmpty(due);
        Assert.Equal(due, Sums(report, "employee"));
        Assert.Equal(due.Values.Sum(), report["totals"]!.Seconds());
    }

    static async Task LongWeeks(Asked at)
    {
        var from = at.Company.Monday.PlusWeeks(-8);
        var report = await at.Tool("run_report", new { key = "hours-summary", from, to = at.Today, groupBy = "week" });
        var due = Asked.Sum(await at.Facts(from, at.Today), fact => $"{fact.Employee} {Iso(fact.Day.PlusDays(1 - (int)fact.Day.DayOfWeek))}");
        var said = new SortedDictionary<string, long>(report.Rows().ToDictionary(row => $"{row.Text("employee")} {row.Text("week")}", row => row.Seconds()), StringComparer.Ordinal);
        Assert.Equal(due, said);
        Assert.Equal([$"Liam O'Brien {Iso(at.Company.Monday.PlusWeeks(-4))}"], said.Where(week => week.Value > 50 * 3600).Select(week => week.Key));
    }

    static async Task MyWeek(Asked at)
    {
        var sheet = await at.Tool("get_timesheet");
        var due = (await at.Facts(at.Company.Monday, at.Today)).Where(fact => fact.Employee == at.Actor.Name).ToList();
        Assert.NotEmpty(due);
        Assert.Equal(due.Sum(fact => fact.Worked), sheet.Seconds());
        Assert.Equal(Asked.Sum(due, fact => Iso(fact.Day)), new SortedDictionary<string, long>(sheet["days"]!.AsArray().Where(day => day!.Seconds() > 0).ToDictionary(day => day!.Text("date"), day => day!.Seconds()), StringComparer.Ordinal));
    }

    static async Task Shifts(Asked at)
    {
        var from = at.Today.PlusDays(-6);
        var list = await at.Tool("list_time_entries", new { from, to = at.Today, employeeIds = new[] { await at.Person("aisha") } });
        var due = (await at.Facts(from, at.Today)).Where(fact => fact.Employee == "Aisha Rahman").OrderByDescending(fact => fact.Start).ToList();
        Assert.InRange(due.Count, 3, 12);
        Assert.Equal(due.Select(fact => (fact.Id, "Aisha Rahman", fact.Job, fact.Start, fact.End, fact.Worked, fact.Row.Note, fact.Version)), list.Rows().Select(row => (row["entry"]!["id"]!.GetValue<Guid>(), row.Text("employee"),
            (string?)row["job"], Moment(row["entry"]!, "start"), row["entry"]!["end"] is null ? (Instant?)null : Moment(row["entry"]!, "end"), row["entry"]!.Seconds(), (string?)row["entry"]!["note"], (int)row["entry"]!["version"]!)));
        Assert.Equal(due.SelectMany(fact => fact.Row.Breaks.OrderBy(pause => pause.Start)).Select(pause => (pause.Start, pause.Paid)),
            list.Rows().SelectMany(row => row["entry"]!["breaks"]!.AsArray()).Select(pause => (Moment(pause!, "start"), (bool)pause!["paid"]!)));
        Assert.Equal(due.Count, (int)list["page"]!["total"]!);
    }

    static async Task TimeCards(Asked at)
    {
        var from = at.Today.PlusDays(-55);
        var report = await at.Tool("run_report", new { key = "time-card", from, to = at.Today });
        var due = await at.Facts(from, at.Today);
        Assert.True(due.Count > 250);
        Assert.Equal((due.Count, false, 200, due.Sum(fact => fact.Worked)), ((int)report["rowCount"]!, (bool)report["complete"]!, report.Rows().Count, report["totals"]!.Seconds()));
        var file = new Uri(report.Text("fileUrl")).PathAndQuery;
        var rows = CsvText.Read(await (await at.Company.World.Browse(at.Actor)).Client.GetStringAsync(file));
        Assert.Equal(Asked.Sum(due, fact => fact.Employee), Sums(rows.Select(row => (row["employee"], long.Parse(row["workedSeconds"], CultureInfo.InvariantCulture)))));
        Assert.Equal(due.Count, rows.Count);
        Assert.Equal(404, (int)(await (await at.Company.World.Browse(at.Company.Manager)).Get(file)).Status);
        at.Company.World.Clock.Advance(Duration.FromMinutes(15));
        Assert.Equal(410, (int)(await (await at.Company.World.Browse(at.Actor)).Get(file)).Status);
    }

    static async Task ClockIn(Asked at)
    {
        var before = (await at.Facts()).Count;
        var wish = new { jobId = await at.Job("Counter"), idempotencyKey = "clock-me-in" };
        Assert.Equal("invalid_input", await at.Refused("clock_in", new { wish.jobId, at = Said(at.Company.World.Clock.GetCurrentInstant() - Duration.FromHours(1)), idempotencyKey = "earlier" }));
        var answer = await at.Tool("clock_in", wish);
        var now = at.Company.World.Clock.GetCurrentInstant();
        // The answer was lost on the way, and a while later the same wish comes again.
        at.Company.World.Clock.Advance(Duration.FromMinutes(3));
        answer.IsRepeatedBy(await at.Tool("clock_in", wish));
        var facts = await at.Facts();
        var mine = Assert.Single(facts, fact => fact.Employee == at.Actor.Name && fact.End is null);
        Assert.Equal((before + 1, now, "Counter", EntrySource.Assistant), (facts.Count, mine.Start, mine.Job, mine.Row.Source));
        Assert.Equal([("time_entry.opened", at.Actor.Name, DemoCompany.Connection, null)], await at.Log(mine.Id));
        Assert.Contains(DemoCompany.Connection, (await (await at.Company.World.Browse(at.Actor)).Get($"/w/{at.Company.Slug}/audit")).Text, StringComparison.Ordinal);
    }

    static async Task Add(Asked at)
    {
        var tuesday = at.Company.Monday.PlusDays(1);
        var wish = new
        {
            employeeId = await at.Person("Yuki"), jobId = await at.Job("Bakery"), start = Said(at.Company.At(tuesday, 9)), end = Said(at.Company.At(tuesday, 12)), reason = "Forgot to clock in.", idempotencyKey = "yuki",
        };
        var manager = await Asked.By(at.Company, at.Company.Manager);
        Assert.Equal("not_found", await manager.Refused("add_time_entry", wish));
        var answer = await at.Tool("add_time_entry", wish);
        answer.IsRepeatedBy(await at.Tool("add_time_entry", wish));
        var added = Assert.Single(await at.Facts(tuesday, tuesday), fact => fact.Employee == "Yuki Tanaka");
        Assert.Equal((answer["entry"]!["id"]!.GetValue<Guid>(), 3 * 3600L, "Bakery", at.Company.At(tuesday, 9)), (added.Id, added.Worked, added.Job, added.Start));
        Assert.Equal([("time_entry.added", at.Actor.Name, DemoCompany.Connection, "Forgot to clock in.")], await at.Log(added.Id));
    }

    static async Task Correct(Asked at)
    {
        var elena = await at.Person("Elena");
        var list = await at.Tool("list_time_entries", new { from = at.Today.PlusDays(-20), to = at.Today, employeeIds = new[] { elena } });
        var doubtful = Assert.Single(list.Rows(), row => row["entry"]!["flags"]!.AsArray().Any(flag => (string)flag! == "unconfirmed"))["entry"]!;
        var id = doubtful["id"]!.GetValue<Guid>();
        var before = Assert.Single(await at.Facts(), fact => fact.Id == id);
        Assert.Equal((EntryFlags.Unconfirmed, "Elena Petrova"), (before.Flags, before.Employee));
        var end = at.Company.At(before.Day, 18);

        // Somebody else writes a note meanwhile: nothing is written over it, and what stands there now is told.
        await (await Asked.By(at.Company, at.Company.Admin)).Tool("edit_time_entry", new { id, version = before.Version, note = "Asked her.", reason = "Looked into it.", idempotencyKey = "note" });
        Assert.Equal("stale_version", await at.Refused("edit_time_entry", new { id, version = before.Version, end = Said(end), reason = "Forgot to clock out.", idempotencyKey = "elena" }));
        await at.Tool("edit_time_entry", new { id, version = before.Version + 1, end = Said(end), reason = "Forgot to clock out.", idempotencyKey = "elena" });
        var after = Assert.Single(await at.Facts(), fact => fact.Id == id);
        Assert.Equal((before.Start, end, EntryFlags.Edited, "Asked her.", before.Worked + (long)(end - before.End!.Value).TotalSeconds), (after.Start, after.End, after.Flags, after.Row.Note, after.Worked));
        Assert.Equal(("time_entry.changed", at.Actor.Name, DemoCompany.Connection, "Forgot to clock out."), (await at.Log(id))[0]);

        // What an assistant did is taken back on the entry's page.
        var (browser, path) = (await at.Company.World.Browse(at.Actor), $"/w/{at.Company.Slug}/entries/{id}");
        var page = await browser.Get(path);
        Assert.Contains(DemoCompany.Connection, page.Document.QuerySelector(".history li")!.TextContent, StringComparison.Ordinal);
        Assert.False(page.Document.QuerySelector(".history form")!.HasAttribute("hidden"));
        Assert.Equal(302, (int)(await browser.Submit(page, path, "undo")).Status);
        Assert.Equal(before.End, Assert.Single(await at.Facts(), fact => fact.Id == id).End);
    }

    static SortedDictionary<string, long> Sums(JsonNode report, string by) => Sums(report.Rows().Select(row => (row.Text(by), row.Seconds())));

    static SortedDictionary<string, long> Sums(IEnumerable<(string Name, long Seconds)> rows)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, seconds) in rows) sums[name] = sums.GetValueOrDefault(name) + seconds;
        return sums;
    }

    static string Iso(LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);

    static string Said(Instant at) => NodaTime.Text.InstantPattern.General.Format(at);

    static Instant Moment(JsonNode row, string field) => NodaTime.Text.OffsetDateTimePattern.ExtendedIso.Parse(row.Text(field)).Value.ToInstant();
}
