namespace Clockspot.Tests.Support;

/// <summary>How the shape's tests say what broke it.</summary>
static class Rule
{
    /// <summary>Fails with the rule and every place that breaks it.</summary>
    public static void Holds(string rule, IEnumerable<string> broken)
    {
        var places = broken.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Assert.True(places.Count == 0, $"{rule}\n  {string.Join("\n  ", places)}");
    }

    /// <summary>Fails when what is there and what is listed differ, either way: a list with dead lines guards nothing.</summary>
    public static void Listed(string rule, IEnumerable<string> found, IEnumerable<string> listed)
    {
        var (there, named) = (found.ToHashSet(StringComparer.Ordinal), listed.ToHashSet(StringComparer.Ordinal));
        Holds(rule, [.. there.Except(named).Select(one => $"not listed: {one}"), .. named.Except(there).Select(one => $"listed, but gone: {one}")]);
    }
}
