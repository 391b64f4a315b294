using Clockspot.Tests.Support;
using Clockspot.Ui;
using Microsoft.AspNetCore.Components;
using Mono.Cecil;

namespace Clockspot.Tests.Architecture;

public sealed class DoorTests
{
    static bool IsDoor(TypeDefinition type) =>
        type.Name.EndsWith("Api", StringComparison.Ordinal) || type.Name.EndsWith("Tools", StringComparison.Ordinal) || Built.IsComponent(type);

    [Fact]
    public void Pages_routes_and_tools_never_see_the_database() => Rule.Holds("A door calls use-cases: no EF, no store, no context, also not in a lambda.",
        Built.Uses.Where(use => Built.Lies(use.Target, "Microsoft.EntityFrameworkCore") || use.To.FullName is "Clockspot.Data.Store" or "Clockspot.Data.ClockspotDb" or "Clockspot.Data.SqliteClockspotDb")
            .Where(use => IsDoor(use.From)).Select(use => use.ToString()));

    /// <summary>Person is left out: Identity's sign-in, which sets the cookie and so belongs to the page, speaks of it.</summary>
    [Fact]
    public void A_door_never_names_a_row() => Rule.Holds("A door shows views; a row could be changed by whoever holds it.",
        Built.Uses.Where(use => Built.Entities.ContainsKey(use.To.FullName) && use.To.Name != "Person").Where(use => IsDoor(use.From)).Select(use => use.ToString()));

    [Fact]
    public void Every_workspace_page_says_what_it_needs() => Rule.Holds("A page below /w/{account} is a WorkspacePage and carries [Needs].",
        Pages().Where(page => page.Route.StartsWith("/w/", StringComparison.OrdinalIgnoreCase))
            .Where(page => !page.Route.StartsWith("/w/{account}", StringComparison.Ordinal) || !typeof(WorkspacePage).IsAssignableFrom(page.Type) || page.Type.GetCustomAttributes(typeof(NeedsAttribute), true).Length == 0)
            .Select(page => $"{page.Type.Name} {page.Route}"));

    [Fact]
    public void Only_workspace_pages_are_based_on_a_workspace() => Rule.Holds("A WorkspacePage has its workspace in the address.",
        Pages().Where(page => typeof(WorkspacePage).IsAssignableFrom(page.Type) && !page.Route.StartsWith("/w/{account}", StringComparison.Ordinal)).Select(page => $"{page.Type.Name} {page.Route}"));

    static IEnumerable<(Type Type, string Route)> Pages() => typeof(Program).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>().Select(route => (type, route.Template)));
}
