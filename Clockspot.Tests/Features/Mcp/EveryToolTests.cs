using System.Text.Json.Nodes;
using Clockspot.Api;
using Clockspot.Domain.Access;
using Clockspot.Features.OAuth;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>By enumeration over the tools that the program has: how each is told, whom it lets in, and that it does nothing for anybody else, whatever they send.</summary>
public sealed class EveryToolTests : IAsyncLifetime
{
    ToolProbe probe = null!;

    public async Task InitializeAsync() => probe = await ToolProbe.Make();

    public async Task DisposeAsync() => await probe.DisposeAsync();

    async Task<IReadOnlyDictionary<string, JsonObject>> Listed(Actor actor, string scopes = McpClient.Everything) =>
        (await (await McpClient.Connected(probe.World, actor, scopes)).Ask("tools/list")).Result!["tools"]!.AsArray().ToDictionary(tool => (string)tool!["name"]!, tool => tool!.AsObject(), StringComparer.Ordinal);

    [Fact]
    public async Task Every_tool_is_told_in_full()
    {
        var listed = await Listed(probe.Scene.Owner);
        Rule.Listed("The Owner's list holds every tool.", listed.Keys, probe.All.Select(tool => tool.Name));
        Rule.Holds("A tool has a title, a description, schemas whose every field is described, hints and scopes.", probe.All.SelectMany(tool => Missing(tool, listed[tool.Name]).Select(what => $"{tool.Name}: {what}")));
    }

    static IEnumerable<string> Missing(McpTool tool, JsonObject told)
    {
        if (told["title"] is null) yield return "no title";
        if (((string?)told["description"])?.Length is not > 80) yield return "a description that says too little";
        if ((string?)told["inputSchema"]!["type"] != "object" || (bool?)told["inputSchema"]!["additionalProperties"] != false) yield return "arguments that nobody reads are allowed";
        foreach (var field in Undescribed(told["inputSchema"]!, "argument").Concat(Undescribed(told["outputSchema"]!, "answer"))) yield return $"{field} is not described";
        var hints = told["annotations"]!;
        if ((bool?)hints["readOnlyHint"] != !tool.Writes || (bool?)hints["openWorldHint"] != false || hints["destructiveHint"] is null || hints["idempotentHint"] is null) yield return $"hints {hints.ToJsonString()}";
        var scopes = told["securitySchemes"]?[0]?["scopes"]?.AsArray().Select(one => (string)one!).ToList();
        if (scopes is null || !JsonNode.DeepEquals(told["securitySchemes"], told["_meta"]?["securitySchemes"])) yield return "securitySchemes are not the same in both places";
        else if (tool.Needs is { } needs ? scopes is not [var one] || one != needs.Scope.ToString() : scopes.Count > 0) yield return $"scopes {string.Join(' ', scopes)}";
        if (tool.Writes && told["inputSchema"]!["required"]!.AsArray().All(name => (string)name! != "idempotencyKey")) yield return "no idempotencyKey";
    }

    static IEnumerable<string> Undescribed(JsonNode schema, string path) => schema["properties"]?.AsObject().SelectMany(field =>
        (field.Value!["description"] is null ? [$"{path}.{field.Key}"] : Array.Empty<string>()).Concat(Undescribed(field.Value!, $"{path}.{field.Key}")).Concat(field.Value["items"] is { } row ? Undescribed(row, $"{path}.{field.Key}[]") : [])) ?? [];

