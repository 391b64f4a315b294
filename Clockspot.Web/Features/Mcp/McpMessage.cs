using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Clockspot.Features.Mcp;

/// <summary>A message as it was sent: one JSON object of JSON-RPC, and the headers that repeat some of it.</summary>
/// <param name="Rpc">The message.</param>
/// <param name="IsSelfContained">It belongs to the newer generation of the protocol.</param>
sealed record McpMessage(JsonRpcMessage Rpc, bool IsSelfContained)
{
    /// <summary>Far more than a call of a tool needs.</summary>
    public const int LargestBody = 256 * 1024;

    static readonly JsonDocumentOptions strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    static McpFault TooLarge() => new(StatusCodes.Status413PayloadTooLarge, McpProtocol.InvalidRequest, $"A message has at most {LargestBody / 1024} KB.");

    /// <summary>Reads a request. 400, 404, 413, 415 as the transport has them.</summary>
    public static async Task<McpMessage> Read(HttpRequest request, CancellationToken stop)
    {
        if (!request.HasJsonContentType()) throw new McpFault(StatusCodes.Status415UnsupportedMediaType, McpProtocol.InvalidRequest, "Send the message as application/json.");
        var sent = Parse(await Bytes(request, stop));
        var id = sent["id"] is JsonValue value && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? sent["id"] : null;
        var version = request.Headers[McpProtocol.VersionHeader].ToString();
        var isNew = Check(request.Headers, sent, id, version);
        Negotiate(sent);
        try
        {
            var rpc = sent.Deserialize<JsonRpcMessage>(McpJsonUtilities.DefaultOptions)!;
            if (version.Length > 0) rpc.Context = new JsonRpcMessageContext { ProtocolVersion = version };
            return new McpMessage(rpc, isNew);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new McpFault(StatusCodes.Status400BadRequest, McpProtocol.InvalidRequest, "The body is no message of JSON-RPC 2.0.") { Id = id };
        }
    }

    static async Task<byte[]> Bytes(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength > LargestBody) throw TooLarge();
        using var body = new MemoryStream();
        var piece = new byte[8192];
        for (int read; (read = await request.Body.ReadAsync(piece, stop)) > 0;)
        {
            if (body.Length + read > LargestBody) throw TooLarge();
            body.Write(piece, 0, read);
        }
        return body.ToArray();
    }

    static JsonObject Parse(byte[] body)
    {
        try
        {
            var sent = JsonNode.Parse(body, documentOptions: strict) as JsonObject
                ?? throw new McpFault(StatusCodes.Status400BadRequest, McpProtocol.InvalidRequest, "Send one message, as one JSON object.");
            // Half a character is noticed only by whoever reads the text: here and not later.
            _ = sent.ToJsonString();
            return sent;
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new McpFault(StatusCodes.Status400BadRequest, McpProtocol.NotJson, "The body is not JSON in UTF-8, or names a field twice.");
        }
    }

    /// <summary>Headers and body say the same, in a revision that is spoken here. Answers whether it is of the newer generation.</summary>
    static bool Check(IHeaderDictionary headers, JsonObject sent, JsonNode? id, string version)
    {
        if (version.Length > 0 && !McpProtocol.Speaks(version)) throw McpFault.Unsupported(id, version);
        var meta = (sent["params"] as JsonObject)?["_meta"] as JsonObject;
        var (said, method) = (Text(meta?[McpProtocol.VersionKey]), Text(sent["method"]));
        if (method == "initialize" && version.Length > 0 && Text((sent["params"] as JsonObject)?["protocolVersion"]) is { } asked && asked != version && McpProtocol.Speaks(asked))
            throw McpFault.Mismatch(id, $"{McpProtocol.VersionHeader} says {version} and the body {asked}.");
        if (!McpProtocol.SelfContained.Contains(version))
        {
            if (said is null) return false;
            if (!McpProtocol.Speaks(said)) throw McpFault.Unsupported(id, said);
            return !McpProtocol.SelfContained.Contains(said) ? false : throw McpFault.Mismatch(id, $"The body is of {said}, and {McpProtocol.VersionHeader} does not say so.");
        }
        // An answer to a request of ours, which there are none of, is taken and forgotten.
        if (method is null) return true;
        // A notice has nobody to whom a refusal could be told, and needs no repetition.
        if (!sent.ContainsKey("id") && !headers.ContainsKey(McpProtocol.MethodHeader)) return true;
        CheckRepeated(headers, sent, id, method);
        if (!sent.ContainsKey("id")) return true;
        if (said is null) throw Missing(id, McpProtocol.VersionKey);
        if (said != version) throw McpFault.Mismatch(id, $"{McpProtocol.VersionHeader} says {version} and the body {said}.");
        if (meta![McpProtocol.CapabilitiesKey] is not JsonObject) throw Missing(id, McpProtocol.CapabilitiesKey);
        return !McpProtocol.IsGone(method) ? true : throw new McpFault(StatusCodes.Status404NotFound, McpProtocol.MethodNotFound, $"There is no {method} in this revision of the protocol.") { Id = id };
    }

    /// <summary>
    /// Whoever offers a revision in the handshake that is not shaken hands in is offered the newest that is (MCP 2025-11-25, Lifecycle, Version Negotiation). The library would refuse.
    /// </summary>
    static void Negotiate(JsonObject sent)
    {
        if (Text(sent["method"]) == "initialize" && sent["params"] is JsonObject about && Text(about["protocolVersion"]) is { } offered && !McpProtocol.Handshaking.Contains(offered))
            about["protocolVersion"] = McpProtocol.Handshaking[^1];
    }

    static void CheckRepeated(IHeaderDictionary headers, JsonObject sent, JsonNode? id, string method)
    {
        if (headers[McpProtocol.MethodHeader] is not [{ } named]) throw McpFault.Mismatch(id, $"Send {McpProtocol.MethodHeader} once, with the method of the body.");
        if (named.Trim() != method) throw McpFault.Mismatch(id, $"{McpProtocol.MethodHeader} says {named.Trim()} and the body {method}.");
        if (McpProtocol.NameArgument(method) is not { } argument) return;
        if (headers[McpProtocol.NameHeader] is not [{ } what]) throw McpFault.Mismatch(id, $"Send {McpProtocol.NameHeader} once, with the {argument} of the body.");
        if (Decoded(what.Trim()) != Text((sent["params"] as JsonObject)?[argument])) throw McpFault.Mismatch(id, $"{McpProtocol.NameHeader} and the {argument} of the body differ.");
    }

    static McpFault Missing(JsonNode? id, string key) => new(StatusCodes.Status400BadRequest, McpProtocol.InvalidParams, $"A request of this revision says params._meta[\"{key}\"].") { Id = id };

    static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>What no header can hold is written as <c>=?base64?...?=</c>; null when it is not.</summary>
    static string? Decoded(string header)
    {
        const string Mark = "=?base64?", End = "?=";
        if (header.Any(letter => letter is < ' ' or > '~')) return null;
        if (!header.StartsWith(Mark, StringComparison.OrdinalIgnoreCase) || !header.EndsWith(End, StringComparison.Ordinal) || header.Length < Mark.Length + End.Length) return header;
        var bytes = new byte[header.Length];
        return Convert.TryFromBase64Chars(header.AsSpan(Mark.Length, header.Length - Mark.Length - End.Length), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
