using System.Collections.Concurrent;
using System.Security.Claims;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Employees;
using Clockspot.Features.SignIn;
using Clockspot.Ui;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Clockspot.Tests.Support;

/// <summary>The whole program over a database file of its own, with a clock that the test moves.</summary>
public sealed class World : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    /// <summary>An address of Clockify at which nobody answers.</summary>
    internal const string Nobody = "http://127.0.0.1:9/api/v1";

    /// <summary>Hashing is slow on purpose; everybody has the same password.</summary>
    static readonly Lazy<string> passwordHash = new(() => new PasswordHasher<Person>(Options.Create(new PasswordHasherOptions { IterationCount = Host.Rounds })).HashPassword(new Person(Guid.Empty, "", "", NodaConstants.UnixEpoch), Password));

    readonly Lazy<Host> host;
    readonly ConcurrentDictionary<Guid, Guid> sessions = new();
    int made, ended;

    /// <summary>The environment in which the program runs.</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>Starts a program that no other world used before or uses after: for what a program does once, and for its limits.</summary>
    public bool IsFresh { get; init; }

    /// <param name="settings">Settings over the defaults, such as <c>("SignUp:Open", "false")</c>.</param>
    public World(params (string Key, string Value)[] settings) => host = new(() => Host.Take(IsFresh, null, Environment, settings));

    /// <param name="replace">Puts parts of the program in the place of others.</param>
    /// <param name="settings">Settings over the defaults.</param>
    public World(Action<IServiceCollection> replace, params (string Key, string Value)[] settings) => host = new(() => Host.Take(IsFresh, replace, Environment, settings));

    /// <summary>Stands at Monday, 2026-03-02, 14:00 UTC (9:00 in New York) until moved.</summary>
    public FakeClock Clock => host.Value.Clock;

    public string Folder => host.Value.Folder;

    public IServiceProvider Services => host.Value.Services;

    public Store Store => Get<Store>();

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Opens a workspace and answers its Owner.</summary>
    public async Task<Actor> Workspace(string slug = "harbor", string zone = "America/New_York")
    {
        await using var db = await Store.WriteSystem("test", default);
        var account = new Account(Ids.New(db.Now), slug, slug + " Inc", zone, "USD", db.Now);
        db.Accounts.Add(account);
        var person = Sign(db, "owner-" + slug);
        var employee = new Employee(account.Id, Ids.New(db.Now), "1", "Olive Owner", person.Email, Role.Owner, db.Now);
        employee.Join(person.Id);
        db.Employees.Add(employee);
        await db.Commit(default);
        return (await Enter(person.Id, slug)).Actor;
    }

    /// <summary>Somebody more in the owner's workspace.</summary>
    public async Task<Actor> Join(Actor owner, Role role, Actor? manager = null)
    {
        await using var db = await Store.WriteSystem("test", default);
        var account = (await db.Accounts.FindAsync(owner.AccountId))!;
        var number = Interlocked.Increment(ref made);
        var person = Sign(db, $"{role}-{number}-{account.Slug}".ToLowerInvariant());
        var employee = new Employee(account.Id, Ids.New(db.Now), $"{100 + number}", $"{role} {number}", person.Email, role, db.Now);
        if (manager is not null) employee.Describe(employee.Number, employee.Name, person.Email, null, manager.EmployeeId, null);
        employee.Join(person.Id);
        db.Employees.Add(employee);
        await db.Commit(default);
        return (await Enter(person.Id, account.Slug)).Actor;
    }

    /// <summary>The address of an actor's workspace.</summary>
    public async Task<string> Slug(Actor actor)
    {
        await using var db = await Store.OpenSystem("test", default);
        return (await db.Accounts.FindAsync(actor.AccountId))!.Slug;
    }

    /// <summary>A browser without scripts: keeps cookies, follows no redirect. Signed in when an actor is given.</summary>
    public async Task<Browser> Browse(Actor? actor = null)
    {
        var client = Client();
        if (actor is not null) client.DefaultRequestHeaders.Add("Cookie", await Cookie(actor));
        return new Browser(client);
    }

    /// <summary>A client of its own, at any address of this site; follows no redirect.</summary>
    public HttpClient Client(string address = "http://localhost:5080") => host.Value.Client(address);

    /// <summary>A program that calls the API by a new key of the actor.</summary>
    /// <param name="actor">Who made the key.</param>
    /// <param name="scopes">What it carries, divided by spaces; null when it is not narrowed.</param>
    public async Task<ApiClient> Api(Actor actor, string? scopes = null) => new(Client(), await Key(actor, scopes));

    /// <summary>The value of a new key of the actor.</summary>
    public async Task<string> Key(Actor actor, string? scopes = null, Instant? expiresAt = null)
    {
        var value = KeyText.New();
        await using var db = await Store.Write(actor, default);
        db.ApiKeys.Add(new ApiKey(actor.AccountId, Ids.New(db.Now), actor.EmployeeId, "Test", value, scopes, expiresAt, db.Now));
        await db.Commit(default);
        return value.Value;
    }

    /// <summary>Serves on a free loopback port, by the real server, and answers its address. For a fresh world.</summary>
    public string Listen()
    {
        // By name: the program's own setting would take the port at which a developer's program serves.
        var port = Site.FreePort();
        host.Value.Factory.UseKestrel(options => options.ListenLocalhost(port));
        host.Value.Factory.StartServer();
        return $"http://localhost:{port}";
    }

    /// <summary>The sign-in cookie of an actor's person, as <c>name=value</c>.</summary>
    public async Task<string> Cookie(Actor actor)
    {
        await using var db = await Store.OpenSystem("test", default);
        var person = (await db.Users.FindAsync(actor.PersonId))!;
        using var scope = Services.CreateScope();
        var principal = await scope.ServiceProvider.GetRequiredService<SignInManager<Person>>().CreateUserPrincipalAsync(person);
        principal.Identities.First().AddClaim(new Claim(PageActor.SessionClaim, (await SignedIn(actor.PersonId)).Session.ToString()));
        var options = Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
#pragma warning disable RS0030 // The framework's cookie handler reads the ambient clock.
        var properties = new AuthenticationProperties { IssuedUtc = DateTimeOffset.UtcNow, ExpiresUtc = DateTimeOffset.UtcNow.AddDays(1) };
#pragma warning restore RS0030
        return $"{options.Cookie.Name}={options.TicketDataFormat.Protect(new AuthenticationTicket(principal, properties, IdentityConstants.ApplicationScheme))}";
    }

    /// <summary>A person's sign-in as a page carries it, with the same session for as long as that holds.</summary>
    public async Task<SignedIn> SignedIn(Guid person)
    {
        string? stamp;
        await using (var db = await Store.OpenSystem("test", default))
        {
            var now = db.Now;
            stamp = (await db.Users.FindAsync(person))!.SecurityStamp;
            if (sessions.TryGetValue(person, out var session) && await db.Sessions.AnyAsync(row => row.Id == session
                && row.EndsAt > now)) return new(person, stamp, session);
        }
        await using var write = await Store.WriteSystem("test", default);
        Begin(write, person);
        await write.Commit(default);
        return new(person, stamp, sessions[person]);
    }

    /// <summary>Who is signed in, as a circuit knows it.</summary>
    public async Task<ClaimsPrincipal> Principal(Actor actor)
    {
        var signedIn = await SignedIn(actor.PersonId);
        return new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, actor.PersonId.ToString()), new(PageActor.StampClaim,
            signedIn.Stamp!),
            new(PageActor.SessionClaim, signedIn.Session.ToString())], "test"));
    }

    /// <summary>The actor of a person as the live membership has it now.</summary>
    public async Task<Actor> Again(Actor actor) => (await Enter(actor.PersonId, await Slug(actor))).Actor;

    /// <summary>A person who comes into a workspace.</summary>
    public async Task<Entered> Enter(Guid person, string slug) => await Get<Members>().Enter(await SignedIn(person), slug,
        new Origin(Channel.Web, "192.0.2.7", "test"), default);

    public async ValueTask DisposeAsync()
    {
        if (host.IsValueCreated && Interlocked.Exchange(ref ended, 1) == 0) await host.Value.Return();
    }

    void Begin(ClockspotDb db, Guid person)
    {
        var session = new Session(Ids.New(db.Now), person, "Firefox on Windows", null, db.Now, remembered: true);
        sessions[person] = session.Id;
        // It holds for as long as a test may move the clock, and for a program with the real one.
        db.Sessions.Add(session).Property(row => row.EndsAt).CurrentValue = db.Now + Duration.FromDays(20_000);
    }

    Person Sign(ClockspotDb db, string name)
    {
        var email = $"{name}@example.com";
        var person = new Person(Ids.New(db.Now), name, email, db.Now)
        {
            EmailConfirmed = true, SecurityStamp = name, NormalizedEmail = email.ToUpperInvariant(), NormalizedUserName = email.ToUpperInvariant(),
        };
        person.PasswordHash = passwordHash.Value;
        db.Users.Add(person);
        Begin(db, person.Id);
        return person;
    }
}
