using System.Collections.Concurrent;
using System.Collections;
using System.Reflection;
using Clockspot.Data;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Support;

/// <summary>
/// The program inside the test process, over a folder of its own. Starting one costs some four hundred milliseconds, so that worlds with the same settings use the same
/// ones, one after the other: between two of them the database is written over with the empty one, byte by byte, and what the program remembers in memory is forgotten.
/// </summary>
sealed class Host : IAsyncDisposable
{
    /// <summary>
    /// How often a password is hashed in tests; the program does it so often that a thousand sign-ins would take minutes.
    /// </summary>
    public const int Rounds = 1000;

    const string Database = "clockspot.db";

    /// <summary>How many that nobody uses are kept.</summary>
    const int MostIdle = 6;

    static readonly Instant beginning = Instant.FromUtc(2026, 3, 2, 14, 0);

    static readonly ConcurrentQueue<Host> idle = new();

    /// <summary>A database of the present shape with nothing in it, made once and copied: the migrations have tests of their own.</summary>
    static readonly Lazy<string> empty = new(() =>
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("clockspot-empty-").FullName, Database);
        using var db = new SqliteClockspotDb(new DbContextOptionsBuilder<SqliteClockspotDb>().UseSqlite($"Data Source={file};Pooling=False").Options, new FakeClock(NodaConstants.UnixEpoch), new WriteGate());
        db.Database.Migrate();
        return file;
    });

    readonly string settings;
    readonly bool isFresh;
    readonly List<Type> singletons = [];
    bool started;

    static Host() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        if (empty.IsValueCreated) Directory.Delete(Path.GetDirectoryName(empty.Value)!, recursive: true);
        foreach (var host in idle) Directory.Delete(host.Folder, recursive: true);
    };

    Host(string settings, bool isFresh, Action<IServiceCollection>? replace, string environment, (string Key, string Value)[] given)
    {
        (this.settings, this.isFresh) = (settings, isFresh);
        File.Copy(empty.Value, Path.Combine(Folder, Database));
        Factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment(environment);
            host.UseSetting("DataFolder", Folder);
            // No test calls anybody outside: nothing answers there.
            host.UseSetting("Clockify:BaseUrl", World.Nobody);
            // The framework's limits count by the real time: what one test used up would be missing to the next.
            if (!isFresh) foreach (var limit in new[] { "SignIn", "SignUp", "Reset", "Demo", "Registration" }) host.UseSetting($"RateLimits:{limit}", "1000000/minute");
            if (!isFresh) host.UseSetting("Quotas:DemoWritesPerMinute", "1000000");
            foreach (var (key, value) in given) host.UseSetting(key, value);
            host.ConfigureServices(services =>
            {
                services.Replace(ServiceDescriptor.Singleton<IClock>(Clock));
                // Nobody reads what a thousand programs say to the console; a test that wants to know brings a reader.
                services.RemoveAll<ILoggerProvider>();
                services.Configure<PasswordHasherOptions>(options => options.IterationCount = Rounds);
                replace?.Invoke(services);
                singletons.AddRange(services.Where(IsOwn).Select(service => service.ServiceType));
            });
        });
    }

    public FakeClock Clock { get; } = new(beginning);

    public string Folder { get; } = Directory.CreateTempSubdirectory("clockspot-").FullName;

    public WebApplicationFactory<Program> Factory { get; }

    public IServiceProvider Services
    {
        get
        {
            var services = Factory.Services;
            started = true;
            return services;
        }
    }

    /// <summary>A client at any address of this site; follows no redirect.</summary>
    public HttpClient Client(string address)
    {
        _ = Services;
        return Factory.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true, BaseAddress = new Uri(address) });
    }

    /// <summary>One that nobody uses.</summary>
    /// <param name="fresh">Nobody used it before, and nobody does after.</param>
    /// <param name="replace">Puts parts of the program in the place of others; such a one is always fresh.</param>
    /// <param name="environment">In which it runs.</param>
    /// <param name="given">Settings over the defaults.</param>
    public static Host Take(bool fresh, Action<IServiceCollection>? replace, string environment, (string Key, string Value)[] given)
    {
        var asked = string.Join('\n', given.Select(one => $"{one.Key}={one.Value}").Prepend(environment));
        if (fresh || replace is not null || given.Any(one => one.Key.StartsWith("RateLimits:", StringComparison.Ordinal)))
            return new Host(asked, isFresh: true, replace, environment, given);
        for (var tries = idle.Count; tries > 0 && idle.TryDequeue(out var host); tries--)
        {
            if (host.settings == asked) return host;
            idle.Enqueue(host);
        }
        return new Host(asked, isFresh: false, replace: null, environment, given);
    }

    /// <summary>Gives it back.</summary>
    public async ValueTask Return()
    {
        if (isFresh || !started)
        {
            await DisposeAsync();
            return;
        }
        Clean();
        idle.Enqueue(this);
        while (idle.Count > MostIdle && idle.TryDequeue(out var oldest)) await oldest.DisposeAsync();
    }

    /// <summary>Ends those that nobody uses.</summary>
    public static async Task EndIdle()
    {
        while (idle.TryDequeue(out var host)) await host.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Factory.DisposeAsync();
        ClearPool();
        Directory.Delete(Folder, recursive: true);
    }

    void Clean()
    {
        using (var source = new SqliteConnection($"Data Source={empty.Value};Mode=ReadOnly"))
        using (var target = new SqliteConnection($"Data Source={Path.Combine(Folder, Database)};Pooling=False"))
        {
            source.Open();
            target.Open();
            // Something may still be written in the background, such as when a key was last used.
            using var patience = target.CreateCommand();
            patience.CommandText = "PRAGMA busy_timeout = 10000";
            patience.ExecuteNonQuery();
            source.BackupDatabase(target);
        }
        foreach (var file in Directory.EnumerateFileSystemEntries(Folder).Where(path => !Path.GetFileName(path).StartsWith(Database, StringComparison.Ordinal) && Path.GetFileName(path) != "keys"))
        {
            if (Directory.Exists(file)) Directory.Delete(file, recursive: true);
            else File.Delete(file);
        }
        Clock.Reset(beginning);
        foreach (var service in singletons) Forget(Factory.Services.GetService(service));
    }

    /// <summary>Empties what one of the program's own services keeps by key: counters, caches, who was seen.</summary>
    static void Forget(object? service)
    {
        for (var type = service?.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(field => IsTable(field.FieldType)))
                ((IDictionary)field.GetValue(service)!).Clear();
    }

    static bool IsTable(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ConcurrentDictionary<,>);

    static bool IsOwn(ServiceDescriptor service) =>
        service is { Lifetime: ServiceLifetime.Singleton, IsKeyedService: false } && !service.ServiceType.IsGenericTypeDefinition && service.ServiceType.Assembly == typeof(Program).Assembly;

    void ClearPool()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, Database)}");
        SqliteConnection.ClearPool(connection);
    }
}
