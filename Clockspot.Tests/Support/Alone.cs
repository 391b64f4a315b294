namespace Clockspot.Tests.Support;

/// <summary>Tests that start the program as a process or a browser run one after another, and beside nothing else: they measure time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
