using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clockspot.Domain;
using Microsoft.Extensions.Primitives;

namespace Clockspot.Api;

/// <summary>Reads bodies: first whether they are JSON at all, then whether every field is known and of its type.</summary>
static class ApiBody
{
    /// <summary>How many things one list of a body, of a tool's arguments or of a query holds.</summary>
    public const int LongestList = 500;

    /// <summary>A shorter body has no list that is too long.</summary>
    const int Harmless = 2 * LongestList;

    static readonly JsonDocumentOptions strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    static Refusal Malformed() => new("invalid_request", 400, "This request could not be read", "The body is not JSON, or names a field twice. Send one JSON object, in UTF-8.");
    static Refusal NoObject() => Refusal.Field("", "wrong_type", "The body must be one JSON object.");
    static Refusal Unknown(string path) => Refusal.Field(path, "unknown_field", "There is no such field here. The reference lists those that there are.");
    /// <summary>422: a list of more than <see cref="LongestList"/>.</summary>
    public static Refusal TooLong(string path) => Refusal.Field(path, "too_many", $"A list holds at most {LongestList} here.");

    static Refusal WrongVersion() => Refusal.Field("version", "wrong_type", "The version is a whole number, as it was read.");
    static Refusal NoETag() => new("invalid_request", 400, "This request could not be read", "If-Match takes one strong ETag, as it was read: \"3\".");

    /// <summary>428: an edit must say what it edits.</summary>
    public static Refusal NoVersion() => new("precondition_required", 428, "Say which version you edit",
        "Send If-Match with the ETag that you read, or its version in the body, so that nobody's change is overwritten unseen.");

    /// <summary>412: somebody else changed it.</summary>
    public static Refusal PreconditionFailed() => new("precondition_failed", 412, "Somebody else changed this meanwhile",
        "It is not of the version in If-Match any more. Read it again, look at it, and send your change anew.");

    /// <summary>400: header and body say two things.</summary>
    public static Refusal TwoVersions() => new("invalid_request", 400, "This request could not be read", "If-Match and the version in the body differ. Send one of them.");

    /// <summary>The body as an object.</summary>
    public static JsonObject Object(ReadOnlyMemory<byte> sent, bool optional)
    {
        if (sent.IsEmpty && optional) return [];
        try
        {
            return JsonNode.Parse(sent.Span, documentOptions: strict) as JsonObject ?? throw NoObject();
        }
        catch (JsonException)
        {
            throw Malformed();
        }
    }

    /// <summary>The input that an object says.</summary>
    public static T Read<T>(JsonObject body) where T : class
    {
        try
        {
            RefuseNulls(body, "");
            return body.Deserialize<T>(ApiJson.Options) ?? throw NoObject();
        }
        catch (JsonException wrong)
        {
            var path = PathOf(wrong.Path);
            if (wrong.Message.Contains("could not be mapped", StringComparison.Ordinal)) throw Unknown(path);
            throw Refusal.Field(path, "wrong_type", IsOurs(wrong.Message) ? wrong.Message : "This is of the wrong type. The reference says what it takes.");
        }
        catch (InvalidOperationException)
        {
            // Half a character: text that is no Unicode.
            throw Malformed();
        }
    }

    /// <summary>
    /// Refuses with 422 a body with a list that is too long. Asked before anything waits for the write lock: what it would cost there, everybody
    /// would wait for. Whether it is JSON at all is seen later.
    /// </summary>
    public static void RefuseLongLists(ReadOnlyMemory<byte> sent)
    {
        if (sent.Length < Harmless) return;
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(sent.Span, documentOptions: strict);
        }
        catch (JsonException)
        {
            return;
        }
        RefuseLongLists(body, "");
    }

    /// <summary>The same for arguments that were read already.</summary>
    public static void RefuseLongLists(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map) RefuseLongLists(value, path.Length == 0 ? name : $"{path}.{name}");
                break;
            case JsonArray list:
                if (list.Count > LongestList) throw TooLong(path);
                for (var at = 0; at < list.Count; at++) RefuseLongLists(list[at], string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]"));
                break;
        }
    }

    /// <summary>No list holds null, and the serializer would let it pass into one whose type in C# says otherwise.</summary>
    static void RefuseNulls(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map) RefuseNulls(value, path.Length == 0 ? name : $"{path}.{name}");
                break;
            case JsonArray list:
                for (var at = 0; at < list.Count; at++) RefuseNulls(list[at] ?? throw Refusal.Field(string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]"), "wrong_type", "A list holds no null."), string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]"));
                break;
        }
    }

    /// <summary>Takes the version out of a body; null when it names none.</summary>
    public static int? TakeVersion(JsonObject body)
    {
        if (!body.Remove("version", out var version)) return null;
        return version is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var number) ? number : throw WrongVersion();
    }

    /// <summary>The version in <c>If-Match</c>; null without the header. <c>*</c> names none: it would overwrite whatever is there.</summary>
    public static int? VersionIn(StringValues header)
    {
        if (header.Count == 0 || header == "*") return null;
        var text = header.ToString();
        return text is ['"', .. var number, '"'] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : throw NoETag();
    }

    /// <summary>RFC 7396: what is absent stays, null clears.</summary>
    public static JsonObject Merged<T>(T present, JsonObject patch)
    {
        var target = JsonSerializer.SerializeToNode(present, ApiJson.Options)!.AsObject();
        Merge(target, patch);
        return target;
    }

    static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null) target.Remove(name);
            else if (value is JsonObject inner && target[name] is JsonObject below) Merge(below, inner);
            else target[name] = value.DeepClone();
        }
    }

    static string PathOf(string? path) => path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    static bool IsOurs(string message) => message.StartsWith("Write ", StringComparison.Ordinal) || message.StartsWith("This ", StringComparison.Ordinal);
}
