using Clockspot.Data;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.ApiKeys;

/// <summary>Writes down when a key was last used and from where.</summary>
public sealed class KeyUse(Store store, ILogger<KeyUse> log) : LastUse(store, log)
{
    /// <inheritdoc />
    protected override string Told => "api_key.used";

    /// <inheritdoc />
    protected override Task Note(ClockspotDb db, Guid id, Instant at, string? ip, CancellationToken stop) => db.ApiKeys.Where(key => key.Id == id && (key.LastUsedAt == null || key.LastUsedAt < at))
        .ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, at).SetProperty(key => key.LastUsedIp, ip), stop);
}
