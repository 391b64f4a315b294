using System.Text.Json.Nodes;
using Clockspot.Api;
using Clockspot.Domain.Access;

namespace Clockspot.Tests.Support;

/// <summary>The scene behind the assistants' door, and for every tool arguments that it should take.</summary>
sealed class ToolProbe : IAsyncDisposable
{
    readonly List<string> broken = [];

    public required World World { get; init; }

    public required Scene Scene { get; init; }

    /// <summary>A key of the owner's for the API.</summary>
    public required string Key { get; init; }

    /// <summary>The tools that the program has, so that a new one cannot be forgotten.</summary>
    public IReadOnlyList<McpTool> All => World.Get<ToolList>().All;

    public static async Task<ToolProbe> Make()
    {
        var world = new World(("Api:RequestsPerMinute", "1000000"));
        world.Clock.Advance(Duration.FromDays(2));
        var scene = await Scene.Make(world);
        return new ToolProbe { World = world, Scene = scene, Key = await world.Key(scene.Owner) };
    }

    /// <summary>Arguments that the tool should take, with ids of the scene.</summary>
    public JsonObject Good(string tool) => tool switch
    {
        "list_employees" => new() { ["search"] = "employee" },
        "list_time_entries" => new() { ["from"] = "2026-02-20", ["employeeIds"] = new JsonArray(Scene.Member.EmployeeId.ToString()) },
        "who_is_in" => new() { ["employeeIds"] = new JsonArray(Scene.Member.EmployeeId.ToString()) },
        "get_clock" => new() { ["employeeId"] = Scene.Member.EmployeeId.ToString() },
        "get_timesheet" => new() { ["day"] = "2026-03-02", ["view"] = "week" },
        "run_report" => new() { ["key"] = "hours-summary", ["from"] = "2026-02-20", ["to"] = "2026-03-04", ["employeeIds"] = new JsonArray(Scene.Member.EmployeeId.ToString()) },
        "search" => new() { ["query"] = "till hours employee" },
        "fetch" => new() { ["id"] = "employee:" + Scene.Member.EmployeeId },
        "clock_in" => new() { ["employeeId"] = Scene.Member.EmployeeId.ToString(), ["jobId"] = Scene.Ids["jobs"].ToString(), ["idempotencyKey"] = "in-1" },
        "clock_out" => new() { ["employeeId"] = Scene.Member.EmployeeId.ToString(), ["idempotencyKey"] = "out-1" },
        "add_time_entry" => new()
        {
            ["employeeId"] = Scene.Member.EmployeeId.ToString(), ["start"] = "2026-02-24T09:00:00-05:00", ["end"] = "2026-02-24T12:00:00-05:00", ["jobId"] = Scene.Ids["jobs"].ToString(),
            ["reason"] = "Forgot to clock in.", ["idempotencyKey"] = "add-1",
        },
        "edit_time_entry" => new() { ["id"] = Scene.Ids["entries"].ToString(), ["version"] = 1, ["note"] = "Counted the till.", ["reason"] = "Asked her.", ["idempotencyKey"] = "edit-1" },
        _ => [],
    };

    /// <summary>Notes a break of the rule.</summary>
    public void Break(McpTool tool, string what) => broken.Add($"{tool.Name}: {what}");

    /// <summary>Asks every tool, and fails with everything that broke the rule or was written meanwhile.</summary>
    public async Task Every(string rule, Func<McpTool, Task> ask)
    {
        Assert.NotEmpty(All);
        var before = Digest.Of(World.Folder);
        foreach (var tool in All) await ask(tool);
        Rule.Holds(rule, broken);
        // Tokens are made by the test itself, and when a connection was last used is written off the path.
        Rule.Holds($"{rule} Nothing is written.", before.ChangesTo(Digest.Of(World.Folder)).Where(change => !change.StartsWith("OAuth", StringComparison.Ordinal)));
    }

    /// <summary>Calls, and judges what every answer has to keep: no 5xx, no stack trace, words that say something.</summary>
    public async Task<McpReply> Call(McpTool tool, McpClient client, JsonObject arguments, string what)
    {
        var reply = await client.Call(tool.Name, arguments);
        if (reply.Status is not 200) Break(tool, $"{what}: {reply}");
        if (reply.Text.Contains("   at ", StringComparison.Ordinal) || reply.Text.Contains("Exception", StringComparison.Ordinal) || reply.Text.Contains("server_error", StringComparison.Ordinal)) Break(tool, $"{what}: {reply}");
        if (reply.IsError && (reply.Words.Length < 20 || reply.Result!["structuredContent"] is not null)) Break(tool, $"{what}: an error that says too little or answers as well: {reply}");
        return reply;
    }

    /// <summary>Every scope that there is but the one that a tool needs and those that carry it.</summary>
    public static string AllBut(ApiNeed needs) => string.Join(' ', Scopes.All.Where(scope => scope.Area != needs.Area && scope.Area != needs.Through || (needs.Level != Level.Read && !scope.Write)));

    public async ValueTask DisposeAsync() => await World.DisposeAsync();
}
