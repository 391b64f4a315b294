using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clockspot.Tests.Support;

/// <summary>An answer of the API.</summary>
public sealed record ApiReply(int Status, JsonNode? Json, string Text, HttpResponseMessage Response)
{
    /// <summary>The code of a problem.</summary>
    public string? Code => Json?["code"]?.GetValue<string>();

    /// <summary>The path of the first error of a problem.</summary>
    public string? ErrorPath => Json?["errors"]?[0]?["path"]?.GetValue<string>();

    /// <summary>The id of what was answered.</summary>
    public Guid Id => Json!["id"]!.GetValue<Guid>();

    /// <summary>Its version.</summary>
    public int Version => Json!["version"]!.GetValue<int>();

    /// <summary>The rows of a page.</summary>
    public JsonArray Rows => Json!["data"]!.AsArray();

    /// <summary>A header, or null.</summary>
    public string? Header(string name) => Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    public override string ToString() => $"{Status} {Text}";
}

/// <summary>A program that calls the API with a key, by paths below <c>/api/v1</c>.</summary>
public sealed class ApiClient(HttpClient http, string key)
{
    /// <summary>The value of the key.</summary>
    public string Key { get; } = key;

    public Task<ApiReply> Get(string path) => Send("GET", path);

    public Task<ApiReply> Post(string path, object? body = null, params (string Name, string Value)[] headers) => Send("POST", path, body, headers);

    public Task<ApiReply> Patch(string path, object? body, params (string Name, string Value)[] headers) => Send("PATCH", path, body, headers);

    public Task<ApiReply> Delete(string path) => Send("DELETE", path);

    /// <summary>Sends; a body that is text goes as it is, anything else as JSON.</summary>
    public Task<ApiReply> Send(string method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        Send(http, method, "/api/v1" + path, body, [("Authorization", "Bearer " + Key), .. headers]);

    /// <summary>Sends anything anywhere.</summary>
    public static async Task<ApiReply> Send(HttpClient http, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, Clockspot.Api.ApiJson.Options), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new ApiReply((int)response.StatusCode, isJson && text.Length > 0 ? JsonNode.Parse(text) : null, text, response);
    }
}
