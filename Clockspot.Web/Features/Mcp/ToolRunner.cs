using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clockspot.Api;
using Clockspot.Domain;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using NodaTime;

namespace Clockspot.Features.Mcp;

/// <summary>
/// Runs a tool: whether this person may call it by this connection, then the use-case, then the answer. What is refused becomes an error that the model can read
/// and act upon; what fails unexpectedly is logged once and tells nothing but the request's id. Whatever goes in or out is cleared of what
/// no person sees, here and nowhere else, so that
/// no tool can forget it; what is stored stays as it was typed.
/// </summary>
sealed class ToolRunner(ToolList tools, Idempotency idempotency, McpDoor door, ILogger<ToolRunner> log)
{
    const string Json = "application/json", RepeatedField = "repeated";

    /// <summary>A call that was given up after a minute is tried again soon. A key that comes back later is a model's habit, not a repetition.</summary>
    static readonly Duration repeats = Duration.FromMinutes(15);

    /// <summary>Runs the tool of that name.</summary>
    public async Task<CallToolResult> Run(Caller caller, string name, JsonObject arguments, IServiceProvider services, CancellationToken stop)
    {
        var tool = tools.Find(name) ?? throw new McpProtocolException($"There is no tool {name} here. tools/list names those that there are.", McpErrorCode.InvalidParams);
        try
        {
            // What the call says is nobody's business who may not make it. The use-case decides again.
            tool.Needs?.Check(caller.Actor);
            ApiBody.RefuseLongLists(arguments, "");
            var call = new ToolCall(caller, (JsonObject)SeenText.Of(arguments)!, services, stop);
            if (tool.Input == typeof(NoArguments)) call.Read<NoArguments>();
            if (!tool.Writes) return Answer(Shown(await tool.Run(call), caller));
            // Refusals are not kept: a model mends its arguments and means the same wish by the same key.
            var sent = await idempotency.Run(caller.Actor, new KeyedCall("TOOL", "/mcp/" + name, call.Key, call.Sent) { Repeats = repeats },
                async () => new Sent(StatusCodes.Status200OK, Json, Encoding.UTF8.GetBytes(Shown(await tool.Run(call), caller).ToJsonString(ApiJson.Options))), refused: null, stop);
            var answer = JsonNode.Parse(sent.Body)!;
            answer[RepeatedField] = sent.IsRepeated;
            return Answer(answer);
        }
        catch (Refusal refusal)
        {
            return Error(Words(refusal, caller), Challenge(caller, refusal));
        }
        catch (Exception failure) when (failure is not OperationCanceledException && failure is not McpProtocolException)
        {
            log.LogError(failure, "The tool {Tool} failed", name);
            var next = tool.Writes ? " Whether it was done is not known: call again with the same idempotencyKey." : "";
            return Error($"server_error: Something went wrong in Clockspot, and it was not your doing.{next} Request {caller.Actor.RequestId}.");
        }
    }

    /// <summary>What writing tools say beside their answer, described.</summary>
    public static KeyValuePair<string, JsonNode?> Repeated => KeyValuePair.Create(RepeatedField,
        (JsonNode?)new JsonObject { ["type"] = "boolean", ["description"] = "True when this was done before, under the same idempotencyKey, and nothing was done now: the rest is the answer of that time." });

    /// <summary>Models say times as they read them, so that they read those of the company's clocks.</summary>
    static JsonNode Shown(object shape, Caller caller) => JsonSerializer.SerializeToNode(shape, shape.GetType(), ApiJson.In(caller.Workspace.Zone))!;

    /// <summary>The same JSON twice: as text, for clients that read no structure.</summary>
    static CallToolResult Answer(JsonNode shape)
    {
        var seen = SeenText.Of(shape)!;
        return new() { Content = [new TextContentBlock { Text = seen.ToJsonString(ApiJson.Options) }],
            StructuredContent = JsonSerializer.SerializeToElement(seen), IsError = false };
    }

    static CallToolResult Error(string words, string? challenge = null) => new()
    {
        Content = [new TextContentBlock { Text = SeenText.Of(words) }], IsError = true,
        Meta = challenge is null ? null : new JsonObject { ["mcp/www_authenticate"] = new JsonArray(JsonValue.Create(challenge)) },
    };

    /// <summary>The code first, for whoever goes by it; then what happened and what to do.</summary>
    static string Words(Refusal refusal, Caller caller)
    {
        var said = new List<string> { $"{refusal.Code}: {refusal.Title}." };
        if (refusal.Detail is { } detail && refusal.Errors.Count == 0) said.Add(detail);
        said.AddRange(refusal.Errors.Select(error => error.Path.Length == 0 ? error.Message : $"{error.Path}: {error.Message}"));
        if (refusal.Present is { } present) said.Add("It is now: " + Shown(present, caller).ToJsonString(ApiJson.Options));
        return string.Join('\n', said);
    }

    /// <summary>Connecting anew with more helps where only the connection lacks it, not where the role does. It asks for what there is as well: a new connection replaces the old one in the client.</summary>
    string? Challenge(Caller caller, Refusal refusal) => refusal.Scope is not { } scope ? null
        : door.Challenge("insufficient_scope", $"This needs the permission {scope}, which the connection does not have.", caller.Credential.Scopes.Append(scope).Distinct(StringComparer.Ordinal));
}
