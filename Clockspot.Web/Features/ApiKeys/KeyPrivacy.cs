using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Privacy;
using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.ApiKeys;

/// <summary>The keys of somebody who leaves die in the same transaction: they acted as that person.</summary>
sealed class KeysEnd : IPersonLeft
{
    public async Task Handle(ClockspotDb db, Actor actor, Employee employee, CancellationToken stop)
    {
        foreach (var key in await db.ApiKeys.Where(row => row.EmployeeId == employee.Id && row.RevokedAt == null).ToListAsync(stop))
            KeyRing.End(db, actor, key, $"{employee.Name} left.");
    }
}

/// <summary>
/// The keys of somebody who chose a new password and wants them ended: whoever knew the old one may have made or copied some.
/// </summary>
sealed class KeysActForPerson : IActsForPerson
{
    public async Task End(ClockspotDb db, Actor actor, string reason, CancellationToken stop)
    {
        foreach (var key in await db.ApiKeys.Where(row => row.EmployeeId == actor.EmployeeId && row.RevokedAt == null)
            .ToListAsync(stop)) KeyRing.End(db, actor, key, reason);
    }
}

/// <summary>What keys tell of persons: from where they were used, and what somebody may have written into their names.</summary>
sealed class KeyErasure : IErasable
{
    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => Forget(db.ApiKeys.Where(key => key.LastUsedAt < before && key.LastUsedIp != null), stop);

#pragma warning disable MA0011 // Translated to the database's upper(), which knows no culture.
    public async Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop)
    {
        await Forget(db.ApiKeys.Where(key => key.EmployeeId == who.EmployeeId && key.LastUsedIp != null), stop);
        if (who.Email?.ToUpperInvariant() is { } address)
            await db.ApiKeys.Where(key => key.Name.ToUpper().Contains(address)).ExecuteUpdateAsync(row => row.SetProperty(key => key.Name, "(erased)"), stop);
    }

    public Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop)
    {
        var name = who.Name.ToUpperInvariant();
        return db.ApiKeys.Where(key => key.Name.ToUpper().Contains(name)).ExecuteUpdateAsync(row => row.SetProperty(key => key.Name, "Former employee"), stop);
    }
#pragma warning restore MA0011

    static Task<int> Forget(IQueryable<ApiKey> keys, CancellationToken stop) => keys.ExecuteUpdateAsync(row => row.SetProperty(key => key.LastUsedIp, (string?)null), stop);
}

/// <summary>The keys in a download; never their values, nor what could be compared with one.</summary>
sealed class KeyTable : IDownloadTable
{
    public string Name => "api-keys";

    public IReadOnlyList<string> Columns { get; } = ["id", "employeeId", "name", "hint", "scopes", "createdAt", "expiresAt", "lastUsedAt", "lastUsedIp", "revokedAt"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        var keys = db.ApiKeys.AsNoTracking().Where(key => employee == null || key.EmployeeId == employee);
        await foreach (var key in keys.OrderBy(key => key.Id).AsAsyncEnumerable().WithCancellation(stop))
            yield return [key.Id, key.EmployeeId, key.Name, key.Hint, key.Scopes, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.LastUsedIp, key.RevokedAt];
    }
}
