using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Audit;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeClock;
using Clockspot.Tests.Support;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Clockspot.Tests.Features.Audit;

public sealed class AuditLogTests : IAsyncLifetime
{
    static readonly AuditPlace newest = new();

    readonly World world = new();
    Actor owner = null!, manager = null!, ann = null!;
    AuditLog log = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        manager = await world.Join(owner, Role.Manager);
        ann = await world.Join(owner, Role.Employee, manager);
        log = world.Get<AuditLog>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task It_shows_the_newest_first_and_walks_through_all_by_pages_there_and_back()
    {
        for (var count = 0; count < 120; count++) await Note($"job.added", owner, reason: $"number {count}");
        var seen = new List<string>();
        var place = newest;
        AuditPageView page;
        do
        {
            page = await log.List(owner, new(), place, default);
            Assert.InRange(page.Rows.Count, 1, AuditLog.PageSize);
            seen.AddRange(page.Rows.Select(row => row.Reason!));
            place = new AuditPlace(page.Rows[^1].Id);
        }
        while (page.HasOlder);
        Assert.Equal(Enumerable.Range(0, 120).Reverse().Select(count => $"number {count}"), seen);
        Assert.True(page.HasNewer);

        var back = await log.List(owner, new(), new AuditPlace(NewerThan: page.Rows[0].Id), default);
        Assert.Equal(seen[50..100], back.Rows.Select(row => row.Reason));
        Assert.True(back is { HasNewer: true, HasOlder: true });
        Assert.False((await log.List(owner, new(), new AuditPlace(NewerThan: back.Rows[0].Id), default)).HasNewer);
    }

    [Fact]
    public async Task Each_filter_narrows()
    {
        await Note("time_entry.changed", manager, about: ann, reason: "Forgot to clock out");
        await Note("job.added", owner);
        await Note("time_entry.closed", ann with { Channel = Channel.Kiosk, Credential = "Front desk" }, about: ann);
        world.Clock.Advance(Duration.FromDays(1));
        await Note("employee.changed", owner, about: manager);

        Assert.Equal(["employee.changed", "time_entry.closed", "job.added", "time_entry.changed"], await Names(new()));
        Assert.Equal(["time_entry.closed", "time_entry.changed"], await Names(new() { About = ann.EmployeeId }));
        Assert.Equal(["employee.changed", "job.added"], await Names(new() { By = owner.EmployeeId }));
        Assert.Equal(["time_entry.closed", "time_entry.changed"], await Names(new() { Noun = "time_entry" }));
        Assert.Equal(["time_entry.closed"], await Names(new() { Channel = Channel.Kiosk }));
        Assert.Equal(["time_entry.changed"], await Names(new() { Text = "CLOCK out" }));
        Assert.Equal(["employee.changed", "job.added"], await Names(new() { Text = "olive" }));
        var workspace = (await world.Enter(owner.PersonId, "harbor")).Workspace;
        Assert.Equal(["employee.changed"], await Names(new AuditAsk { From = "2026-03-03", To = "2026-03-03" }.Read(workspace, world.Clock.GetCurrentInstant())));
        Assert.Equal(3, (await Names(new AuditAsk { Period = "Yesterday" }.Read(workspace, world.Clock.GetCurrentInstant()))).Count);
        Assert.Empty(await Names(new() { Noun = "nonsense" }));
    }

    [Fact]
    public async Task Rows_of_an_area_that_somebody_cannot_read_are_not_there_for_them()
    {
        await Note("pay_rate.added", owner, about: ann);
        await Note("job.added", owner);
        Assert.Equal(2, (await Names(new())).Count);
        var unpaid = owner with { Grants = [.. owner.Grants.Where(grant => grant.Area != Area.PayRates)] };
        Assert.Equal(["job.added"], (await log.List(unpaid, new(), newest, default)).Rows.Select(row => row.Name));
        Assert.Empty((await log.List(unpaid, new() { Noun = "pay_rate" }, newest, default)).Rows);
        var streamed = new List<string>();
        await foreach (var row in log.Stream(unpaid, new(), default)) streamed.Add(row.Name);
        Assert.Equal(["job.added"], streamed);
    }

