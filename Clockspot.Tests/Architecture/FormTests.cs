using System.Text.RegularExpressions;
using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Architecture;

/// <summary>
/// Every form that the Owner can see, found by crawling, is sent by those who may not: each with a valid token of their own session, so that
/// nothing but the permission stands in the way.
/// </summary>
public sealed partial class FormTests
{
    [Fact]
    public async Task Every_form_refuses_strangers_outsiders_and_too_small_roles_and_writes_nothing()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var broken = new List<string>();
        foreach (var state in Enum.GetValues<Standing>())
        {
            await using var world = new World(("RateLimits:Invitations", "1000/minute"));
            var scene = await Scene.Make(world, state);
            var forms = await Crawl(scene);
            seen.UnionWith(forms.Select(form => form.Key));
            var before = Digest.Of(world.Folder);
            Assert.NotEmpty(forms);
            await SendAll(scene, [.. forms.Where(form => AccessTable.Forms.ContainsKey(form.Key))], broken);
            broken.AddRange(before.ChangesTo(Digest.Of(world.Folder)).Select(change => $"written all the same: {change}"));
        }
        Rule.Holds("A form is refused to whoever may not send it, and then nothing is written.", broken);
        Rule.Listed("What each form needs is written down in AccessTable.", seen, AccessTable.Forms.Keys);
    }

    static async Task SendAll(Scene scene, IReadOnlyList<SeenForm> forms, List<string> broken)
    {
        var world = scene.World;
        var (stranger, outsider, owner) = (await world.Browse(), await world.Browse(scene.Outsider), await world.Browse(scene.Owner));
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
    }

    static async Task Send(Browser browser, SeenForm form, string? token, string who, List<string> broken, params int[] due)
    {
        var page = await browser.Post(form.Action, form.With(token));
        var status = (int)page.Status;
        // Who sees the page without the form has sent one that is not on it: refused as well, and not for the token.
        var notThere = status == 409 && token is not null && page.Document.QuerySelector("a[href='/help/refusals#form_gone']") is not null;
        var home = status == 302 && page.Location?.ToString().Contains("/sign-in", StringComparison.Ordinal) != true;
        if ((!due.Contains(status) && !notThere) || home) broken.Add($"{form.Key} from {who}: {status} {page.Location} {page.Title}");
    }

    /// <summary>Every form on every page below the workspace, as its Owner sees it; also on the pages that those pages link to.</summary>
    static async Task<IReadOnlyList<SeenForm>> Crawl(Scene scene)
    {
        var owner = await scene.World.Browse(scene.Owner);
        var open = new Queue<string>(Way.Workspace(scene.World).Select(way => way.In(Scene.Slug, scene.Ids)).Concat(scene.Also));
        // Links that differ by an id or a day alone lead to the same page; one of archived things is followed as well.
        var seen = new HashSet<string>(open, StringComparer.Ordinal);
        var forms = new Dictionary<string, SeenForm>(StringComparer.Ordinal);
        while (open.TryDequeue(out var path))
        {
            var page = await owner.Get(path);
            Assert.True((int)page.Status == 200, $"{path}: {(int)page.Status}");
            foreach (var form in SeenForm.On(path, page).Where(form => form.Action.StartsWith("/w/", StringComparison.Ordinal))) forms.TryAdd(form.Key, form);
            foreach (var link in page.Document.QuerySelectorAll("a[href^='/w/harbor']").Select(link => link.GetAttribute("href")!.Split('#')[0]))
                if (seen.Add(Shape().Replace(link, "*"))) open.Enqueue(link);
        }
        return [.. forms.Values];
    }

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
