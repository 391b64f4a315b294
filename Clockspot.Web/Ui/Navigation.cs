using System.Reflection;
using Clockspot.Domain.Access;
using Microsoft.AspNetCore.Components;

namespace Clockspot.Ui;

/// <summary>A screen of a workspace, as the navigation, the search and the help pages name it.</summary>
/// <param name="Path">Its address below the workspace's; empty for the first screen.</param>
/// <param name="Title">Its name.</param>
/// <param name="Icon">Its icon.</param>
/// <param name="Group">The heading under which it stands.</param>
/// <param name="Topic">The help page about it.</param>
public sealed record Screen(string Path, string Title, string Icon, string Group, string Topic)
{
    /// <summary>Its address in a workspace.</summary>
    public string In(string account) => Path.Length == 0 ? $"/w/{account}" : $"/w/{account}/{Path}";

    /// <summary>True when an address below the workspace's shows this screen or something under it.</summary>
    public bool Holds(string path) => path == Path || (Path.Length > 0 && path.StartsWith(Path + "/", StringComparison.Ordinal));
}

/// <summary>A place that the search box offers beside the screens. Whoever has such places registers one object for each.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Kind">What it is, in a word.</param>
public sealed record SearchPlace(string Title, string Path, string Kind);

/// <summary>
/// The one list of screens. What each needs is read from its page, so that the navigation never offers what the page would refuse,
/// and a screen whose page is not there is not offered at all.
/// </summary>
public static class Navigation
{
    const string Prefix = "/w/{account}";

    static readonly Dictionary<string, NeedsAttribute> needs = typeof(Navigation).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<RouteAttribute>().Select(route => (route.Template, Needs: type.GetCustomAttribute<NeedsAttribute>())))
        .Where(page => page.Needs is not null && page.Template.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(page => page.Template[Prefix.Length..].TrimStart('/'), page => page.Needs!, StringComparer.Ordinal);

    /// <summary>All screens, in the order of the rail.</summary>
    public static IReadOnlyList<Screen> Screens { get; } =
    [
        new("", "Clock", "clock", "Me", "clock"),
        new("timesheet", "My timesheet", "timesheet", "Me", "my-timesheet"),
        new("now", "Who's in", "people", "Team", "whos-in"),
        new("entries", "Time entries", "timesheet", "Team", "time-entries"),
        new("employees", "Employees", "person", "Team", "employees"),
        new("invitations", "Invitations", "person-add", "Team", "invitations"),
        new("jobs", "Jobs", "job", "Team", "jobs"),
        new("locations", "Locations", "place", "Team", "locations"),
        new("reports", "Reports", "report", "Payroll", "reports"),
        new("company", "Company", "building", "Settings", "company"),
        new("clock-setup", "Clock-in setup", "timer", "Settings", "clock-setup"),
        new("api-keys", "API Keys", "key", "Settings", "api-keys"),
        new("connections", "Connected apps", "link", "Settings", "connections"),
        new("integrations", "Integrations", "plug", "Settings", "clockify"),
        new("audit", "Audit log", "note", "Settings", "audit"),
        // Of the group Me, but rarely wanted: last, so that the phone's bar does not spend a place on it.
        new("data", "Your data", "lock", "Me", "your-data"),
    ];

    /// <summary>The screens that are there and that the actor may open.</summary>
    public static IReadOnlyList<Screen> For(Actor actor) => [.. Screens.Where(screen => NeedOf(screen)?.Admits(actor) == true)];

    /// <summary>What the page of a screen needs, or null when there is no such page.</summary>
    public static NeedsAttribute? NeedOf(Screen screen) => needs.GetValueOrDefault(screen.Path);

    /// <summary>The screen at an address below the workspace's, or null.</summary>
    public static Screen? At(string path) => Screens.FirstOrDefault(screen => screen.Holds(path));
}
