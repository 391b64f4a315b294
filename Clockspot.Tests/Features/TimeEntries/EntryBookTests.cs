using System.Data.Common;
using System.Diagnostics;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.Employees;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Clockspot.Tests.Features.TimeEntries;

[Collection(Alone.Name)]
public sealed class EntryBookTests(ITestOutputHelper output) : IAsyncLifetime
{
    readonly ReadCount reads = new();
    World world = null!;
    Actor owner = null!, manager = null!, ann = null!, ben = null!;
    EntryBook book = null!;

    static DayRange March => new(new LocalDate(2026, 3, 1), new LocalDate(2026, 3, 31));

    public async Task InitializeAsync()
    {
        world = new World(services => services.ConfigureDbContext<SqliteClockspotDb>(options => options.AddInterceptors(reads)));
        owner = await world.Workspace();
        manager = await world.Join(owner, Role.Manager);
        (ann, ben) = (await world.Join(owner, Role.Employee, manager), await world.Join(owner, Role.Employee));
        book = world.Get<EntryBook>();
        world.Clock.Advance(Duration.FromDays(30));
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    static TimeEntry Entry(Actor who, Instant start, double hours, string zone = "America/New_York", bool withBreak = false)
    {
        var entry = new TimeEntry(who.AccountId, Ids.New(start), who.EmployeeId, start, zone, EntrySource.Web, start);
        if (withBreak)
        {
            entry.StartBreak(Ids.New(start), start + Duration.FromHours(hours / 2), paid: false);
            entry.EndBreak(start + Duration.FromHours(hours / 2) + Duration.FromMinutes(30));
        }
        entry.Close(start + Duration.FromHours(hours));
        return entry;
    }

    async Task Insert(params IReadOnlyCollection<TimeEntry> entries)
    {
        await using var db = await world.Store.Write(owner, default);
        await db.Insert(entries, default);
        await db.Insert([.. entries.SelectMany(entry => entry.Breaks)], default);
        await db.Commit(default);
    }

    [Fact]
    public async Task Twenty_thousand_entries_open_in_under_a_second_and_no_more_are_read_than_shown()
    {
        var people = await People(100);
        var first = Instant.FromUtc(2025, 8, 1, 13, 0);
        await Insert([.. from day in Enumerable.Range(0, 200) from one in people select Entry(one, first + Duration.FromDays(day), 8, withBreak: true)]);
        var browser = await world.Browse(owner);
        await browser.Get("/w/harbor/entries?from=2025-08-01&to=2026-03-31");
        reads.Clear();
        var watch = Stopwatch.StartNew();
        var page = await browser.Get("/w/harbor/entries?from=2025-08-01&to=2026-03-31");
        watch.Stop();
        output.WriteLine($"grid over 20,000 entries: {watch.ElapsedMilliseconds} ms, entries read {reads.Entries}");
        Assert.Equal(50, page.Document.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("all 20,000 entries", page.Text, StringComparison.Ordinal);
        Assert.Contains(Clockspot.Ui.Formats.Decimal(Duration.FromHours(150_000)), page.Text, StringComparison.Ordinal);
        Assert.Equal(50, reads.Entries);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"{watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task Paging_shows_each_entry_once_while_others_are_written_and_leads_back()
    {
        var start = Instant.FromUtc(2026, 3, 2, 13, 0);
        await Insert([.. Enumerable.Range(0, 25).Select(hour => Entry(ann, start + Duration.FromHours(hour), 1))]);
        var filter = new EntryFilter { Period = March };
        var (seen, cursor, pages) = (new List<Guid>(), (string?)null, new List<EntryList>());
        do
        {
            var page = await book.List(owner, filter, new EntryPaging { Older = cursor, Size = 7 }, default);
            seen.AddRange(page.Rows.Select(row => row.Entry.Id));
            pages.Add(page);
            await Insert(Entry(ben, start + Duration.FromDays(10 + pages.Count), 1));
            cursor = page.Older;
        }
        while (cursor is not null);
        Assert.Equal(25, seen.Distinct().Count());
        Assert.Equal(25, seen.Count);
        var back = await book.List(owner, filter, new EntryPaging { Newer = pages[^1].Newer, Size = 7 }, default);
        Assert.Equal(pages[^2].Rows.Select(row => row.Entry.Id), back.Rows.Select(row => row.Entry.Id));
        Assert.Null((await book.List(owner, filter, new EntryPaging { Older = "junk" }, default)).Newer);
    }

    [Fact]
    public async Task Totals_are_those_of_the_whole_filter_and_running_entries_count_until_now()
    {
        var now = world.Clock.GetCurrentInstant();
        await Insert(Entry(ann, now - Duration.FromHours(20), 8, withBreak: true), Entry(ben, now - Duration.FromHours(30), 2));
        await using (var db = await world.Store.Write(owner, default))
        {
            db.TimeEntries.Add(new TimeEntry(owner.AccountId, Ids.New(now), ann.EmployeeId, now - Duration.FromHours(3), "America/New_York", EntrySource.Web, now));
            await db.Commit(default);
        }
        var filter = new EntryFilter { Period = new DayRange(new LocalDate(2026, 3, 25), new LocalDate(2026, 4, 2)) };
        Assert.Equal(new EntryTotals(3, Duration.FromHours(12.5), 1), await book.Total(owner, filter, default));
        Assert.Equal(new EntryTotals(2, Duration.FromHours(10.5), 1), await book.Total(manager, filter, default));
        Assert.Equal(1, (await book.Total(owner, filter with { EmployeeIds = [ben.EmployeeId] }, default)).Entries);
        Assert.Equal(1, (await book.Total(owner, filter with { Status = EntryStatus.Open }, default)).Entries);
        Assert.Equal(0, (await book.Total(owner, filter with { Status = EntryStatus.Archived }, default)).Entries);
        Assert.Equal(0, (await book.Total(owner, filter with { Flags = EntryFlags.Unconfirmed }, default)).Entries);
    }

    [Fact]
    public async Task A_shift_over_midnight_counts_for_the_period_as_the_account_attributes_it()
    {
        // 22:00 on Saturday the 7th to 06:00 on Sunday the 8th in New York, when the clocks went forward: seven hours.
        await Insert(Entry(ann, Instant.FromUtc(2026, 3, 8, 3, 0), 7));
        var (saturday, sunday) = (new LocalDate(2026, 3, 7), new LocalDate(2026, 3, 8));
        async Task<Duration> On(LocalDate day) => (await book.Total(owner, new EntryFilter { Period = new DayRange(day, day) }, default)).Worked;
        Assert.Equal((Duration.FromHours(7), Duration.Zero), (await On(saturday), await On(sunday)));
        await Split();
        Assert.Equal((Duration.FromHours(2), Duration.FromHours(5)), (await On(saturday), await On(sunday)));
        var row = Assert.Single((await book.List(owner, new EntryFilter { Period = new DayRange(sunday, sunday) }, new EntryPaging(), default)).Rows);
        Assert.Equal((Duration.FromHours(5), saturday), (row.Counted, row.Day));
    }

    [Fact]
    public async Task A_running_entry_reaches_until_now_and_not_into_days_to_come()
    {
        await Split();
        await using (var db = await world.Store.Write(owner, default))
        {
            db.TimeEntries.Add(new TimeEntry(owner.AccountId, Ids.New(db.Now), ann.EmployeeId, db.Now - Duration.FromHours(3), "America/New_York", EntrySource.Web, db.Now));
            await db.Commit(default);
        }
        var today = world.Clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["America/New_York"]).Date;
        async Task<int> On(LocalDate day) => (await book.Total(owner, new EntryFilter { Period = new DayRange(day, day) }, default)).Entries;
        Assert.Equal((1, 0), (await On(today), await On(today.PlusDays(1))));
    }

    [Fact]
    public async Task The_list_reaches_no_further_than_the_actor()
    {
        await Insert(Entry(ann, Instant.FromUtc(2026, 3, 3, 13, 0), 8), Entry(ben, Instant.FromUtc(2026, 3, 3, 13, 0), 8), Entry(manager, Instant.FromUtc(2026, 3, 3, 13, 0), 8));
        var rows = (await book.List(manager, new EntryFilter { Period = March }, new EntryPaging(), default)).Rows;
        Assert.Equal([(ann.EmployeeId, true), (manager.EmployeeId, false)], rows.Select(row => (row.Entry.EmployeeId, row.MayEdit)).OrderByDescending(one => one.MayEdit));
        Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(async () => await book.Get(manager, (await book.List(owner, new EntryFilter { Period = March, EmployeeIds = [ben.EmployeeId] }, new EntryPaging(), default)).Rows[0].Entry.Id, default))).Status);
    }

