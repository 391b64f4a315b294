using System.Text.RegularExpressions;
using Clockspot.Domain.Access;
using Clockspot.Features.Invitations;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Invitations;

/// <summary>What having the link of an invitation proves, and what a demo's sign-in is worth outside its demo.</summary>
public sealed class WhoseLinkTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    Inviting inviting = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        inviting = world.Get<Inviting>();
        await inviting.Invite(owner, new InvitePeople { Emails = "ann@example.com" }, default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_address_to_which_the_link_was_mailed_counts_as_confirmed()
    {
        Assert.Equal(302, (int)(await Accept(await world.Browse(), await Mailed())).Status);
        Assert.True(await Confirmed());
        Assert.Equal(0, await Asked());
    }

    [Fact]
    public async Task An_address_whose_link_was_shown_to_the_inviter_is_asked_to_confirm()
    {
        var link = await inviting.Link(owner, Assert.Single(await inviting.Pending(owner, default)).Id, default);
        Assert.Equal(302, (int)(await Accept(await world.Browse(), new Uri(link).PathAndQuery)).Status);
        Assert.False(await Confirmed());
        Assert.Equal(1, await Asked());
    }

    [Fact]
    public async Task A_visitor_of_the_demo_is_nobody_to_a_real_invitation()
    {
        var visitor = await world.Browse();
        Assert.Equal(302, (int)(await visitor.Submit("/demo", "demo")).Status);
        var link = await Mailed();
        var page = await visitor.Get(link);
        Assert.DoesNotContain("demo.invalid", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("form[method=post] [name='Input.Password']"));

        // The form that is not there, sent all the same.
        var forced = await visitor.Post(link, [new("_handler", "accept-signed-in"), new("Input.AsOther", "true"), new("__RequestVerificationToken", SeenForm.TokenOf(page))]);
        Assert.Equal(409, (int)forced.Status);
        Assert.Single(await inviting.Pending(owner, default));

        Assert.Equal("/w/harbor", (await Accept(visitor, link)).Location!.PathAndQuery);
        Assert.Equal(200, (int)(await visitor.Get("/w/harbor")).Status);
        await using var db = await world.Store.OpenSystem("test", default);
        Assert.False((await db.Users.SingleAsync(row => row.Email == "ann@example.com")).IsDemo);
    }

    static Task<Page> Accept(Browser browser, string link) => browser.Submit(link, "accept", ("Input.Name", "Ann Lee"), ("Input.Password", World.Password));

    async Task<string> Mailed()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        var body = (await db.Mail.SingleAsync(row => row.To == "ann@example.com")).Body!;
        return new Uri(Regex.Match(body, @"https?://\S+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value).PathAndQuery;
    }

    async Task<bool> Confirmed()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return (await db.Users.SingleAsync(row => row.Email == "ann@example.com")).EmailConfirmed;
    }

    async Task<int> Asked()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Mail.CountAsync(row => row.To == "ann@example.com" && row.Subject == "Confirm your address for Clockspot");
    }
}
