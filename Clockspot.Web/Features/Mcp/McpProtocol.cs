namespace Clockspot.Features.Mcp;

/// <summary>The revisions of the protocol that are spoken here, and what the newer generation asks of every request.</summary>
static class McpProtocol
{
    /// <summary>The headers of a request.</summary>
    public const string VersionHeader = "MCP-Protocol-Version", MethodHeader = "Mcp-Method", NameHeader = "Mcp-Name";

    /// <summary>Where the newer generation says what it is: clients in <c>params._meta</c>, servers in <c>result._meta</c>.</summary>
    public const string VersionKey = "io.modelcontextprotocol/protocolVersion", CapabilitiesKey = "io.modelcontextprotocol/clientCapabilities", ServerKey = "io.modelcontextprotocol/serverInfo";

    /// <summary>Codes of errors: those of JSON-RPC 2.0, and those of the transport.</summary>
    public const int NotJson = -32700, InvalidRequest = -32600, MethodNotFound = -32601, InvalidParams = -32602, Failed = -32603, NotAllowed = -32000, HeaderMismatch = -32020, MissingCapability = -32021, UnsupportedVersion = -32022;

    /// <summary>They begin with a handshake.</summary>
    public static IReadOnlyList<string> Handshaking { get; } = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

    /// <summary>They say with every request who asks, in which revision.</summary>
    public static IReadOnlyList<string> SelfContained { get; } = ["2026-07-28"];

    /// <summary>Belong to the handshake, or to what came with it, and are not there any more.</summary>
    static readonly string[] gone = ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"];

    /// <summary>True for a revision that is spoken here.</summary>
    public static bool Speaks(string version) => Handshaking.Contains(version) || SelfContained.Contains(version);

    /// <summary>True for a method that the newer generation does not have.</summary>
    public static bool IsGone(string method) => gone.Contains(method);

    /// <summary>The argument that <c>Mcp-Name</c> repeats; null for methods without one.</summary>
    public static string? NameArgument(string method) => method switch { "tools/call" or "prompts/get" => "name", "resources/read" => "uri", _ => null };

    /// <summary>The HTTP status of an error in the newer generation; the older one tells every error with 200.</summary>
    public static int StatusOf(int code) => code switch
    {
        MethodNotFound => StatusCodes.Status404NotFound,
        HeaderMismatch or MissingCapability or UnsupportedVersion => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status200OK,
    };
}
