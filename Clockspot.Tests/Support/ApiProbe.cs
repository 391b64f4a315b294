using System.Text.Json.Nodes;
using Clockspot.Domain.Access;
using Clockspot.Features.Help;
using Clockspot.Tests.Support.Clockify;

namespace Clockspot.Tests.Support;

/// <summary>Asks every operation of the document the same question, and judges what all answers have in common.</summary>
sealed class ApiProbe : IAsyncDisposable
{
    /// <summary>The key in the example of the document, so that the example can be sent as it stands.</summary>
    const string ClockifyKey = "the-key-from-clockify";

    const string Help = "http://localhost:5080/help/refusals#";

    readonly List<string> broken = [];
    readonly string refusals = new HelpBook().Find("refusals")!.Html;

    public required World World { get; init; }

    public required Scene Scene { get; init; }

    public required ApiBook Book { get; init; }

    /// <summary>The owner, by a key that was not narrowed.</summary>
    public required ApiClient Owner { get; init; }

    /// <summary>The Clockify to which the account is connected.</summary>
    public required FakeClockify Clockify { get; init; }

    /// <summary>Two days after the instants in the examples, so that none lies in the future.</summary>
    public static async Task<ApiProbe> Make(Standing state = Standing.Out)
    {
        var clockify = await FakeClockify.Start();
        clockify.Key(ClockifyKey, clockify.Workspace(users: 3, clients: 3));
        var world = new World(("Api:RequestsPerMinute", "1000000"), ("RateLimits:Invitations", "1000000/hour"), ("Clockify:BaseUrl", clockify.BaseUrl));
        world.Clock.Advance(Duration.FromDays(2));
        var scene = await Scene.Make(world, state);
        var owner = await world.Api(scene.Owner);
        // A radius, as in the example, needs a place on the map.
        await owner.Patch($"/locations/{scene.Ids["locations"]}", new { latitude = 40.7, longitude = -74.0, radiusMeters = 100, version = 1 });
        var connected = await owner.Send("PUT", "/integrations/clockify", new { apiKey = ClockifyKey, region = "global" });
        Assert.True(connected.Status == 200, connected.ToString());
        return new ApiProbe { World = world, Scene = scene, Book = await ApiBook.Read(world), Owner = owner, Clockify = clockify };
    }

    /// <summary>Asks every operation, fails with everything that broke the rule, and with everything that was written meanwhile.</summary>
    public async Task Every(string rule, Func<Documented, Task> ask, bool writesNothing = true)
    {
        Assert.NotEmpty(Book.All);
        var before = Digest.Of(World.Folder);
        foreach (var operation in Book.All) await ask(operation);
        Rule.Holds(rule, broken);
        // When a key was last used is written off the path.
        if (writesNothing) Rule.Holds($"{rule} Nothing is written.", before.ChangesTo(Digest.Of(World.Folder)).Where(change => !change.StartsWith("ApiKeys:", StringComparison.Ordinal)));
    }

    /// <summary>Notes a break of the rule.</summary>
    public void Break(Documented operation, string what) => broken.Add($"{operation}: {what}");

    /// <summary>The address, with ids of the scene and whatever other words it needs.</summary>
    public string PathOf(Documented operation, Guid? id = null)
    {
        var parts = operation.Path.Split('/');
        for (var at = 0; at < parts.Length; at++)
        {
            parts[at] = parts[at] switch
            {
                "{id}" when parts[1] == "integrations" => Clockify.Ledger.Keys[ClockifyKey].Workspaces[0].Id,
                "{id}" => (id ?? Scene.Ids[Folder(parts[1])]).ToString(),
                "{key}" => "hours-summary",
                _ when parts[at].StartsWith('{') => throw new InvalidOperationException($"The probe has no word for {operation}."),
                _ => parts[at],
            };
        }
        return string.Join('/', parts);
    }

    /// <summary>A body that the operation should take: its example, with ids that there are and the version that there is.</summary>
    public async Task<JsonObject?> BodyOf(Documented operation)
    {
        if (operation.BodyExample is not { } body) return null;
        Name(body);
        if (body.ContainsKey("version") && Above(operation) is { } reading) body["version"] = (await Owner.Get(PathOf(reading))).Json!["version"]!.DeepClone();
        return body;
    }

    /// <summary>Calls, and judges what every answer has to keep.</summary>
    public async Task<ApiReply> Ask(Documented operation, string what, ApiClient client, string? path = null, object? body = null, params (string, string)[] headers)
    {
        var reply = await client.Send(operation.Method, path ?? PathOf(operation), body is JsonNode json ? json.ToJsonString() : body, headers);
        Judge(operation, what, reply);
        return reply;
    }

    /// <summary>Notes an answer that is none of those due.</summary>
    public void Due(Documented operation, string what, ApiReply reply, params (int Status, string Code)[] due)
    {
        if (!due.Any(one => one.Status == reply.Status && one.Code == reply.Code)) Break(operation, $"{what}: {reply.Status} {reply.Text[..Math.Min(reply.Text.Length, 300)]}, due {string.Join(" or ", due)}");
    }

