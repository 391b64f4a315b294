using System.Text.Json;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Mail;
using Clockspot.Ui;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>An account in which somebody could grant something.</summary>
/// <param name="Slug">Its address.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">As what the person works there.</param>
/// <param name="May">The account lets people of this role connect assistants.</param>
public sealed record GrantableAccount(string Slug, string Name, Role Role, bool May);

/// <summary>A request as the person sees it who is to decide.</summary>
/// <param name="Ask">What is asked.</param>
/// <param name="Client">By whom.</param>
/// <param name="Person">Who decides: name and address.</param>
/// <param name="Accounts">Where it could be granted.</param>
public sealed record PendingRequest(AuthorizeAsk Ask, OAuthClient Client, (string Name, string Email) Person, IReadOnlyList<GrantableAccount> Accounts);

/// <summary>
/// From a good request to a code: kept while the person chooses an account and decides, taken once. What was asked is read from what was kept, never from a form.
/// </summary>
public sealed class Authorizing(Store store, Members members, OAuthClients clients, Postbox postbox, PublicOrigin origin, ILogger<Authorizing> log)
{
    /// <summary>How long a person has to decide.</summary>
    public static readonly Duration Patience = Duration.FromMinutes(10);

    /// <summary>How long a code lives.</summary>
    public static readonly Duration CodeLife = Duration.FromSeconds(60);

    static Refusal Gone() => new("request_gone", 404, "This request is over", "It was decided already, ten minutes went by, or it was made for another sign-in. Start the connection again from where you came.");
    static Refusal ClientGone() => new("client_gone", 404, "This program is not known any more", "What it says of itself could not be fetched just now, or it was removed. Start the connection again from where you came.");
    static Refusal NotThere() => Refusal.NotFound("workspace");
    static Refusal MayNot() => Refusal.Forbidden("In this workspace people of your role may not connect assistants. Ask its Owner.");

    /// <summary>Keeps a request for somebody who is signed in, and answers the handle for the address.</summary>
    public async Task<string> Keep(SignedIn signedIn, AuthorizeAsk ask, CancellationToken stop)
    {
        await using var db = await store.WriteSystem("a request waits for a decision", stop);
        var person = await signedIn.Find(db, stop) ?? throw Refusal.SignedOut();
        var handle = TokenText.New();
        await db.OAuthRequests.Where(row => row.ExpiresAt <= db.Now).ExecuteDeleteAsync(stop);
        db.OAuthRequests.Add(new OAuthRequest(Ids.New(db.Now), handle, person.Id, JsonSerializer.Serialize(ask), db.Now + Patience));
        await db.Commit(stop);
        return handle.Value;
    }

    /// <summary>A request that waits, for the one who is to decide. 401 when nobody is signed in, 404 <c>request_gone</c> for everybody else's and what is over.</summary>
    public async Task<PendingRequest> Look(SignedIn? signedIn, string? handle, CancellationToken stop)
    {
        await using var db = await store.OpenSystem("a request waits for a decision", stop);
        var person = signedIn is null ? null : await signedIn.Find(db, stop);
        if (person is null) throw Refusal.SignedOut();
        var ask = await Find(db, person.Id, handle, stop) ?? throw Gone();
        var client = await clients.Find(ask.ClientId, stop) ?? throw ClientGone();
        return new PendingRequest(ask, client, (person.Name, person.Email!), await Accounts(db, person.Id, client, stop));
    }

    /// <summary>Where somebody could grant something to a client; null when the sign-in does not hold.</summary>
    internal async Task<IReadOnlyList<GrantableAccount>?> AccountsOf(SignedIn signedIn, OAuthClient client, CancellationToken stop)
    {
        await using var db = await store.OpenSystem("a client asks", stop);
        return await signedIn.Find(db, stop) is { } person ? await Accounts(db, person.Id, client, stop) : null;
    }

    /// <summary>True when this person has connected the client, and the connection holds.</summary>
    internal async Task<bool> HasConnected(SignedIn signedIn, OAuthClient client, CancellationToken stop)
    {
        await using var db = await store.OpenSystem("a client asks", stop);
        if (await signedIn.Find(db, stop) is not { Id: var person }) return false;
        return await (
            from authorization in db.OAuthAuthorizations.AcrossAccounts()
            join application in db.OAuthApplications on authorization.ApplicationId equals application.Id
            join employee in db.Employees.AcrossAccounts()
                on new { authorization.AccountId, Id = authorization.EmployeeId } equals new { employee.AccountId, employee.Id }
            join account in db.Accounts on authorization.AccountId equals account.Id
            where application.ClientId == client.ClientId && authorization.Status == OAuthStatus.Valid
                && employee.PersonId == person && employee.Status == EmployeeStatus.Active && account.ClosedAt == null
            select authorization.Id).AnyAsync(stop);
    }

