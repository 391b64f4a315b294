using System.Text.Json;
using System.Text.Json.Nodes;
using Clockspot.Api;
using Clockspot.Domain;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Clockspot.Features.Mcp;

/// <summary>
/// Runs a tool: whether this person may call it by this connection, then the use-case, then the answer. What is refused becomes an error that the model can read
/// and act upon; what fails unexpectedly is logged once and tells nothing but the request's id.
/// </summary>
sealed class ToolRunner(ToolList tools, Idempotency idempotency, McpDoor door, ILogger<ToolRunner> log)
{
    const string Json = "application/json";

    /// <summary>Runs the tool of that name.</summary>
    public async Task<CallToolResult> Run(Caller caller, string name, JsonObject arguments, IServiceProvider services, CancellationToken stop)
    {
        var tool = tools.Find(name) ?? throw new McpProtocolException($"There is no tool {name} here. tools/list names those that there are.", McpErrorCode.InvalidParams);
        try
        {
            // What the call says is nobody's business who may not make it. The use-case decides again.
            tool.Needs?.Check(caller.Actor);
            var call = new ToolCall(caller, arguments, services, stop);
            if (tool.Input == typeof(NoArguments)) call.Read<NoArguments>();
            if (!tool.Writes) return Answer(await tool.Run(call));
            // Refusals are not kept: a model mends its arguments and means the same wish by the same key.
            var sent = await idempotency.Run(caller.Actor, new KeyedCall("TOOL", "/mcp/" + name, call.Key, call.Sent), async () => Written(await tool.Run(call)), refused: null, stop);
            return Answer(JsonNode.Parse(sent.Body));
        }
        catch (Refusal refusal)
        {
            return Error(Words(refusal), Challenge(caller, refusal));
        }
        catch (Exception failure) when (failure is not OperationCanceledException && failure is not McpProtocolException)
        {
            log.LogError(failure, "The tool {Tool} failed", name);
            return Error($"server_error: Something went wrong in Clockspot. It was not your doing, and nothing was changed. Request {caller.Actor.RequestId}.");
        }
    }

    static Sent Written(object shape) => new(StatusCodes.Status200OK, Json, JsonSerializer.SerializeToUtf8Bytes(shape, shape.GetType(), ApiJson.Options));

    static CallToolResult Answer(object shape) => Answer(JsonSerializer.SerializeToNode(shape, shape.GetType(), ApiJson.Options));

    /// <summary>The same JSON twice: as text, for clients that read no structure.</summary>
    static CallToolResult Answer(JsonNode? shape) => new()
    {
        Content = [new TextContentBlock { Text = shape!.ToJsonString(ApiJson.Options) }], StructuredContent = JsonSerializer.SerializeToElement(shape), IsError = false,
    };

    static CallToolResult Error(string words, string? challenge = null) => new()
    {
        Content = [new TextContentBlock { Text = words }], IsError = true,
        Meta = challenge is null ? null : new JsonObject { ["mcp/www_authenticate"] = new JsonArray(JsonValue.Create(challenge)) },
    };

    /// <summary>The code first, for whoever goes by it; then what happened and what to do.</summary>
    static string Words(Refusal refusal)
    {
        var said = new List<string> { $"{refusal.Code}: {refusal.Title}." };
        if (refusal.Detail is { } detail && refusal.Errors.Count == 0) said.Add(detail);
        said.AddRange(refusal.Errors.Select(error => error.Path.Length == 0 ? error.Message : $"{error.Path}: {error.Message}"));
        if (refusal.Present is { } present) said.Add("It is now: " + JsonSerializer.Serialize(present, present.GetType(), ApiJson.Options));
        return string.Join('\n', said);
    }

    /// <summary>Connecting anew with more helps where only the connection lacks it, not where the role does. It asks for what there is as well: a new connection replaces the old one in the client.</summary>
    string? Challenge(Caller caller, Refusal refusal) => refusal.Scope is not { } scope ? null
        : door.Challenge("insufficient_scope", $"This needs the permission {scope}, which the connection does not have.", caller.Credential.Scopes.Append(scope).Distinct(StringComparer.Ordinal));
}
