using Clockspot.Api;
using Clockspot.Ui;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;

namespace Clockspot.Tests.Support;

/// <summary>A way in: a page or another endpoint, as the running program has it.</summary>
sealed record Way(string Route, Type? Page, IReadOnlyList<string> Methods, bool IsOpen, bool IsAsset, NeedsAttribute? Carried = null)
{
    public bool IsWorkspace => Route.StartsWith("/w/{", StringComparison.Ordinal);

    /// <summary>What the page says it needs, or the file's route carries.</summary>
    public Need? Needs => (Carried ?? Page?.GetCustomAttributes(typeof(NeedsAttribute), true).Cast<NeedsAttribute>().SingleOrDefault()) is { } needs
        ? new Need(needs.Area, needs.Level, needs.Least, needs.OwnerOnly) : null;

    /// <summary>Below the workspace: <c>jobs/{id}</c>.</summary>
    public string Below => Route["/w/{account}".Length..].TrimStart('/');

    /// <summary>True when the address names a row.</summary>
    public bool NamesRow => Below.Contains('{', StringComparison.Ordinal);

    /// <summary>The address in a workspace, with the id of the kind that the folder holds.</summary>
    public string In(string slug, IReadOnlyDictionary<string, Guid> ids)
    {
        var parts = Below.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < parts.Length; at++)
            if (parts[at].StartsWith('{')) parts[at] = ids.TryGetValue(parts[at - 1], out var id) ? id.ToString() : throw new InvalidOperationException($"Scene has no id for {Route}: add one.");
        return string.Join('/', [$"/w/{slug}", .. parts]);
    }

    /// <summary>Every way into the program.</summary>
    public static IReadOnlyList<Way> All(World world) =>
    [
        .. from endpoint in world.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let data = endpoint.Metadata
           select new Way("/" + endpoint.RoutePattern.RawText?.TrimStart('/'), data.GetMetadata<ComponentTypeMetadata>()?.Type,
               data.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
               data.GetMetadata<IAllowAnonymous>() is not null || (data.GetMetadata<IAuthorizeData>() is null && data.GetMetadata<ApiOperation>() is null),
               data.Any(one => one.GetType().Name is "StaticAssetDescriptor" or "BuildAssetMetadata"), data.GetMetadata<NeedsAttribute>()),
    ];

    /// <summary>The files below a workspace that are got by an address which names no row.</summary>
    public static IReadOnlyList<Way> Files(World world) => [.. All(world).Where(way => way is { IsWorkspace: true, Page: null, NamesRow: false } && way.Methods.Contains("GET"))];

    /// <summary>The pages below a workspace.</summary>
    public static IReadOnlyList<Way> Workspace(World world) => [.. All(world).Where(way => way is { IsWorkspace: true, Page: not null }).OrderBy(way => way.Route, StringComparer.Ordinal)];
}
