using System.Net;
using System.Net.WebSockets;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Hosting;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Hosting;

/// <summary>
/// What keeps pages up to date is a connection that costs the server memory for as long as it is open: who may have one, from which
/// site, and how many.
/// </summary>
[Collection(Outside.Third)]
public sealed class LiveTests : IAsyncLifetime
{
    readonly World world = new();
    readonly List<ClientWebSocket> open = [];
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync()
    {
        foreach (var one in open) one.Dispose();
        await world.DisposeAsync();
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task A_page_of_another_site_opens_nothing_with_somebodys_sign_in(string? origin)
    {
        await using var site = await Site.Start(world.Folder);
        var cookie = await world.Cookie(owner);
        Assert.Equal(403, await Negotiate(site, origin, cookie));
        Assert.Equal(403, await Connect(site, origin, cookie));
        Assert.Equal(403, await Post(site, "/_blazor?id=x", origin, cookie));
        Assert.Equal(403, await Post(site, "/_blazor/disconnect", origin, cookie));
        Assert.Equal(200, await Negotiate(site, site.Origin, cookie));
        Assert.Equal(101, await Connect(site, site.Origin, cookie));
    }

    [Fact]
    public async Task Who_is_not_signed_in_has_few_and_no_page_for_everybody_needs_one()
    {
        await using var site = await Site.Start(world.Folder, ("Live:PerPerson", "2"));
        Assert.Equal(101, await Connect(site, site.Origin, null));
        Assert.Equal(101, await Connect(site, site.Origin, "clockspot.signin=made-up"));
        Assert.Equal(429, await Connect(site, site.Origin, null));
        Assert.Equal(429, await Negotiate(site, site.Origin, null));
        Assert.Equal(101, await Connect(site, site.Origin, await world.Cookie(owner)));
        var stranger = await world.Browse();
        foreach (var path in new[] { "/", "/sign-in", "/open", "/forgot", "/demo", "/help", "/help/clock", "/oauth/authorize", "/nothing" })
        {
            var page = await (await stranger.Client.GetAsync(path)).Content.ReadAsStringAsync();
            Assert.DoesNotContain("<!--Blazor:{\"type\":\"server\"", page, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// A connection that lives as long as its request can be counted and cut off; one that is made of many requests cannot.
    /// </summary>
    [Fact]
    public async Task Only_a_websocket_is_one()
    {
        await using var site = await Site.Start(world.Folder);
        var cookie = await world.Cookie(owner);
        using var http = new HttpClient();
        using var request = Request(HttpMethod.Get, site.Origin + "/_blazor?id=x", site.Origin, cookie);
        Assert.Equal(400, (int)(await http.SendAsync(request)).StatusCode);
        Assert.Equal(400, await Post(site, "/_blazor?id=x", site.Origin, cookie));
    }

    [Fact]
    public async Task A_person_has_so_many_and_an_address_so_many_and_all_together_so_many()
    {
        await using var site = await Site.Start(world.Folder, ("Live:PerPerson", "2"), ("Live:PerAddress", "3"), ("Live:AtMost", "3"));
        var (mine, others) = (await world.Cookie(owner), await world.Cookie(await world.Join(owner, Role.Employee)));
        Assert.Equal(101, await Connect(site, site.Origin, mine));
        Assert.Equal(101, await Connect(site, site.Origin, mine));
        Assert.Equal(429, await Connect(site, site.Origin, mine));
        Assert.Equal(429, await Negotiate(site, site.Origin, mine));
        Assert.Equal(101, await Connect(site, site.Origin, others));
        Assert.Equal(429, await Connect(site, site.Origin, others));
        // A tab is closed: there is room again.
        open[0].Abort();
        Assert.Equal(101, await Eventually(() => Connect(site, site.Origin, mine), 101));
    }

    [Theory]
    [InlineData("Live:PerAddress")]
    [InlineData("Live:AtMost")]
    public async Task Each_of_the_figures_counts_by_itself(string setting)
    {
        await using var site = await Site.Start(world.Folder, (setting, "1"));
        Assert.Equal(101, await Connect(site, site.Origin, await world.Cookie(owner)));
        Assert.Equal(429, await Connect(site, site.Origin, await world.Cookie(await world.Join(owner, Role.Employee))));
    }

    [Fact]
    public async Task Visitors_of_demos_leave_room_for_everybody_else()
    {
        await using var site = await Site.Start(world.Folder, ("Live:Strangers", "1"));
        var visitors = new List<string>();
        for (var visitor = 0; visitor < 2; visitor++) visitors.Add(await Visit(site));
        Assert.Equal(101, await Connect(site, site.Origin, visitors[0]));
        Assert.Equal(429, await Connect(site, site.Origin, visitors[1]));
        Assert.Equal(429, await Connect(site, site.Origin, null));
        Assert.Equal(101, await Connect(site, site.Origin, await world.Cookie(owner)));
    }

    /// <summary>By the counter itself: no machine has a second network for a test.</summary>
    [Fact]
    public void A_network_of_which_somebody_has_all_households_has_eight_times_the_places_of_one()
    {
        var places = new LivePlaces(new LiveFigures(AtMost: 1000, PerAddress: 3, PerPerson: 2, Strangers: 1000));
        static IPAddress In(int household) => IPAddress.Parse($"2001:db8:7:{household:x}::1");
        for (var household = 1; household <= 8; household++)
            for (var time = 0; time < 3; time++) Assert.Equal(time < 2, places.Take(null, In(household)) is not null);
        Assert.Null(places.Take(null, IPAddress.Parse("2001:db8:7:ffff::1")));
        for (var household = 1; household <= 8; household++) Assert.NotNull(places.Take(Ids.New(NodaConstants.UnixEpoch), In(household)));
        Assert.Null(places.Take(Ids.New(NodaConstants.UnixEpoch), IPAddress.Parse("2001:db8:7:ffff::1")));
        Assert.False(places.HasRoom(Ids.New(NodaConstants.UnixEpoch), IPAddress.Parse("2001:db8:7:ffff::1")));
        Assert.NotNull(places.Take(null, IPAddress.Parse("2001:db8:8:1::1")));
    }

    /// <summary>Opens a demo and answers the cookie of its visitor.</summary>
    static async Task<string> Visit(Site site)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(site.Origin) };
        await new Browser(http).Submit("/demo", "demo");
        return handler.CookieContainer.GetCookieHeader(new Uri(site.Origin));
    }

    async Task<int> Connect(Site site, string? origin, string? cookie)
    {
        var socket = new ClientWebSocket();
        open.Add(socket);
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        if (cookie is not null) socket.Options.SetRequestHeader("Cookie", cookie);
        try
        {
            await socket.ConnectAsync(new Uri("ws" + site.Origin[4..] + "/_blazor"), default);
            return 101;
        }
        catch (WebSocketException)
        {
            open.Remove(socket);
            return (int)socket.HttpStatusCode;
        }
    }

    static Task<int> Negotiate(Site site, string? origin, string? cookie) =>
        Post(site, "/_blazor/negotiate?negotiateVersion=1", origin, cookie);

    static async Task<int> Post(Site site, string path, string? origin, string? cookie)
    {
        using var http = new HttpClient();
        using var request = Request(HttpMethod.Post, site.Origin + path, origin, cookie);
        return (int)(await http.SendAsync(request)).StatusCode;
    }

    static HttpRequestMessage Request(HttpMethod method, string address, string? origin, string? cookie)
    {
        var request = new HttpRequestMessage(method, address);
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        if (cookie is not null) request.Headers.TryAddWithoutValidation("Cookie", cookie);
        return request;
    }

    static async Task<int> Eventually(Func<Task<int>> ask, int due)
    {
        for (var time = 0; time < 50; time++)
        {
            if (await ask() == due) return due;
            await Task.Delay(100);
        }
        return await ask();
    }
}
