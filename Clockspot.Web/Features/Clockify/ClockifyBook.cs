using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Clockify;

/// <summary>A list of Clockify beside ours.</summary>
/// <param name="Rows">Each of theirs with its counterpart.</param>
/// <param name="Missing">Ours that have none there, by name.</param>
/// <param name="ReadAt">When Clockify said so.</param>
public sealed record ClockifyBeside(IReadOnlyList<ClockifyPair> Rows, IReadOnlyList<OurItem> Missing, NodaTime.Instant ReadAt);

/// <summary>Reads the workspaces, users and clients of Clockify, and says who and what is the same here. Owners and admins.</summary>
public sealed class ClockifyBook(Store store, ClockifyLists lists, ClockifyDoor door)
{
    /// <summary>The name of the list of workspaces among what is kept.</summary>
    internal const string WorkspaceList = "workspaces";

    /// <summary>The workspaces that the key sees. Null when only what is kept was asked for, and nothing is. The refusals of <see cref="ClockifyRefusals"/>.</summary>
    public Task<ClockifyReading?> Workspaces(Actor actor, Freshness freshness, CancellationToken stop)
    {
        ClockifyConnections.Check(actor, Level.Read);
        if (actor.IsDemo) return Task.FromResult<ClockifyReading?>(ClockifySample.Workspaces);
        return door.Read(actor, WorkspaceList, freshness, access => lists.Workspaces(access, default), stop);
    }

    /// <summary>The users of a workspace. 404 <c>clockify_workspace_not_found</c> for one that the key does not see, 403 <c>clockify_forbidden</c> when it hides its members.</summary>
    public async Task<ClockifyReading?> Users(Actor actor, string workspace, Freshness freshness, CancellationToken stop)
    {
        ClockifyConnections.Check(actor, Level.Read);
        if (actor.IsDemo) return ClockifySample.Users(workspace);
        if (!await Sees(actor, workspace, freshness, stop)) return null;
        return await door.Read(actor, $"{workspace}/users", freshness, access => lists.Users(access, workspace, default), stop);
    }

    /// <summary>The clients of a workspace, with those put away. 404 <c>clockify_workspace_not_found</c>.</summary>
    public async Task<ClockifyReading?> Clients(Actor actor, string workspace, Freshness freshness, CancellationToken stop)
    {
        ClockifyConnections.Check(actor, Level.Read);
        if (actor.IsDemo) return ClockifySample.Clients(workspace);
        if (!await Sees(actor, workspace, freshness, stop)) return null;
        return await door.Read(actor, $"{workspace}/clients", freshness, access => lists.Clients(access, workspace, default), stop);
    }

    /// <summary>The users of a workspace beside the employees here: the same address, else the same name.</summary>
    public async Task<ClockifyBeside?> Employees(Actor actor, string workspace, Freshness freshness, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Read, Reach.All);
        if (await Users(actor, workspace, freshness, stop) is not { } users) return null;
        await using var db = await store.Open(actor, stop);
        var ours = await db.Employees.Where(employee => employee.Status != EmployeeStatus.Archived).OrderBy(employee => employee.Name)
            .Select(employee => new OurItem(employee.Id, employee.Name, employee.Email)).ToListAsync(stop);
        return ClockifyMatching.Beside(users, ours);
    }

    /// <summary>The clients of a workspace beside the jobs here, by name.</summary>
    public async Task<ClockifyBeside?> Jobs(Actor actor, string workspace, Freshness freshness, CancellationToken stop)
    {
        if (await Clients(actor, workspace, freshness, stop) is not { } clients) return null;
        await using var db = await store.Open(actor, stop);
        var ours = await db.Jobs.Where(job => job.ArchivedAt == null).OrderBy(job => job.Name).Select(job => new OurItem(job.Id, job.Name, null)).ToListAsync(stop);
        return ClockifyMatching.Beside(clients, ours);
    }

    /// <summary>The workspace to look at: the one that was asked for, else the one that was chosen last, else the only one; null when one has to be chosen.</summary>
    public async Task<string?> Chosen(Actor actor, string? asked, IReadOnlyList<ClockifyItem> workspaces, CancellationToken stop)
    {
        ClockifyConnections.Check(actor, Level.Read);
        if (asked is { Length: > 0 }) return asked;
        // A demo remembers nothing, and has something to show at first sight.
        if (workspaces.Count == 1 || actor.IsDemo) return workspaces[0].Id;
        var last = (await door.Find(actor, stop))?.WorkspaceId;
        return workspaces.Any(one => one.Id == last) ? last : null;
    }

    /// <summary>Looks among the key's workspaces first: an id that is not there is never sent, and a hidden list is told from a foreign one. False when nothing is kept.</summary>
    async Task<bool> Sees(Actor actor, string workspace, Freshness freshness, CancellationToken stop)
    {
        // The button reads the lists anew; a workspace that is among those of the last ten minutes is good enough for that.
        var seen = await Workspaces(actor, freshness == Freshness.Kept ? Freshness.Kept : Freshness.Recent, stop);
        if (seen is null) return false;
        return seen.Rows.Any(one => one.Id == workspace) ? true : throw ClockifyRefusals.WorkspaceNotFound();
    }
}
