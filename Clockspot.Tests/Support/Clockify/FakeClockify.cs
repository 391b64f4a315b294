using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Support.Clockify;

/// <summary>Clockify as it was seen to behave, on a loopback port of its own: its refusals, its ways of paging, its odd rows, its failures. It keeps every request.</summary>
public sealed class FakeClockify : IAsyncDisposable
{
    readonly ConcurrentQueue<SeenRequest> seen = new();
    readonly ConcurrentDictionary<string, byte> issued = new(StringComparer.Ordinal);
    readonly List<(string Path, Fault Fault, int Left)> faults = [];
    readonly CancellationTokenSource ended = new();
    readonly WebApplication app;
    int open;
    int most;

    FakeClockify(WebApplication app) => this.app = app;

    /// <summary>Ends in <c>/api/v1</c>, as <c>Clockify__BaseUrl</c> wants it.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>What it knows: the keys and what they see.</summary>
    public FakeLedger Ledger { get; } = new();

    /// <summary>Which headers speak of more pages.</summary>
    public PagingHeaders Paging
    {
        get => Ledger.Paging;
        set => Ledger.Paging = value;
    }

    /// <summary>Every request so far, in order.</summary>
    public IReadOnlyList<SeenRequest> Seen => [.. seen];

    /// <summary>The most requests that were under way at one time.</summary>
    public int MostAtOnce
    {
        get { lock (faults) return most; }
    }

    public static async Task<FakeClockify> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var fake = new FakeClockify(builder.Build());
        fake.app.Run(fake.Answer);
        await fake.app.StartAsync();
        var address = fake.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        fake.BaseUrl = address.TrimEnd('/') + "/api/v1";
        return fake;
    }

    /// <summary>A workspace that no key sees yet.</summary>
    public FakeWorkspace Workspace(string name = "Northwind Crew", int users = 0, int clients = 0)
    {
        var workspace = Ledger.Add(name);
        workspace.AddUsers(users);
        workspace.AddClients(clients);
        return workspace;
    }

    /// <summary>A key of somebody who owns or runs these workspaces.</summary>
    public string Key(string value, params FakeWorkspace[] workspaces) => Key(value, workspaces, member: false);

    /// <param name="value">The key.</param>
    /// <param name="workspaces">What it sees.</param>
    /// <param name="member">Whether it belongs to a mere member, whom the list of users is refused.</param>
    public string Key(string value, IReadOnlyList<FakeWorkspace> workspaces, bool member)
    {
        issued[value] = 0;
        Ledger.Keys[value] = new FakeKey(value, workspaces, member);
        return value;
    }

    /// <summary>From now on the key does not exist.</summary>
    public void Revoke(string key) => Ledger.Keys.TryRemove(key, out _);

    /// <summary>The next calls to a path fail in this way.</summary>
    /// <param name="path">Below the base address, such as <c>/workspaces</c>; <c>*</c> is every path.</param>
    /// <param name="fault">What happens.</param>
    /// <param name="times">How often; for good when it is not said.</param>
    public void Fault(string path, Fault fault, int times = int.MaxValue)
    {
        lock (faults) faults.Add((path, fault, times));
    }

    /// <summary>From now on nothing fails.</summary>
    public void Mend()
    {
        lock (faults) faults.Clear();
    }

    /// <summary>How many requests there were, to one path or to all.</summary>
    public int Calls(string? path = null) => seen.Count(request => path is null || request.Below == path);

    /// <summary>Forgets the requests.</summary>
    public void Forget() => seen.Clear();

    /// <summary>Fails unless every request so far was one that a reader may make, with its key where it belongs and nowhere else.</summary>
    public void SawOnlyReads() => Assert.All(seen, request => request.IsARead(issued.Keys));

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        try { await app.StopAsync(now.Token); }
        catch (OperationCanceledException) { }
        await app.DisposeAsync();
        ended.Dispose();
    }

    async Task Answer(HttpContext http)
    {
        seen.Enqueue(await SeenRequest.Of(http.Request));
        lock (faults) most = Math.Max(most, ++open);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, http.RequestAborted);
            var call = new FaultCall(http, Ledger, either.Token);
            if (Next(SeenRequest.BelowOf(http.Request)) is { } fault) await fault.Happen(call);
            else await call.Write(FakeRoutes.Answer(http.Request, Ledger));
        }
        catch (Exception cut) when (cut is OperationCanceledException or IOException)
        {
            // The caller left, or the test ended.
        }
        finally
        {
            lock (faults) open--;
        }
    }

    Fault? Next(string path)
    {
        lock (faults)
        {
            var at = faults.FindIndex(row => row.Path == "*" || row.Path == path);
            if (at < 0) return null;
            var (where, fault, left) = faults[at];
            if (left == 1) faults.RemoveAt(at);
            else if (left != int.MaxValue) faults[at] = (where, fault, left - 1);
            return fault;
        }
    }
}