    [Fact]
    public void Everything_that_is_recorded_has_its_noun_in_the_table()
    {
        var names = Built.Module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).SelectMany(NamesIn).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("time_entry.opened", names);
        Assert.Contains("invitation.accepted_as_other", names);
        Assert.Contains("sign_in.password_changed", names);
        Rule.Holds("What is not in AuditNouns is shown to nobody.", names.Where(name => AuditNouns.All.All(noun => noun.Noun != name.Split('.')[0])));
    }

    [Fact]
    public async Task The_page_says_in_words_what_happened()
    {
        var job = await world.Get<JobList>().Add(owner, new SaveJob { Name = "Till <b>" }, default);
        await world.Get<Clock>().ClockIn(ann, new ClockIn { JobId = job }, default);
        world.Clock.Advance(Duration.FromHours(1));
        await world.Get<Clock>().StartBreak(ann, new StartBreak(), default);
        var page = await (await world.Browse(owner)).Get("/w/harbor/audit");
        Assert.Equal(200, (int)page.Status);
        var rows = page.Document.QuerySelectorAll(".log > li").Select(row => string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.StartsWith("Break started", rows[0], StringComparison.Ordinal);
        Assert.Contains("Breaks before: None → now: 10:00 AM – still running, unpaid", rows[0], StringComparison.Ordinal);
        Assert.Contains("Time entry opened", rows[1], StringComparison.Ordinal);
        Assert.StartsWith("Job added · Till <b>", rows[2], StringComparison.Ordinal);
        Assert.Contains("Job now: Till <b>", rows[1], StringComparison.Ordinal);
        Assert.Contains("Start now: Mar 2, 2026, 9:00 AM", rows[1], StringComparison.Ordinal);
        Assert.Contains("Browser from 192.0.2.7", rows[1], StringComparison.Ordinal);

        var wrong = await (await world.Browse(owner)).Get("/w/harbor/audit?from=2026-02-31&search=till");
        Assert.Equal(422, (int)wrong.Status);
        Assert.Equal("2026-02-31", wrong.Document.QuerySelector("#field-from")!.GetAttribute("value"));
        Assert.Contains("Write the day like", wrong.Document.QuerySelector("#field-from-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(403, (int)(await (await world.Browse(manager)).Get("/w/harbor/audit")).Status);
    }

    [Fact]
    public async Task The_file_holds_the_whole_filter_and_no_live_formula()
    {
        await using (var db = await world.Store.Write(owner, default))
        {
            for (var count = 0; count < 2000; count++)
                db.AuditEvents.Add(new AuditEvent(owner, Ids.New(db.Now), db.Now, "job.added", Ids.New(db.Now), null) { Reason = "=1+1", After = "{\"name\":\"Till\"}" });
            await db.Commit(default);
        }
        await Note("location.added", owner);
        var answer = await (await world.Browse(owner)).Client.GetAsync("/w/harbor/audit.csv?kind=job");
        Assert.Equal(("text/csv", "utf-8"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentType.CharSet));
        Assert.Equal("audit-harbor-2026-03-02.csv", answer.Content.Headers.ContentDisposition!.FileNameStar ?? answer.Content.Headers.ContentDisposition.FileName);
        var lines = (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2001, lines.Length);
        Assert.StartsWith("id,at,name,subjectId,aboutId", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.Matches(",\"?'=1\\+1\"?,", line));

        var wrong = await (await world.Browse(owner)).Get("/w/harbor/audit.csv?from=yesterday");
        Assert.Equal(422, (int)wrong.Status);
        Assert.Contains("Write the day like", wrong.Text, StringComparison.Ordinal);
    }

    static IEnumerable<string> NamesIn(MethodDefinition method) =>
        !method.Body.Instructions.Any(step => step.Operand is MethodReference { Name: "Record",
            DeclaringType.FullName: "Clockspot.Data.ClockspotDb" } or MethodReference { Name: "Tell",
            DeclaringType.FullName: "Clockspot.Features.SignIn.SignInLog" }) ? []
        : method.Body.Instructions.Where(step => step.OpCode == OpCodes.Ldstr).Select(step => (string)step.Operand)
            .Where(text => text.Split('.') is [{ Length: > 0 } noun, { Length: > 0 } verb] && (noun + verb).All(letter => char.IsAsciiLetterLower(letter) || letter == '_'));

    async Task<IReadOnlyList<string>> Names(AuditFilter filter) => [.. (await log.List(owner, filter, newest, default)).Rows.Select(row => row.Name)];

    async Task Note(string name, Actor by, Actor? about = null, string? reason = null)
    {
        await using var db = await world.Store.Write(by, default);
        db.AuditEvents.Add(new AuditEvent(by, Ids.New(db.Now), db.Now, name, Ids.New(db.Now), about?.EmployeeId) { Reason = reason });
        await db.Commit(default);
    }
}
