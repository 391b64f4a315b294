using System.Text.Json.Nodes;
using Clockspot.Domain.Access;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>An entry as the database has it, added up by the test itself.</summary>
sealed record Fact(Guid Id, string Employee, string? Job, LocalDate Day, Instant Start, Instant? End, long Worked, bool OnBreak, EntryFlags Flags, int Version, TimeEntry Row);

/// <summary>Somebody of the demo's company who asks an assistant, and what the database says to that.</summary>
sealed class Asked(DemoCompany company, Actor actor, McpClient client)
{
    public static async Task<Asked> By(DemoCompany company, Actor actor) => new(company, actor, await company.Connect(actor));

    public DemoCompany Company => company;

    public Actor Actor => actor;

    public LocalDate Today => company.Today;

    /// <summary>Calls a tool that should answer; times as the API writes them.</summary>
    public async Task<JsonNode> Tool(string name, object? arguments = null)
    {
        var reply = await client.Call(name, arguments);
        Assert.False(reply.IsError || reply.Result is null, $"{name}: {reply}");
        return reply.AsApi;
    }

    /// <summary>Calls a tool that should refuse, and answers the code.</summary>
    public async Task<string?> Refused(string name, object arguments) => (await client.Call(name, arguments)).Refused;

    /// <summary>The id of the one person with that in their name.</summary>
    public async Task<Guid> Person(string name) => Assert.Single((await Tool("list_employees", new { search = name })).Rows())["id"]!.GetValue<Guid>();

    /// <summary>The id of the one job of that name.</summary>
    public async Task<Guid> Job(string name) =>
        Guid.Parse(Assert.Single((await Tool("search", new { query = name }))["results"]!.AsArray().Select(row => row!.Text("id")), id => id.StartsWith("job:", StringComparison.Ordinal))["job:".Length..]);

    /// <summary>Everybody whom the person who asks may see: all, the team and oneself, or oneself.</summary>
    public async Task<IReadOnlyList<string>> People()
    {
        await using var db = await company.World.Store.Open(company.Owner, default);
        return [.. (await db.Employees.ToListAsync()).Where(row => actor.Role >= Role.Admin || row.Id == actor.EmployeeId || (actor.Role == Role.Manager && row.ManagerId == actor.EmployeeId)).Select(row => row.Name)];
    }

    /// <summary>Their time, all of it: worked is from start to end, or to now, without the unpaid breaks.</summary>
    public async Task<IReadOnlyList<Fact>> Facts()
    {
        var seen = await People();
        await using var db = await company.World.Store.Open(company.Owner, default);
        var (names, jobs) = (await db.Employees.ToDictionaryAsync(row => row.Id, row => row.Name), await db.Jobs.ToDictionaryAsync(row => row.Id, row => row.Name));
        var now = company.World.Clock.GetCurrentInstant();
        return [.. (await db.TimeEntries.AsNoTracking().Where(row => row.ArchivedAt == null).ToListAsync()).Where(row => seen.Contains(names[row.EmployeeId])).Select(row => new Fact(row.Id, names[row.EmployeeId],
            row.JobId is { } job ? jobs[job] : null, row.Start.InZone(company.Zone).Date, row.Start, row.End,
            (long)((row.End ?? now) - row.Start).TotalSeconds - row.Breaks.Where(pause => !pause.Paid).Sum(pause => (long)((pause.End ?? now) - pause.Start).TotalSeconds),
            row.Breaks.Any(pause => pause.End == null), row.Flags, row.Version, row))];
    }

    /// <summary>Those of some days.</summary>
    public async Task<IReadOnlyList<Fact>> Facts(LocalDate from, LocalDate to) => [.. (await Facts()).Where(fact => fact.Day >= from && fact.Day <= to)];

    /// <summary>What the log says of an entry, the newest first, as far as an assistant did it.</summary>
    public async Task<IReadOnlyList<(string Name, string By, string? Connection, string? Reason)>> Log(Guid entry)
    {
        await using var db = await company.World.Store.Open(company.Owner, default);
        return [.. (await db.AuditEvents.AsNoTracking().Where(row => row.SubjectId == entry && row.Channel == Channel.Assistant).OrderByDescending(row => row.Id).ToListAsync())
            .Select(row => (row.Name, row.ActorName, row.Credential, row.Reason))];
    }

    /// <summary>Seconds by name.</summary>
    public static SortedDictionary<string, long> Sum(IEnumerable<Fact> facts, Func<Fact, string?> by)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var fact in facts) sums[by(fact) ?? ""] = sums.GetValueOrDefault(by(fact) ?? "") + fact.Worked;
        return sums;
    }
}
