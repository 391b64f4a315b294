using System.Text.Json;
using System.Text.Json.Nodes;
using Clockspot.Domain.Access;

namespace Clockspot.Tests.Support;

/// <summary>An answer of the assistants' door.</summary>
public sealed record McpReply(int Status, JsonNode? Json, string Text, HttpResponseMessage Response)
{
    /// <summary>The result of a request.</summary>
    public JsonNode? Result => Json?["result"];

    /// <summary>The code of an error.</summary>
    public int? Code => (int?)Json?["error"]?["code"];

    /// <summary>What a tool answered.</summary>
    public JsonNode Answer => Result!["structuredContent"]!;

    /// <summary>What a tool answered, with its times as the API writes them.</summary>
    public JsonNode AsApi => InUtc(Answer)!;

    /// <summary>A tool says that it did nothing.</summary>
    public bool IsError => (bool?)Result?["isError"] == true;

    /// <summary>The words of a tool's answer.</summary>
    public string Words => (string)Result!["content"]![0]!["text"]!;

    /// <summary>The code at the beginning of a tool's refusal.</summary>
    public string? Refused => IsError ? Words.Split(':')[0] : null;

    /// <summary>The challenge of a tool's refusal.</summary>
    public string? ToolChallenge => (string?)Result?["_meta"]?["mcp/www_authenticate"]?[0];

    /// <summary>Tools write times by the company's clocks, the API in UTC.</summary>
    static JsonNode? InUtc(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(one => KeyValuePair.Create(one.Key, InUtc(one.Value)))),
        JsonArray list => new JsonArray([.. list.Select(InUtc)]),
        JsonValue value when value.TryGetValue<string>(out var text) && text.Contains('T', StringComparison.Ordinal) && Clockspot.Api.ApiJson.InstantOf(text) is { } at => JsonSerializer.SerializeToNode(at, Clockspot.Api.ApiJson.Options),
        _ => node?.DeepClone(),
    };

    /// <summary>A header, or null.</summary>
    public string? Header(string name) => Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    public override string ToString() => $"{Status} {Text}";
}

/// <summary>An assistant that calls by a token, in either generation of the protocol.</summary>
public sealed class McpClient(HttpClient http, string? token)
{
    public const string Newest = "2026-07-28", Older = "2025-11-25", Everything = "account:read account:write employees:read employees:write time_tracking:read time_tracking:write reports:read";

    static readonly (string, string) both = ("Accept", "application/json, text/event-stream");

    public HttpClient Http => http;

    /// <summary>An assistant that somebody connected.</summary>
    public static async Task<McpClient> Connected(World world, Actor actor, string scopes = Everything, string name = "Crew bot") =>
        new(world.Client(), await Granted.Token(world, actor, OAuthClientWalk.Mcp, name, scopes));

    /// <summary>Calls a tool.</summary>
    public Task<McpReply> Call(string tool, object? arguments = null) =>
        Ask("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = (arguments as JsonNode)?.DeepClone() ?? JsonSerializer.SerializeToNode(arguments ?? new { }, Clockspot.Api.ApiJson.Options) });

    /// <summary>Asks as the older generation does.</summary>
    public Task<McpReply> Ask(string method, JsonObject? about = null) => Send(Message(method, about), both, ("MCP-Protocol-Version", Older));

    /// <summary>Asks as the newer generation does; headers given here come in the place of the right ones, and null leaves one out.</summary>
    public Task<McpReply> AskNow(string method, JsonObject? about = null, params (string Name, string? Value)[] headers)
    {
        about ??= [];
        about["_meta"] ??= new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = Newest, ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "probe", ["version"] = "1" },
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
        };
        var sent = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Accept"] = both.Item2, ["MCP-Protocol-Version"] = Newest, ["Mcp-Method"] = method, ["Mcp-Name"] = (string?)about["name"] };
        foreach (var (name, value) in headers) sent[name] = value;
        return Send(Message(method, about), [.. sent.Where(one => one.Value is not null).Select(one => (one.Key, one.Value!))]);
    }

    /// <summary>Posts a body as it is.</summary>
    public Task<McpReply> Send(string body, params (string Name, string Value)[] headers) => Send("POST", body, headers);

    /// <summary>Sends anything.</summary>
    public async Task<McpReply> Send(string method, string? body, params (string Name, string Value)[] headers)
    {
        IEnumerable<(string Name, string Value)> all = token is null || headers.Any(one => one.Name == "Authorization") ? headers : [.. headers, ("Authorization", "Bearer " + token)];
        var reply = await ApiClient.Send(http, method, "/mcp", body, [.. all]);
        var data = reply.Text.Split('\n').LastOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal));
        return new McpReply(reply.Status, data is not null ? JsonNode.Parse(data["data: ".Length..]) : reply.Json, reply.Text, reply.Response);
    }

    /// <summary>A request, as text.</summary>
    public static string Message(string method, JsonObject? about = null, int id = 7)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method };
        if (about is not null) message["params"] = about;
        return message.ToJsonString();
    }
}
