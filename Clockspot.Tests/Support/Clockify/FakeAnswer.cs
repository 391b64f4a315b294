using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clockspot.Tests.Support.Clockify;

/// <summary>What is said to one request.</summary>
public sealed record FakeAnswer(int Status, string Body)
{
    static readonly JsonSerializerOptions plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ContentType { get; init; } = "application/json";

    /// <summary>Beside the recorded headers that every answer has.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static FakeAnswer Of(JsonNode json) => new(200, json.ToJsonString(plain));

    /// <summary>A refusal: the code is a number.</summary>
    public static FakeAnswer Refusal(int status, int code, string message) =>
        new(status, new JsonObject { ["message"] = message, ["code"] = code }.ToJsonString(plain));

    public static FakeAnswer AccessDenied() => Refusal(403, 501, "Access Denied");

    public static FakeAnswer UnknownKey() => Refusal(401, 4003, "Api key does not exist");

    public static FakeAnswer NoKey() => Refusal(401, 1000, "Multiple or none auth tokens present");

    public static FakeAnswer NoRoute(string path) => Refusal(404, 3000, $"No static resource {path}.");

    public static FakeAnswer NoMethod(string method) => Refusal(405, 3000, $"Request method '{method}' is not supported");

    public static FakeAnswer WrongType(string name, string type, string text) =>
        Refusal(400, 3000, $"Method parameter '{name}': Failed to convert value of type 'java.lang.String' to required type 'java.lang.{type}'; For input string: \"{text}\"");
}
