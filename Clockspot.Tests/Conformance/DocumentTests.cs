using Clockspot.Tests.Support;
using Xunit.Abstractions;

namespace Clockspot.Tests.Conformance;

/// <summary>What others make of the document: the linter of record, and a client that is generated from it.</summary>
[Collection(Outside.Third)]
public sealed class DocumentTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task The_document_passes_the_linter_and_a_generated_client_compiles_and_walks_the_main_flow()
    {
        Tool.NeedsConformance();
        await using var world = new World();
        var scene = await Scene.Make(world);
        var key = await world.Key(scene.Owner);
        await using var app = await Site.Start(world.Folder);
        Directory.CreateDirectory(Path.Combine(Tool.Conformance, "build"));
        using (var http = new HttpClient()) await File.WriteAllTextAsync(Path.Combine(Tool.Conformance, "build", "v1.json"), await http.GetStringAsync(app.Origin + "/openapi/v1.json"));
        foreach (var script in new[] { "lint", "generate", "compile", "walk" })
            output.WriteLine(await Commandline.Run(Tool.Conformance, [("CLOCKSPOT_URL", app.Origin), ("CLOCKSPOT_KEY", key)], "npm", "run", "--silent", script));
    }
}
