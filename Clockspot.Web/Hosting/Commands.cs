using Clockspot.Domain;
using Clockspot.Data;
using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Hosting;

/// <summary>One command of the operator.</summary>
/// <param name="Name">The first word.</param>
/// <param name="Options">The options, each of which must be given with a value.</param>
/// <param name="Says">What it does, for the usage.</param>
/// <param name="Run">Answers what is printed on standard output.</param>
sealed record Command(string Name, IReadOnlyList<string> Options, string Says,
    Func<IServiceProvider, IReadOnlyDictionary<string, string>, CancellationToken, Task<string>> Run);

/// <summary>
/// The operator's commands: the same program with a first word that is not an option. They work beside a running server, never migrate,
/// and print their result alone on standard output; everything else goes to standard error. Exit code 0, 1 when refused, 2 on wrong words.
/// </summary>
static class Commands
{
    static readonly IReadOnlyList<Command> all =
    [
        new("reset-link", ["--email"], "Prints a link by which the person chooses a new password.",
            (services, options, stop) => services.GetRequiredService<PasswordReset>().LinkFor(options["--email"], stop)),
    ];

    /// <summary>True when the program was called for a command instead of to serve. The host's own words are options or settings.</summary>
    public static bool Named(string[] args) => args is [[not '-' and not '/', ..], ..] && !args[0].Contains('=', StringComparison.Ordinal);

    /// <summary>True when the command exists and its options are right.</summary>
    public static bool Understands(string[] args) => Parse(args) is not null;

    /// <summary>Says on standard error what the commands are.</summary>
    public static int Usage()
    {
        Console.Error.WriteLine("Commands:");
        foreach (var command in all)
            Console.Error.WriteLine($"  {command.Name} {string.Join(' ', command.Options.Select(option => $"{option} VALUE"))}    {command.Says}");
        Console.Error.WriteLine("Without a command, the program serves.");
        return 2;
    }

    /// <summary>Runs the command over the composed program, without serving.</summary>
    public static async Task<int> Run(WebApplicationBuilder builder, string[] args)
    {
        var (command, options) = Parse(args)!.Value;
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter(level => level >= LogLevel.Warning);
        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        try
        {
            await RequireDatabase(scope.ServiceProvider);
            Console.Out.WriteLine(await command.Run(scope.ServiceProvider, options, CancellationToken.None));
            return 0;
        }
        catch (Refusal refusal)
        {
            Console.Error.WriteLine(refusal.Message);
            return 1;
        }
    }

    static (Command Command, IReadOnlyDictionary<string, string> Options)? Parse(string[] args)
    {
        var command = all.FirstOrDefault(one => one.Name == args[0]);
        if (command is null || args.Length != 1 + 2 * command.Options.Count) return null;
        var options = args.Skip(1).Chunk(2).GroupBy(pair => pair[0]).ToDictionary(pairs => pairs.Key, pairs => pairs.First()[1]);
        return command.Options.All(options.ContainsKey) ? (command, options) : null;
    }

    /// <summary>Refuses where there is no database in the present shape: another folder than the server's would look like an empty installation.</summary>
    static async Task RequireDatabase(IServiceProvider services)
    {
        var database = services.GetRequiredService<DataFolder>().Database;
        if (!File.Exists(database)) throw NoDatabase(database);
        await using var db = await services.GetRequiredService<Store>().OpenSystem("a command", CancellationToken.None);
        if ((await db.Database.GetPendingMigrationsAsync()).Any()) throw OldDatabase(database);
    }

    static Refusal NoDatabase(string path) => new("no_database", 409, "There is no database",
        $"There is no database at {path}. Run the command where the server runs, with the same settings (DataFolder, ConnectionStrings__Clockspot).");

    static Refusal OldDatabase(string path) => new("old_database", 409, "The database is older than the program",
        $"The database at {path} is older than this program. Start the server once: it brings the database up to date.");
}
