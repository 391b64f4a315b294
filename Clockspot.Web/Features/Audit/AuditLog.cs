using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Audit;

/// <summary>Which events somebody asks for. What is null narrows nothing.</summary>
public sealed record AuditFilter
{
    /// <summary>From this moment on.</summary>
    public Instant? From { get; init; }

    /// <summary>Before this moment.</summary>
    public Instant? To { get; init; }

    /// <summary>About this employee.</summary>
    public Guid? About { get; init; }

    /// <summary>Done by this employee.</summary>
    public Guid? By { get; init; }

    /// <summary>One of <see cref="AuditNouns"/>.</summary>
    public string? Noun { get; init; }

    /// <summary>An event's whole name: noun, dot, verb.</summary>
    public string? Name { get; init; }

    /// <summary>Through this door.</summary>
    public Channel? Channel { get; init; }

    /// <summary>A part of the reason or of the name of whoever did it.</summary>
    [StringLength(100, ErrorMessage = "At most 100 characters.")]
    public string? Text { get; init => field = Input.Clean(value); }
}

/// <summary>An event of the audit log as its readers see it.</summary>
public sealed record AuditRow
{
    /// <summary>Its id; newer ones are greater.</summary>
    public required Guid Id { get; init; }

    /// <summary>When.</summary>
    public required Instant At { get; init; }

    /// <summary>Noun, dot, verb.</summary>
    public required string Name { get; init; }

    /// <summary>The row that it is about.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>The employee whom it concerns.</summary>
    public required Guid? AboutId { get; init; }

    /// <summary>That employee's name today.</summary>
    public required string? About { get; init; }

    /// <summary>Who did it; empty for the program.</summary>
    public required Guid EmployeeId { get; init; }

    /// <summary>The name of whoever did it, as it was then.</summary>
    public required string ActorName { get; init; }

    /// <summary>Through which door.</summary>
    public required Channel Channel { get; init; }

    /// <summary>With which credential, if one was used.</summary>
    public required string? Credential { get; init; }

    /// <summary>From which address.</summary>
    public required string? Ip { get; init; }

    /// <summary>The request's id, as in the program's own log.</summary>
    public required string? RequestId { get; init; }

    /// <summary>Why.</summary>
    public required string? Reason { get; init; }

    /// <summary>JSON of what was.</summary>
    public required string? Before { get; init; }

    /// <summary>JSON of what is.</summary>
    public required string? After { get; init; }

    /// <summary>What happened, in words.</summary>
    public string What => AuditNouns.Words(Name);
}

/// <summary>A page of the audit log, the newest first.</summary>
/// <param name="Rows">The events.</param>
/// <param name="HasOlder">There are older ones than the last.</param>
/// <param name="HasNewer">There are newer ones than the first.</param>
/// <param name="Names">The names of the rows that the events are about and to which their values refer.</param>
public sealed record AuditPageView(IReadOnlyList<AuditRow> Rows, bool HasOlder, bool HasNewer, IReadOnlyDictionary<Guid, string> Names)
{
    /// <summary>What or whom an event is about: the row by its name, or the employee concerned when that is not who did it; null when the words say it.</summary>
    public string? SubjectOf(AuditRow row) => Names.GetValueOrDefault(row.SubjectId) ?? (row.AboutId == row.EmployeeId ? null : row.About);
}

/// <summary>A page of the audit log for programs, the newest first.</summary>
/// <param name="Rows">The events.</param>
/// <param name="Total">How many the filter finds.</param>
/// <param name="HasMore">There are older ones than the last.</param>
public sealed record AuditPart(IReadOnlyList<AuditRow> Rows, int Total, bool HasMore);

/// <summary>Where a page of the log begins.</summary>
/// <param name="OlderThan">Shows what is older than this event.</param>
/// <param name="NewerThan">Shows what is newer than this event.</param>
public sealed record AuditPlace(Guid? OlderThan = null, Guid? NewerThan = null);

/// <summary>The audit log: every change of anything. Whoever cannot read an area does not see its events.</summary>
public sealed class AuditLog(Store store)
{
    /// <summary>How many events a page shows.</summary>
    public const int PageSize = 50;

