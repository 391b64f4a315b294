using System.Text.Json;
using System.Text.Json.Nodes;
using Clockspot.Api;
using ModelContextProtocol.Protocol;

namespace Clockspot.Features.Mcp;

/// <summary>The tools as the protocol lists them, described once: what each takes and answers, what it does to the world, and which scope it needs.</summary>
sealed class ToolCatalog
{
    /// <summary>Where the scopes of a tool stand; the protocol's own types know no such field at the top level.</summary>
    public const string Schemes = "securitySchemes";

    readonly Dictionary<string, Tool> described;
    readonly ToolList tools;

    public ToolCatalog(ToolList tools, ToolSchema schema)
    {
        this.tools = tools;
        described = tools.All.ToDictionary(tool => tool.Name, tool => Describe(tool, schema), StringComparer.Ordinal);
    }

    /// <summary>Those that somebody may call, in order.</summary>
    public IList<Tool> For(Caller caller) => [.. tools.All.Where(tool => tool.Needs?.Allows(caller.Actor) != false).Select(tool => described[tool.Name])];

    /// <summary>
    /// Sets the scopes of each listed tool beside its name as well, where clients look for them first.
    /// </summary>
    public static void Lift(JsonNode? result)
    {
        if (result?["tools"] is not JsonArray list) return;
        foreach (var tool in list.OfType<JsonObject>())
            if (tool["_meta"]?[Schemes] is { } schemes) tool[Schemes] = schemes.DeepClone();
    }

    static Tool Describe(McpTool tool, ToolSchema schema)
    {
        var (takes, answers) = (schema.Arguments(tool.Input), schema.Answer(tool.Answer));
        // This one is read by the client itself, which prescribes that there is nothing else in it.
        if (tool.IsProfile) answers["additionalProperties"] = false;
        if (tool.Writes)
        {
            answers["properties"]!.AsObject().Add(ToolRunner.Repeated);
            answers["required"]!.AsArray().Add(ToolRunner.Repeated.Key);
        }
        var meta = new JsonObject { [Schemes] = new JsonArray(new JsonObject { ["type"] = "oauth2", ["scopes"] = new JsonArray([.. ScopesOf(tool).Select(scope => JsonValue.Create(scope))]) }) };
        if (tool.IsProfile) meta["openai/profile"] = true;
        return new Tool
        {
            Name = tool.Name, Title = tool.Title, Description = $"{tool.Description} {McpInstructions.PeoplesText}", Meta = meta,
            InputSchema = JsonSerializer.SerializeToElement(takes), OutputSchema = JsonSerializer.SerializeToElement(answers),
            Annotations = new ToolAnnotations
            {
                Title = tool.Title, ReadOnlyHint = !tool.Writes, DestructiveHint = tool.Overwrites, IdempotentHint = true, OpenWorldHint = false,
            },
        };
    }

    static IEnumerable<string> ScopesOf(McpTool tool) => tool.Needs is { } needs ? [needs.Scope.ToString()] : [];
}