    /// <summary>What holds for every answer: no 5xx, no HTML, a problem that helps on, nothing that the document does not name.</summary>
    public void Judge(Documented operation, string what, ApiReply reply)
    {
        // Whoever asks another service may have to tell what that did.
        if (reply.Status >= 500 && !operation.Codes(reply.Status).Contains(reply.Code)) Break(operation, $"{what}: {reply}");
        else if (reply.Status >= 400) JudgeProblem(operation, what, reply);
        else if (reply.Status != operation.Status) Break(operation, $"{what}: {reply.Status}, the document says {operation.Status}");
        else if (operation.Answer(reply.Status)!["content"]?["application/json"]?["schema"] is { } schema && reply.Json is not null)
            foreach (var fault in Book.Check.Faults(schema, reply.Json)) Break(operation, $"{what}: the answer differs from the document: {fault}");
        if (reply.Header("X-Request-Id") is null) Break(operation, $"{what}: no X-Request-Id");
        if (reply.Header("RateLimit") is null || reply.Header("RateLimit-Policy") is null) Break(operation, $"{what}: no RateLimit");
        if (reply.Status < 400 && operation.Answer(reply.Status)!["headers"]?["ETag"] is not null && reply.Header("ETag") != $"\"{reply.Version}\"") Break(operation, $"{what}: ETag {reply.Header("ETag")}");
        if (reply.Status == 201 && reply.Header("Location") is null) Break(operation, $"{what}: no Location");
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Clockify.DisposeAsync();
    }

    /// <summary>What is answered where there is nothing of the caller's: by Clockify's own codes where its rows are meant.</summary>
    public static (int, string)[] Nothing(Documented operation) => operation.Path.StartsWith("/integrations/", StringComparison.Ordinal)
        ? [(404, "clockify_workspace_not_found"), (409, "clockify_not_connected")] : [(404, "not_found")];

    void JudgeProblem(Documented operation, string what, ApiReply reply)
    {
        if (reply.Response.Content.Headers.ContentType?.MediaType != "application/problem+json" || reply.Code is not { } code)
        {
            Break(operation, $"{what}: no problem: {reply}");
            return;
        }
        if ((int)reply.Json!["status"]! != reply.Status) Break(operation, $"{what}: the problem says {reply.Json["status"]}");
        if ((string?)reply.Json["requestId"] != reply.Header("X-Request-Id")) Break(operation, $"{what}: another requestId");
        if ((string?)reply.Json["type"] != Help + code || !refusals.Contains($"id=\"{code}\"", StringComparison.Ordinal)) Break(operation, $"{what}: no help about {reply.Json["type"]}");
        if (!operation.Codes(reply.Status).Contains(code)) Break(operation, $"{what}: {reply.Status} {code} is not in the document");
        foreach (var fault in Book.Check.Faults(JsonNode.Parse("""{"$ref": "#/components/schemas/Problem"}"""), reply.Json)) Break(operation, $"{what}: the problem differs from the document: {fault}");
    }

    /// <summary>The operation that reads what another one edits.</summary>
    Documented? Above(Documented operation) => Book.All.Where(one => one.Method == "GET" && (operation.Path == one.Path || operation.Path.StartsWith(one.Path + "/", StringComparison.Ordinal)))
        .OrderByDescending(one => one.Path.Length).FirstOrDefault(one => one.Path.Contains('{', StringComparison.Ordinal) == operation.Path.Contains('{', StringComparison.Ordinal));

    /// <summary>Puts ids of the scene where the example has its own.</summary>
    public void Name(JsonObject body)
    {
        foreach (var (name, value) in body.ToList())
        {
            if (value is JsonObject inner) Name(inner);
            else if (value is JsonArray list && name.EndsWith("Ids", StringComparison.Ordinal)) body[name] = new JsonArray([.. list.Select(_ => JsonValue.Create(IdFor(name[..^1])))]);
            else if (value is JsonArray rows) foreach (var row in rows.OfType<JsonObject>()) Name(row);
            else if (value is not null && name.EndsWith("Id", StringComparison.Ordinal)) body[name] = IdFor(name);
        }
    }

    Guid IdFor(string name) => name switch
    {
        "employeeId" => Scene.Member.EmployeeId,
        "managerId" => Scene.Manager.EmployeeId,
        "jobId" => Scene.Ids["jobs"],
        "locationId" => Scene.Ids["locations"],
        _ => throw new InvalidOperationException($"The probe has no id for '{name}'."),
    };

    static string Folder(string name) => name == "time-entries" ? "entries" : name;

    /// <summary>Every scope that there is but these.</summary>
    public static string AllBut(IEnumerable<string> scopes) => string.Join(' ', Scopes.All.Select(scope => scope.ToString()).Except(scopes, StringComparer.Ordinal));
}
