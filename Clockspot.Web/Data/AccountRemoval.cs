using System.Reflection;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Clockspot.Data;

/// <summary>
/// Removes an account with every row, and the people who belong nowhere else. One transaction for each table, so that nobody who punches
/// waits; what was interrupted is taken up again, by this node or another, since removing twice is removing once.
/// </summary>
static class AccountRemoval
{
    static readonly MethodInfo erase = typeof(AccountRemoval).GetMethod(nameof(Erase), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Removes it. Acts as the program, confined to that account, so that the guard holds.</summary>
    /// <param name="store">The store.</param>
    /// <param name="account">Which.</param>
    /// <param name="why">Who acts, for the record that nobody will read.</param>
    /// <param name="stop">Gives up; called again, it goes on.</param>
    public static async Task Remove(this Store store, Guid account, string why, CancellationToken stop)
    {
        var actor = Actor.System(account, why);
        List<Type> tables;
        bool isDemo;
        await using (var db = await store.Write(actor, stop))
        {
            tables = TablesOf(db.Model);
            isDemo = await db.Accounts.AnyAsync(row => row.Id == account && row.DemoUntil != null, stop);
            // Employees point at each other and at places, which are removed before them.
            await db.Employees.ExecuteUpdateAsync(row => row.SetProperty(one => one.ManagerId, (Guid?)null).SetProperty(one => one.LocationId, (Guid?)null), stop);
            await ForgetThoseWhoLeft(db, isDemo, stop);
            await db.Commit(stop);
        }
        foreach (var table in tables.Where(table => table != typeof(Features.Employees.Employee)))
        {
            await using var db = await store.Write(actor, stop);
            await (Task<int>)erase.MakeGenericMethod(table).Invoke(null, [db, stop])!;
            await db.Commit(stop);
        }
        // The people go in the same transaction as the records that lead to them.
        await using var last = await store.Write(actor, stop);
        var people = await last.Employees.Where(row => row.PersonId != null).Select(row => row.PersonId!.Value).ToListAsync(stop);
        await last.Employees.ExecuteDeleteAsync(stop);
        await Homeless(last, isDemo).Where(person => people.Contains(person.Id)).ExecuteDeleteAsync(stop);
        await last.Accounts.Where(row => row.Id == account).ExecuteDeleteAsync(stop);
        await last.MailOfGone().ExecuteDeleteAsync(stop);
        last.Erases();
        await last.Commit(stop);
    }

    /// <summary>
    /// Those whose sign-in was taken from their record, when they left, are known only by what they did here. Of mail the account's own
    /// goes, whoever's address it has; never what others
    /// caused to an address that stands in a record here, and no notice before it is sent.
    /// </summary>
    static async Task ForgetThoseWhoLeft(ClockspotDb db, bool isDemo, CancellationToken stop)
    {
        await Homeless(db, isDemo).Where(person => db.AuditEvents.Any(row => row.PersonId == person.Id)).ExecuteDeleteAsync(stop);
        await db.Mail.Where(mail => mail.AccountId == db.AccountId
            && (mail.Kind != Features.Mail.MailKind.Notice || mail.SentAt != null || mail.Body == null)).ExecuteDeleteAsync(stop);
    }

    /// <summary>People who belong to no workspace at all. A demo takes only its own with it: a real sign-in that looked into it stays.</summary>
    static IQueryable<Features.SignIn.Person> Homeless(ClockspotDb db, bool isDemo) =>
        db.Users.Where(person => (person.IsDemo || !isDemo) && !db.Employees.AcrossAccounts().Any(elsewhere => elsewhere.PersonId == person.Id));

    /// <summary>Every table whose rows belong to an account, those that point at others first; read from the model, so that a new one is not forgotten.</summary>
    internal static List<Type> TablesOf(IModel model)
    {
        var left = model.GetEntityTypes().Where(type => typeof(IAccountOwned).IsAssignableFrom(type.ClrType)).ToList();
        var order = new List<Type>();
        while (left.Count > 0)
        {
            var free = left.Where(type => !left.Any(other => other != type && other.GetForeignKeys().Any(key => key.PrincipalEntityType == type))).ToList();
            // Two tables that point at each other: the database's cascades will have to do.
            if (free.Count == 0) free = [left[0]];
            order.AddRange(free.Select(type => type.ClrType));
            left.RemoveAll(free.Contains);
        }
        return order;
    }

    // The account's filter is on: only its rows are touched.
    static Task<int> Erase<T>(ClockspotDb db, CancellationToken stop) where T : class, IAccountOwned => db.Set<T>().ExecuteDeleteAsync(stop);
}
