using System.Text.Json.Nodes;
using Clockspot.Tests.Support;
using Xunit.Abstractions;

namespace Clockspot.Tests.Conformance;

/// <summary>What others make of the assistants' door: the suite of the Model Context Protocol, and three clients, with a person who decides in a browser.</summary>
[Collection(Outside.Third)]
public sealed class AssistantTests(ConnectingScene scene, Chrome chrome, ITestOutputHelper output) : IClassFixture<ConnectingScene>, IClassFixture<Chrome>
{
    const string Untested = "untested";

    /// <summary>What the suite cannot find out here, by the id of its check, and why: it brings the names of tools that a server has for it alone, and asks for news, of which there are none.</summary>
    static readonly Dictionary<string, string> beyond = new(StringComparer.Ordinal)
    {
        ["sep-2575-server-rejects-undeclared-capability"] = "calls test_missing_capability; no tool here asks anything of the client",
        ["sep-2575-missing-capability-http-400"] = "calls test_missing_capability",
        ["sep-2575-http-server-no-independent-requests-on-stream"] = "calls test_streaming_elicitation",
        ["sep-2575-server-no-log-without-loglevel"] = "calls test_logging_tool",
        ["sep-2575-server-sends-prompts-list-changed-on-subscription"] = "there are no prompts",
        ["sep-2575-server-sends-tools-list-changed-on-subscription"] = "the list of tools does not change while somebody listens, and nothing says that it does",
    };

    [SkippableTheory]
    [InlineData("server-initialize", "2025-11-25", 2)]
    [InlineData("ping", "2025-11-25", 2)]
    [InlineData("tools-list", "2025-11-25", 3)]
    [InlineData("dns-rebinding-protection", "2025-11-25", 2)]
    [InlineData("http-header-validation", "2026-07-28", 14)]
    [InlineData("server-stateless", "2026-07-28", 24)]
    [InlineData("tools-list", "2026-07-28", 4)]
    [InlineData("dns-rebinding-protection", "2026-07-28", 2)]
    public async Task A_scenario_of_the_suite_finds_everything_in_order_that_it_can_look_at(string scenario, string revision, int passes)
    {
        Tool.NeedsConformance();
        var token = await Granted.Token(scene.World, scene.OfOne, scene.App.Origin + "/mcp", "Protocol suite", McpClient.Everything);
        await using var proxy = new BearerProxy(scene.App, token);
        var results = Directory.CreateTempSubdirectory("clockspot-suite-");
        await using var suite = Child.Start(Tool.Conformance, [], Tool.Node, "node_modules/@modelcontextprotocol/conformance/dist/index.js", "server", "--url", proxy.Origin + "/mcp",
            "--scenario", scenario, "--spec-version", revision, "--output-dir", results.FullName);
        await suite.End();
        output.WriteLine(suite.Output);

        var checks = results.GetFiles("checks.json", SearchOption.AllDirectories).SelectMany(file => JsonNode.Parse(File.ReadAllText(file.FullName))!.AsArray())
            .Select(check => (Id: (string)check!["id"]!, Outcome: Outcome(check))).ToList();
        results.Delete(recursive: true);
        Assert.DoesNotContain(checks, check => check.Outcome is "FAILURE" or "WARNING");
        Assert.Equal(scenario == "server-stateless" ? beyond.Keys.Order(StringComparer.Ordinal) : [], checks.Where(check => check.Outcome == Untested).Select(check => check.Id).Order(StringComparer.Ordinal));
        Assert.Equal(passes, checks.Count(check => check.Outcome == "SUCCESS"));
    }

    /// <summary>The suite calls a failure as well what it could not look at, and marks it.</summary>
    static string Outcome(JsonNode check) => (string)check["status"]! == "SKIPPED" || (bool?)check["details"]?["untestable"] == true ? Untested : (string)check["status"]!;

    [SkippableTheory]
    [InlineData("sdk", 25)]
    [InlineData("client", 27)]
    [InlineData("inspector", 15)]
    public async Task A_client_walks_from_the_refused_call_over_every_kind_of_call_to_the_ended_connection(string client, int steps)
    {
        Tool.NeedsConformance();
        Tool.NeedsChromium();
        await using var person = await chrome.Visit(scene.App);
        await using var program = Child.Start(Tool.Conformance, [("CLOCKSPOT_URL", scene.App.Origin)], Tool.Node, $"mcp/{client}.mjs");
        var asked = await program.Next(line => line.StartsWith("allow ", StringComparison.Ordinal));
        Assert.True(asked is not null, program.Output);
        await ConnectingScene.Decide(person, asked["allow ".Length..], "grant");
        Assert.True(await program.End() == 0, program.Output);
        output.WriteLine(program.Output);
        Assert.Equal(steps, program.Output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
        person.SawNothingWrong();
    }
}
