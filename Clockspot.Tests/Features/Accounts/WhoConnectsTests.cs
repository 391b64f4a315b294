using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.Employees;
using Clockspot.Features.OAuth;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Accounts;

/// <summary>Who may connect assistants: said by the Owner, looked at when somebody grants and whenever a token is issued.</summary>
public sealed class WhoConnectsTests : IAsyncLifetime
{
    const string Page = "/w/harbor/connections";

    readonly World world = new();
    Actor owner = null!;
    WhoConnects who = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        who = world.Get<WhoConnects>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task Let(Role least) => await who.Change(owner, (await who.Get(owner, default)).Version, least, default);

    [Fact]
    public async Task The_Owner_alone_may_connect_until_the_Owner_says_otherwise()
    {
        Assert.Equal(new ConnectingRule(Role.Owner, 1), await who.Get(await world.Join(owner, Role.Employee), default));
        var browser = await world.Browse(owner);
        var page = await browser.Get(Page);
        Assert.Equal(302, (int)(await browser.Submit(page, Page, "who", ("Input.Least", "Admin"))).Status);
        Assert.Equal(Role.Admin, (await who.Get(owner, default)).Least);

        // Somebody was first: the newest is shown.
        var late = await browser.Submit(page, Page, "who", ("Input.Least", "Employee"));
        Assert.Equal((409, "Admin", "2"), ((int)late.Status, late.Document.QuerySelector("#field-least option[selected]")!.GetAttribute("value"), late.Document.QuerySelector("[name='Input.Version']")!.GetAttribute("value")));
        var odd = await browser.Submit(late, Page, "who", ("Input.Least", "Manager"));
        Assert.Equal(422, (int)odd.Status);
        Assert.NotNull(odd.Document.QuerySelector("#field-least-error"));
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(async () => await who.Change(await world.Join(owner, Role.Admin), 2, Role.Employee, default))).Status);

        await using var db = await world.Store.Open(owner, default);
        var told = await db.AuditEvents.SingleAsync(row => row.Name == "account.changed");
        Assert.Contains("\"connecting\":\"owner\"", told.Before, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Who may connect assistants", (await browser.Get("/w/harbor/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_is_told_so_and_is_given_nothing()
    {
        var admin = await world.Join(owner, Role.Admin);
        var client = await OAuthClientWalk.Start(world);
        var browser = await world.Browse(admin);
        Assert.Contains("The Owner alone", (await browser.Get(Page)).Text, StringComparison.Ordinal);
        var (path, page) = await client.Permission(browser);
        Assert.Equal(403, (int)(await browser.Submit(page, path, "grant")).Status);
        Assert.Empty(await world.Get<Connections>().List(owner, default));
    }

    [Fact]
    public async Task When_the_rule_shrinks_or_somebody_is_demoted_no_token_is_issued_any_more_until_they_may_again()
    {
        var admin = await world.Join(owner, Role.Admin);
        await Let(Role.Admin);
        var client = await OAuthClientWalk.Start(world);
        var tokens = await client.Connect(admin);

        await Let(Role.Owner);
        Assert.Equal("invalid_grant", (await client.Refresh(tokens.Refresh)).Error);
        Assert.True(Assert.Single(await world.Get<Connections>().List(owner, default)).IsHeld);
        Assert.Contains("Stopped: your role may not connect", (await (await world.Browse(admin)).Get(Page)).Text, StringComparison.Ordinal);
        await Let(Role.Admin);
        tokens = await client.Refresh(tokens.Refresh);
        Assert.Equal(200, tokens.Status);

        // A code that was given before is worth as little.
        var code = (await client.Allow(await world.Browse(admin)))["code"];
        var view = await world.Get<EmployeeDirectory>().Get(owner, admin.EmployeeId, default);
        await world.Get<EmployeeChanges>().ChangeRole(owner, admin.EmployeeId, view.Version, Role.Manager, default);
        Assert.Equal("invalid_grant", (await client.Redeem(code)).Error);
        Assert.Equal("invalid_grant", (await client.Refresh(tokens.Refresh)).Error);
    }
}
