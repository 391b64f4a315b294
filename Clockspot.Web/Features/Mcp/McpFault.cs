using System.Text.Json.Nodes;

namespace Clockspot.Features.Mcp;

/// <summary>A message that never reached a tool: told as an error of JSON-RPC, with an HTTP status.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The code of JSON-RPC.</param>
/// <param name="message">What is wrong.</param>
sealed class McpFault(int status, int code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>What goes with it.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>Which request it answers; null where none could be read.</summary>
    public JsonNode? Id { get; init; }

    /// <summary>400: headers and body say two things, or a header is missing.</summary>
    public static McpFault Mismatch(JsonNode? id, string what) => new(StatusCodes.Status400BadRequest, McpProtocol.HeaderMismatch, what) { Id = id };

    /// <summary>400: a revision that nobody here speaks. Told are those that a client can say in its next request, the same that <c>server/discover</c> tells; the others begin with a handshake.</summary>
    public static McpFault Unsupported(JsonNode? id, string requested) => new(StatusCodes.Status400BadRequest, McpProtocol.UnsupportedVersion, "This revision of the protocol is not spoken here.")
    {
        Id = id, Details = new JsonObject { ["supported"] = new JsonArray([.. McpProtocol.SelfContained.Select(one => JsonValue.Create(one))]), ["requested"] = requested },
    };

    /// <summary>The body of the answer.</summary>
    public JsonObject Body()
    {
        var error = new JsonObject { ["code"] = code, ["message"] = Message };
        if (Details is not null) error["data"] = Details.DeepClone();
        return new JsonObject { ["jsonrpc"] = "2.0", ["id"] = Id?.DeepClone(), ["error"] = error };
    }
}
