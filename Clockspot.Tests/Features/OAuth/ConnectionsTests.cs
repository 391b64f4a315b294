using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.OAuth;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>What people see of connections, how they end them, and the clients that an Owner registers.</summary>
public sealed class ConnectionsTests : IAsyncLifetime
{
    const string Page = "/w/harbor/connections", Clients = Page + "/clients";

    readonly World world = new();
    Actor owner = null!;
    Actor admin = null!;
    OAuthClientWalk client = null!;

    Connections Connections => world.Get<Connections>();

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        admin = await world.Join(owner, Role.Admin);
        await world.Get<WhoConnects>().Change(owner, 1, Role.Employee, default);
        client = await OAuthClientWalk.Start(world);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task<int> Calls(OAuthReply tokens) => (await new ApiClient(world.Client(), tokens.Access).Get("/me")).Status;

    async Task<Guid> Only(Actor actor) => (await Connections.List(actor, default)).Single(row => row.IsOwn).Id;

    [Fact]
    public async Task Owners_see_all_connections_and_others_their_own()
    {
        await client.Connect(owner, client.Ask(("scope", "account:read")));
        await client.Connect(admin);
        Assert.Equal(["Admin 1", "Olive Owner"], (await Connections.List(owner, default)).Select(row => row.Employee));
        Assert.Equal(["Admin 1"], (await Connections.List(admin, default)).Select(row => row.Employee));
        Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(async () => await Connections.Get(admin, await Only(owner), default))).Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(async () => await Connections.End(admin, await Only(owner), default))).Status);

        var page = await (await world.Browse(owner)).Get(Page);
        var cards = page.Document.QuerySelectorAll("[data-connection]").Select(card => card.TextContent).ToList();
        Assert.Equal(2, cards.Count);
        foreach (var words in new[] { "Crew bot", "nobody has verified it", "Olive Owner (you)", "harbor Inc", "127.0.0.1:7777", "The API", "Account", "Never used", "Mar 2, 2026", "Read only" }) Assert.Contains(words, cards[1], StringComparison.Ordinal);
        Assert.Contains("May edit", cards[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Read only", cards[0], StringComparison.Ordinal);

        var own = await (await world.Browse(admin)).Get(Page);
        Assert.Single(own.Document.QuerySelectorAll("[data-connection]"));
        Assert.DoesNotContain("Olive Owner", own.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Null(own.Document.QuerySelector("#field-least"));
        var employee = await (await world.Browse(await world.Join(owner, Role.Employee))).Get(Page);
        Assert.Contains("Nothing is connected", employee.Text, StringComparison.Ordinal);
        Assert.NotNull(employee.Document.QuerySelector(".empty a[href='/help/connections#connecting']"));
    }

    [Fact]
    public async Task Disconnecting_ends_it_at_the_next_call_and_twice_is_once()
    {
        var (tokens, others) = (await client.Connect(admin), await client.Connect(owner));
        Assert.Equal(200, await Calls(tokens));
        var id = await Only(admin);
        var browser = await world.Browse(admin);
        var asked = await browser.Get($"{Page}/{id}");
        Assert.Equal("Disconnect Crew bot?", asked.Title);
        var answer = await browser.Submit(asked, $"{Page}/{id}", "disconnect");
        Assert.Equal((302, Page), ((int)answer.Status, new Uri(new Uri("http://x"), answer.Location!).AbsolutePath));
        Assert.Equal(401, await Calls(tokens));
        Assert.Equal("invalid_grant", (await client.Refresh(tokens.Refresh)).Error);
        Assert.Equal(200, await Calls(others));
        Assert.Contains("its next call is refused", (await browser.Get(Page)).Document.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(await Connections.List(admin, default));

        await Connections.End(admin, id, default);
        Assert.Equal(404, (int)(await browser.Get($"{Page}/{id}")).Status);
        await using var db = await world.Store.Open(owner, default);
        var told = await db.AuditEvents.SingleAsync(row => row.Name == "connection.ended");
        Assert.Equal((id, admin.EmployeeId), (told.SubjectId, told.EmployeeId));
        // The Owner ends those of others, too.
        await client.Connect(admin);
        await Connections.End(owner, (await Connections.List(owner, default)).Single(row => !row.IsOwn).Id, default);
        Assert.Empty(await Connections.List(admin, default));
    }

    [Fact]
    public async Task A_registered_client_serves_its_workspace_alone_and_removing_it_ends_its_connections()
    {
        var browser = await world.Browse(owner);
        var answer = await browser.Submit(Clients + "/new", "register", ("Input.Name", "Shift planner"), ("Input.Redirects", $"https://planner.example/back\r\n {OAuthClientWalk.Redirect} \r\n\r\n"));
        Assert.Equal(302, (int)answer.Status);
        var made = Assert.Single(await Connections.Clients(owner, default));
        Assert.Equal(["https://planner.example/back", OAuthClientWalk.Redirect], made.Redirects);
        var page = await browser.Get($"{Clients}/{made.Id}");
        Assert.Equal(made.ClientId, page.Document.QuerySelector($"#client-{made.Id}")!.GetAttribute("value"));
        Assert.NotNull(page.Document.QuerySelector($"[data-copy='#client-{made.Id}']"));
        Assert.Contains("http://localhost:5080/oauth/token", page.Text, StringComparison.Ordinal);

        var outsider = await world.Workspace("elsewhere");
        var walk = new OAuthClientWalk(world, world.Client(), made.ClientId);
        var foreign = await walk.Permission(await world.Browse(outsider));
        Assert.Contains("No workspace to connect", foreign.Page.Text, StringComparison.Ordinal);
        var tokens = await walk.Connect(admin);
        Assert.Equal(200, await Calls(tokens));
        Assert.Equal(OAuthApplicationKind.Registered, Assert.Single(await Connections.List(admin, default)).Kind);

        Assert.Contains("One connection to it ends at once.", (await browser.Get($"{Clients}/{made.Id}")).Text, StringComparison.Ordinal);
        Assert.Equal(302, (int)(await browser.Submit($"{Clients}/{made.Id}", "remove")).Status);
        Assert.Equal(401, await Calls(tokens));
        // Nobody knows the client any more, which is another thing than a grant that has ended.
        Assert.Equal("invalid_client", (await walk.Refresh(tokens.Refresh)).Error);
        Assert.Empty(await Connections.List(owner, default));
        Assert.Equal(400, (int)(await (await world.Browse(admin)).Get(walk.Ask())).Status);
        Assert.Equal(404, (int)(await browser.Get($"{Clients}/{made.Id}")).Status);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(["client.registered", "connection.granted", "connection.ended", "client.removed"],
            await db.AuditEvents.Where(row => row.Name.StartsWith("cl") || row.Name.StartsWith("conn")).OrderBy(row => row.Id).Select(row => row.Name).ToListAsync());
    }

    [Fact]
    public async Task A_connection_that_nothing_uses_for_sixty_days_ends_and_leaves_the_list()
    {
        var tokens = await client.Connect(owner);
        await client.Connect(admin);
        world.Clock.Advance(Duration.FromDays(40));
        Assert.Equal(200, (await client.Refresh(tokens.Refresh)).Status);
        world.Clock.Advance(Duration.FromDays(28));
        await world.Get<OAuthSweep>().Sweep(default);
        Assert.Equal(owner.Name, Assert.Single(await Connections.List(owner, default)).Employee);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal("Nothing used it any more, and its last token has expired.", (await db.AuditEvents.SingleAsync(row => row.Name == "connection.ended")).Reason);
    }

    [Theory]
    [InlineData("Planner", "", "redirects")]
    [InlineData("Planner", "http://planner.example/back", "redirects")]
    [InlineData("Planner", "https://planner.example/back#top", "redirects")]
    [InlineData("Planner", "https://me:secret@planner.example/back", "redirects")]
    [InlineData("Planner", "javascript:alert(1)", "redirects")]
    [InlineData("", "https://planner.example/back", "name")]
    public async Task What_is_wrong_is_said_at_its_field_and_what_was_typed_stays(string name, string redirects, string field)
    {
        var page = await (await world.Browse(owner)).Submit(Clients + "/new", "register", ("Input.Name", name), ("Input.Redirects", redirects));
        Assert.Equal(422, (int)page.Status);
        Assert.NotNull(page.Document.QuerySelector($"#field-{field}-error"));
        Assert.Equal((name, redirects), (page.Document.QuerySelector("#field-name")!.GetAttribute("value") ?? "", page.Document.QuerySelector("#field-redirects")!.TextContent));
        Assert.Empty(await Connections.Clients(owner, default));
    }

    [Fact]
    public async Task There_are_at_most_fifty_clients_with_ten_addresses_each()
    {
        static NewClient With(int addresses) => new() { Name = "Planner", Redirects = [.. Enumerable.Range(0, addresses).Select(at => $"https://planner.example/{at}")] };
        Assert.Equal("too_many", (await Assert.ThrowsAsync<Refusal>(() => Connections.Register(owner, With(11), default))).Errors.Single().Code);
        for (var made = 0; made < Clockspot.Features.OAuth.Connections.Most; made++) await Connections.Register(owner, With(10), default);
        Assert.Equal("too_many_clients", (await Assert.ThrowsAsync<Refusal>(() => Connections.Register(owner, With(1), default))).Code);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => Connections.Register(admin, With(1), default))).Status);
    }

    [Fact]
    public async Task A_mail_tells_the_person_of_a_new_connection_and_holds_no_secret()
    {
        var back = await client.Allow(await world.Browse(admin));
        var tokens = await client.Redeem(back["code"]);
        await using var db = await world.Store.OpenSystem("test", default);
        var mail = await db.Mail.SingleAsync();
        Assert.Equal(("admin-1-harbor@example.com", "A new connection to harbor Inc"), (mail.To, mail.Subject));
        foreach (var words in new[] { "Hello Admin 1", "\"Crew bot\"; nobody has verified that name", "127.0.0.1:7777", "Mar 2, 2026, 9:00 AM (America/New_York)", "view Account; view and edit Time tracking", "http://localhost:5080/w/harbor/connections" })
            Assert.Contains(words, mail.Body, StringComparison.Ordinal);
        foreach (var secret in new[] { back["code"], tokens.Access, tokens.Refresh, client.ClientId, "xyz" }) Assert.DoesNotContain(secret, mail.Body + mail.Subject, StringComparison.Ordinal);
        // Whoever cancels has nothing to be told.
        var other = await world.Browse(owner);
        var (path, page) = await client.Permission(other);
        Assert.Equal(303, (int)(await other.Submit(page, path, "cancel")).Status);
        Assert.Equal(1, await db.Mail.CountAsync());
    }

    [Fact]
    public async Task A_demo_shows_made_up_connections_that_can_be_ended_and_no_mail_is_written()
    {
        var visitor = await world.Browse();
        var demo = (await visitor.Submit("/demo", "demo")).Location!.OriginalString;
        var list = await visitor.Get($"{demo}/connections");
        Assert.Contains("nothing can be connected to it", list.Text, StringComparison.Ordinal);
        var links = list.Document.QuerySelectorAll("[data-connection] a.danger").Select(link => link.GetAttribute("href")!).ToList();
        Assert.Equal(2, links.Count);
        Assert.Equal(302, (int)(await visitor.Submit(links[0], "disconnect")).Status);
        Assert.Single((await visitor.Get($"{demo}/connections")).Document.QuerySelectorAll("[data-connection]"));
        var clients = await visitor.Get($"{demo}/connections/clients");
        Assert.Equal(302, (int)(await visitor.Submit(clients.Document.QuerySelector(".card-head a")!.GetAttribute("href")!, "remove")).Status);
        Assert.Contains("Nothing is connected", (await visitor.Get($"{demo}/connections")).Text, StringComparison.Ordinal);
        // A client finds nobody signed in.
        Assert.Contains("/sign-in?", (await visitor.Get(client.Ask())).Location!.OriginalString, StringComparison.Ordinal);
        await using var db = await world.Store.OpenSystem("test", default);
        Assert.Equal(0, await db.Mail.CountAsync());
        Assert.False(await db.OAuthTokens.IgnoreQueryFilters().AnyAsync());
    }
}
