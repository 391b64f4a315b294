using System.Diagnostics;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>Anybody can name a client whose document comes slowly: that must not keep others from connecting theirs.</summary>
public sealed class SlowDocumentTests : IAsyncLifetime
{
    readonly World world = new(services => services.AddSingleton<IStartupFilter>(new FromHeader()));
    readonly List<DocumentHost> slow = [];
    readonly List<Task> asking = [];
    DocumentHost host = null!;
    HttpClient http = null!;

    public async Task InitializeAsync()
    {
        host = await DocumentHost.Start();
        host.Serves(host.Good(redirect: OAuthClientWalk.Redirect));
        http = world.Client();
    }

    public async Task DisposeAsync()
    {
        foreach (var one in slow) await one.DisposeAsync();
        await Task.WhenAll(asking);
        await host.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Slow_ones_from_everywhere_take_no_place_from_a_client_that_somebody_connected()
    {
        var owner = await world.Workspace();
        var known = OAuthClientWalk.Known(world, host.Id);
        await known.Connect(owner);
        world.Clock.Advance(Duration.FromMinutes(11));
        for (var at = 2; at <= 25; at++) await Stall($"127.0.0.{at}", at => $"198.51.100.{at}", 4);
        await Arrive(16);

        await FoundAtOnce(host.Id, "203.0.113.9");
    }

    [Fact]
    public async Task One_host_however_often_it_is_named_leaves_room_for_others()
    {
        await Stall("127.0.0.2", at => $"198.51.100.{at}", 40);
        await Arrive(2);
        await FoundAtOnce(host.Id, "203.0.113.9");
    }

    [Fact]
    public async Task One_caller_however_many_hosts_it_names_leaves_room_for_others()
    {
        for (var at = 2; at <= 25; at++) await Stall($"127.0.0.{at}", _ => "198.51.100.7", 2);
        await Arrive(2);
        await FoundAtOnce(host.Id, "203.0.113.9");
    }

    [Fact]
    public async Task A_household_with_many_addresses_is_one_caller()
    {
        for (var at = 2; at <= 25; at++) await Stall($"127.0.0.{at}", one => $"2001:db8:7:1::{one}", 2);
        await Arrive(2);
        await FoundAtOnce(host.Id, "203.0.113.9");
    }

    /// <summary>A host at which documents never end, asked for by so many requests.</summary>
    async Task Stall(string address, Func<int, string> from, int times)
    {
        var one = await DocumentHost.Start(address);
        slow.Add(one);
        one.Answers(async answer =>
        {
            answer.Response.ContentType = "application/json";
            while (true)
            {
                await answer.Response.WriteAsync(" ", answer.RequestAborted);
                await answer.Response.Body.FlushAsync(answer.RequestAborted);
                await Task.Delay(100, answer.RequestAborted);
            }
        });
        var many = slow.Count * 100;
        for (var time = 1; time <= times; time++) asking.Add(Ask($"{one.Origin}/{time}.json", from((many + time) % 250)));
    }

    /// <summary>Waits until so many have begun, so that the places are taken.</summary>
    async Task Arrive(int least)
    {
        for (var time = 0; time < 40 && slow.Sum(one => one.Asked) < least; time++) await Task.Delay(50);
    }

    async Task FoundAtOnce(string id, string from)
    {
        var began = Stopwatch.GetTimestamp();
        Assert.Equal(302, await Ask(id, from));
        // Whoever waits for a place until there is one waits for five seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    async Task<int> Ask(string id, string from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, OAuthClientWalk.Known(world, id).Ask());
        request.Headers.Add(FromHeader.Name, from);
        return (int)(await http.SendAsync(request)).StatusCode;
    }
}
