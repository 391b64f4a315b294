using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Support;

/// <summary>Somebody else's site on a loopback port of its own: a client, at which people arrive who decided, or one that means no good.</summary>
public sealed class OtherSite : IAsyncDisposable
{
    readonly Channel<Dictionary<string, string>> arrivals = Channel.CreateUnbounded<Dictionary<string, string>>();
    readonly ConcurrentDictionary<string, string> pages = new(StringComparer.Ordinal);
    readonly WebApplication app;
    int port;

    OtherSite(WebApplication app) => this.app = app;

    /// <summary>Where a client's people arrive.</summary>
    public string Redirect => $"http://127.0.0.1:{port}/callback";

    /// <summary>Its address as another site, and as another origin of the same site, with whose requests browsers send cookies along.</summary>
    public IReadOnlyList<string> Origins => [$"http://127.0.0.1:{port}", Neighbour];

    /// <summary>Another origin of the same site: a port does not count for cookies.</summary>
    public string Neighbour => $"http://localhost:{port}";

    public static async Task<OtherSite> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        var site = new OtherSite(builder.Build());
        site.app.Run(site.Answer);
        await site.app.StartAsync();
        site.port = new Uri(site.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        return site;
    }

    /// <summary>Puts a page there.</summary>
    public void Show(string path, string html) => pages[path] = "<!doctype html><html lang=en><title>Other site</title><body>" + html;

    /// <summary>What the next one brings who arrives at <see cref="Redirect"/>.</summary>
    public async Task<Dictionary<string, string>> Arrival()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await arrivals.Reader.ReadAsync(patience.Token);
    }

    /// <summary>True when somebody arrived of whom nobody asked yet.</summary>
    public bool IsVisited => arrivals.Reader.Count > 0;

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    async Task Answer(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path == "/callback") arrivals.Writer.TryWrite(QueryHelpers.ParseQuery(http.Request.QueryString.Value).ToDictionary(pair => pair.Key, pair => pair.Value.Single()!, StringComparer.Ordinal));
        http.Response.StatusCode = path == "/callback" || pages.ContainsKey(path) ? 200 : 204;
        if (http.Response.StatusCode == 204) return;
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(pages.GetValueOrDefault(path, "<!doctype html><html lang=en><title>Arrived</title><p>You can close this page."));
    }
}
