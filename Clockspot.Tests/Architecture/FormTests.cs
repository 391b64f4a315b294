using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Architecture;

/// <summary>
/// Every form that the Owner can see, found by crawling, is sent by those who may not: each with a valid token of their own session, so that
/// nothing but the permission stands in the way.
/// </summary>
public sealed class FormTests
{
    [Fact]
    public async Task Every_form_is_in_the_table()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var state in Enum.GetValues<Standing>())
        {
            await using var world = new World();
            foreach (var form in await Crawl(await Scene.Make(world, state))) seen.Add(form.Key);
        }
        Rule.Listed("What each form needs is written down in AccessTable.", seen, AccessTable.Forms.Keys);
    }

    [Theory]
    [InlineData(Standing.Out)]
    [InlineData(Standing.In)]
    [InlineData(Standing.OnBreak)]
    public async Task Every_form_refuses_strangers_outsiders_and_too_small_roles_and_writes_nothing(Standing state)
    {
        await using var world = new World();
        var scene = await Scene.Make(world, state);
        var forms = await Crawl(scene);
        Assert.NotEmpty(forms);
        var before = Digest.Of(world.Folder);
        var broken = new List<string>();

        var stranger = await world.Browse();
        var outsider = await world.Browse(scene.Outsider);
        var owner = await world.Browse(scene.Owner);
        var senders = new Dictionary<Role, (Browser Browser, string Token)>();
        foreach (var role in Enum.GetValues<Role>())
        {
            var browser = await world.Browse(scene.Of(role));
            senders[role] = (browser, SeenForm.TokenOf(await browser.Get($"/w/{Scene.Slug}")));
        }
        var strangersToken = SeenForm.TokenOf(await stranger.Get("/sign-in"));
        var outsidersToken = SeenForm.TokenOf(await outsider.Get("/w/elsewhere"));

        foreach (var form in forms)
        {
            await Send(stranger, form, strangersToken, "a stranger", broken, 302, 401);
            await Send(outsider, form, outsidersToken, "a member of another account", broken, 404);
            await Send(owner, form, null, "the Owner without a token", broken, 400);
            foreach (var role in AccessTable.Forms[form.Key].TooSmall)
                await Send(senders[role].Browser, form, senders[role].Token, role.ToString(), broken, 403, 404);
        }
        Rule.Holds("A form is refused to whoever may not send it.", broken);
        Rule.Holds("A refused form writes nothing.", before.ChangesTo(Digest.Of(world.Folder)));
    }

    static async Task Send(Browser browser, SeenForm form, string? token, string who, List<string> broken, params int[] due)
    {
        var page = await browser.Post(form.Action, form.With(token));
        var status = (int)page.Status;
        // A page that is shown without the form answers that it has none of that name: refused as well, but not for the token.
        var notThere = status == 400 && token is not null && !page.Text.Contains("antiforgery", StringComparison.OrdinalIgnoreCase) && page.Text.Contains("form", StringComparison.Ordinal);
        var home = status == 302 && page.Location?.ToString().Contains("/sign-in", StringComparison.Ordinal) != true;
        if ((!due.Contains(status) && !notThere) || home) broken.Add($"{form.Key} from {who}: {status} {page.Location} {page.Title}");
    }

    /// <summary>Every form on every page below the workspace, as its Owner sees it; also on the pages that those pages link to.</summary>
    static async Task<IReadOnlyList<SeenForm>> Crawl(Scene scene)
    {
        var owner = await scene.World.Browse(scene.Owner);
        var open = new Queue<string>(Way.Workspace(scene.World).Select(way => way.In(Scene.Slug, scene.Ids)));
        var seen = new HashSet<string>(open, StringComparer.Ordinal);
        var forms = new Dictionary<string, SeenForm>(StringComparer.Ordinal);
        while (open.TryDequeue(out var path))
        {
            var page = await owner.Get(path);
            Assert.True((int)page.Status == 200, $"{path}: {(int)page.Status}");
            foreach (var form in SeenForm.On(path, page).Where(form => form.Action.StartsWith("/w/", StringComparison.Ordinal))) forms.TryAdd(form.Key, form);
            foreach (var link in page.Document.QuerySelectorAll("a[href^='/w/harbor']").Select(link => link.GetAttribute("href")!.Split('#')[0]))
                if (seen.Count < 150 && seen.Add(link)) open.Enqueue(link);
        }
        return [.. forms.Values];
    }
}
