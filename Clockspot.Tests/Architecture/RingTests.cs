using Clockspot.Tests.Support;

namespace Clockspot.Tests.Architecture;

public sealed class RingTests
{
    /// <summary>What a pure function needs. No I/O, network, threads, files, dependency injection, web or database.</summary>
    static readonly string[] pure =
    [
        "Clockspot.Domain", "NodaTime", "System", "System.Collections", "System.ComponentModel.DataAnnotations", "System.Diagnostics",
        "System.Diagnostics.CodeAnalysis", "System.Globalization", "System.Linq", "System.Numerics", "System.Reflection",
        "System.Runtime.CompilerServices", "System.Text", "System.Threading", "System.Buffers.Binary", "System.CodeDom.Compiler", "System.Text.RegularExpressions.Generated", "Microsoft.CodeAnalysis",
    ];

    static readonly string[] impure = ["System.Console", "System.Environment", "System.Random", "System.Diagnostics.Process", "NodaTime.IClock", "NodaTime.SystemClock"];

    [Fact]
    public void Domain_depends_on_NodaTime_and_System_alone() => Rule.Holds("Domain is pure: functions and records, with now and zone as arguments.",
        Built.Uses.Where(use => Built.Lies(use.From.Namespace, "Clockspot.Domain"))
            .Where(use => !use.To.FullName.StartsWith('<')) // The compiler's own lists.
            .Where(use => impure.Contains(use.To.FullName) || !pure.Any(space => use.Target == space || (space is "Clockspot.Domain" or "NodaTime" or "System.Collections" or "System.Text" && Built.Lies(use.Target, space))))
            .Select(use => use.ToString()));

    [Fact]
    public void Data_knows_the_domain_and_of_slices_their_rows_alone() => Rule.Holds("Data stands below the slices: it may name rows and their enums, no use-case, page or host.",
        Built.Uses.Where(use => Built.Lies(use.From.Namespace, "Clockspot.Data"))
            .Where(use => Built.IsOurs(use.Target) && !Built.Lies(use.Target, "Clockspot.Data") && !Built.Lies(use.Target, "Clockspot.Domain"))
            .Where(use => !Built.Entities.ContainsKey(use.To.FullName) && use.To.Resolve() is not { IsEnum: true })
            .Select(use => use.ToString()));

    [Fact]
    public void Slices_do_not_know_their_host() => Rule.Holds("Hosting composes; nothing below it may name it.",
        Built.Uses.Where(use => !Built.Lies(use.From.Namespace, "Clockspot.Hosting") && Built.Lies(use.Target, "Clockspot.Hosting")).Select(use => use.ToString()));

    [Fact]
    public void The_shell_knows_no_slice_but_by_route() => Rule.Holds("Ui names no type of a slice: it links to routes.",
        Built.Uses.Where(use => Built.Lies(use.From.Namespace, "Clockspot.Ui") && Built.Lies(use.Target, "Clockspot.Features")).Select(use => use.ToString()));

    [Fact]
    public void What_routes_are_made_of_knows_no_slice() => Rule.Holds("Api is what slices write their routes with: it names no type of a slice.",
        Built.Uses.Where(use => Built.Lies(use.From.Namespace, "Clockspot.Api") && Built.Lies(use.Target, "Clockspot.Features")).Select(use => use.ToString()));

    [Fact]
    public void Every_type_lies_in_a_ring() => Rule.Holds("A namespace is Domain, Data, Api, Features, Ui or Hosting.",
        Built.Types.Select(type => type.Namespace).Where(space => space != "Clockspot" && !new[] { "Domain", "Data", "Api", "Features", "Ui", "Hosting" }.Any(ring => Built.Lies(space, $"Clockspot.{ring}"))));
}
