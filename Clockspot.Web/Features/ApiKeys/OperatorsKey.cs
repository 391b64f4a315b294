using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.ApiKeys;

/// <summary>The operator's way to a key, for whoever runs the program. It is the Owner's key: it acts as the Owner, who is told by mail.</summary>
public sealed class OperatorsKey(Store store, KeyRing keys)
{
    static Refusal Unknown(string account) => new("not_found", 404, "Not found",
        $"There is no open workspace '{account}'. Give its name in addresses (the part after /w/) or the company's name exactly as it stands on the screen.");

    static Refusal Several(string account) => new("ambiguous_account", 409, "Several workspaces have this name",
        $"Several companies here are called '{account}'. Give the workspace's name in addresses instead: the part after /w/.");

    /// <summary>Makes a key that is not narrowed and answers its value. 404 when there is no such workspace.</summary>
    /// <param name="account">The workspace's name in addresses, or the company's.</param>
    /// <param name="name">What the key is for.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<string> Make(string account, string name, CancellationToken stop)
    {
        var id = await Find(account, stop);
        var actor = Actor.System(id, "Operator's command");
        await using var db = await store.Write(actor, stop);
        var owner = await db.Employees.SingleAsync(row => row.Role == Role.Owner, stop);
        var input = new NewKey { Name = name };
        Input.Check(input);
        var made = await keys.Add(db, actor, owner, Ids.New(db.Now), input, scopes: null, stop);
        await db.Commit(stop);
        return made.Value;
    }

    async Task<Guid> Find(string account, CancellationToken stop)
    {
        await using var db = await store.OpenSystem("an operator's key", stop);
        var found = await db.Accounts.Where(row => (row.Slug == account || row.Name == account) && row.ClosedAt == null).Select(row => new { row.Id, row.Slug }).ToListAsync(stop);
        // Nobody else's company can be called like a workspace's name in addresses and take its key: that name comes first.
        if (found.Find(row => row.Slug == account) is { } exact) return exact.Id;
        return found.Count switch { 0 => throw Unknown(account), 1 => found[0].Id, _ => throw Several(account) };
    }
}
