using System.Text.RegularExpressions;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Architecture;

/// <summary>The table of security requirements: what it names is there, and what it counts is right.</summary>
public sealed partial class SecurityTableTests
{
    static readonly string text = File.ReadAllText(Path.Combine(Repository.Web, "Docs", "security.md"));

    const string Requirement = @"^\| (?<number>[0-9]+\.[0-9]+\.[0-9]+) \| [^|]+ \| (?<state>met|\*\*not met\*\*|does not apply) \| [^|]+ \|$";

    [GeneratedRegex(Requirement, RegexOptions.Multiline, 1000)]
    private static partial Regex Line();

    [GeneratedRegex("`(?<name>(?:[A-Za-z0-9/]+Tests)|(?:[A-Za-z0-9/.-]+\\.(?:cs|razor|md|js)))`", RegexOptions.None, 1000)]
    private static partial Regex Named();

    static string FileOf(string name) => name.EndsWith("Tests", StringComparison.Ordinal) ? name + ".cs" : name;

    [Fact]
    public void Each_requirement_stands_there_once_and_the_sums_are_right()
    {
        var lines = Line().Matches(text);
        Assert.Equal(219, lines.Select(line => line.Groups["number"].Value).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(text.Split('\n')
            .Count(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2])), lines.Count);
        int Count(string state) => lines.Count(line => line.Groups["state"].Value == state);
        var (met, not, beside) = (Count("met"), Count("**not met**"), Count("does not apply"));
        var sums = $"Of {lines.Count} requirements {met} are met, {not} are not, and {beside} do not apply.";
        Assert.Contains(sums, text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_names_is_there()
    {
        var files = new[] { Repository.Web, Path.Combine(Repository.Root, "Clockspot.Tests") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Select(Repository.Relative).ToList();
        var named = Named().Matches(text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(named);
        Rule.Holds("A test or file that the table names is there.",
            named.Where(name => !files.Any(file => file.EndsWith($"/{FileOf(name)}", StringComparison.Ordinal))));
    }
}
