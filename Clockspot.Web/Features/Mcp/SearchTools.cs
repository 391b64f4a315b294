using System.ComponentModel.DataAnnotations;
using Clockspot.Api;

namespace Clockspot.Features.Mcp;

/// <summary>What to look for.</summary>
public sealed record SearchQuery
{
    /// <summary>Words, such as a person's name, a job, a place or the name of a report.</summary>
    [Required(ErrorMessage = "Enter what to look for."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? Query { get; init; }
}

/// <summary>What was found.</summary>
/// <param name="Results">The best first.</param>
public sealed record SearchShape(IReadOnlyList<SearchRowShape> Results);

/// <summary>Something that was found.</summary>
/// <param name="Id">What `fetch` takes; behind the colon stands the id, or the key of a report, that other tools take.</param>
/// <param name="Title">What it is.</param>
/// <param name="Url">Where a browser shows it.</param>
public sealed record SearchRowShape(string Id, string Title, string Url);

/// <summary>What to read.</summary>
public sealed record FetchQuery
{
    /// <summary>The `id` of something that `search` found, or `entry:` and the id of a time entry.</summary>
    [Required(ErrorMessage = "Enter the id of something that search found."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? Id { get; init; }
}

/// <summary>Something read whole.</summary>
/// <param name="Id">What was asked for.</param>
/// <param name="Title">What it is.</param>
/// <param name="Text">What is known of it, in words.</param>
/// <param name="Url">Where a browser shows it.</param>
/// <param name="Metadata">Single facts, by name.</param>
public sealed record FetchedShape(string Id, string Title, string Text, string Url, IReadOnlyDictionary<string, string> Metadata);

static class SearchTools
{
    public static void AddSearch(this ToolList tools)
    {
        tools.Add(new("search", "Search")
        {
            Description = "Finds employees, jobs, locations and reports by words in their names, and answers ids for fetch; behind the colon stands the id that other tools take. Use it when you do not know yet what a name stands for; "
                + "time itself is not searched but asked for with list_time_entries and run_report.",
            Input = typeof(SearchQuery), Answer = typeof(SearchShape), Run = async call => await new Finder(call).Search(call.Read<SearchQuery>().Query!),
        });
        tools.Add(new("fetch", "Read what was found")
        {
            Description = "Reads one thing that search found: an employee, a job, a location or a report, the latter for last week and this week; also a time entry by `entry:` and its id.",
            Input = typeof(FetchQuery), Answer = typeof(FetchedShape), Run = async call => await new Finder(call).Fetch(call.Read<FetchQuery>().Id!),
        });
    }
}
