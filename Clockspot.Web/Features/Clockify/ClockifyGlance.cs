using Clockspot.Domain;
using Clockspot.Domain.Access;

namespace Clockspot.Features.Clockify;

/// <summary>One list as the panel shows it: what was read, and what was refused since.</summary>
/// <param name="kind">Which list.</param>
public sealed class ClockifyColumn(ClockifyKind kind)
{
    /// <summary>More rows than this are not put into a page; the search finds the others.</summary>
    public const int Most = 100;

    /// <summary>Which list.</summary>
    public ClockifyKind Kind => kind;

    /// <summary>What was read last; null when nothing was.</summary>
    public ClockifyBeside? Beside { get; private set; }

    /// <summary>What was refused last; null when the last reading was good.</summary>
    public Refusal? Refused { get; private set; }

    /// <summary>Those whose name, address or id has these letters.</summary>
    public IReadOnlyList<ClockifyPair> Found(string? search) => string.IsNullOrWhiteSpace(search) ? Beside!.Rows
        : [.. Beside!.Rows.Where(row => Has(row.Theirs.Name, search) || Has(row.Theirs.Email, search) || Has(row.Theirs.Id, search) || Has(row.Ours?.Name, search))];

    internal async Task Read(Func<Task<ClockifyBeside?>> read)
    {
        try
        {
            (Beside, Refused) = (await read() ?? Beside, null);
        }
        catch (Refusal refusal)
        {
            // While Clockify is out of order what was read before still says something; what it refuses is not shown any more.
            (Beside, Refused) = (refusal.Status < 500 ? null : Beside, refusal);
        }
    }

    static bool Has(string? text, string search) => text?.Contains(search.Trim(), StringComparison.CurrentCultureIgnoreCase) == true;
}

/// <summary>What the panel shows: the workspaces, the one that is looked at, and its lists. Each list fails for itself.</summary>
/// <param name="book">Where it is read.</param>
/// <param name="asked">The workspace in the address, or null.</param>
/// <param name="only">The one list that is wanted; null for both.</param>
sealed class ClockifyGlance(ClockifyBook book, string? asked, ClockifyKind? only)
{
    /// <summary>The lists that are wanted.</summary>
    public IReadOnlyList<ClockifyColumn> Columns { get; } = [.. Enum.GetValues<ClockifyKind>().Where(kind => only is null || kind == only).Select(kind => new ClockifyColumn(kind))];

    /// <summary>The workspaces that the key sees; null when they were not read.</summary>
    public IReadOnlyList<ClockifyItem>? Workspaces { get; private set; }

    /// <summary>The one that is looked at; null when one has to be chosen.</summary>
    public ClockifyItem? Workspace { get; private set; }

    /// <summary>Why not even the workspaces could be read, or the one in the address is not among them.</summary>
    public Refusal? Refused { get; private set; }

    /// <summary>Reads what is wanted, and says each time when something came.</summary>
    internal async Task Look(Actor actor, Freshness freshness, Action? changed, CancellationToken stop)
    {
        try
        {
            var seen = await book.Workspaces(actor, freshness, stop);
            Refused = null;
            if (seen is null) return;
            Workspaces = [.. seen.Rows.DistinctBy(one => one.Id)];
            var chosen = await book.Chosen(actor, asked, Workspaces, stop);
            Workspace = Workspaces.FirstOrDefault(one => one.Id == chosen);
            if (chosen is not null && Workspace is null) throw ClockifyRefusals.WorkspaceNotFound();
        }
        catch (Refusal refusal)
        {
            Refused = refusal;
            if (refusal.Status < 500) (Workspace, Workspaces) = (null, refusal.Status == 404 ? Workspaces : null);
        }
        if (Refused is not null || Workspace is not { } workspace) return;
        changed?.Invoke();
        await Task.WhenAll(Columns.Select(async column =>
        {
            await column.Read(() => column.Kind == ClockifyKind.Users ? book.Employees(actor, workspace.Id, freshness, stop) : book.Jobs(actor, workspace.Id, freshness, stop));
            changed?.Invoke();
        }));
    }
}
