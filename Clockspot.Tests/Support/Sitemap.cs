using Microsoft.AspNetCore.Components;

namespace Clockspot.Tests.Support;

/// <summary>Every page that the program has, by its own route attributes, so that a new one is looked at without being named here.</summary>
static class Sitemap
{
    public static IReadOnlyList<string> Routes { get; } =
    [
        .. typeof(Program).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>()).Select(route => route.Template)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Pages below a row: nobody finds them by the list above, so whoever looks goes there first.</summary>
    public static IReadOnlyList<string> BelowRows { get; } = [.. Routes.Where(route => route.Replace("{account}/", "", StringComparison.Ordinal).Contains("}/", StringComparison.Ordinal))];

    /// <summary>The address of each page for a visitor who is in a workspace; rows and topics are taken from the links that the visitor sees.</summary>
    public static async Task<IReadOnlyList<string>> For(Visitor visitor)
    {
        var slug = visitor.Slug;
        var pages = new List<string>();
        foreach (var route in Routes)
        {
            var path = route.Replace("{account}", slug, StringComparison.Ordinal);
            if (path.Contains("}/", StringComparison.Ordinal)) continue;
            if (!path.Contains('{', StringComparison.Ordinal)) pages.Add(path);
            else pages.AddRange(await Linked(visitor, path, Most(route)));
        }
        return pages;
    }

    /// <summary>How many pages of one shape are looked at: one row stands for all rows, three parts of the reference for all parts; help topics are each written by hand.</summary>
    static int Most(string route) => route.StartsWith("/w/", StringComparison.Ordinal) ? 1 : route.StartsWith("/api/", StringComparison.Ordinal) ? 3 : int.MaxValue;

    /// <summary>The addresses of that shape to which the page above links.</summary>
    static async Task<IEnumerable<string>> Linked(Visitor visitor, string path, int most)
    {
        var above = path[..path.IndexOf("/{", StringComparison.Ordinal)];
        await visitor.Open(above);
        var links = await visitor.Page.Locator("a[href]").EvaluateAllAsync<string[]>("all => all.map(a => new URL(a.href).pathname)");
        var depth = path.Split('/').Length;
        var found = links.Where(link => link.StartsWith(above + "/", StringComparison.Ordinal) && link.Split('/').Length == depth && !Routes.Contains(Template(link), StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal).Take(most).ToList();
        Assert.True(found.Count > 0, $"{above} links to nothing of the shape {path}.");
        return found;
    }

    static string Template(string link) => link.Split('/') is ["", "w", _, .. var rest] ? $"/w/{{account}}/{string.Join('/', rest)}" : link;
}
