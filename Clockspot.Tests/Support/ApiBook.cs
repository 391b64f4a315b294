using System.Globalization;
using System.Text.Json.Nodes;

namespace Clockspot.Tests.Support;

/// <summary>A parameter of a query as the document has it.</summary>
sealed record DocumentedParameter(string Name, JsonObject Schema)
{
    /// <summary>The schema of one value, where it may be repeated.</summary>
    public JsonObject One => Schema["items"]?.AsObject() ?? Schema;
}

/// <summary>An operation as the served document has it.</summary>
sealed record Documented(ApiBook Book, string Method, string Path, JsonObject Json)
{
    public string Id => (string)Json["operationId"]!;

    /// <summary>The schema of the body; null when it takes none.</summary>
    public JsonObject? Body => Json["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema ? Book.Check.Resolve(schema) : null;

    /// <summary>The example of the body.</summary>
    public JsonObject? BodyExample => Json["requestBody"]?["content"]?["application/json"]?["example"]?.DeepClone().AsObject();

    public bool NeedsBody => (bool?)Json["requestBody"]?["required"] == true;

    public bool IsPatch => Method == "PATCH";

    public IReadOnlyList<string> Scopes => [.. (Json["x-scopes"]?.AsArray() ?? []).Select(one => (string)one!)];

    /// <summary>The roles that get in; null when every credential does.</summary>
    public IReadOnlyList<string>? Roles => Json["x-roles"]?.AsArray().Select(one => (string)one!).ToList();

    public IReadOnlyList<DocumentedParameter> Query =>
        [.. Json["parameters"]!.AsArray().Where(one => (string?)one!["in"] == "query").Select(one => new DocumentedParameter((string)one!["name"]!, one["schema"]!.AsObject()))];

    /// <summary>The answer of that status; null when the document names none.</summary>
    public JsonObject? Answer(int status) => Json["responses"]![status.ToString(CultureInfo.InvariantCulture)] is { } answer ? Book.Check.Resolve(answer) : null;

    /// <summary>The codes that a status may carry.</summary>
    public IReadOnlyList<string> Codes(int status) => [.. (Answer(status)?["x-codes"]?.AsArray() ?? []).Select(one => (string)one!)];

    /// <summary>The status of success.</summary>
    public int Status => Json["responses"]!.AsObject().Select(one => int.Parse(one.Key, CultureInfo.InvariantCulture)).First(status => status < 300);

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>The document of the API as the running program serves it.</summary>
sealed class ApiBook
{
    ApiBook(JsonObject json)
    {
        Json = json;
        Check = new SchemaCheck(json);
        All = [.. from path in json["paths"]!.AsObject()
                  from one in path.Value!.AsObject()
                  where one.Key != "parameters"
                  select new Documented(this, one.Key.ToUpperInvariant(), path.Key, one.Value!.AsObject())];
    }

    public JsonObject Json { get; }

    public SchemaCheck Check { get; }

    /// <summary>Every operation.</summary>
    public IReadOnlyList<Documented> All { get; }

    public static async Task<ApiBook> Read(World world)
    {
        using var http = world.Client();
        return new ApiBook(JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!.AsObject());
    }
}
