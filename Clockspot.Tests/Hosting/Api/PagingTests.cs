using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Hosting.Api;

/// <summary>Pages are cut by key: whatever is written between two of them, no row of the list is missing and none comes twice.</summary>
public sealed class PagingTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    Actor worker = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        worker = await world.Join(owner, Role.Employee);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    TimeEntry Entry(Instant start, Instant now)
    {
        var entry = new TimeEntry(owner.AccountId, Ids.New(start), worker.EmployeeId, start, "America/New_York", EntrySource.Web, now);
        entry.Close(start + Duration.FromMinutes(10));
        return entry;
    }

    /// <summary>So many entries one after the other, a quarter of an hour apart, and always four of one start time, which the id has to part.</summary>
    async Task<IReadOnlyList<Guid>> Fill(int count)
    {
        await using var db = await world.Store.Write(owner, default);
        var first = db.Now - Duration.FromDays(200);
        var entries = Enumerable.Range(0, count).Select(number => Entry(first + Duration.FromMinutes(15 * (number / 4)), db.Now)).ToList();
        await db.Insert(entries, default);
        await db.Commit(default);
        return [.. entries.Select(entry => entry.Id)];
    }

    [Fact]
    public async Task A_thousand_entries_paged_by_seven_are_all_there_once_while_others_are_inserted_and_archived()
    {
        var stay = await Fill(1000);
        var api = await world.Api(owner);
        var (seen, cursor, pages, made) = (new List<Guid>(), (string?)null, 0, new List<(Guid Id, int Version)>());
        do
        {
            var page = await api.Get($"/time-entries?limit=7{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.True(page.Status == 200, page.ToString());
            seen.AddRange(page.Rows.Select(row => row!["id"]!.GetValue<Guid>()));
            cursor = (string?)page.Json!["page"]!["next"];
            // Between any two pages one is added on either side of the cursor, and one that was added before is put away.
            made.AddRange([await Add(api, 2 * pages), await Add(api, 4000 - (2 * pages))]);
            if (pages % 2 == 1) await PutAway(api, made[^3]);
            pages++;
        }
        while (cursor is not null);
        var extra = made.Select(one => one.Id).ToHashSet();
        var old = seen.Where(id => !extra.Contains(id)).ToList();
        Assert.Equal(stay.Order(), old.Order());
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.True(pages > 1000 / 7 && seen.Count > 1000, $"{pages} pages, {seen.Count} rows: nothing was seen of what was added meanwhile.");
    }

    /// <summary>Adds one of five minutes in a gap of the others: those last ten of every fifteen minutes, and begin 200 days before now.</summary>
    async Task<(Guid Id, int Version)> Add(ApiClient api, int gap)
    {
        var start = world.Clock.Now - Duration.FromDays(200) + Duration.FromMinutes((15 * gap) + 10);
        var reply = await api.Post("/time-entries", new { employeeId = worker.EmployeeId, start, end = start + Duration.FromMinutes(5), reason = "Forgotten" });
        Assert.True(reply.Status == 201, reply.ToString());
        return (reply.Id, reply.Version);
    }

    static async Task PutAway(ApiClient api, (Guid Id, int Version) entry)
    {
        var reply = await api.Post($"/time-entries/{entry.Id}/archive", new { reason = "Twice", version = entry.Version });
        Assert.True(reply.Status == 200, reply.ToString());
    }
}
