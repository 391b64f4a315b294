using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Architecture;

/// <summary>By enumeration over what the program really maps: every way in is closed unless listed, and every page refuses whoever may not see it.</summary>
public sealed class PageTests : IAsyncLifetime
{
    /// <summary>Whoever comes by may open these.</summary>
    static readonly string[] open =
    [
        "/", "/help", "/help/{Slug}", "/api/reference", "/api/reference/{Part}", "/demo", "/open", "/sign-in", "/sign-in/code", "/forgot", "/reset", "/confirm", "/invitation",
        // A client and the person whom it sends: the pages find out by themselves who decides, and say so to whoever does not.
        "/.well-known/oauth-authorization-server", "/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource/api/v1",
        "/oauth/authorize", "/oauth/account", "/oauth/permission", "/oauth/register", "/oauth/token", "/oauth/revoke",
        // Assistants come by their token, which the endpoint itself looks at.
        "/mcp",
        // Development alone: elsewhere the outbox is not there.
        "/outbox",
        // What is answered before anybody is known, and what must be answered to anybody.
        "/theme", "/openapi/v1.json", "/health/live", "/health/ready", "/sign-out",
        // The framework's own: the circuit, its script and its redirects decide by themselves.
        "/_blazor", "/_blazor/negotiate", "/_blazor/disconnect/", "/_blazor/initializers/", "/_framework/opaque-redirect",
    ];

    readonly World world = new();
    Scene scene = null!;

    public async Task InitializeAsync() => scene = await Scene.Make(world);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public void Every_way_in_is_closed_unless_listed() => Rule.Listed("[Authorize] holds for every page and endpoint but these.",
        Way.All(world).Where(way => way is { IsOpen: true, IsAsset: false }).Select(way => way.Route).Distinct(StringComparer.Ordinal), open);

    [Fact]
    public async Task Every_workspace_page_sends_a_stranger_to_the_sign_in()
    {
        var stranger = await world.Browse();
        await Refused("sent to the sign-in", async way =>
        {
            var page = await stranger.Get(way.In(Scene.Slug, scene.Ids));
            return (int)page.Status == 302 && page.Location?.ToString().Contains("/sign-in", StringComparison.Ordinal) == true ? null : $"{(int)page.Status} {page.Location}";
        });
    }

    [Fact]
    public async Task No_workspace_page_is_there_for_a_member_of_another_account()
    {
        var outsider = await world.Browse(scene.Outsider);
        await Refused("not found", async way => await Status(outsider, way.In(Scene.Slug, scene.Ids), 404));
    }

    [Fact]
    public async Task No_page_shows_a_row_of_another_account()
    {
        var outsider = await world.Browse(scene.Outsider);
        await Refused("not found", async way => way.NamesRow ? await Status(outsider, way.In("elsewhere", scene.Ids), 404) : null);
    }

    [Fact]
    public async Task Every_workspace_page_refuses_too_small_a_role_and_lets_the_others_in()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var browser = await world.Browse(scene.Of(role));
            await Refused($"as the table says for {role}", async way => await Status(browser, way.In(Scene.Slug, scene.Ids), way.Needs!.IsMetBy(role) ? [200, 404] : [403]));
        }
    }

    [Fact]
    public async Task Every_workspace_page_opens_for_the_owner()
    {
        var owner = await world.Browse(scene.Owner);
        await Refused("there", async way => await Status(owner, way.In(Scene.Slug, scene.Ids), 200));
    }

    async Task Refused(string rule, Func<Way, Task<string?>> ask)
    {
        var before = Digest.Of(world.Folder);
        var broken = new List<string>();
        var ways = Way.Workspace(world);
        Assert.NotEmpty(ways);
        foreach (var way in ways)
            if (await ask(way) is { } said) broken.Add($"{way.Route}: {said}");
        Rule.Holds($"A page below /w/{{account}} is {rule}.", broken);
        Rule.Holds("Looking at a page writes nothing.", before.ChangesTo(Digest.Of(world.Folder)));
    }

    static async Task<string?> Status(Browser browser, string path, params int[] due)
    {
        var page = await browser.Get(path);
        return due.Contains((int)page.Status) ? null : $"{(int)page.Status} at {path} ({page.Title}), due {string.Join(" or ", due)}";
    }
}
