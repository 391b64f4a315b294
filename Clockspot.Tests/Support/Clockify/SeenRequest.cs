using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Clockspot.Tests.Support.Clockify;

/// <summary>A request as it arrived.</summary>
public sealed record SeenRequest(string Method, string Path, string Query, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    const string Root = "/api/v1";

    /// <summary>The path below the base address.</summary>
    public string Below => Path.StartsWith(Root + "/", StringComparison.Ordinal) ? Path[Root.Length..] : Path;

    /// <summary>The one value of a header, or null.</summary>
    public string? Header(string name) => Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).SingleOrDefault();

    /// <summary>Fails unless it only reads, only what we read, with a key in its one place.</summary>
    public void IsARead(IEnumerable<string> keys)
    {
        Assert.Equal("GET", Method);
        Assert.True(Path.StartsWith(Root + "/", StringComparison.Ordinal), Path);
        var parts = Below[1..].Split('/');
        Assert.True(parts is ["user"] or ["workspaces"] or ["workspaces", { Length: > 0 }] or ["workspaces", { Length: > 0 }, "users" or "clients"], $"{Path} is nothing that the panel reads.");
        Assert.Single(Headers, header => header.Name.Equals("X-Api-Key", StringComparison.OrdinalIgnoreCase));
        // Nothing of ours travels along: no cookie, no trace, no address of a page.
        Assert.All(Headers, header => Assert.Contains(header.Name.ToLowerInvariant(), new[] { "host", "x-api-key", "accept", "accept-encoding", "user-agent" }));
        Assert.Equal("", Body);
        var elsewhere = string.Join('\n', Headers.Where(header => !header.Name.Equals("X-Api-Key", StringComparison.OrdinalIgnoreCase)).Select(header => $"{header.Name}: {header.Value}").Append(Path).Append(Query));
        Assert.All(keys, key => Assert.DoesNotContain(key, Uri.UnescapeDataString(elsewhere), StringComparison.OrdinalIgnoreCase));
    }

    internal static string BelowOf(HttpRequest request) => request.Path.StartsWithSegments(Root, StringComparison.Ordinal, out var rest) ? rest.Value ?? "" : request.Path.Value ?? "";

    internal static async Task<SeenRequest> Of(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var headers = request.Headers.SelectMany(header => header.Value.Select(value => (header.Key, value ?? ""))).ToList();
        // As it was sent, before anything is unescaped.
        var target = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()?.RawTarget ?? request.GetEncodedPathAndQuery();
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return new SeenRequest(request.Method, mark < 0 ? target : target[..mark], mark < 0 ? "" : target[mark..], headers, await reader.ReadToEndAsync());
    }
}
