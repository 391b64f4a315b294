using System.Text.RegularExpressions;
using Clockspot.Domain.Access;
using Clockspot.Tests.Support;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Clockspot.Tests.Architecture;

public sealed partial class SourceTests
{
    static readonly string[] unwanted = ["Service", "Manager", "Helper", "Helpers", "Utils", "Util", "Base", "Impl", "Dto", "Repository"];

    /// <summary>Names that end so because the product's own word does.</summary>
    static readonly string[] wanted = [];

    static IEnumerable<string> Written => [.. Repository.Sources("Clockspot.Web", ".cs", ".razor"), .. Repository.Sources("Clockspot.Tests", ".cs", ".razor")];

    [Fact]
    public void No_file_is_longer_than_300_lines() => Rule.Holds("A file holds at most 300 lines; another slice or part wants to come out.",
        Written.Select(path => (Path: Repository.Relative(path), Lines: File.ReadLines(path).Count())).Where(file => file.Lines > 300).Select(file => $"{file.Path}: {file.Lines}"));

    [Fact]
    public void A_page_holds_at_most_forty_lines_of_code() => Rule.Holds("A page shows; what it decides belongs into a use-case.",
        from path in Repository.Sources("Clockspot.Web", ".razor")
        let code = File.ReadAllText(path) is var text && text.LastIndexOf("@code", StringComparison.Ordinal) is >= 0 and var at ? text[at..] : ""
        let lines = code.Split('\n').Count(line => line.Trim() is { Length: > 2 } trimmed && !trimmed.StartsWith("//", StringComparison.Ordinal) && !trimmed.StartsWith("[Parameter", StringComparison.Ordinal))
        where lines > 42
        select $"{Repository.Relative(path)}: {lines}");

    [Fact]
    public void Namespaces_follow_folders() => Rule.Holds("The namespace says where a file lies. Only the slices' parts of ClockspotDb lie elsewhere.",
        from path in Repository.Sources("Clockspot.Web", ".cs").Concat(Repository.Sources("Clockspot.Tests", ".cs"))
        let text = File.ReadAllText(path)
        let space = Namespace().Match(text) is { Success: true } match ? match.Groups["space"].Value : ""
        let folder = Path.GetDirectoryName(Repository.Relative(path))!.Replace('/', '.')
        let due = folder.StartsWith("Clockspot.Web", StringComparison.Ordinal) ? "Clockspot" + folder["Clockspot.Web".Length..] : folder
        where space != due && Path.GetFileName(path) != "Program.cs"
        where !(path.EndsWith(".Data.cs", StringComparison.Ordinal) && space == "Clockspot.Data" && text.Contains("partial class ClockspotDb", StringComparison.Ordinal))
        select $"{Repository.Relative(path)} is {space}, due {due}");

    [Fact]
    public void Names_say_what_a_thing_is() => Rule.Holds("No Service, Manager, Helper, Utils, Base, Impl, Dto, Repository: a slice is the noun on the screen.",
        Built.Types.Concat(Built.Types.SelectMany(type => type.NestedTypes)).Select(type => type.Name.Split('`')[0])
            .Where(name => name.EndsWith("Service", StringComparison.Ordinal) || unwanted.Any(word => name.EndsWith(word, StringComparison.Ordinal) && name.Length > word.Length))
            .Except(wanted, StringComparer.Ordinal));

    [Fact]
    public void An_interface_has_more_than_one_implementation_or_is_a_port() => Rule.Listed("An interface with one implementation is a second name, unless it is a port to the outside.",
        typeof(Program).Assembly.GetTypes().Where(type => type.IsInterface && Built.IsOurs(type.Namespace ?? ""))
            .Where(port => typeof(Program).Assembly.GetTypes().Count(type => type is { IsClass: true, IsAbstract: false } && port.IsAssignableFrom(type)) < 2).Select(type => type.Name),
        Ports);

    /// <summary>Ports with a single implementation in the program; tests and later slices bring others.</summary>
    static readonly string[] Ports = ["ISignInEnds"];

    [Fact]
    public void Every_refusal_has_a_section_on_the_help_page()
    {
        var codes = Built.Module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).SelectMany(CodesIn).ToHashSet(StringComparer.Ordinal);
        var page = File.ReadAllText(Path.Combine(Repository.Web, "Docs", "help", "refusals.md"));
        Assert.Contains("stale_version", codes);
        Rule.Holds("A refusal's code leads to /help/refusals#code.", codes.Where(code => !HasSection(page, code)));
    }

    /// <summary>A refusal is made with its code first and its status second: a text in snake case, then a number from 400 to 499.</summary>
    static IEnumerable<string> CodesIn(MethodDefinition method) =>
        from first in method.Body.Instructions
        where first.OpCode == OpCodes.Ldstr && first.Next is { Operand: int and >= 400 and < 500 } && SnakeCase().IsMatch((string)first.Operand)
        select (string)first.Operand;

    static bool HasSection(string page, string code) => Regex.IsMatch(page, $"(^#+ .*{code}|id=\"{code}\"|\\{{#{code}\\}})", RegexOptions.Multiline, TimeSpan.FromSeconds(1));

    [Fact]
    public void The_words_of_an_area_stand_in_one_place() => Rule.Holds("Areas have one vocabulary: AreaText.",
        from area in AreaText.All
        from path in Repository.Sources("Clockspot.Web", ".cs", ".razor")
        where Repository.Relative(path) != "Clockspot.Web/Domain/Access/Area.cs" && File.ReadAllText(path).Contains(area.Description, StringComparison.Ordinal)
        select $"{area.Title} in {Repository.Relative(path)}");

    [Fact]
    public void Nothing_is_left_to_do() => Rule.Holds("What is not done is an issue, not a comment.",
        from path in Written
        from line in File.ReadLines(path)
        where Undone().IsMatch(line) && !path.EndsWith("SourceTests.cs", StringComparison.Ordinal)
        select $"{Repository.Relative(path)}: {line.Trim()}");

    [GeneratedRegex(@"^namespace (?<space>[\w.]+)[;\s]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();

    [GeneratedRegex("^[a-z][a-z0-9_]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SnakeCase();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Undone();
}