    /// <summary>Grants what was asked in one account, tells the person by mail, and answers the code. The request is taken with it: decided twice, it is granted once.</summary>
    public async Task<(AuthorizeAsk Ask, string Code)> Grant(SignedIn? signedIn, string? handle, string? slug, Origin from, CancellationToken stop)
    {
        var pending = await Look(signedIn, handle, stop);
        var chosen = pending.Accounts.SingleOrDefault(one => one.Slug == slug) ?? throw NotThere();
        if (!chosen.May) throw MayNot();
        var (actor, workspace) = await members.Enter(signedIn!, chosen.Slug, from, stop);
        await using var db = await store.Write(actor, stop);
        if (!await Take(db, handle!, stop)) throw Gone();
        await RequireMay(db, actor, stop);
        var application = await Application(db, pending.Client, stop);
        var authorization = new OAuthAuthorization(actor.AccountId, Ids.New(db.Now), actor.EmployeeId, application.Id, pending.Ask.Resource, pending.Ask.Scopes, db.Now);
        var code = TokenText.New(TokenText.Code);
        db.OAuthAuthorizations.Add(authorization);
        db.OAuthTokens.Add(new OAuthToken(authorization, Ids.New(db.Now), OAuthTokenType.Code, code, pending.Ask.Scopes, db.Now, db.Now + CodeLife).For(pending.Ask.NamedRedirect, pending.Ask.Challenge));
        db.Record(actor, "connection.granted", authorization);
        var cause = new MailCause(actor.AccountId, actor.PersonId, actor.IsDemo || workspace.DemoUntil is not null);
        var page = new Verbatim(origin.Url($"/w/{workspace.Slug}/connections"));
        await postbox.Post(db, ConnectionLetters.Granted(cause, pending, actor.Name, workspace,
            new Verbatim(new Formats(workspace).Moment(db.Now)), page), stop);
        await db.Commit(stop);
        log.LogInformation("{Client} was granted {Scopes} at {Resource} in account {Account}", pending.Client.ClientId, pending.Ask.Scopes, pending.Ask.Resource, actor.AccountId);
        return (pending.Ask, code.Value);
    }

    /// <summary>The person does not want it.</summary>
    public async Task<AuthorizeAsk> Cancel(SignedIn? signedIn, string? handle, CancellationToken stop)
    {
        var pending = await Look(signedIn, handle, stop);
        await using var db = await store.WriteSystem("a request waits for a decision", stop);
        if (!await Take(db, handle!, stop)) throw Gone();
        await db.Commit(stop);
        log.LogInformation("{Client} was granted nothing: the person cancelled", pending.Client.ClientId);
        return pending.Ask;
    }

    static async Task<IReadOnlyList<GrantableAccount>> Accounts(ClockspotDb db, Guid person, OAuthClient client, CancellationToken stop)
    {
        var only = client.OnlyAccount;
        var accounts = await (
            from account in db.Accounts
            join employee in db.Employees.AcrossAccounts() on account.Id equals employee.AccountId
            where account.ClosedAt == null && account.DemoUntil == null && employee.PersonId == person && employee.Status == EmployeeStatus.Active && (only == null || only == account.Id)
            orderby account.Name, account.Slug
            select new { account.Slug, account.Name, employee.Role, account.Connecting }).ToListAsync(stop);
        return [.. accounts.Select(one => new GrantableAccount(one.Slug, one.Name, one.Role, one.Role >= one.Connecting))];
    }

    /// <summary>Once more, now that nobody can change role and rule any more.</summary>
    static async Task RequireMay(ClockspotDb db, Actor actor, CancellationToken stop)
    {
        var role = await db.Employees.Where(row => row.Id == actor.EmployeeId && row.Status == EmployeeStatus.Active).Select(row => (Role?)row.Role).SingleOrDefaultAsync(stop);
        var least = await db.Accounts.Where(row => row.Id == actor.AccountId && row.ClosedAt == null).Select(row => (Role?)row.Connecting).SingleOrDefaultAsync(stop);
        if (role is null || least is null || role < least) throw MayNot();
    }

    static async Task<bool> Take(ClockspotDb db, string handle, CancellationToken stop)
    {
        var hash = TokenText.Read(handle)!.Hash;
        return await db.OAuthRequests.Where(row => row.Hash == hash && row.ExpiresAt > db.Now).ExecuteDeleteAsync(stop) == 1;
    }

    static async Task<AuthorizeAsk?> Find(ClockspotDb db, Guid person, string? handle, CancellationToken stop)
    {
        if (TokenText.Read(handle) is not { } text) return null;
        var (hash, now) = (text.Hash, db.Now);
        var asked = await db.OAuthRequests.Where(row => row.Hash == hash && row.PersonId == person && row.ExpiresAt > now).Select(row => row.Asked).SingleOrDefaultAsync(stop);
        return asked is null ? null : JsonSerializer.Deserialize<AuthorizeAsk>(asked);
    }

    /// <summary>The row of a client. One that is known by its document is written down with its first grant, and brought up to what the document says now.</summary>
    static async Task<OAuthApplication> Application(ClockspotDb db, OAuthClient client, CancellationToken stop)
    {
        var row = await db.OAuthApplications.SingleOrDefaultAsync(one => one.ClientId == client.ClientId, stop);
        if (row is null && client.Kind != OAuthApplicationKind.Document) throw ClientGone();
        if (row is null) db.OAuthApplications.Add(row = new OAuthApplication(Ids.New(db.Now), client.ClientId, client.Kind, client.OnlyAccount, db.Now));
        row.Describe(client.Name, client.Redirects);
        row.Grant(db.Now);
        return row;
    }
}
