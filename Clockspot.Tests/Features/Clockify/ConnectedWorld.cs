using Clockspot.Domain.Access;
using Clockspot.Features.Clockify;
using Clockspot.Tests.Support;
using Clockspot.Tests.Support.Clockify;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>The whole program with a fake Clockify to call, and a key that opens a workspace there.</summary>
public sealed class ConnectedWorld : IAsyncDisposable
{
    public const string Key = "Ck7zQ0aJr5WmYx3dTnBvCpSe8uHgk9Qz";

    int accounts;

    ConnectedWorld(FakeClockify fake, World world) => (Fake, World) = (fake, world);

    public FakeClockify Fake { get; }

    public World World { get; }

    public Actor Owner { get; private set; } = null!;

    /// <summary>Two users and three clients.</summary>
    public FakeWorkspace Crew { get; private set; } = null!;

    /// <summary>Calls as the owner.</summary>
    public ApiClient Api { get; private set; } = null!;

    public ClockifyBook Book => World.Get<ClockifyBook>();

    public ClockifyConnections Connections => World.Get<ClockifyConnections>();

    public static async Task<ConnectedWorld> Start(Action<IServiceCollection>? replace = null, params (string, string)[] settings)
    {
        var fake = await FakeClockify.Start();
        var world = new World(services =>
        {
            services.Replace(ServiceDescriptor.Singleton(Reader.Quick));
            replace?.Invoke(services);
        }, [("Clockify:BaseUrl", fake.BaseUrl), .. settings]);
        var connected = new ConnectedWorld(fake, world);
        await connected.Renew();
        return connected;
    }

    /// <summary>A new account, and a workspace of its own behind the key; nothing fails and nothing was asked yet.</summary>
    public async Task Renew()
    {
        Fake.Mend();
        Crew = Fake.Workspace(users: 2, clients: 3);
        Fake.Key(Key, Crew);
        Owner = await World.Workspace(accounts++ == 0 ? "harbor" : $"harbor-{accounts}");
        Api = await World.Api(Owner);
        Fake.Forget();
    }

    /// <summary>Saves a key over the API.</summary>
    public Task<ApiReply> Connect(string key = Key) => Api.Send("PUT", "/integrations/clockify", new { apiKey = key, region = "global" });

    /// <summary>Saves the key and forgets the requests that it took.</summary>
    public async Task Connected()
    {
        var reply = await Connect();
        Assert.True(reply.Status == 200, reply.ToString());
        Fake.Forget();
    }

    public Task<ApiReply> Status() => Api.Get("/integrations/clockify");

    /// <summary>One of the three lists: <c>workspaces</c>, <c>users</c> or <c>clients</c>, of a workspace.</summary>
    public Task<ApiReply> List(string list, string? workspace = null) =>
        Api.Get("/integrations/clockify/workspaces" + (list == "workspaces" ? "" : $"/{workspace ?? Crew.Id}/{list}"));

    public async ValueTask DisposeAsync()
    {
        Fake.SawOnlyReads();
        await World.DisposeAsync();
        await Fake.DisposeAsync();
    }
}

/// <summary>One program for the tests of a class, each with an account of its own.</summary>
public sealed class SharedConnectedWorld : IAsyncLifetime
{
    public ConnectedWorld Connected { get; private set; } = null!;

    public async Task InitializeAsync() => Connected = await ConnectedWorld.Start();

    public async Task DisposeAsync() => await Connected.DisposeAsync();
}
