using System.Text.Json;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Demo;
using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Hosting;

/// <summary>What a command finds before it runs.</summary>
enum Ground
{
    /// <summary>A database in the present shape, also beside a running server.</summary>
    Present,
    /// <summary>A database of any shape, also beside a running server.</summary>
    Any,
    /// <summary>The same as <see cref="Present"/>; where there is none, it is made.</summary>
    Made,
    /// <summary>Nobody else uses the database, if there is one.</summary>
    Alone,
}

/// <summary>What a command tells the operator beside its result.</summary>
sealed record CommandNotes(TextWriter Writer);

/// <summary>One command of the operator.</summary>
/// <param name="Name">The first word.</param>
/// <param name="Words">What follows it.</param>
/// <param name="Says">What it does, for the usage.</param>
/// <param name="Ground">What it needs to find.</param>
/// <param name="Run">Answers what is printed on standard output.</param>
sealed record Command(string Name, IReadOnlyList<CommandWord> Words, string Says, Ground Ground, Func<IServiceProvider, GivenWords, CancellationToken, Task<string>> Run);

/// <summary>
/// The operator's commands: the same program with a first word that is not an option. They work beside a running server (only <c>restore</c> refuses one) and
/// print their result alone on standard output; everything else goes to standard error. Exit code 0, 1 when refused, 2 on wrong words.
/// </summary>
static class Commands
{
    static readonly IReadOnlyList<Command> all =
    [
        new("reset-link", [new("--email")], "Prints a link by which the person chooses a new password.", Ground.Present,
            (services, words, stop) => services.GetRequiredService<PasswordReset>().LinkFor(words["--email"], stop)),
        new("key", [new("--account"), new("--name")], "Prints a new API key of the workspace's Owner.", Ground.Present,
            (services, words, stop) => services.GetRequiredService<OperatorsKey>().Make(words["--account"], words["--name"], stop)),
        new("seed", [new("--employees"), new("--days"), new("--account", Required: false)], "Makes a workspace full of work; prints its sign-in and a key as JSON.", Ground.Made,
            async (services, words, stop) => JsonSerializer.Serialize(await services.GetRequiredService<Seeding>().Make(words.Number("--employees"), words.Number("--days"), words.Find("--account"), stop), JsonSerializerOptions.Web)),
        new("backup", [new("FILE")], "Copies the database to a new file, also while it is in use; prints path and size as JSON.", Ground.Any,
            (services, words, stop) => services.GetRequiredService<Backups>().Make(words["FILE"], stop)),
        new("restore", [new("FILE")], "Puts such a copy in the place of the database; prints where the old one is kept as JSON.", Ground.Alone,
            (services, words, stop) => services.GetRequiredService<Backups>().Restore(words["FILE"], stop)),
    ];

    /// <summary>True when the program was called for a command instead of to serve. The host's own words are options or settings.</summary>
    public static bool Named(string[] args) => args is [[not '-' and not '/', ..], ..] && !args[0].Contains('=', StringComparison.Ordinal);

    /// <summary>Runs the command over the composed program, without serving. Answers the exit code.</summary>
    /// <param name="args">The words.</param>
    /// <param name="compose">Puts the program together.</param>
    /// <param name="output">Gets the result alone.</param>
    /// <param name="errors">Gets everything else.</param>
    public static async Task<int> Run(string[] args, Func<string[], WebApplicationBuilder> compose, TextWriter output, TextWriter errors)
    {
        if (Parse(args) is not var (command, words)) return Usage(errors);
        var builder = compose(args);
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter(level => level >= LogLevel.Warning);
        builder.Services.AddSingleton<Backups>();
        builder.Services.AddSingleton(new CommandNotes(errors));
        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        try
        {
            using var held = await Prepare(app, command.Ground);
            await output.WriteLineAsync(await command.Run(scope.ServiceProvider, words, CancellationToken.None));
            return 0;
        }
        catch (Refusal refusal)
        {
            await errors.WriteLineAsync(refusal.Message);
            return 1;
        }
    }

    /// <summary>Says what the commands are.</summary>
    static int Usage(TextWriter errors)
    {
        errors.WriteLine("Commands:");
        foreach (var command in all) errors.WriteLine($"  {command.Name} {string.Join(' ', command.Words)}    {command.Says}");
        errors.WriteLine("Without a command, the program serves.");
        return 2;
    }

    static (Command Command, GivenWords Words)? Parse(string[] args) =>
        all.FirstOrDefault(one => one.Name == args[0]) is { } command && GivenWords.Read(command.Words, args.Skip(1)) is { } words ? (command, words) : null;

    /// <summary>Sees to it that the command finds what it needs, and holds it for as long as it runs.</summary>
    static async Task<IDisposable> Prepare(WebApplication app, Ground ground)
    {
        var data = app.Services.GetRequiredService<DataFolder>();
        if (ground == Ground.Alone) return InUse.Alone(data);
        if (ground != Ground.Made && !File.Exists(data.Database)) throw NoDatabase(data.Database);
        var held = await InUse.Enter(data, CancellationToken.None);
        if (ground == Ground.Made && !File.Exists(data.Database)) await app.Migrate();
        if (ground != Ground.Any) await RequirePresentShape(app.Services);
        return held;
    }

    /// <summary>Refuses where the database is not in the present shape: a server that is older may run beside this.</summary>
    static async Task RequirePresentShape(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<Store>().OpenSystem("a command", CancellationToken.None);
        if ((await db.Database.GetPendingMigrationsAsync()).Any()) throw OldDatabase(services.GetRequiredService<DataFolder>().Database);
    }

    static Refusal NoDatabase(string path) => new("no_database", 409, "There is no database",
        $"There is no database at {path}. Run the command where the server runs, with the same settings (DataFolder, ConnectionStrings__Clockspot).");

    static Refusal OldDatabase(string path) => new("old_database", 409, "The database is older than the program",
        $"The database at {path} is older than this program. Start the server once: it brings the database up to date.");
}
