using System.Text.Json.Nodes;
using Clockspot.Tests.Support;
using Xunit.Abstractions;

namespace Clockspot.Tests.Conformance;

/// <summary>What others make of the authorization server: the suite of the Model Context Protocol, and two libraries, with a person who decides in a browser.</summary>
[Collection(Outside.Third)]
public sealed class AuthorizationServerTests(ConnectingScene scene, Chrome chrome, ITestOutputHelper output) : IClassFixture<ConnectingScene>, IClassFixture<Chrome>
{
    [SkippableFact]
    public async Task The_suite_of_the_protocol_passes_every_check_with_a_person_who_signs_in_chooses_and_allows()
    {
        Tool.NeedsConformance();
        Tool.NeedsChromium();
        var port = Site.FreePort();
        var client = await scene.Register($"http://127.0.0.1:{port}/callback", "Protocol suite");
        var results = Directory.CreateTempSubdirectory("clockspot-suite-");
        await using var person = await chrome.Visit(scene.App);
        await using var suite = Child.Start(Tool.Conformance, [], Tool.Node, "node_modules/@modelcontextprotocol/conformance/dist/index.js", "authorization", "--url", scene.App.Origin,
            "--client-id", client, "--resource", scene.App.Origin + "/mcp", "--port", $"{port}", "--output-dir", results.FullName);
        var ask = await suite.Next(line => line.StartsWith(scene.App.Origin + "/oauth/authorize?", StringComparison.Ordinal));
        Assert.True(ask is not null, suite.Output);
        await ConnectingScene.Decide(person, ask, "grant");
        Assert.True(await suite.End() == 0, suite.Output);
        output.WriteLine(suite.Output);

        // A skipped scenario ends with 0 as well, so that what passed is counted.
        var checks = results.GetFiles("checks.json", SearchOption.AllDirectories).SelectMany(file => JsonNode.Parse(File.ReadAllText(file.FullName))!.AsArray()).ToList();
        results.Delete(recursive: true);
        Assert.Equal(["authorization-code-grant SUCCESS", "authorization-server-metadata SUCCESS", "authorization-server-metadata-cimd SUCCESS"],
            checks.Select(check => $"{check!["id"]} {check["status"]}").Order(StringComparer.Ordinal));
        person.SawNothingWrong();
    }

    [SkippableTheory]
    [InlineData("oauth4webapi", 16)]
    [InlineData("openid-client", 15)]
    public async Task A_strict_library_walks_from_the_refused_call_to_the_revoked_token(string library, int steps)
    {
        Tool.NeedsConformance();
        Tool.NeedsChromium();
        await using var person = await chrome.Visit(scene.App);
        await using var program = Child.Start(Tool.Conformance, [("CLOCKSPOT_URL", scene.App.Origin)], Tool.Node, $"oauth/{library}.mjs");
        foreach (var (word, decision) in new[] { ("cancel", "cancel"), ("allow", "grant") })
        {
            var asked = await program.Next(line => line.StartsWith(word + " ", StringComparison.Ordinal));
            Assert.True(asked is not null, program.Output);
            await ConnectingScene.Decide(person, asked[(word.Length + 1)..], decision);
        }
        Assert.True(await program.End() == 0, program.Output);
        output.WriteLine(program.Output);
        Assert.Equal(steps, program.Output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
        person.SawNothingWrong();
    }
}
