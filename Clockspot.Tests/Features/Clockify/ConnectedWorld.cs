using Clockspot.Domain.Access;
using Clockspot.Features.Clockify;
using Clockspot.Tests.Support;
using Clockspot.Tests.Support.Clockify;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>The whole program with a fake Clockify to call, and a key that opens a workspace there.</summary>
sealed class ConnectedWorld : IAsyncDisposable
{
    public const string Key = "Ck7zQ0aJr5WmYx3dTnBvCpSe8uHgk9Qz";

    ConnectedWorld(FakeClockify fake, World world, Actor owner, FakeWorkspace crew, ApiClient api) => (Fake, World, Owner, Crew, Api) = (fake, world, owner, crew, api);

    public FakeClockify Fake { get; }

    public World World { get; }

    public Actor Owner { get; }

    /// <summary>Two users and three clients.</summary>
    public FakeWorkspace Crew { get; }

    /// <summary>Calls as the owner.</summary>
    public ApiClient Api { get; }

    public ClockifyBook Book => World.Get<ClockifyBook>();

    public ClockifyConnections Connections => World.Get<ClockifyConnections>();

    public static async Task<ConnectedWorld> Start(Action<IServiceCollection>? replace = null, params (string, string)[] settings)
    {
        var fake = await FakeClockify.Start();
        var crew = fake.Workspace(users: 2, clients: 3);
        fake.Key(Key, crew);
        var world = new World(services =>
        {
            services.Replace(ServiceDescriptor.Singleton(Reader.Quick));
            replace?.Invoke(services);
        }, [("Clockify:BaseUrl", fake.BaseUrl), .. settings]);
        var owner = await world.Workspace();
        return new ConnectedWorld(fake, world, owner, crew, await world.Api(owner));
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
