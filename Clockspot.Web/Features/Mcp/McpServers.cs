using System.Text.Json;
using System.Text.Json.Nodes;
using Clockspot.Api;
using Clockspot.Domain;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Clockspot.Features.Mcp;

/// <summary>What a message was answered with.</summary>
/// <param name="Stream">The answer as a stream of events; empty when there is none.</param>
/// <param name="Failed">The error that it is, or null.</param>
sealed record McpAnswer(ReadOnlyMemory<byte> Stream, JsonRpcError? Failed);

/// <summary>A server of the protocol for each message: it knows one caller, answers once, and is gone. So nothing is kept between requests, and any node can answer any of them.</summary>
sealed class McpServers(ToolCatalog catalog, ToolRunner runner, PublicOrigin origin, IServiceProvider services, ILoggerFactory logs)
{
    readonly Implementation info = new() { Name = "clockspot", Title = "Clockspot", Version = ProductVersion.Text, WebsiteUrl = origin.Value };

    /// <summary>Answers one message of a caller.</summary>
    public async Task<McpAnswer> Answer(Caller caller, McpMessage message, CancellationToken stop)
    {
        JsonRpcError? failed = null;
        var options = Options(caller, sent =>
        {
            failed = sent as JsonRpcError ?? failed;
            if (sent is JsonRpcResponse { Result: JsonObject result }) Complete(result, message.IsSelfContained);
        });
        // Held until it is whole: the status of an error must be known before its first byte, and no answer is long.
        using var stream = new MemoryStream();
        await using var transport = new StreamableHttpServerTransport(logs) { Stateless = true };
        await using var server = McpServer.Create(transport, options, logs, services);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = server.RunAsync(ends.Token);
        try
        {
            await transport.HandlePostRequestAsync(message.Rpc, stream, stop);
        }
        finally
        {
            await ends.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return new McpAnswer(stream.ToArray(), failed);
    }

    McpServerOptions Options(Caller caller, Action<JsonRpcMessage> sent)
    {
        var options = new McpServerOptions
        {
            ServerInfo = info, ServerInstructions = McpInstructions.Text, ScopeRequests = false, Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
        };
        options.Handlers.ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = catalog.For(caller), CacheScope = CacheScope.Private, TimeToLive = TimeSpan.Zero });
        options.Handlers.CallToolHandler = async (request, stop) => await runner.Run(caller, request.Params?.Name ?? "", Arguments(request.Params?.Arguments), services, stop);
        options.Filters.Message.OutgoingFilters.Add(next => async (context, stop) =>
        {
            sent(context.JsonRpcMessage);
            await next(context, stop);
        });
        return options;
    }

    /// <summary>What the library's own types have no place for.</summary>
    void Complete(JsonObject result, bool isSelfContained)
    {
        ToolCatalog.Lift(result);
        if (!isSelfContained) return;
        if (result["_meta"] is not JsonObject meta) result["_meta"] = meta = [];
        meta[McpProtocol.ServerKey] = JsonSerializer.SerializeToNode(info, McpJsonUtilities.DefaultOptions);
    }

    static JsonObject Arguments(IDictionary<string, JsonElement>? said) =>
        said is null ? [] : new JsonObject(said.Select(one => KeyValuePair.Create(one.Key, one.Value.ValueKind == JsonValueKind.Null ? null : JsonSerializer.SerializeToNode(one.Value))));
}
