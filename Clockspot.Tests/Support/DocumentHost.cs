using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Support;

/// <summary>A site on a loopback port that serves clients' documents, well or badly, and counts who asks.</summary>
public sealed class DocumentHost : IAsyncDisposable
{
    readonly WebApplication app;
    Func<HttpContext, Task> answer = http => Json(http, "{}");
    int asked;

    DocumentHost(WebApplication app) => this.app = app;

    /// <summary>Its address, without a slash at the end.</summary>
    public string Origin => app.Urls.Single();

    /// <summary>The client id of the document.</summary>
    public string Id => Origin + "/client.json";

    /// <summary>How many requests came.</summary>
    public int Asked => asked;

    /// <param name="address">One of this machine's own, 127.0.0.0/8: each is a host of its own.</param>
    public static async Task<DocumentHost> Start(string address = "127.0.0.1")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{address}:0");
        var host = new DocumentHost(builder.Build());
        host.app.Run(http =>
        {
            Interlocked.Increment(ref host.asked);
            return host.answer(http);
        });
        await host.app.StartAsync();
        return host;
    }

    /// <summary>What it answers from now on.</summary>
    public void Answers(Func<HttpContext, Task> with) => answer = with;

    /// <summary>Answers with a document.</summary>
    public void Serves(string json, string type = "application/json", string? cache = null) => answer = http => Json(http, json, type, cache);

    /// <summary>The document of a well-behaved client.</summary>
    public string Good(string? id = null, string redirect = "https://crew.example/back") => $$"""{"client_id": "{{id ?? Id}}", "client_name": "Crew bot", "redirect_uris": ["{{redirect}}"], "token_endpoint_auth_method": "none"}""";

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    static Task Json(HttpContext http, string json, string type = "application/json", string? cache = null)
    {
        http.Response.ContentType = type;
        if (cache is not null) http.Response.Headers.CacheControl = cache;
        return http.Response.WriteAsync(json, http.RequestAborted);
    }
}
