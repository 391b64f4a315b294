using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>A connection as the screen shows it. Nothing of its tokens.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Client">What the client calls itself.</param>
/// <param name="ClientId">What it presents itself with.</param>
/// <param name="Kind">How it came to be known.</param>
/// <param name="Hosts">Where it comes from; of one that has no address of its own, where it sends people back to.</param>
/// <param name="Employee">Who granted it, and as whom it acts.</param>
/// <param name="IsOwn">That is whoever looks.</param>
/// <param name="IsHeld">People of that role may not connect any more: it gets no new token.</param>
/// <param name="IsForApi">It opens the REST API; otherwise what assistants use.</param>
/// <param name="Scopes">What it carries.</param>
/// <param name="CreatedAt">When it was granted.</param>
/// <param name="LastUsedAt">When it was last used, or null.</param>
/// <param name="LastUsedIp">From where, while that is kept.</param>
public sealed record ConnectionRow(Guid Id, string Client, string ClientId, OAuthApplicationKind Kind, IReadOnlyList<string> Hosts, string Employee, bool IsOwn, bool IsHeld, bool IsForApi,
    IReadOnlyList<Scope> Scopes, Instant CreatedAt, Instant? LastUsedAt, string? LastUsedIp);

/// <summary>A client that the Owner registered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ClientId">What it presents itself with.</param>
/// <param name="Name">Its name.</param>
/// <param name="Redirects">Where it may send people back to.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="Connections">How many connections to it hold.</param>
public sealed record RegisteredClient(Guid Id, string ClientId, string Name, IReadOnlyList<string> Redirects, Instant CreatedAt, int Connections);

/// <summary>What is said of a client.</summary>
public sealed record NewClient
{
    /// <summary>What people read when it asks.</summary>
    [Required(ErrorMessage = "Enter a name."), StringLength(100, ErrorMessage = "At most 100 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Name { get; init => field = Input.Clean(value); }

    /// <summary>Where it may send people back to.</summary>
    public IReadOnlyList<string> Redirects { get; init; } = [];
}

/// <summary>The connections of an account: everybody sees and ends their own, the Owner all of them. The Owner also registers clients that can do it by no other way.</summary>
public sealed class Connections(Store store, OAuthResources resources)
{
    /// <summary>How many clients an Owner can register.</summary>
    internal const int Most = 50;

    static Refusal NoRedirect() => Refusal.Field("redirects", "required", "Write at least one address, each on a line of its own.");
    static Refusal WrongRedirect() => Refusal.Field("redirects", "invalid", "Each must begin with https://, or http://localhost or http://127.0.0.1, and have no # in it.");
    static Refusal TooManyRedirects() => Refusal.Field("redirects", "too_many", $"At most {RedirectRules.Most} addresses.");
    static Refusal TooMany() => new("too_many_clients", 409, "There are too many clients", $"A workspace registers at most {Most} clients. Remove one that nobody uses any more.");

    /// <summary>The connections that hold, the newest first: all of them for the Owner, one's own for others.</summary>
    public async Task<IReadOnlyList<ConnectionRow>> List(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Read);
        await using var db = await store.Open(actor, stop);
        return await Rows(db, actor, Within(db, actor).Where(row => row.Status == OAuthStatus.Valid), stop);
    }

    /// <summary>One connection that holds. 404 <c>not_found</c>.</summary>
    public async Task<ConnectionRow> Get(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Read);
        await using var db = await store.Open(actor, stop);
        return (await Rows(db, actor, Within(db, actor).Where(row => row.Id == id && row.Status == OAuthStatus.Valid), stop)).SingleOrDefault() ?? throw Refusal.NotFound("connection");
    }

