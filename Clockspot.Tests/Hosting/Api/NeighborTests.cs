using System.Collections.Concurrent;
using System.Diagnostics;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace Clockspot.Tests.Hosting.Api;

/// <summary>What visitors of demos do, whom nobody knows, costs another company's people no time.</summary>
[Collection(Alone.Name)]
public sealed class NeighborTests(ITestOutputHelper output) : IAsyncLifetime
{
    const int Visitors = 8, Seconds = 10;

    readonly World world = new() { IsFresh = true };
    readonly ConcurrentQueue<string> failures = new();
    readonly ConcurrentDictionary<int, int> answers = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Eight_visitors_of_demos_at_their_limits_delay_another_companys_punches_by_less_than_a_fifth_of_a_second()
    {
        var owner = await world.Workspace();
        var people = new List<Actor>();
        for (var number = 0; number < 4; number++) people.Add(await world.Join(owner, Role.Employee));
        await using var site = await Site.Start(world.Folder, ("RateLimits:Demo", "1000/minute"));
        var demos = await Task.WhenAll(Enumerable.Range(0, Visitors).Select(_ => Demo(site)));
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(Seconds));
        var crowd = demos.Select((demo, number) => Task.Run(() => Busy(site, demo, number, end.Token))).ToList();
        var punches = await Task.WhenAll(people.Select(one => Task.Run(() => Punch(site, one, end.Token))));
        await Task.WhenAll(crowd);

        var waits = punches.SelectMany(one => one).Order().ToList();
        output.WriteLine($"{waits.Count} punches: median {waits[waits.Count / 2]:0} ms, p99 {waits[waits.Count * 99 / 100]:0} ms, longest {waits[^1]:0} ms");
        output.WriteLine("The demos were answered " + string.Join(", ", answers.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value} times")));
        Assert.Empty(failures);
        Assert.True(answers.Values.Sum() > Visitors * 10, "The demos did too little to be in anybody's way.");
        Assert.True(waits.Count > 100, $"Only {waits.Count} punches were made.");
        Assert.InRange(waits[waits.Count * 99 / 100], 0, 200);
    }

    /// <summary>Opens a demo as a visitor does, and makes a key in it.</summary>
    async Task<string> Demo(Site site)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = new Uri(site.Origin) };
        var slug = (await new Browser(http).Submit("/demo", "demo")).Location!.ToString().Split('/')[^1];
        Actor visitor;
        await using (var db = await world.Store.OpenSystem("test", default))
        {
            var account = await db.Accounts.SingleAsync(row => row.Slug == slug);
            var person = await db.Employees.AcrossAccounts().Where(row => row.AccountId == account.Id && row.Role == Role.Owner).Select(row => row.PersonId!.Value).SingleAsync();
            visitor = await world.Again(Actor.System(account.Id, "test") with { PersonId = person });
        }
        return await world.Key(visitor);
    }

    /// <summary>Sends the dearest things that there are, without a pause.</summary>
    async Task Busy(Site site, string key, int first, CancellationToken end)
    {
        using var http = new HttpClient { BaseAddress = new Uri(site.Origin) };
        var api = new ApiClient(http, key);
        var ids = Enumerable.Range(0, 500).Select(_ => New()).ToList();
        for (var turn = first; !end.IsCancellationRequested; turn++)
        {
            var reply = (turn % 6) switch
            {
                0 => await api.Post("/jobs", new { name = $"Job {first}-{turn}", forEveryone = false, employeeIds = ids }),
                1 => await api.Post("/invitations", new { email = $"{New():N}@example.com" }),
                2 => await api.Get("/reports/hours-summary?from=2026-01-01&to=2026-12-31"),
                3 => await api.Post("/jobs", new { name = $"Plain {first}-{turn}", forEveryone = true }),
                4 => await api.Get("/time-entries?limit=500&total=true"),
                _ => await api.Post("/employees", new { number = $"{New():N}"[^12..], name = "Somebody" }),
            };
            answers.AddOrUpdate(reply.Status, 1, (_, count) => count + 1);
            if (reply.Status >= 500) failures.Enqueue(reply.ToString());
        }
    }

    Guid New() => Clockspot.Domain.Ids.New(world.Clock.GetCurrentInstant());

    /// <summary>Clocks in and out by the API, as quickly as the answers come but twenty times a second at most, and notes how long each took.</summary>
    async Task<List<double>> Punch(Site site, Actor who, CancellationToken end)
    {
        var waits = new List<double>();
        using var http = new HttpClient { BaseAddress = new Uri(site.Origin) };
        var api = new ApiClient(http, await world.Key(who));
        for (var isIn = false; !end.IsCancellationRequested; isIn = !isIn)
        {
            var watch = Stopwatch.GetTimestamp();
            var reply = await api.Post(isIn ? "/clock/out" : "/clock/in", new { });
            waits.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
            if (reply.Status >= 300) failures.Enqueue(reply.ToString());
            await Task.Delay(50, CancellationToken.None);
        }
        return waits;
    }
}