    [Fact]
    public void The_door_asks_for_what_its_tools_make_use_of_and_no_more()
    {
        var used = probe.All.Where(tool => tool.Needs is not null).SelectMany(tool => new[] { tool.Needs!.Scope, Scopes.Needed(tool.Needs.Through ?? tool.Needs.Area, Level.Read) });
        Assert.Equal(OAuthResources.OfAssistants.Order(StringComparer.Ordinal), used.Select(scope => scope.ToString()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_tool_names_the_connection_as_clients_prescribe()
    {
        var listed = await Listed(probe.Scene.Owner);
        var profile = Assert.Single(listed, tool => (bool?)tool.Value["_meta"]!["openai/profile"] == true);
        Assert.False((bool)profile.Value["outputSchema"]!["additionalProperties"]!);
        var client = await McpClient.Connected(probe.World, probe.Scene.Owner, "reports:read");
        var (first, again) = ((await client.Call(profile.Key)).Answer, (await (await McpClient.Connected(probe.World, probe.Scene.Owner)).Call(profile.Key)).Answer);
        Assert.Equal((string)first["id"]!, (string)again["id"]!);
        Assert.NotEqual((string)first["id"]!, (string)(await (await McpClient.Connected(probe.World, probe.Scene.Member)).Call(profile.Key)).Answer["id"]!);
        Assert.Subset(new HashSet<string>(["id", "name", "email", "nickname"], StringComparer.Ordinal), first.AsObject().Select(one => one.Key).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_tool_does_what_it_is_for_and_answers_as_it_says()
    {
        var listed = await Listed(probe.Scene.Owner);
        var client = await McpClient.Connected(probe.World, probe.Scene.Owner);
        var check = new SchemaCheck([]);
        var broken = new List<string>();
        foreach (var tool in probe.All)
        {
            var reply = await probe.Call(tool, client, probe.Good(tool.Name), "good arguments");
            if (reply.IsError || reply.Result is null) broken.Add($"{tool.Name}: {reply}");
            else broken.AddRange(check.Faults(listed[tool.Name]["outputSchema"], reply.AsApi).Select(fault => $"{tool.Name}: {fault}"));
            if (!reply.IsError && !JsonNode.DeepEquals(JsonNode.Parse(reply.Words), reply.Answer)) broken.Add($"{tool.Name}: text and structure differ");
        }
        Rule.Holds("Each tool takes arguments that it should take, and answers what its schema says, twice.", broken);
    }

    [Fact]
    public async Task Without_a_token_for_this_door_no_tool_is_run() => await probe.Every("A call needs a token that was made for this door.", async tool =>
    {
        var owner = probe.Scene.Owner;
        foreach (var (what, token, error) in new[]
        {
            ("no token", null, null), ("a token of the API", await Granted.Token(probe.World, owner, OAuthClientWalk.Api, scopes: McpClient.Everything), "invalid_token"),
            ("a key of the API", probe.Key, "invalid_token"), ("a token that nobody made", "csat_" + new string('A', 50), "invalid_token"),
        })
        {
            var reply = await new McpClient(probe.World.Client(), token).Call(tool.Name, probe.Good(tool.Name));
            if (reply.Status != 401 || reply.Result is not null) probe.Break(tool, $"{what}: {reply}");
            var challenge = reply.Header("WWW-Authenticate") ?? "";
            if (!challenge.StartsWith("Bearer resource_metadata=", StringComparison.Ordinal) || challenge.Contains("error=", StringComparison.Ordinal) != (error is not null)
                || (error is not null && !challenge.Contains($"error=\"{error}\"", StringComparison.Ordinal))) probe.Break(tool, $"{what}: the challenge is {challenge}");
        }
    });

    [Fact]
    public async Task Without_its_scope_no_tool_is_listed_or_run_and_the_challenge_names_it() => await probe.Every("A tool needs its scope.", async tool =>
    {
        if (tool.Needs is not { } needs) return;
        var scopes = ToolProbe.AllBut(needs);
        if ((await Listed(probe.Scene.Owner, scopes)).ContainsKey(tool.Name)) probe.Break(tool, $"it is listed for {scopes}");
        var reply = await probe.Call(tool, await McpClient.Connected(probe.World, probe.Scene.Owner, scopes), probe.Good(tool.Name), "too little scope");
        if (reply.Refused != "insufficient_scope") probe.Break(tool, $"with {scopes}: {reply}");
        if (reply.ToolChallenge is not { } challenge || !challenge.Contains("error=\"insufficient_scope\"", StringComparison.Ordinal) || !challenge.Contains("error_description=", StringComparison.Ordinal)
            || !challenge.Split("scope=\"")[^1].TrimEnd('"').Split(' ').Contains(needs.Scope.ToString())) probe.Break(tool, $"the challenge is {reply.ToolChallenge}");
    });

    [Fact]
    public async Task A_connection_that_only_reads_lists_no_tool_that_writes_and_cannot_call_one() => await probe.Every("Reading is not writing.", async tool =>
    {
        const string Reading = "account:read employees:read time_tracking:read reports:read";
        if ((await Listed(probe.Scene.Owner, Reading)).ContainsKey(tool.Name) == tool.Writes) probe.Break(tool, "the list is wrong");
        if (!tool.Writes) return;
        var reply = await probe.Call(tool, await McpClient.Connected(probe.World, probe.Scene.Owner, Reading), probe.Good(tool.Name), "a connection that only reads");
        if (reply.Refused != "insufficient_scope") probe.Break(tool, reply.ToString());
    });

    [Fact]
    public async Task Too_small_a_role_sees_no_tool_and_is_refused_without_a_challenge() => await probe.Every("The role decides.", async tool =>
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var mayCall = tool.Needs?.Roles.Contains(role) ?? true;
            if ((await Listed(probe.Scene.Of(role))).ContainsKey(tool.Name) != mayCall) probe.Break(tool, $"the list of the {role} is wrong");
            if (mayCall) continue;
            var reply = await probe.Call(tool, await McpClient.Connected(probe.World, probe.Scene.Of(role)), probe.Good(tool.Name), $"as {role}");
            if (reply.Refused != "forbidden" || reply.ToolChallenge is not null) probe.Break(tool, $"as {role}: {reply}");
        }
    });

    [Fact]
    public async Task No_tool_finds_anything_of_another_account()
    {
        var outsider = await McpClient.Connected(probe.World, probe.Scene.Outsider);
        await probe.Every("Another account's id finds nothing.", async tool =>
        {
            var reply = await probe.Call(tool, outsider, probe.Good(tool.Name), "ids of another account");
            var names = new[] { "Till", "Pier 4", "Employee 2", probe.Scene.Member.Name };
            if (!reply.IsError && names.Any(name => reply.Answer.ToJsonString().Contains($"\"{name}", StringComparison.Ordinal))) probe.Break(tool, $"it shows what is not theirs: {reply}");
            if (tool.Writes && reply.Refused is not ("not_found" or "stale_version")) probe.Break(tool, reply.ToString());
        });
    }

    [Fact]
    public async Task Junk_is_refused_with_words()
    {
        var client = await McpClient.Connected(probe.World, probe.Scene.Owner);
        await probe.Every("Junk does nothing.", async tool =>
        {
            var good = probe.Good(tool.Name);
            foreach (var (what, junk) in Junk(good))
            {
                var reply = await probe.Call(tool, client, junk, what);
                if (!reply.IsError && reply.Code is null) probe.Break(tool, $"{what} is taken: {reply}");
            }
        });

        static IEnumerable<(string, JsonObject)> Junk(JsonObject good)
        {
            yield return ("an unknown argument", new JsonObject(Copy(good)) { ["surprise"] = "1" });
            foreach (var (name, value) in good)
            {
                yield return ($"{name} as an object", new JsonObject(Copy(good)) { [name] = new JsonObject { ["x"] = 1 } });
                yield return ($"{name} as a list of lists", new JsonObject(Copy(good)) { [name] = new JsonArray(new JsonArray(1)) });
                if (value is JsonValue text && text.GetValueKind() == System.Text.Json.JsonValueKind.String && name is not ("search" or "query" or "note" or "reason" or "idempotencyKey"))
                    yield return ($"{name} as nonsense", new JsonObject(Copy(good)) { [name] = "'; DROP TABLE Accounts; --" });
                if (name.EndsWith("Id", StringComparison.Ordinal) || name == "id") yield return ($"{name} that there is not", new JsonObject(Copy(good)) { [name] = ((string)value!).Contains(':', StringComparison.Ordinal) ? "job:" + Guid.Empty : Guid.Empty.ToString() });
            }
        }

        static IEnumerable<KeyValuePair<string, JsonNode?>> Copy(JsonObject from) => from.Select(one => KeyValuePair.Create(one.Key, one.Value?.DeepClone()));
    }
}
