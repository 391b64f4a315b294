using System.Diagnostics;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Demo;
using Clockspot.Features.Employees;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace Clockspot.Tests.Features.Demo;

public sealed class DemoTests(ITestOutputHelper output) : IAsyncLifetime
{
    readonly World world = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task One_click_makes_a_company_of_ones_own_and_signs_in_as_its_owner()
    {
        var browser = await world.Browse();
        var page = await browser.Get("/demo");
        Assert.Equal(200, (int)page.Status);

        var answer = await browser.Submit(page, "/demo", "demo");

        Assert.Equal(302, (int)answer.Status);
        Assert.StartsWith("/w/demo-", answer.Location!.PathAndQuery, StringComparison.Ordinal);
        var jobs = await browser.Get(answer.Location.PathAndQuery + "/jobs");
        Assert.Equal(200, (int)jobs.Status);
        Assert.Contains("Roasting", jobs.Text, StringComparison.Ordinal);
        await Expect(Slug(answer));
    }

    [Fact]
    public async Task It_opens_on_the_screen_that_was_asked_for_and_comes_back_to_the_same_demo()
    {
        var browser = await world.Browse();
        var first = await browser.Submit("/demo?to=jobs", "demo");
        var second = await browser.Submit("/demo?to=jobs", "demo");

        Assert.EndsWith("/jobs", first.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(first.Location, second.Location);
        var other = await (await world.Browse()).Submit("/demo", "demo");
        Assert.NotEqual(first.Location.ToString(), other.Location + "/jobs");
    }

    [Fact]
    public async Task Its_corrections_have_reasons_and_the_history_of_every_entry_gives_the_entry()
    {
        await (await world.Browse()).Submit("/demo", "demo");
        await using var db = await world.Store.OpenSystem("test", default);
        var entries = await db.TimeEntries.AcrossAccounts().ToListAsync();
        var told = (await db.AuditEvents.AcrossAccounts().OrderBy(row => row.Id).ToListAsync()).ToLookup(row => row.SubjectId);
        foreach (var entry in entries)
        {
            var state = EntryState.Replay(told[entry.Id].Select(row => row.After))!;
            Assert.Equal(EntryState.Of(entry) with { Breaks = [] }, state with { Breaks = [] });
            Assert.Equal(EntryState.Of(entry).Breaks, state.Breaks);
        }
        var edited = entries.Where(entry => entry.Flags.HasFlag(EntryFlags.Edited)).ToList();
        Assert.True(edited.Count >= 5);
        Assert.All(edited, entry => Assert.NotNull(told[entry.Id].Last().Reason));
        Assert.Single(entries, entry => entry.Flags.HasFlag(EntryFlags.Unconfirmed));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("../../sign-in")]
    [InlineData("jobs/../../x")]
    [InlineData("nothing-here")]
    public async Task A_screen_that_is_not_there_is_refused_and_makes_nothing(string screen)
    {
        var browser = await world.Browse();
        var page = await browser.Get("/demo");
        var path = "/demo?to=" + Uri.EscapeDataString(screen);

        Assert.Equal(404, (int)(await browser.Get(path)).Status);
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        Assert.Equal(404, (int)(await browser.Post(path, [new("_handler", "demo"), new("__RequestVerificationToken", token)])).Status);
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task Every_screen_that_can_be_named_is_a_page_of_the_workspace()
    {
        (await world.Browse()).Client.Dispose();
        var screens = world.Get<DemoScreens>();
        Assert.Contains("jobs", screens.All);
        Assert.All(screens.All, screen => Assert.Matches("^[a-z0-9/-]+$", screen));
        Assert.True(screens.Has(null) && screens.Has(""));
    }

    [Fact]
    public async Task A_closed_demo_says_so_and_makes_nothing()
    {
        await using var closed = new World(("Demo:Enabled", "false"));
        var page = await (await closed.Browse()).Get("/demo");

        Assert.Equal((403, "The demo is closed here"), ((int)page.Status, page.Title));
        Assert.Null(page.Document.QuerySelector("form"));
    }

    [Fact]
    public async Task Only_so_many_are_open_at_once()
    {
        await using var small = new World(("Demo:AtMost", "1"));
        Assert.Equal(302, (int)(await (await small.Browse()).Submit("/demo", "demo")).Status);
        var refused = await (await small.Browse()).Submit("/demo", "demo");
        Assert.Equal((429, "Too many demos are open"), ((int)refused.Status, refused.Title));

        small.Clock.Advance(Duration.FromHours(24));
        Assert.Equal(302, (int)(await (await small.Browse()).Submit("/demo", "demo")).Status);
    }

    [Fact]
    public async Task One_address_opens_only_so_many()
    {
        await using var limited = new World(("RateLimits:Demo", "6/hour"));
        for (var time = 0; time < 6; time++) Assert.Equal(302, (int)(await (await limited.Browse()).Submit("/demo", "demo")).Status);
        var refused = await (await limited.Browse()).Submit("/demo", "demo");

        Assert.Equal(429, (int)refused.Status);
        Assert.NotNull(refused.Response.Headers.RetryAfter);
        Assert.Equal(200, (int)(await (await limited.Browse()).Get("/demo")).Status);
    }

    [Fact]
    public async Task It_is_made_within_a_second_on_a_free_machine()
    {
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var browser = await world.Browse();
            var page = await browser.Get("/demo");
            var watch = Stopwatch.StartNew();
            await browser.Submit(page, "/demo", "demo");
            output.WriteLine($"{watch.ElapsedMilliseconds} ms");
            if (watch.Elapsed < best) best = watch.Elapsed;
        }
        Assert.True(best < TimeSpan.FromSeconds(3), $"{best.TotalMilliseconds} ms: the limit is a second, and two more for a machine that runs other tests beside it");
    }

    [Fact]
    public async Task After_a_day_no_row_of_it_is_left_and_nothing_else_is_touched()
    {
        var owner = await world.Workspace();
        var browser = await world.Browse();
        var slug = Slug(await browser.Submit("/demo", "demo"));
        var kept = await Rows(owner.AccountId);
        var account = await AccountOf(slug);
        var people = await People();
        var filled = await Rows(account);
        Assert.True(filled["Punches"] > 1000 && filled["TimeEntries"] > 300 && filled["Breaks"] > 300 && filled["AuditEvents"] > 0);

        world.Clock.Advance(Duration.FromHours(23));
        Assert.Equal(0, await world.Get<DemoCleanup>().RemoveExpired(default));
        world.Clock.Advance(Duration.FromHours(1));
        Assert.Equal(404, (int)(await browser.Get($"/w/{slug}/jobs")).Status);
        Assert.Equal(1, await world.Get<DemoCleanup>().RemoveExpired(default));

        Assert.All(await Rows(account), table => Assert.True(table.Value == 0, $"{table.Value} rows are left in {table.Key}"));
        Assert.Equal(kept, await Rows(owner.AccountId));
        Assert.Equal(people - 1, await People());
        Assert.Equal(0, await Count());
        Assert.Equal(0, await world.Get<DemoCleanup>().RemoveExpired(default));
        Assert.StartsWith("/sign-in", (await browser.Get($"/w/{slug}/jobs")).Location!.PathAndQuery, StringComparison.Ordinal);
    }

    static string Slug(Page answer) => answer.Location!.PathAndQuery["/w/".Length..];

    async Task Expect(string slug)
    {
        var actor = Actor.System(await AccountOf(slug), "test");
        await using var db = await world.Store.Open(actor, default);
        var employees = await db.Employees.ToListAsync();
        var entries = await db.TimeEntries.ToListAsync();
        var punches = await db.Punches.ToListAsync();
        var person = await db.Users.SingleAsync(one => one.IsDemo);

        Assert.Equal(12, employees.Count);
        Assert.All(employees, one => Assert.Equal(EmployeeStatus.Active, one.Status));
        Assert.Equal(person.Id, Assert.Single(employees, one => one.PersonId != null).PersonId);
        Assert.Equal((true, null, world.Clock.GetCurrentInstant() + Duration.FromHours(24)), (person.EmailConfirmed, person.PasswordHash, (await db.Accounts.SingleAsync(one => one.Slug == slug)).DemoUntil));
        Assert.EndsWith(".demo.invalid", person.Email, StringComparison.Ordinal);
        Assert.Equal((4, 2), (await db.Jobs.CountAsync(), await db.Locations.CountAsync()));
        Assert.Equal(0, await db.Mail.CountAsync());
        Assert.Equal(entries.Count, punches.Count(punch => punch.Verb is PunchVerb.In or PunchVerb.Switch));
        Assert.Equal(entries.Sum(entry => entry.Breaks.Count), punches.Count(punch => punch.Verb == PunchVerb.StartBreak));
        foreach (var entry in entries)
        {
            var own = punches.Where(punch => punch.EntryId == entry.Id).OrderBy(punch => punch.At).ToList();
            Assert.Equal(entry.Start, own[0].At);
            // A manager put the end right: the punch stays as it was.
            if (own[^1].Verb == PunchVerb.Out) Assert.True(entry.Flags.HasFlag(EntryFlags.Edited) ? own[^1].At > entry.End : own[^1].At == entry.End);
        }
    }

    async Task<Guid> AccountOf(string slug)
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return (await db.Accounts.SingleAsync(account => account.Slug == slug)).Id;
    }

    async Task<int> Count()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Accounts.CountAsync(account => account.DemoUntil != null);
    }

    async Task<int> People()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Users.CountAsync();
    }

    /// <summary>How many rows of an account each table holds, read past the filter by the tables of the database itself.</summary>
    async Task<SortedDictionary<string, long>> Rows(Guid account)
    {
        await using var db = await world.Store.OpenSystem("test", default);
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var connection = db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync();
        foreach (var type in db.Model.GetEntityTypes().Where(type => type.FindProperty("AccountId") is not null))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM \"{type.GetTableName()}\" WHERE upper(\"AccountId\") = '{account.ToString().ToUpperInvariant()}'";
            rows[type.GetTableName()!] = (long)(await command.ExecuteScalarAsync())!;
        }
        return rows;
    }
}
