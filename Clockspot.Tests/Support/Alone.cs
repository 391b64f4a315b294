using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Clockspot.Tests.Support.LongestFirst", "Clockspot.Tests")]

namespace Clockspot.Tests.Support;

/// <summary>Tests that measure time or the heap: they run when all others have ended, one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>
/// Tests that look at the program from outside, by a browser or as a process: they mostly wait. They are in three rows of about the same length, so that no more than three
/// of them share the machine with the tests inside the process.
/// </summary>
static class Outside
{
    public const string First = "outside, first row", Second = "outside, second row", Third = "outside, third row";
}

/// <summary>The first row.</summary>
[CollectionDefinition(Outside.First)]
public sealed class OutsideFirst;

/// <summary>The second row.</summary>
[CollectionDefinition(Outside.Second)]
public sealed class OutsideSecond;

/// <summary>The third row.</summary>
[CollectionDefinition(Outside.Third)]
public sealed class OutsideThird;

/// <summary>The long rows begin at once, so that the run does not end with one of them alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName is Outside.First or Outside.Second or Outside.Third ? 0 : 1).ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);
}
