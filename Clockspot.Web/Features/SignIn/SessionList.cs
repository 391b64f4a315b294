using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Clockspot.Ui;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>A browser in which one is signed in.</summary>
/// <param name="Id">Its session.</param>
/// <param name="Device">Browser and system in words.</param>
/// <param name="Ip">From where it was last used.</param>
/// <param name="Began">How long ago that was, in words.</param>
/// <param name="Used">When it was last used, in words.</param>
/// <param name="IsThis">The browser that asks.</param>
public sealed record SessionRow(Guid Id, string Device, string? Ip, string Began, string Used, bool IsThis);

/// <summary>One's own sign-ins in all browsers. Acts on whoever is signed in, and on nobody else; they belong to no account.</summary>
public sealed class SessionList(Profile profile, SignInManager<Person> signIn, Store store, ILogger<SessionList> log)
{
    /// <summary>The sign-ins that hold: this browser first, then by their last use.</summary>
    public async Task<IReadOnlyList<SessionRow>> List(CancellationToken stop)
    {
        var (me, here) = await Mine();
        await using var db = await store.OpenSystem("one's own sign-ins", stop);
        var now = db.Now;
        var rows = await db.Sessions.AsNoTracking().Where(row => row.PersonId == me && row.EndsAt > now).OrderByDescending(row =>
            row.LastUsedAt).ToListAsync(stop);
        return [.. rows.OrderByDescending(row => row.Id == here)
            .Select(row => new SessionRow(row.Id, row.Device, row.Ip, Ago(now - row.CreatedAt), Ago(now - row.LastUsedAt),
                row.Id == here))];
    }

    /// <summary>
    /// Ends one: its cookie opens nothing from the next request on, and its open pages stop. 404 when it is not one's own, or has ended.
    /// </summary>
    public async Task End(Guid id, CancellationToken stop)
    {
        var (me, here) = await Mine();
        await using var db = await store.WriteSystem("end a sign-in of one's own", stop);
        await RequireLiving(db, me, here, stop);
        if (await Remove(db, me, row => row.Id == id, stop) == 0) throw Refusal.NotFound("sign-in");
        await db.Commit(stop);
        log.LogInformation("Person {Person} ended a sign-in in another browser", me);
    }

    /// <summary>Ends all but that of this browser, and answers how many those were.</summary>
    public async Task<int> EndOthers(CancellationToken stop)
    {
        var (me, here) = await Mine();
        await using var db = await store.WriteSystem("end the other sign-ins of one's own", stop);
        await RequireLiving(db, me, here, stop);
        var ended = await Remove(db, me, row => row.Id != here, stop);
        await db.Commit(stop);
        log.LogInformation("Person {Person} ended {Count} sign-ins in other browsers", me, ended);
        return ended;
    }

    /// <summary>A sign-in that was ended meanwhile ends no others.</summary>
    static async Task RequireLiving(ClockspotDb db, Guid me, Guid here, CancellationToken stop)
    {
        if (!await db.Sessions.AnyAsync(row => row.Id == here && row.PersonId == me && row.EndsAt > db.Now, stop)) throw Refusal.SignedOut();
    }

    /// <summary>Removes sessions of one person in the caller's transaction, and tells the person's circuits after it.</summary>
    internal static async Task<int> Remove(ClockspotDb db, Guid person, Expression<Func<Session, bool>> which, CancellationToken stop)
    {
        var removed = await db.Sessions.Where(row => row.PersonId == person).Where(which).ExecuteDeleteAsync(stop);
        if (removed > 0) db.AnnounceTo(person, "session.ended");
        return removed;
    }

    /// <summary>A time that has passed, in words; where no workspace says in which zone to write times.</summary>
    internal static string Ago(Duration passed) => passed switch
    {
        { TotalMinutes: < 10 } => "a few minutes ago",
        { TotalHours: < 1 } => $"{(int)passed.TotalMinutes} minutes ago",
        { TotalHours: < 2 } => "an hour ago",
        { TotalDays: < 1 } => $"{(int)passed.TotalHours} hours ago",
        { TotalDays: < 2 } => "a day ago",
        _ => $"{(int)passed.TotalDays} days ago",
    };

    async Task<(Guid Me, Guid Here)> Mine()
    {
        var me = await profile.Changeable();
        return (me.Id, PageActor.SignedInOf(signIn.Context.User)?.Session ?? throw Refusal.SignedOut());
    }
}

/// <summary>The sign-ins in a person's own download. They are no affair of a workspace, so that its download has none.</summary>
sealed class SessionTable : IDownloadTable
{
    public string Name => "sessions";

    public IReadOnlyList<string> Columns { get; } = ["id", "device", "ip", "createdAt", "lastUsedAt", "endsAt"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee,
        [EnumeratorCancellation] CancellationToken stop)
    {
        if (employee is null) yield break;
        var rows = db.Sessions.AsNoTracking().Where(row => db.Employees.Any(mine => mine.Id == employee && mine.PersonId == row.PersonId));
        await foreach (var row in rows.OrderBy(row => row.Id).AsAsyncEnumerable().WithCancellation(stop))
            yield return [row.Id, row.Device, row.Ip, row.CreatedAt, row.LastUsedAt, row.EndsAt];
    }
}
