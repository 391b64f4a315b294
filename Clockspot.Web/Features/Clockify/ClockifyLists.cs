using System.Globalization;

namespace Clockspot.Features.Clockify;

/// <summary>
/// The three lists of Clockify, each read whole. Users and clients come by pages of five thousand, the most that is allowed: a free plan has thirty requests an
/// hour. When the list ends is not said the same way everywhere (headers <c>last-page</c>, <c>total-count</c>, or none), so that each sign is looked at.
/// </summary>
public sealed class ClockifyLists(ClockifyClient client)
{
    internal const int PageSize = 5000;

    /// <summary>Even if Clockify gives fifty at a time where five thousand were asked for, five thousand rows get through; more pages than this never end.</summary>
    internal const int MostPages = 100;

    /// <summary>The workspaces that the key's owner sees. This list has no pages.</summary>
    public async Task<IReadOnlyList<ClockifyItem>> Workspaces(ClockifyAccess access, CancellationToken stop) =>
        ByName((await client.Get(access, "/workspaces", stop)).Rows);

    /// <summary>The users of a workspace.</summary>
    public Task<IReadOnlyList<ClockifyItem>> Users(ClockifyAccess access, string workspace, CancellationToken stop) => All(access, $"/workspaces/{Uri.EscapeDataString(workspace)}/users", stop);

    /// <summary>The clients of a workspace, with those put away.</summary>
    public Task<IReadOnlyList<ClockifyItem>> Clients(ClockifyAccess access, string workspace, CancellationToken stop) => All(access, $"/workspaces/{Uri.EscapeDataString(workspace)}/clients", stop);

    async Task<IReadOnlyList<ClockifyItem>> All(ClockifyAccess access, string path, CancellationToken stop)
    {
        var rows = new Dictionary<string, ClockifyRow>(StringComparer.Ordinal);
        for (var number = 1; number <= MostPages; number++)
        {
            var page = await client.Get(access, string.Create(CultureInfo.InvariantCulture, $"{path}?page={number}&page-size={PageSize}"), stop);
            var before = rows.Count;
            // Somebody who came or went while the pages were read stands on two of them.
            foreach (var row in page.Rows) rows[row.Id!] = row;
            if (page.Rows.Count == 0 || IsLast(page, rows.Count)) return ByName(rows.Values);
            // A page without anything new is the same one again: half a list must not look like a whole one.
            if (rows.Count == before) break;
        }
        throw ClockifyRefusals.NotUnderstood();
    }

    static bool IsLast(ClockifyPage page, int read) => page.IsLast ?? (page.Total is { } total ? read >= total : page.Rows.Count < PageSize);

    static List<ClockifyItem> ByName(IEnumerable<ClockifyRow> rows) =>
        [.. rows.Select(row => row.Item).OrderBy(item => item.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(item => item.Id, StringComparer.Ordinal)];
}
