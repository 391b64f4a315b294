using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Support;

/// <summary>The program, with a person of one workspace and a person of three, who connect things to it in a browser.</summary>
public sealed class ConnectingScene : IAsyncLifetime
{
    /// <summary>Whoever has one workspace, and whoever has three.</summary>
    public const string Single = "owner-solo@example.com", Many = "owner-harbor@example.com";

    public World World { get; } = new();

    public Site App { get; private set; } = null!;

    public Actor OfOne { get; private set; } = null!;

    public Actor OfThree { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        (OfOne, OfThree) = (await World.Workspace("solo"), await World.Workspace());
        foreach (var slug in new[] { "bistro", "depot" })
        {
            var other = await World.Workspace(slug);
            await using var db = await World.Store.WriteSystem("test", default);
            (await db.Employees.IgnoreQueryFilters().SingleAsync(row => row.AccountId == other.AccountId)).Join(OfThree.PersonId);
            await db.Commit(default);
        }
        App = await Site.Start(World.Folder);
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await World.DisposeAsync();
    }

    /// <summary>The id of a client that registers itself.</summary>
    public async Task<string> Register(string redirect, string name = "Crew bot")
    {
        using var http = new HttpClient();
        var answer = await http.PostAsJsonAsync(App.Origin + "/oauth/register", new Dictionary<string, object> { ["client_name"] = name, ["redirect_uris"] = new[] { redirect } });
        Assert.Equal(201, (int)answer.StatusCode);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["client_id"]!;
    }

    /// <summary>Types address and password into the page that asks for them.</summary>
    public static Task SignIn(Visitor visitor, string email) => visitor.Send("sign-in", ("Input.Email", email), ("Input.Password", World.Password));

    /// <summary>Chooses a workspace where one is to be chosen.</summary>
    public static async Task Choose(Visitor visitor, string workspace)
    {
        await visitor.Page.Locator("main").GetByText(workspace).First.ClickAsync();
        await visitor.Page.Locator("form:has(input[value='grant'])").WaitForAsync(new() { Timeout = 20_000 });
    }

    /// <summary>Walks from an authorization request to the decision: signs in where that is asked, and chooses where there is a choice.</summary>
    /// <param name="visitor">The person.</param>
    /// <param name="address">The request.</param>
    /// <param name="decision">The name of the form that is sent in the end: <c>grant</c> or <c>cancel</c>.</param>
    public static async Task Decide(Visitor visitor, string address, string decision)
    {
        await visitor.Open(address);
        if (await visitor.Has("sign-in")) await SignIn(visitor, Many);
        if (visitor.Page.Url.Contains("/oauth/account?", StringComparison.Ordinal)) await Choose(visitor, "bistro Inc");
        await visitor.Send(decision);
    }
}
