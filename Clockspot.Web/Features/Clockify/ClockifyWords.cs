using Clockspot.Domain;
using Microsoft.AspNetCore.Components;

namespace Clockspot.Features.Clockify;

/// <summary>Which of the two lists of a workspace.</summary>
public enum ClockifyKind
{
    /// <summary>Its users, beside the employees here.</summary>
    Users,
    /// <summary>Its clients, beside the jobs here.</summary>
    Clients,
}

/// <summary>What the screens of Clockify say.</summary>
static class ClockifyWords
{
    /// <summary>The regions with their names, as the form offers them.</summary>
    public static IReadOnlyList<(string, string)> Regions { get; } = [.. Enum.GetValues<ClockifyRegion>().Select(region => (region.ToString(), Of(region)))];

    public static string Of(ClockifyRegion region) => region switch
    {
        ClockifyRegion.Global => "Global",
        ClockifyRegion.Eu => "EU (Germany)",
        ClockifyRegion.Us => "USA",
        ClockifyRegion.Uk => "United Kingdom",
        ClockifyRegion.Au => "Australia",
        _ => "Your own subdomain",
    };

    /// <summary>Where the connection leads to.</summary>
    public static string Place(ClockifyStatus status) => status.Subdomain is { } name ? $"{name}.clockify.me" : Of(status.Region ?? ClockifyRegion.Global);

    /// <summary>How the connection stands: the badge's kind and its word.</summary>
    public static (string Kind, string Word) State(ClockifyStatus status) => status switch
    {
        { IsSample: true } => ("info", "Built-in sample"),
        { State: ClockifyState.Connected } => ("in", "Connected"),
        { State: ClockifyState.Failing } => ("danger", "Failing"),
        _ => ("out", "Not connected"),
    };

    /// <summary>How many workspaces a key was seen to see.</summary>
    public static string Seen(int workspaces) => workspaces switch { 0 => "The key sees no workspace.", 1 => "The key sees 1 workspace.", _ => $"The key sees {workspaces} workspaces." };

    /// <summary>The refusal that came last, from its code: what was said with it is not kept.</summary>
    public static Refusal? Failure(string? code) => code switch
    {
        null => null,
        ClockifyRefusals.InvalidToken => ClockifyRefusals.Invalid(),
        "clockify_unavailable" => ClockifyRefusals.Down(),
        "clockify_timeout" => ClockifyRefusals.TimedOut(ClockifyPatience.Usual.Whole),
        "clockify_rate_limited" => new Refusal(code, 503, "Clockify wants a pause", "Too many requests were made there; new free plans have thirty in an hour. Try again later."),
        _ => ClockifyRefusals.NotUnderstood(),
    };

    /// <summary>How many employees or jobs of ours.</summary>
    public static string Ours(ClockifyKind kind, int count) => (kind, count) switch
    {
        (ClockifyKind.Users, 1) => "1 employee",
        (ClockifyKind.Users, _) => $"{count} employees",
        (_, 1) => "1 job",
        _ => $"{count} jobs",
    };

    /// <summary>How many there are of theirs, and of how many.</summary>
    public static string Theirs(ClockifyKind kind, int found, int all) => (found == all, kind, all) switch
    {
        (false, _, _) => $"{found} of {all} found",
        (_, ClockifyKind.Users, 1) => "1 user",
        (_, ClockifyKind.Users, _) => $"{all} users",
        (_, _, 1) => "1 client",
        _ => $"{all} clients",
    };

    /// <summary>The address that is shown now, with parts of its query changed; null takes one out.</summary>
    public static string Address(NavigationManager navigation, params (string Name, string? Value)[] changes) =>
        new Uri(navigation.GetUriWithQueryParameters(changes.ToDictionary(change => change.Name, change => (object?)change.Value, StringComparer.Ordinal))).PathAndQuery;
}
