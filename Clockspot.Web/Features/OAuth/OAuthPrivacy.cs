using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Privacy;
using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>The connections of somebody who leaves end in the same transaction: their clients acted as that person.</summary>
sealed class ConnectionsEnd : IPersonLeft
{
    public async Task Handle(ClockspotDb db, Actor actor, Employee employee, CancellationToken stop)
    {
        var ids = await db.OAuthAuthorizations.Where(row => row.EmployeeId == employee.Id && row.Status == OAuthStatus.Valid).Select(row => row.Id).ToListAsync(stop);
        foreach (var id in ids) await TokenDesk.End(db, id, $"{employee.Name} left.", stop, actor);
    }
}

/// <summary>The connections of somebody who chose a new password and wants them ended.</summary>
sealed class ConnectionsActForPerson : IActsForPerson
{
    public async Task End(ClockspotDb db, Actor actor, string reason, CancellationToken stop)
    {
        var ids = await db.OAuthAuthorizations.Where(row => row.EmployeeId == actor.EmployeeId && row.Status == OAuthStatus.Valid)
            .Select(row => row.Id).ToListAsync(stop);
        foreach (var id in ids) await TokenDesk.End(db, id, reason, stop, actor);
    }
}

/// <summary>What connections tell of persons: from where they were used.</summary>
sealed class ConnectionErasure : IErasable
{
    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => Forget(db.OAuthAuthorizations.Where(row => row.LastUsedAt < before && row.LastUsedIp != null), stop);

    public Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop) => Forget(db.OAuthAuthorizations.Where(row => row.EmployeeId == who.EmployeeId && row.LastUsedIp != null), stop);

    public Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop) => Task.CompletedTask;

    static Task<int> Forget(IQueryable<OAuthAuthorization> rows, CancellationToken stop) => rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedIp, (string?)null), stop);
}

/// <summary>The connections in a download; never anything of a token.</summary>
sealed class ConnectionTable : IDownloadTable
{
    public string Name => "connections";

    public IReadOnlyList<string> Columns { get; } = ["id", "employeeId", "client", "clientId", "resource", "scopes", "status", "createdAt", "lastUsedAt", "lastUsedIp", "endedAt"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        var rows = from one in db.OAuthAuthorizations.AsNoTracking()
                   join client in db.OAuthApplications on one.ApplicationId equals client.Id
                   where employee == null || one.EmployeeId == employee
                   orderby one.Id
                   select new { One = one, client.Name, client.ClientId };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(stop))
            yield return [row.One.Id, row.One.EmployeeId, row.Name, row.ClientId, row.One.Resource, row.One.Scopes, row.One.Status.ToString(), row.One.CreatedAt, row.One.LastUsedAt, row.One.LastUsedIp, row.One.RevokedAt];
    }
}
