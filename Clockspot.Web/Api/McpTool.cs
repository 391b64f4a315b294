using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Clockspot.Api;

/// <summary>
/// One tool for assistants: what it is for, what it needs, what it takes and answers, and what it does. The list of tools is made from it. Its words are read by a
/// model that has never seen the product: when to use it, what the fields mean, what not to do.
/// </summary>
/// <param name="Name">Its name: <c>list_time_entries</c>.</param>
/// <param name="Title">Its name for people.</param>
public sealed record McpTool(string Name, string Title)
{
    /// <summary>When to use it, what comes back, what not to do.</summary>
    public required string Description { get; init; }

    /// <summary>What it needs; null when any connection will do.</summary>
    public ApiNeed? Needs { get; init; }

    /// <summary>The type of its arguments.</summary>
    public Type Input { get; init; } = typeof(NoArguments);

    /// <summary>The type of its answer.</summary>
    public required Type Answer { get; init; }

    /// <summary>It changes something. Its arguments are <see cref="ToolWrite"/>s, so that a call that was given up can be repeated.</summary>
    public bool Writes => Input.IsAssignableTo(typeof(ToolWrite));

    /// <summary>It changes what was there before, beyond adding to it.</summary>
    public bool Overwrites { get; init; }

    /// <summary>It says which connection this is, in the form that clients prescribe: they show it beside others.</summary>
    public bool IsProfile { get; init; }

    /// <summary>Calls the use-case and answers the shape.</summary>
    public required Func<ToolCall, Task<object>> Run { get; init; }
}

/// <summary>No arguments.</summary>
public sealed record NoArguments;

/// <summary>Which part of a list.</summary>
public abstract record ToolPage
{
    /// <summary>How many rows at most, from 1 to 100.</summary>
    [DefaultValue(50), Range(1, 100, ErrorMessage = "Ask for 1 to 100 rows.")]
    public int Limit { get; init; } = 50;

    /// <summary>The `page.next` of the answer before, to go on where it ended. Keep the other arguments as they were.</summary>
    [StringLength(200, ErrorMessage = "This is no cursor of this list. Take page.next of the answer before, as it stands.")]
    public string? Cursor { get; init; }
}

/// <summary>Arguments of a tool that changes something.</summary>
public abstract record ToolWrite
{
    /// <summary>A UUID that you make up, new for each thing that the person asks for. Only when you repeat a call because no answer came, send the same one again, within 15 minutes: then nothing is done twice.</summary>
    [Required(ErrorMessage = "Enter an idempotencyKey: a new UUID for each thing that the person asks for.")]
    [RegularExpression("^[!-~]{1,255}$", ErrorMessage = "Write the idempotencyKey as 1 to 255 visible ASCII characters, such as a UUID.")]
    public string? IdempotencyKey { get; init; }
}

/// <summary>The tools, in the order in which they are listed. Each slice adds its own.</summary>
public sealed class ToolList
{
    readonly List<McpTool> tools = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<McpTool> All => tools;

    /// <summary>Adds one.</summary>
    public void Add(McpTool tool) => tools.Add(tool);

    /// <summary>The tool of that name; null when there is none.</summary>
    public McpTool? Find(string? name) => tools.Find(tool => tool.Name == name);
}
