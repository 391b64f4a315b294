using Microsoft.AspNetCore.Components.Endpoints;

namespace Clockspot.Features.Demo;

/// <summary>The screens that a link into the demo may name: the pages below a workspace whose address needs nothing else.</summary>
public sealed class DemoScreens(EndpointDataSource endpoints)
{
    const string Root = "/w/{account}";

    readonly Lazy<HashSet<string>> screens = new(() => [.. endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        .Select(endpoint => (endpoint.RoutePattern.RawText ?? "").TrimEnd('/'))
        .Where(route => route.StartsWith(Root + "/", StringComparison.OrdinalIgnoreCase))
        .Select(route => route[(Root.Length + 1)..])
        .Where(screen => !screen.Contains('{', StringComparison.Ordinal))]);

    /// <summary>All of them, such as <c>timesheet</c>.</summary>
    public IEnumerable<string> All => screens.Value;

    /// <summary>True for one of them, and for none at all, which is the clock.</summary>
    public bool Has(string? screen) => string.IsNullOrEmpty(screen) || screens.Value.Contains(screen);
}