    /// <summary>Ends a connection: the next call of its client is refused. Twice is once. 404 <c>not_found</c>.</summary>
    public async Task End(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Read);
        await using var db = await store.Write(actor, stop);
        if (!await Within(db, actor).AnyAsync(row => row.Id == id, stop)) throw Refusal.NotFound("connection");
        await TokenDesk.End(db, id, reason: null, stop, actor);
        await db.Commit(stop);
    }

    /// <summary>The clients that the Owner registered, by name.</summary>
    public async Task<IReadOnlyList<RegisteredClient>> Clients(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("see the clients of the workspace");
        await using var db = await store.Open(actor, stop);
        return await Registered(db, db.OAuthApplications.Where(row => row.RegisteredBy == actor.AccountId), stop);
    }

    /// <summary>One client that the Owner registered. 404 <c>not_found</c>.</summary>
    public async Task<RegisteredClient> Client(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("see the clients of the workspace");
        await using var db = await store.Open(actor, stop);
        return (await Registered(db, db.OAuthApplications.Where(row => row.RegisteredBy == actor.AccountId && row.Id == id), stop)).SingleOrDefault() ?? throw Refusal.NotFound("client");
    }

    /// <summary>Registers a client for this account alone. 409 <c>too_many_clients</c>.</summary>
    public async Task<RegisteredClient> Register(Actor actor, NewClient input, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("register clients");
        actor.RequireWhole("register clients");
        Input.Check(input);
        var redirects = input.Redirects.Select(one => one.Trim()).Where(one => one.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (redirects.Count == 0) throw NoRedirect();
        if (redirects.Count > RedirectRules.Most) throw TooManyRedirects();
        if (!redirects.All(RedirectRules.IsAllowed)) throw WrongRedirect();
        await using var db = await store.Write(actor, stop);
        if (await db.OAuthApplications.CountAsync(row => row.RegisteredBy == actor.AccountId, stop) >= Most) throw TooMany();
        var client = new OAuthApplication(Ids.New(db.Now), $"reg_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}", OAuthApplicationKind.Registered, actor.AccountId, db.Now);
        client.Describe(input.Name!, redirects);
        db.OAuthApplications.Add(client);
        db.Record(actor, "client.registered", client);
        await db.Commit(stop);
        return new RegisteredClient(client.Id, client.ClientId, client.Name, redirects, client.CreatedAt, 0);
    }

    /// <summary>Removes a client that the Owner registered, with every connection to it. 404 <c>not_found</c>.</summary>
    public async Task Remove(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("remove clients");
        actor.RequireWhole("remove clients");
        await using var db = await store.Write(actor, stop);
        var client = await db.OAuthApplications.SingleOrDefaultAsync(row => row.Id == id && row.RegisteredBy == actor.AccountId, stop) ?? throw Refusal.NotFound("client");
        var connections = await db.OAuthAuthorizations.Where(row => row.ApplicationId == id).ToListAsync(stop);
        foreach (var one in connections) await TokenDesk.End(db, one.Id, $"Its client {client.Name} was removed.", stop, actor);
        db.OAuthAuthorizations.RemoveRange(connections);
        db.OAuthApplications.Remove(client);
        db.Record(actor, "client.removed", client);
        await db.Commit(stop);
    }

    static IQueryable<OAuthAuthorization> Within(ClockspotDb db, Actor actor) => db.OAuthAuthorizations.Where(row => actor.IsOwner || row.EmployeeId == actor.EmployeeId);

    static async Task<IReadOnlyList<RegisteredClient>> Registered(ClockspotDb db, IQueryable<OAuthApplication> clients, CancellationToken stop)
    {
        var rows = await clients.AsNoTracking().OrderBy(row => row.Name).ThenBy(row => row.Id)
            .Select(row => new { Row = row, Count = db.OAuthAuthorizations.Count(one => one.ApplicationId == row.Id && one.Status == OAuthStatus.Valid) }).ToListAsync(stop);
        return [.. rows.Select(one => new RegisteredClient(one.Row.Id, one.Row.ClientId, one.Row.Name, one.Row.Redirects.Split('\n'), one.Row.CreatedAt, one.Count))];
    }

    async Task<IReadOnlyList<ConnectionRow>> Rows(ClockspotDb db, Actor actor, IQueryable<OAuthAuthorization> found, CancellationToken stop)
    {
        var least = await db.Accounts.Where(row => row.Id == actor.AccountId).Select(row => row.Connecting).SingleAsync(stop);
        var rows = await (
            from one in found
            join client in db.OAuthApplications on one.ApplicationId equals client.Id
            join employee in db.Employees on one.EmployeeId equals employee.Id
            orderby one.CreatedAt descending, one.Id descending
            select new { One = one, Client = client, employee.Name, employee.Role }).AsNoTracking().ToListAsync(stop);
        return [.. rows.Select(row => new ConnectionRow(row.One.Id, row.Client.Name, row.Client.ClientId, row.Client.Kind, HostsOf(row.Client), row.Name, row.One.EmployeeId == actor.EmployeeId,
            row.Role < least, row.One.Resource == resources.Api, Scopes.ParseList(row.One.Scopes)!, row.One.CreatedAt, row.One.LastUsedAt, row.One.LastUsedIp))];
    }

    /// <summary>The host that answers for a client is known of a document alone; of the others it is known where they may send people.</summary>
    static IReadOnlyList<string> HostsOf(OAuthApplication client) => client.Kind == OAuthApplicationKind.Document ? [new Uri(client.ClientId).Host]
        : [.. client.Redirects.Split('\n').Select(one => new Uri(one).Authority).Distinct(StringComparer.Ordinal)];
}
