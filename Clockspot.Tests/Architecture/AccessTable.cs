using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Architecture;

/// <summary>
/// What every use-case and form needs, written down a second time and by hand: the code and this table must agree, and what is missing here
/// fails. The product document's table of roles is the source of both.
/// </summary>
static class AccessTable
{
    static readonly Need seeAccount = new(Area.Account, Level.Read, Reach.All);
    static readonly Need editAccount = new(Area.Account, Level.Edit, Reach.All);

    public static IReadOnlyDictionary<string, Need> UseCases { get; } = new Dictionary<string, Need>(StringComparer.Ordinal)
    {
        ["JobList.List"] = seeAccount,
        ["JobList.Get"] = seeAccount,
        ["JobList.Add"] = editAccount,
        ["JobList.Change"] = editAccount,
        ["JobList.Archive"] = editAccount,
        ["JobList.Restore"] = editAccount,
    };

    /// <summary>Use-cases that may be given an id of another account and answer as if nothing had been asked for.</summary>
    public static IReadOnlySet<string> MayIgnoreIds { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Use-cases whose id is an employee's.</summary>
    public static IReadOnlySet<string> ByEmployee { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What each form of a workspace needs: page, then form; <c>*</c> stands for an id.</summary>
    public static IReadOnlyDictionary<string, Need> Forms { get; } = new Dictionary<string, Need>(StringComparer.Ordinal)
    {
        ["jobs#archive-*"] = editAccount,
        ["jobs#restore-*"] = editAccount,
    };
}
