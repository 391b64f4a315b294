using Clockspot.Tests.Support;
using Mono.Cecil;

namespace Clockspot.Tests.Architecture;

public sealed class SliceTests
{
    /// <summary>Who may set rows of another slice, and why. The demo writes what eight weeks of use would have left.</summary>
    static readonly Dictionary<string, string> setsOthers = new(StringComparer.Ordinal)
    {
        ["Demo"] = "makes eight weeks of rows at once, which no use-case could: each of them is of this moment",
    };

    static readonly string[] adds = ["Add", "AddAsync", "AddRange", "AddRangeAsync", "Attach", "AttachRange", "Remove", "RemoveRange", "Update", "UpdateRange", "ExecuteUpdate", "ExecuteUpdateAsync", "ExecuteDelete", "ExecuteDeleteAsync"];

    [Fact]
    public void A_slice_sets_its_own_rows_alone() => Rule.Listed("A slice reads another's rows and calls its use-cases; it neither makes, changes, adds nor removes them.",
        from use in Built.Uses
        let slice = Built.SliceOf(use.From.Namespace)
        where slice is not null && use.Member is MethodReference
        from row in Written(use)
        where Built.SliceOf(row.Namespace!) is { } owner && owner != slice
        select setsOthers.ContainsKey(slice) ? slice : setsOthers.ContainsKey($"{slice} {row.Name}") ? $"{slice} {row.Name}" : $"{use.Place} → {row.Name}.{use.Member!.Name}",
        setsOthers.Keys);

    /// <summary>The rows that a call makes, changes, adds or removes.</summary>
    static IEnumerable<Type> Written(Use use)
    {
        var called = (MethodReference)use.Member!;
        var declares = called.DeclaringType.GetElementType().FullName;
        if (Built.Entities.TryGetValue(declares, out var row) && use.To.FullName == declares)
        {
            if (!called.Name.StartsWith("get_", StringComparison.Ordinal)) yield return row;
            yield break;
        }
        if (declares.StartsWith("Microsoft.AspNetCore.Identity.IdentityUser`1", StringComparison.Ordinal) && called.Name.StartsWith("set_", StringComparison.Ordinal))
            yield return Built.Entities["Clockspot.Features.SignIn.Person"];
        if (!adds.Contains(called.Name) || !declares.StartsWith("Microsoft.EntityFrameworkCore.", StringComparison.Ordinal)) yield break;
        var named = (called as GenericInstanceMethod)?.GenericArguments ?? (called.DeclaringType as GenericInstanceType)?.GenericArguments;
        foreach (var type in named ?? [])
            if (Built.Entities.TryGetValue(type.FullName, out var added)) yield return added;
    }

    [Fact]
    public void The_graph_of_slices_has_no_cycle()
    {
        // A row's configuration speaks of tables: that an employee's row refers to its account's is the database's affair, no call.
        var edges = Built.Uses.Where(use => !use.From.Interfaces.Any(one => one.InterfaceType.Name.StartsWith("IEntityTypeConfiguration", StringComparison.Ordinal)))
            .Select(use => (From: Built.SliceOf(use.From.Namespace), To: Built.SliceOf(use.Target), Use: use))
            .Where(edge => edge.From is not null && edge.To is not null && edge.From != edge.To).ToLookup(edge => edge.From!, StringComparer.Ordinal);
        HashSet<string> Reached(string from)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>([from]);
            while (open.TryPop(out var at))
                foreach (var edge in edges[at])
                    if (seen.Add(edge.To!)) open.Push(edge.To!);
            return seen;
        }

        Rule.Holds("Slices may call each other in one direction only.",
            from slice in edges
            from edge in slice.GroupBy(edge => edge.To!, StringComparer.Ordinal)
            where Reached(edge.Key).Contains(slice.Key)
            let places = edge.Select(one => one.Use.Place).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()
            select $"{slice.Key} → {edge.Key} in {places.Count} places: {string.Join(", ", places.Take(3))}");
    }
}
