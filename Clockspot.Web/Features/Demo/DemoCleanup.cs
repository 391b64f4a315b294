using System.Diagnostics;
using System.Reflection;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Clockspot.Features.Demo;

/// <summary>
/// Removes demo workspaces whose day is over, with every row and with the people who exist only there. One transaction for each table, so
/// that nobody who punches waits; what was interrupted is taken up again, by this node or another, since removing twice is removing once.
/// </summary>
public sealed class DemoCleanup(Store store, ILogger<DemoCleanup> log) : BackgroundService
{
    static readonly ActivitySource activities = new("Clockspot");
    static readonly MethodInfo erase = typeof(DemoCleanup).GetMethod(nameof(Erase), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10));
            do await Round(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    /// <summary>Removes what has expired by now and answers how many workspaces that were. Runs as the system.</summary>
    public async Task<int> RemoveExpired(CancellationToken stop)
    {
        List<Guid> expired;
        await using (var db = await store.OpenSystem("expired demos", stop))
            expired = await db.Accounts.Where(account => account.DemoUntil <= db.Now).Select(account => account.Id).ToListAsync(stop);
        if (expired.Count == 0) return 0;
        using var activity = activities.StartActivity("demo cleanup");
        foreach (var account in expired) await Remove(account, stop);
        log.LogInformation("Removed {Count} expired demos", expired.Count);
        return expired.Count;
    }

    async Task Round(CancellationToken stop)
    {
        try
        {
            await RemoveExpired(stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogError(failure, "Removing expired demos failed; it is tried again in ten minutes");
        }
    }

    async Task Remove(Guid account, CancellationToken stop)
    {
        var actor = Actor.System(account, "Demo cleanup");
        List<Type> tables;
        await using (var db = await store.Open(actor, stop)) tables = TablesOf(db.Model);
        await using (var db = await store.Write(actor, stop))
        {
            // Employees point at each other and at places, which are removed before them.
            await db.Employees.ExecuteUpdateAsync(row => row.SetProperty(one => one.ManagerId, (Guid?)null).SetProperty(one => one.LocationId, (Guid?)null), stop);
            await db.Commit(stop);
        }
        foreach (var table in tables.Where(table => table != typeof(Employees.Employee)))
        {
            await using var db = await store.Write(actor, stop);
            await (Task<int>)erase.MakeGenericMethod(table).Invoke(null, [db, stop])!;
            await db.Commit(stop);
        }
        // The people go in the same transaction as the records that lead to them.
        await using var last = await store.Write(actor, stop);
        var people = await last.Employees.Where(row => row.PersonId != null).Select(row => row.PersonId!.Value).ToListAsync(stop);
        await last.Employees.ExecuteDeleteAsync(stop);
        await last.Users.Where(person => person.IsDemo && people.Contains(person.Id)
            && !last.Employees.AcrossAccounts().Any(elsewhere => elsewhere.PersonId == person.Id)).ExecuteDeleteAsync(stop);
        await last.Accounts.Where(row => row.Id == account).ExecuteDeleteAsync(stop);
        await last.Commit(stop);
    }

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
