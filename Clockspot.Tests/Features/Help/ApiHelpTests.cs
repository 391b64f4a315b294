using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Help;

/// <summary>The calls on the help page, copied from it and run by a shell against the running program.</summary>
[Collection(Outside.First)]
public sealed partial class ApiHelpTests
{
    [SkippableFact]
    public async Task The_calls_on_the_page_do_what_the_page_says()
    {
        Tool.NeedsCurl();
        await using var world = new World();
        var scene = await Scene.Make(world);
        var key = await world.Key(scene.Owner);
        await using var app = await Site.Start(world.Folder);
        var calls = await Calls("api.md");
        Assert.Equal(6, calls.Count);

        var me = await Run(calls[0]);
        Assert.Equal(("api_key", key[^4..]), ((string)me["credential"]!["type"]!, (string)me["credential"]!["hint"]!));
        Assert.NotEmpty((await Run(calls[1]))["data"]!.AsArray());
        var clock = await Run(calls[2]);
        Assert.Equal(("in", "Inventory"), ((string)clock["state"]!, (string)clock["entry"]!["note"]!));
        Assert.Equal((string)clock["entry"]!["id"]!, (string)(await Run(calls[2]))["entry"]!["id"]!);
        var entry = Assert.Single((await Run(calls[3]))["data"]!.AsArray(), one => (string)one!["employeeId"]! == scene.Member.EmployeeId.ToString())!;
        var corrected = await Run(calls[4], ("ENTRY", (string)entry["id"]!), ("VERSION", entry["version"]!.ToJsonString()));
        Assert.Equal("Stayed for the delivery", (string)corrected["note"]!);
        var connected = await Run(calls[5], ("CLOCKSPOT_TOKEN", await Granted.Token(world, scene.Owner, app.Origin + "/api/v1")));
        Assert.Equal("access_token", (string)connected["credential"]!["type"]!);

        async Task<JsonNode> Run(string call, params (string, string)[] more) =>
            JsonNode.Parse(await Commandline.Run(app.Folder, [("CLOCKSPOT_URL", app.Origin), ("CLOCKSPOT_KEY", key), .. more], "bash", "-euc", call))!;
    }

    [SkippableFact]
    public async Task The_calls_for_whoever_publishes_the_server_answer_as_the_page_says()
    {
        Tool.NeedsCurl();
        await using var app = await Site.Start();
        var answers = new List<string>();
        foreach (var call in await Calls("publishing-connections.md")) answers.Add(await Commandline.Run(app.Folder, [("CLOCKSPOT_URL", app.Origin)], "bash", "-euc", call));
        Assert.Equal(7, answers.Count);

        var resource = JsonNode.Parse(answers[0])!;
        Assert.Equal((app.Origin + "/mcp", app.Origin), ((string)resource["resource"]!, (string)resource["authorization_servers"]!.AsArray().Single()!));
        var server = JsonNode.Parse(answers[1])!;
        Assert.Equal((app.Origin, "[\"S256\"]", true), ((string)server["issuer"]!, server["code_challenge_methods_supported"]!.ToJsonString(), (bool)server["client_id_metadata_document_supported"]!));
        Assert.Equal("404", answers[2].Trim());
        Assert.StartsWith("{\"error\":\"invalid_grant\",", answers[3], StringComparison.Ordinal);
        Assert.Equal("400", answers[4].Trim());
        Assert.Contains("401 Unauthorized", answers[5], StringComparison.Ordinal);
        Assert.Contains($"WWW-Authenticate: Bearer realm=\"Clockspot\", resource_metadata=\"{app.Origin}/.well-known/oauth-protected-resource/api/v1\"", answers[5], StringComparison.Ordinal);
        Assert.Contains("401 Unauthorized", answers[6], StringComparison.Ordinal);
        Assert.Contains($"WWW-Authenticate: Bearer resource_metadata=\"{app.Origin}/.well-known/oauth-protected-resource/mcp\"", answers[6], StringComparison.Ordinal);
    }

    static async Task<List<string>> Calls(string page) =>
        [.. Call().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Web, "Docs", "help", page))).Select(match => match.Groups["call"].Value)];

    [GeneratedRegex("^```bash\n(?<call>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();
}
