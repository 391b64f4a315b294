using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Employees;
using Clockspot.Features.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clockspot.Tests.Support;

/// <summary>The whole program over a database file of its own, with a clock that the test moves.</summary>
public sealed class World : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    /// <summary>An address of Clockify at which nobody answers.</summary>
    internal const string Nobody = "http://127.0.0.1:9/api/v1";

    /// <summary>A database of the present shape with nothing in it, made once and copied: the migrations have tests of their own.</summary>
    static readonly Lazy<string> empty = new(() =>
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("clockspot-empty-").FullName, Database);
        using var db = new SqliteClockspotDb(new DbContextOptionsBuilder<SqliteClockspotDb>().UseSqlite($"Data Source={file};Pooling=False").Options, new FakeClock(NodaConstants.UnixEpoch), new WriteGate());
        db.Database.Migrate();
        return file;
    });

    /// <summary>Hashing is slow on purpose; everybody has the same password.</summary>
    static readonly Lazy<string> passwordHash = new(() => new PasswordHasher<Person>().HashPassword(new Person(Guid.Empty, "", "", NodaConstants.UnixEpoch), Password));

    const string Database = "clockspot.db";

    readonly string folder = Directory.CreateTempSubdirectory("clockspot-").FullName;
    readonly WebApplicationFactory<Program> factory;
    int made;

    /// <summary>The environment in which the program runs.</summary>
    public string Environment { get; init; } = "Development";

    /// <param name="settings">Settings over the defaults, such as <c>("SignUp:Open", "false")</c>.</param>
    public World(params (string Key, string Value)[] settings) : this(_ => { }, settings) { }

    /// <param name="replace">Puts parts of the program in the place of others.</param>
    /// <param name="settings">Settings over the defaults.</param>
    public World(Action<IServiceCollection> replace, params (string Key, string Value)[] settings)
    {
        File.Copy(empty.Value, Path.Combine(folder, Database));
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment(Environment);
            host.UseSetting("DataFolder", folder);
            // No test calls anybody outside: nothing answers there.
            host.UseSetting("Clockify:BaseUrl", Nobody);
            foreach (var (key, value) in settings) host.UseSetting(key, value);
            host.ConfigureServices(services =>
            {
                services.Replace(ServiceDescriptor.Singleton<IClock>(Clock));
                replace(services);
            });
        });
    }

    /// <summary>Stands at Monday, 2026-03-02, 14:00 UTC (9:00 in New York) until moved.</summary>
    public FakeClock Clock { get; } = new(Instant.FromUtc(2026, 3, 2, 14, 0));

    public string Folder => folder;

    public IServiceProvider Services => factory.Services;

    public Store Store => Get<Store>();

    public T Get<T>() where T : notnull => factory.Services.GetRequiredService<T>();

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
        return await Enter(person, slug);
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
        return await Enter(person, account.Slug);
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
        var client = factory.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true, BaseAddress = new Uri("http://localhost:5080") });
        if (actor is not null) client.DefaultRequestHeaders.Add("Cookie", await Cookie(actor));
        return new Browser(client);
    }

    /// <summary>A client of its own, at any address of this site; follows no redirect.</summary>
    public HttpClient Client(string address = "http://localhost:5080") =>
        factory.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true, BaseAddress = new Uri(address) });

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

    /// <summary>Serves on a free loopback port as well, by the real server, and answers its address.</summary>
    public string Listen()
    {
        factory.UseKestrel(0);
        factory.StartServer();
        return factory.ClientOptions.BaseAddress.ToString().TrimEnd('/');
    }

    /// <summary>The sign-in cookie of an actor's person, as <c>name=value</c>.</summary>
    public async Task<string> Cookie(Actor actor)
    {
        await using var db = await Store.OpenSystem("test", default);
        var person = (await db.Users.FindAsync(actor.PersonId))!;
        using var scope = factory.Services.CreateScope();
        var principal = await scope.ServiceProvider.GetRequiredService<SignInManager<Person>>().CreateUserPrincipalAsync(person);
        var options = factory.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
#pragma warning disable RS0030 // The framework's cookie handler reads the ambient clock.
        var properties = new AuthenticationProperties { IssuedUtc = DateTimeOffset.UtcNow, ExpiresUtc = DateTimeOffset.UtcNow.AddDays(1) };
#pragma warning restore RS0030
        return $"{options.Cookie.Name}={options.TicketDataFormat.Protect(new AuthenticationTicket(principal, properties, IdentityConstants.ApplicationScheme))}";
    }

    /// <summary>The actor of a person as the live membership has it now.</summary>
    public async Task<Actor> Again(Actor actor) =>
        (await Get<Members>().Enter(actor.PersonId, await Stamp(actor.PersonId), await Slug(actor), new Origin(Channel.Web, "192.0.2.7", "test"), default)).Actor;

    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    async Task<Actor> Enter(Person person, string slug) =>
        (await Get<Members>().Enter(person.Id, person.SecurityStamp, slug, new Origin(Channel.Web, "192.0.2.7", "test"), default)).Actor;

    async Task<string?> Stamp(Guid person)
    {
        await using var db = await Store.OpenSystem("test", default);
        return (await db.Users.FindAsync(person))!.SecurityStamp;
    }

    static Person Sign(ClockspotDb db, string name)
    {
        var email = $"{name}@example.com";
        var person = new Person(Ids.New(db.Now), name, email, db.Now)
        {
            EmailConfirmed = true, SecurityStamp = name, NormalizedEmail = email.ToUpperInvariant(), NormalizedUserName = email.ToUpperInvariant(),
        };
        person.PasswordHash = passwordHash.Value;
        db.Users.Add(person);
        return person;
    }
}
