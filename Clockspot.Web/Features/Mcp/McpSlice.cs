using Clockspot.Api;

namespace Clockspot.Features.Mcp;

static class McpSlice
{
    public static void AddMcp(this IServiceCollection services)
    {
        services.AddSingleton<ToolSchema>();
        services.AddSingleton<ToolCatalog>();
        services.AddSingleton<ToolRunner>();
        services.AddSingleton<McpDoor>();
        services.AddSingleton<McpServers>();
        services.AddSingleton<McpEndpoint>();
    }

    /// <summary>All methods, so that each gets the protocol's own answer. It runs right after routing, before anything that serves pages.</summary>
    public static void MapMcp(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<McpEndpoint>();
        app.Map(McpEndpoint.Path, endpoint.Run).ShortCircuit();
    }
}
