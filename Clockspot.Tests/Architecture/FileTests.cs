using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Architecture;

/// <summary>By enumeration: every file of a workspace stands behind the same gate as its pages.</summary>
public sealed class FileTests : IAsyncLifetime
{
    readonly World world = new();
    Scene scene = null!;

    public async Task InitializeAsync() => scene = await Scene.Make(world);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public void Every_way_in_below_a_workspace_says_what_it_needs() => Rule.Holds("A route below /w/{account} is a page with [Needs] or carries a NeedsAttribute.",
        Way.All(world).Where(way => way is { IsWorkspace: true, IsAsset: false, Needs: null }).Select(way => way.Route));

    [Fact]
    public async Task Every_file_refuses_strangers_outsiders_and_too_small_roles_and_is_there_for_the_others()
    {
        var before = Digest.Of(world.Folder);
        var (stranger, outsider) = (await world.Browse(), await world.Browse(scene.Outsider));
        var broken = new List<string>();
        Assert.NotEmpty(Way.Files(world));
        foreach (var way in Way.Files(world))
        {
            var path = way.In(Scene.Slug, scene.Ids);
            await Ask(stranger, path, "a stranger", 302);
            await Ask(outsider, path, "a member of another account", 404);
            foreach (var role in Enum.GetValues<Role>()) await Ask(await world.Browse(scene.Of(role)), path, role.ToString(), way.Needs!.IsMetBy(role) ? 200 : 403);
        }
        Rule.Holds("A file is refused like a page.", broken);
        Rule.Holds("Getting a file writes nothing.", before.ChangesTo(Digest.Of(world.Folder)));

        async Task Ask(Browser browser, string path, string who, int due)
        {
            var answer = await browser.Client.GetAsync(path);
            if ((int)answer.StatusCode != due) broken.Add($"{path} for {who}: {(int)answer.StatusCode}, due {due}");
            else if (due == 200 && answer.Content.Headers.ContentDisposition?.DispositionType != "attachment") broken.Add($"{path} is no attachment");
            else if (due == 200 && answer.Headers.CacheControl?.NoStore != true) broken.Add($"{path} may be kept by a cache");
        }
    }
}
