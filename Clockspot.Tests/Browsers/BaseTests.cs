using Clockspot.Tests.Support;

namespace Clockspot.Tests.Browsers;

/// <summary>
/// Pages name their base, and Blazor goes by it. The policy lets a page have one of its own site: with none, no page would come alive.
/// Should that change one day, the policy can be tightened.
/// </summary>
[Collection(Outside.First)]
public sealed class BaseTests(Chrome chrome) : IClassFixture<Chrome>, IAsyncLifetime
{
    const string Live = "/w/harbor/now";

    readonly World world = new();
    Site? site;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (site is not null) await site.DisposeAsync();
        await world.DisposeAsync();
    }

    /// <summary>An Owner with a browser, and where they are.</summary>
    async Task<(Visitor Visitor, string Origin)> Come()
    {
        Tool.NeedsChromium();
        var owner = await world.Workspace();
        site = await Site.Start(world.Folder);
        return (await chrome.Visit(site, await world.Cookie(owner)), site.Origin);
    }

    const string Smuggle = "() => document.head.prepend(Object.assign(document.createElement('base'), { href: 'https://evil.example/' }))";

    [SkippableFact]
    public async Task A_page_comes_alive_by_its_own_base_and_a_smuggled_one_is_not_believed()
    {
        var (visitor, origin) = await Come();
        await using var _ = visitor;
        var socket = visitor.Page.WaitForWebSocketAsync();
        await visitor.Open(Live);
        Assert.Equal($"ws{origin[4..]}/_blazor", (await socket).Url.Split('?')[0]);
        Assert.Equal(origin + "/", await visitor.Page.EvaluateAsync<string>("document.baseURI"));
        visitor.SawNothingWrong();

        await visitor.Page.EvaluateAsync(Smuggle);
        Assert.StartsWith(origin, await visitor.Page.EvaluateAsync<string>("document.baseURI"), StringComparison.Ordinal);
        Assert.Contains(visitor.Complaints, one => one.Contains("base-uri", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Without_a_base_no_page_comes_alive()
    {
        var (visitor, origin) = await Come();
        await using var _ = visitor;
        await visitor.Page.RouteAsync("**" + Live, async route =>
        {
            var answer = await route.FetchAsync();
            var headers = new Dictionary<string, string>(answer.Headers, StringComparer.OrdinalIgnoreCase);
            headers["content-security-policy"] = headers["content-security-policy"]
                .Replace("base-uri 'self'", "base-uri 'none'", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Headers = headers });
        });
        var socket = false;
        visitor.Page.WebSocket += (_, _) => socket = true;
        await visitor.Open(Live);
        await visitor.Page.WaitForTimeoutAsync(2000);
        Assert.False(socket);
        Assert.Equal(origin + Live, await visitor.Page.EvaluateAsync<string>("document.baseURI"));
    }
}