    /// <summary>A page of the events that match, the newest first.</summary>
    public async Task<AuditPageView> List(Actor actor, AuditFilter filter, AuditPlace place, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        Input.Check(filter);
        await using var db = await store.Open(actor, stop);
        var found = Matching(db, actor, filter);
        var upwards = place.NewerThan is not null;
        var wanted = place switch
        {
            { NewerThan: { } newer } => found.Where(row => row.Id.CompareTo(newer) > 0).OrderBy(row => row.Id),
            { OlderThan: { } older } => found.Where(row => row.Id.CompareTo(older) < 0).OrderByDescending(row => row.Id),
            _ => found.OrderByDescending(row => row.Id),
        };
        var rows = await Rows(db, wanted.Take(PageSize + 1)).ToListAsync(stop);
        var more = rows.Count > PageSize;
        if (more) rows.RemoveAt(PageSize);
        if (upwards) rows.Reverse();
        var names = await ChangeWords.Names(db, rows.SelectMany(row => new[] { row.Before, row.After }), rows.Select(row => row.SubjectId), stop);
        return new AuditPageView(rows, HasOlder: upwards || more, HasNewer: upwards ? more : place.OlderThan is not null, names);
    }

    /// <summary>So many events that match, the newest first, those older than <paramref name="olderThan"/>; and how many there are in all. Also for a credential that only reads.</summary>
    public async Task<AuditPart> Page(Actor actor, AuditFilter filter, Guid? olderThan, int size, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Read, Reach.All);
        actor.RequireAdmin("read the audit log");
        Input.Check(filter);
        await using var db = await store.Open(actor, stop);
        var found = Matching(db, actor, filter);
        var total = await found.CountAsync(stop);
        if (olderThan is { } older) found = found.Where(row => row.Id.CompareTo(older) < 0);
        var rows = await Rows(db, found.OrderByDescending(row => row.Id).Take(size + 1)).ToListAsync(stop);
        return rows.Count > size ? new AuditPart(rows[..size], total, true) : new AuditPart(rows, total, false);
    }

    /// <summary>Everybody by whom or about whom there can be events, also those who left, by name.</summary>
    public async Task<IReadOnlyList<Choice>> People(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        await using var db = await store.Open(actor, stop);
        return await db.Employees.OrderBy(row => row.Name).Select(row => new Choice(row.Id, row.Name)).ToListAsync(stop);
    }

    /// <summary>All events that match, the newest first, one after the other: nothing is held but the one in hand.</summary>
    public IAsyncEnumerable<AuditRow> Stream(Actor actor, AuditFilter filter, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        Input.Check(filter);
        return Read(actor, filter, stop);
    }

    async IAsyncEnumerable<AuditRow> Read(Actor actor, AuditFilter filter, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var db = await store.Open(actor, stop);
        await foreach (var row in Rows(db, Matching(db, actor, filter).OrderByDescending(row => row.Id)).AsAsyncEnumerable().WithCancellation(stop)) yield return row;
    }

    static IQueryable<AuditEvent> Matching(ClockspotDb db, Actor actor, AuditFilter filter)
    {
        var nouns = AuditNouns.ReadableBy(actor).Where(noun => filter.Noun is null || noun == filter.Noun).ToList();
        var found = db.AuditEvents.AsNoTracking().Where(row => nouns.Contains(row.Name.Substring(0, row.Name.IndexOf("."))));
        if (filter.Name is { } name) found = found.Where(row => row.Name == name);
        if (filter.From is { } from) found = found.Where(row => row.At >= from);
        if (filter.To is { } to) found = found.Where(row => row.At < to);
        if (filter.About is { } about) found = found.Where(row => row.AboutId == about);
        if (filter.By is { } by) found = found.Where(row => row.EmployeeId == by);
        if (filter.Channel is { } channel) found = found.Where(row => row.Channel == channel);
        if (filter.Text?.ToUpperInvariant() is { } part)
#pragma warning disable MA0011 // Translated to the database's upper(), which knows no culture.
            found = found.Where(row => row.ActorName.ToUpper().Contains(part) || row.Reason!.ToUpper().Contains(part));
#pragma warning restore MA0011
        return found;
    }

    static IQueryable<AuditRow> Rows(ClockspotDb db, IQueryable<AuditEvent> events) => events.Select(row => new AuditRow
    {
        Id = row.Id, At = row.At, Name = row.Name, SubjectId = row.SubjectId, AboutId = row.AboutId,
        About = db.Employees.Where(employee => employee.Id == row.AboutId).Select(employee => employee.Name).FirstOrDefault(),
        EmployeeId = row.EmployeeId, ActorName = row.ActorName, Channel = row.Channel, Credential = row.Credential, Ip = row.Ip, RequestId = row.RequestId,
        Reason = row.Reason, Before = row.Before, After = row.After,
    });
}
