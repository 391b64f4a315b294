using System.Reflection;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.Components;

namespace Clockspot.Tests.Architecture;

/// <summary>By enumeration: what somebody writes into an address, or into a form, never breaks a page.</summary>
public sealed class QueryTests
{
    static readonly string[] junk = ["x", "", "%00"];

    [Fact]
    public async Task Every_page_takes_rubbish_in_each_of_its_parameters()
    {
        await using var world = new World();
        var scene = await Scene.Make(world);
        var (owner, stranger) = (await world.Browse(scene.Owner), await world.Browse());
        var broken = new List<string>();
        var asked = 0;
        foreach (var way in Way.All(world).Where(way => way.Page is not null).DistinctBy(way => way.Route))
        {
            if (way.Route.Contains("{Slug}", StringComparison.Ordinal) || way.Route.Contains("{Part}", StringComparison.Ordinal)) continue;
            var path = way.IsWorkspace ? way.In(Scene.Slug, scene.Ids) : way.Route;
            foreach (var name in Parameters(way.Page!))
                foreach (var value in junk.Append($"a&{name}=b"))
                {
                    asked++;
                    foreach (var browser in way.IsWorkspace ? [owner] : new[] { stranger, owner })
                        if ((int)(await browser.Get($"{path}?{name}={value}")).Status >= 500) broken.Add($"{path}?{name}={value}");
                }
        }
        Assert.True(asked > 50, $"{asked} addresses were asked.");
        Rule.Holds("A page never fails for what stands in its address: its parameters are texts, which it reads itself.", broken);
    }

    [Theory]
    [InlineData("/sign-in", "sign-in", "Input.Remember")]
    public async Task A_field_that_is_no_text_takes_rubbish(string path, string form, string field)
    {
        await using var world = new World();

        var browser = await world.Browse();
        var page = await browser.Submit(path, form, ("Input.Email", "n@example.com"), ("Input.Password", "anything"), (field, "rubbish"));

        Assert.True((int)page.Status < 500, $"{(int)page.Status}");
    }

    /// <summary>What a page and the parts that it is made of read from the address.</summary>
    static IEnumerable<string> Parameters(Type page) =>
        from property in page.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        let supplied = property.GetCustomAttribute<SupplyParameterFromQueryAttribute>()
        where supplied is not null
        select supplied.Name ?? property.Name;
}
