using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Clockify;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Employees;
using Clockspot.Features.Invitations;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.OAuth;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using NewId = Clockspot.Domain.Ids;

namespace Clockspot.Tests.Support;

/// <summary>Where the clock of the owner stands.</summary>
public enum Standing
{
    Out,
    In,
    OnBreak,
    Forgotten,
}

/// <summary>A workspace with one of everything, the people who may and may not see it, and another workspace from which somebody tries.</summary>
public sealed class Scene
{
    public required World World { get; init; }

    public required Actor Owner { get; init; }

    public required Actor Admin { get; init; }

    public required Actor Manager { get; init; }

    /// <summary>In the manager's team.</summary>
    public required Actor Member { get; init; }

    /// <summary>In nobody's team.</summary>
    public required Actor Loner { get; init; }

    /// <summary>The owner of another workspace.</summary>
    public required Actor Outsider { get; init; }

    /// <summary>One id of each kind in the owner's workspace, by the folder in which pages show it.</summary>
    public required IReadOnlyDictionary<string, Guid> Ids { get; init; }

    /// <summary>Pages of rows in another state, which show other forms: somebody who left, somebody invited, what was put away.</summary>
    public required IReadOnlyList<string> Also { get; init; }

    public const string Slug = "harbor";

    /// <summary>The actor that somebody of that role is.</summary>
    public Actor Of(Role role) => role switch { Role.Owner => Owner, Role.Admin => Admin, Role.Manager => Manager, _ => Loner };

    public static async Task<Scene> Make(World world, Standing state = Standing.Out)
    {
        var owner = await world.Workspace(Slug);
        var manager = await world.Join(owner, Role.Manager);
        var member = await world.Join(owner, Role.Employee, manager);
        var (ids, also) = await Fill(world, owner, member);
        var scene = new Scene
        {
            World = world, Owner = owner, Manager = manager, Member = member,
            Admin = await world.Join(owner, Role.Admin), Loner = await world.Join(owner, Role.Employee),
            Outsider = await world.Workspace("elsewhere"), Ids = ids, Also = also,
        };
        await Punch(world, owner, state);
        return scene;
    }

    static async Task<(Dictionary<string, Guid> Ids, IReadOnlyList<string> Also)> Fill(World world, Actor owner, Actor member)
    {
        await using var db = await world.Store.WriteSystem("test", default);
        var (account, now) = (owner.AccountId, db.Now);
        var job = new Job(account, NewId.New(now), "Till", now);
        var oldJob = new Job(account, NewId.New(now), "Old till", now);
        oldJob.Archive(now);
        var place = new Location(account, NewId.New(now), "Pier 4", now);
        var oldPlace = new Location(account, NewId.New(now), "Pier 3", now);
        oldPlace.Archive(now);
        var gone = new Employee(account, NewId.New(now), "900", "Gone Gina", "gina@example.com", Role.Employee, now);
        gone.Archive(new LocalDate(2026, 2, 27));
        var invited = new Employee(account, NewId.New(now), "901", "Invited Ivo", "ivo@example.com", Role.Employee, now);
        invited.Invite();
        var invitation = new Invitation(account, NewId.New(now), invited.Id, "ivo@example.com", owner.EmployeeId, now, now + Duration.FromDays(7));
        var entry = new TimeEntry(account, NewId.New(now), member.EmployeeId, now - Duration.FromHours(20), "America/New_York", EntrySource.Web, now);
        entry.Place(job.Id, null);
        entry.Close(now - Duration.FromHours(12));
        var doubtful = new TimeEntry(account, NewId.New(now), member.EmployeeId, now - Duration.FromHours(3), "America/New_York", EntrySource.Web, now);
        doubtful.Close(now - Duration.FromHours(1), EntryFlags.Unconfirmed);
        var away = new TimeEntry(account, NewId.New(now), member.EmployeeId, now - Duration.FromHours(3), "America/New_York", EntrySource.Web, now);
        away.StartBreak(NewId.New(now), now - Duration.FromHours(2), paid: false);
        away.Close(now - Duration.FromHours(1));
        away.Archive(now);
        db.AddRange(doubtful, away, job, oldJob, place, oldPlace, gone, invited, entry, new EmployeeJob(account, member.EmployeeId, oldJob.Id));
        await db.SaveChangesAsync();
        var key = new ApiKey(account, NewId.New(now), owner.EmployeeId, "Payroll", KeyText.New(), null, null, now);
        var kept = new KeptAnswer(account, NewId.New(now), key.Id, "POST", "/api/v1/jobs", "first", new byte[32], now);
        kept.Answer(201, null, null, null, null);
        var clockify = new ClockifyConnection(account, NewId.New(now), now);
        clockify.Key(world.Get<ClockifySecret>().Protect(account, "scene-key-of-clockify"), "kify", ClockifyRegion.Global, null, now);
        var client = new OAuthApplication(NewId.New(now), "reg_scene", OAuthApplicationKind.Registered, account, now);
        client.Describe("Crew bot", ["https://crew.example/back"]);
        client.Grant(now);
        var connection = new OAuthAuthorization(account, NewId.New(now), owner.EmployeeId, client.Id, "http://localhost:5080/api/v1", "account:read", now);
        var token = new OAuthToken(connection, NewId.New(now), OAuthTokenType.Refresh, TokenText.New(TokenText.Refresh), "account:read", now, now + TokenDesk.RefreshLife);
        db.AddRange(client, connection, token, clockify, key, kept, invitation, new ClockRules(account), new Punch(owner, NewId.New(now), member.EmployeeId, entry.Id, PunchVerb.In, entry.Start, job.Id));
        await db.Commit(default);
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["jobs"] = job.Id, ["locations"] = place.Id, ["employees"] = member.EmployeeId, ["invitations"] = invitation.Id, ["entries"] = entry.Id, ["api-keys"] = key.Id,
            ["connections"] = connection.Id, ["clients"] = client.Id,
        };
        return (ids, [.. new[] { $"entries/{away.Id}", $"entries/{doubtful.Id}", $"employees/{gone.Id}", $"employees/{invited.Id}", $"jobs/{oldJob.Id}", $"locations/{oldPlace.Id}" }.Select(path => $"/w/{Slug}/{path}")]);
    }

    /// <summary>Puts the actor's clock where a test wants it, by rows.</summary>
    static async Task Punch(World world, Actor actor, Standing state)
    {
        if (state == Standing.Out) return;
        await using var db = await world.Store.Write(actor, default);
        var start = db.Now - (state == Standing.Forgotten ? Duration.FromHours(24) : Duration.FromMinutes(90));
        var entry = new TimeEntry(actor.AccountId, NewId.New(start), actor.EmployeeId, start, "America/New_York", EntrySource.Web, start);
        if (state == Standing.OnBreak) entry.StartBreak(NewId.New(db.Now), start + Duration.FromMinutes(30), paid: false);
        db.TimeEntries.Add(entry);
        await db.SaveChangesAsync();
        db.Punches.Add(new Punch(actor, NewId.New(start), actor.EmployeeId, entry.Id, PunchVerb.In, start, null));
        await db.Commit(default);
    }
}
