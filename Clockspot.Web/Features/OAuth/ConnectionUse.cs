using Clockspot.Data;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>Writes down when a connection was last used and from where.</summary>
public sealed class ConnectionUse(Store store, ILogger<ConnectionUse> log) : LastUse(store, log)
{
    /// <inheritdoc />
    protected override string Told => "connection.used";

    /// <inheritdoc />
    protected override Task Note(ClockspotDb db, Guid id, Instant at, string? ip, CancellationToken stop) => db.OAuthAuthorizations.Where(row => row.Id == id && (row.LastUsedAt == null || row.LastUsedAt < at))
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, at).SetProperty(row => row.LastUsedIp, ip), stop);
}
