using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Accounts;

/// <summary>A workspace that was closed and whose rows are still there.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">The company.</param>
/// <param name="GoneOn">The day, in its zone, on which its rows go.</param>
public sealed record ClosedWorkspace(string Slug, string Name, LocalDate GoneOn);

/// <summary>Closes a workspace and opens it again. Closed, it lets nobody in; after thirty days its rows are removed.</summary>
public sealed class Closing(Store store)
{
    /// <summary>How long the rows of a closed workspace are kept.</summary>
    public static readonly Duration Kept = Duration.FromDays(30);

    static Refusal NotTheName() => Refusal.Field("companyName", "mismatch", "This is not the company's name. Type it exactly as it stands above.");
    static Refusal DemoGoes() => Refusal.Forbidden("A demo is not closed: it is gone after a day by itself.");

    /// <summary>
    /// Closes the workspace: everybody is out from the next call on, also in pages that are open. The company's name is typed as confirmation.
    /// Undone by <see cref="Reopen"/> for thirty days.
    /// </summary>
    public async Task Close(Actor actor, string? companyName, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("close the workspace");
        actor.RequireWhole("close the workspace");
        if (actor.IsDemo) throw DemoGoes();
        await using var db = await store.Write(actor, stop);
        var account = await db.Accounts.SingleAsync(row => row.Id == actor.AccountId, stop);
        if (!string.Equals(Input.Clean(companyName), account.Name, StringComparison.OrdinalIgnoreCase)) throw NotTheName();
        account.Close(db.Now);
        db.Record(actor, "account.closed", account);
        await db.Commit(stop);
    }

    /// <summary>The closed workspaces whose Owner is signed in, by name. No actor: a closed workspace lets nobody in.</summary>
    public async Task<IReadOnlyList<ClosedWorkspace>> Closed(SignedIn? signedIn, CancellationToken stop)
    {
        if (signedIn is null) return [];
        await using var db = await store.OpenSystem("an Owner's closed workspaces", stop);
        var rows = await OfOwner(db, signedIn).OrderBy(row => row.Account.Name).Select(row => row.Account).ToListAsync(stop);
        return [.. rows.Select(account => new ClosedWorkspace(account.Slug, account.Name, (account.ClosedAt!.Value + Kept).InZone(account.Zone).Date))];
    }

    /// <summary>Opens it again, as it was. 404 when it is not the Owner's, not closed, or closed for thirty days.</summary>
    public async Task Reopen(SignedIn signedIn, string slug, Origin origin, CancellationToken stop)
    {
        await using var db = await store.WriteSystem("reopen a workspace", stop);
        var found = await OfOwner(db, signedIn).SingleOrDefaultAsync(row => row.Account.Slug == slug, stop) ?? throw Refusal.NotFound("closed workspace");
        found.Account.Reopen();
        db.Record(new Actor
        {
            AccountId = found.Account.Id, PersonId = signedIn.Person, EmployeeId = found.Owner.Id, Name = found.Owner.Name, Role = Role.Owner,
            Channel = origin.Channel, Ip = origin.Ip, RequestId = origin.RequestId,
        }, "account.reopened", found.Account);
        await db.Commit(stop);
    }

    static IQueryable<Owned> OfOwner(ClockspotDb db, SignedIn signedIn)
    {
        var since = db.Now - Kept;
        var session = signedIn.In(db);
        return from account in db.Accounts
               join owner in db.Employees.AcrossAccounts() on account.Id equals owner.AccountId
               join person in db.Users on owner.PersonId equals person.Id
               where person.Id == signedIn.Person && person.SecurityStamp == signedIn.Stamp && session.Any() && !person.IsDemo
                   && owner.Role == Role.Owner && owner.Status == EmployeeStatus.Active && account.ClosedAt > since
               select new Owned { Account = account, Owner = owner };
    }

    sealed class Owned
    {
        public required Account Account { get; init; }

        public required Employee Owner { get; init; }
    }
}
