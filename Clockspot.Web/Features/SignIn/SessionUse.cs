using Clockspot.Data;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>Writes down when a session was last used and from where. Open pages ask all the time, so that it is written seldom.</summary>
public sealed class SessionUse(Store store, ILogger<SessionUse> log) : LastUse(store, log)
{
    readonly Store store = store;

    /// <inheritdoc />
    protected override Duration Often { get; } = Duration.FromMinutes(5);

    /// <inheritdoc />
    protected override string Told => "session.used";

    /// <summary>A session was used.</summary>
    public void Seen(SignedIn signedIn, Instant written, Instant now, string? ip) => Seen(Guid.Empty, signedIn.Session, written, now, ip);

    /// <inheritdoc />
    protected override Task<ClockspotDb> Begin(Guid account, CancellationToken stop) => store.WriteSystem("a session was used", stop);

    /// <inheritdoc />
    protected override async Task Note(ClockspotDb db, Guid id, Instant at, string? ip, CancellationToken stop) =>
        (await db.Sessions.SingleOrDefaultAsync(row => row.Id == id, stop))?.Use(at, ip);
}

/// <summary>Removes sessions whose time is over. They open nothing any more; their addresses should not lie about.</summary>
public sealed class SessionSweep(Store store, ILogger<SessionSweep> log) : Rounds(TimeSpan.FromHours(1), log)
{
    /// <inheritdoc />
    protected override Task Round(CancellationToken stop) => Sweep(stop);

    /// <summary>Removes what has ended by now and answers how many sessions that were. Runs as the system.</summary>
    public async Task<int> Sweep(CancellationToken stop)
    {
        await using var db = await store.WriteSystem("sessions whose time is over", stop);
        var now = db.Now;
        var gone = await db.Sessions.Where(row => row.EndsAt <= now).ExecuteDeleteAsync(stop);
        await db.Commit(stop);
        return gone;
    }
}
