using System.Text.RegularExpressions;
using Clockspot.Domain;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Hosting;

public sealed partial class VersionTests
{
    [Fact]
    public void The_changelog_begins_with_the_version_of_the_program() =>
        Assert.Equal(ProductVersion.Text, Heading().Match(File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md"))).Groups["version"].Value);

    [Fact]
    public async Task The_command_line_prints_it_alone() => Assert.Equal((0, ProductVersion.Text + "\n", ""), await Operator.Run(Path.GetTempPath(), "--version"));

    [Fact]
    public async Task The_footer_says_it()
    {
        await using var world = new World();
        Assert.Contains($"Clockspot {ProductVersion.Text}", (await (await world.Browse()).Get("/help")).Document.QuerySelector("footer")!.TextContent, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^## \[(?<version>[^\]]+)\]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();
}