    async Task Split()
    {
        await using var db = await world.Store.Write(owner, default);
        var account = await db.Accounts.SingleAsync(row => row.Id == owner.AccountId);
        account.Change(account.Name, account.TimeZone, account.Currency, account.WeekStart, account.Hour24, DayAttribution.SplitAtMidnight);
        await db.Commit(default);
    }

    async Task<IReadOnlyList<Actor>> People(int count)
    {
        await using var db = await world.Store.Write(owner, default);
        var made = Enumerable.Range(0, count).Select(number => new Employee(owner.AccountId, Ids.New(db.Now), $"P{number}", $"Person {number:000}", null, Role.Employee, db.Now)).ToList();
        db.Employees.AddRange(made);
        await db.Commit(default);
        return [.. made.Select(one => owner with { EmployeeId = one.Id })];
    }

    /// <summary>Counts the rows of entries that were really read.</summary>
    sealed class ReadCount : DbCommandInterceptor
    {
        int entries;

        public int Entries => entries;

        public void Clear() => entries = 0;

        public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
        {
            // The last reading finds the end. What the database adds up or answers with yes is a row of its own, no entry.
            var isEntry = command.CommandText.StartsWith("SELECT \"t\".\"AccountId\"", StringComparison.Ordinal) && command.CommandText.Contains("\"TimeEntries\"", StringComparison.Ordinal);
            if (isEntry) Interlocked.Add(ref entries, Math.Max(0, eventData.ReadCount - 1));
            return result;
        }
    }
}
