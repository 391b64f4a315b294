using System.Diagnostics;
using System.Text.Json.Nodes;
using Clockspot.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Clockspot.Tests.Hosting;

/// <summary>The operator's commands that make things.</summary>
[Collection(Outside.Third)]
public sealed class SeedTests(ITestOutputHelper output) : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("clockspot-seed-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    static async Task<JsonNode> Seed(string folder, params string[] words)
    {
        var (exit, said, errors) = await Operator.Ask(folder, ["seed", .. words]);
        Assert.True(exit == 0, errors);
        Assert.Single(said.TrimEnd('\n').Split('\n'));
        return JsonNode.Parse(said)!;
    }

    static List<string> Rows(string folder, string sql)
    {
        using var file = new SqliteConnection($"Data Source={Path.Combine(folder, "clockspot.db")};Mode=ReadOnly;Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        return rows;
    }

    /// <summary>What each employee did, without ids and without the shifts that run now.</summary>
    const string Work = """
        SELECT e.Number, e.Name, e.Role, t.Start, t."End", t.WorkedMicroseconds, t.Note, j.Name, l.Name, (SELECT count(*) FROM Breaks b WHERE b.EntryId = t.Id)
        FROM TimeEntries t JOIN Employees e ON e.Id = t.EmployeeId JOIN Jobs j ON j.Id = t.JobId JOIN Locations l ON l.Id = t.LocationId
        WHERE t."End" IS NOT NULL ORDER BY e.Number, t.Start
        """;

    [Fact]
    public async Task The_same_numbers_make_the_same_people_and_work_in_an_empty_folder_and_its_sign_in_and_key_open_it()
    {
        var other = Path.Combine(folder, "other");
        var made = await Seed(folder, "--employees", "6", "--days", "30");
        await Seed(other, "--days", "30", "--employees", "6", "--account", "Harbor Café");
        var work = Rows(folder, Work);
        Assert.Equal(6 * 30, work.Count);
        Assert.Equal(work, Rows(other, Work));
        Assert.Equal(["2"], Rows(folder, "SELECT count(*) FROM TimeEntries WHERE \"End\" IS NULL"));
        Assert.Equal(["harbor-cafe"], Rows(other, "SELECT Slug FROM Accounts"));
        Assert.Equal(["0"], Rows(folder, "SELECT count(*) FROM TimeEntries WHERE \"End\" IS NOT NULL AND coalesce(WorkedMicroseconds, 0) <= 0"));
        Assert.Equal(["account", "ownerEmail", "ownerPassword", "apiKey"], made.AsObject().Select(field => field.Key));

        await using var app = await Site.Start(folder);
        using var http = new HttpClient { BaseAddress = new Uri(app.Origin) };
        var jobs = await new ApiClient(http, (string)made["apiKey"]!).Get("/jobs");
        Assert.Equal((200, 4), (jobs.Status, (int)jobs.Json!["page"]!["total"]!));
        var browser = new Browser(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Origin) });
        var signedIn = await browser.Submit("/sign-in", "sign-in", ("Input.Email", (string)made["ownerEmail"]!), ("Input.Password", (string)made["ownerPassword"]!));
        Assert.Equal(302, (int)signedIn.Status);
        Assert.Equal(200, (int)(await browser.Get($"/w/{made["account"]}/now")).Status);
    }

    [Fact]
    public async Task It_fills_a_large_workspace_quickly_beside_a_running_server_and_never_one_that_is_there()
    {
        await using var app = await AppProcess.Start(folder);
        var watch = Stopwatch.StartNew();
        var (exit, said, errors) = await Operator.Run(folder, "seed", "--employees", "10", "--days", "100", "--account", "Acme");
        Assert.True(exit == 0, errors);
        var made = JsonNode.Parse(said)!;
        output.WriteLine($"10 employees x 100 days: {watch.Elapsed.TotalSeconds:0.0} s with the start of the program");
        Assert.Equal(["1002"], Rows(folder, "SELECT count(*) FROM TimeEntries"));
        // Two seconds, most of them the start; the rest is for machines that do other things meanwhile.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
        using var http = new HttpClient { BaseAddress = new Uri(app.Origin) };
        Assert.Equal(200, (await new ApiClient(http, (string)made["apiKey"]!).Get("/jobs")).Status);

        foreach (var name in new[] { "acme", "Acme", "ACME!" })
        {
            (exit, said, errors) = await Operator.Ask(folder, "seed", "--employees", "2", "--days", "2", "--account", name);
            Assert.Equal((1, ""), (exit, said));
            Assert.Contains($"There is a workspace '{name}' already", errors, StringComparison.Ordinal);
        }
        Assert.Equal(["1"], Rows(folder, "SELECT count(*) FROM Accounts"));
    }

    [Theory]
    [InlineData(1, "--employees must be a whole number", "--employees", "0", "--days", "5")]
    [InlineData(1, "--employees must be a whole number", "--employees", "many", "--days", "5")]
    [InlineData(1, "--days must be a whole number", "--employees", "2", "--days", "-5")]
    [InlineData(1, "--account must be", "--employees", "2", "--days", "5", "--account", " ")]
    [InlineData(2, "seed --employees VALUE --days VALUE [--account VALUE]", "--employees", "2")]
    [InlineData(2, "seed --employees VALUE --days VALUE [--account VALUE]", "--employees", "2", "--days", "5", "--days", "6")]
    [InlineData(2, "seed --employees VALUE --days VALUE [--account VALUE]", "--employees", "2", "--days", "5", "more")]
    public async Task Wrong_words_are_refused_on_standard_error(int due, string says, params string[] words)
    {
        var (exit, said, errors) = await Operator.Ask(folder, ["seed", .. words]);
        Assert.Equal((due, ""), (exit, said));
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "--employees", "1", "--days", "1")]
    [InlineData(1, "--employees", "0", "--days", "5")]
    [InlineData(2, "--employees", "2")]
    public async Task The_exit_code_leaves_the_program_and_its_result_stands_alone(int due, params string[] words)
    {
        var (exit, said, errors) = await Operator.Run(folder, ["seed", .. words]);
        Assert.Equal((due, due == 0 ? 1 : 0, due == 0), (exit, said.Count(letter => letter == '\n'), errors.Length == 0));
    }

    [Fact]
    public async Task The_command_key_makes_a_key_of_the_Owner_by_either_name_of_the_workspace()
    {
        await using var world = new World();
        await world.Workspace();
        await world.Workspace("harbor-inc");
        foreach (var name in new[] { "harbor", "harbor Inc" })
        {
            var (exit, said, errors) = await Operator.Ask(world.Folder, "key", "--account", name, "--name", "Bench");
            Assert.Equal((0, ""), (exit, errors));
            Assert.Matches("^cspk_[0-9A-Za-z]{36}\n$", said);
            Assert.Equal(201, (await new ApiClient(world.Client(), said.TrimEnd()).Post("/jobs", new { name = "Job " + name })).Status);
        }
        Assert.Equal(["Bench|", "Bench|"], Rows(world.Folder, "SELECT k.Name, k.Scopes FROM ApiKeys k JOIN Employees e ON e.Id = k.EmployeeId WHERE e.Role = 'Owner'"));
        Assert.Equal(["2"], Rows(world.Folder, "SELECT count(*) FROM AuditEvents WHERE Name = 'api_key.added'"));

        var unknown = await Operator.Ask(world.Folder, "key", "--account", "nobody", "--name", "Bench");
        Assert.Equal((1, ""), (unknown.Exit, unknown.Output));
        Assert.Contains("no open workspace 'nobody'", unknown.Errors, StringComparison.Ordinal);
        var nameless = await Operator.Ask(world.Folder, "key", "--account", "harbor", "--name", " ");
        Assert.Equal((1, ""), (nameless.Exit, nameless.Output));
    }
}
