using Clockspot.Domain.Access;
using Clockspot.Features.Clockify;
using Clockspot.Tests.Support;
using Clockspot.Tests.Support.Clockify;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>The screens of Clockify as a browser without scripts has them, against a fake one.</summary>
public sealed class ClockifyPagesTests : IAsyncLifetime
{
    const string Key = "Zm9yLXRlc3RzLW9ubHkta2V5LVBhZ2Vz", Card = "/w/harbor/integrations", Panel = Card + "/clockify", Connect = Panel + "/connect", Disconnect = Panel + "/disconnect";

    FakeClockify fake = null!;
    World world = null!;
    Actor owner = null!;
    Browser browser = null!;
    FakeWorkspace crew = null!;

    public async Task InitializeAsync()
    {
        fake = await FakeClockify.Start();
        crew = fake.Workspace();
        fake.Key(Key, crew);
        world = new World(services => services.Replace(ServiceDescriptor.Singleton(new ClockifyPatience(Duration.FromSeconds(4), Duration.FromMilliseconds(50)))), ("Clockify:BaseUrl", fake.BaseUrl));
        owner = await world.Workspace();
        browser = await world.Browse(owner);
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        await fake.DisposeAsync();
    }

    Task<Page> Save(string key = Key, string region = "Global", string subdomain = "") => browser.Submit(Connect, "connect", ("Input.ApiKey", key), ("Input.Region", region), ("Input.Subdomain", subdomain));

    static string[] Texts(Page page, string selector) => [.. page.Document.QuerySelectorAll(selector).Select(one => one.TextContent.Trim())];

    static string Said(Page page, string selector) => string.Join(' ', page.Document.QuerySelector(selector)?.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? []);

    /// <summary>The rows of a list: name, badge, what it is here.</summary>
    static string[] Rows(Page page, string list) => [.. page.Document.QuerySelectorAll($"[aria-labelledby=clockify-{list}-title] ul.rows-of > li")
        .Select(row => string.Join(" | ", row.QuerySelectorAll("p:not(.ids)").Select(p => string.Join(' ', p.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))))];

    [Fact]
    public async Task Without_a_connection_the_card_says_so_and_offers_one()
    {
        var card = await browser.Get(Card);
        Assert.Equal(["Not connected"], Texts(card, ".integration .badge"));
        Assert.Equal(["Connect"], Texts(card, ".integration .form-actions a"));
        var panel = await browser.Get(Panel);
        Assert.Equal((200, "Not connected yet"), ((int)panel.Status, Said(panel, ".empty h2")));
        Assert.DoesNotContain((await browser.Get("/w/harbor/employees")).Document.QuerySelectorAll(".page-head a"), link => link.TextContent.Contains("Clockify", StringComparison.Ordinal));
        Assert.Empty((await browser.Get("/w/harbor/employees?clockify=open")).Document.QuerySelectorAll(".drawer"));
        Assert.Equal(0, fake.Calls());
    }

    [Fact]
    public async Task A_key_that_Clockify_refuses_is_told_in_words_and_everything_else_stays_as_typed()
    {
        var refused = await Save("not-a-key-of-anybody", "Uk");
        Assert.Equal(409, (int)refused.Status);
        Assert.Contains("Clockify does not know this key", Said(refused, ".alert"), StringComparison.Ordinal);
        Assert.Contains("another region", Said(refused, ".alert"), StringComparison.Ordinal);
        Assert.Equal("Uk", refused.Document.QuerySelector("#field-region option[selected]")!.GetAttribute("value"));
        var field = refused.Document.QuerySelector("#field-apiKey")!;
        Assert.Equal(("password", "off", null), (field.GetAttribute("type"), field.GetAttribute("autocomplete"), field.GetAttribute("value")));
        Assert.DoesNotContain("not-a-key-of-anybody", refused.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);

        var wrong = await Save("key-with-wrong-place", "Subdomain", "two.labels");
        Assert.Equal(422, (int)wrong.Status);
        Assert.Contains("before .clockify.me", Said(wrong, "#field-subdomain-error"), StringComparison.Ordinal);
        Assert.Equal("two.labels", wrong.Document.QuerySelector("#field-subdomain")!.GetAttribute("value"));
        Assert.DoesNotContain("key-with-wrong-place", wrong.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal("Paste the key.", Said(await Save(""), "#field-apiKey-error"));
        Assert.Equal(["Not connected"], Texts(await browser.Get(Card), ".integration .badge"));
    }

    [Fact]
    public async Task What_another_service_did_is_told_on_a_whole_page()
    {
        fake.Fault("*", Fault.Html500);
        var down = await Save();
        Assert.Equal(409, (int)down.Status);
        Assert.Contains("Clockify cannot be reached", Said(down, ".alert"), StringComparison.Ordinal);
        Assert.NotNull(down.Document.QuerySelector("#field-apiKey"));
    }

    [Fact]
    public async Task A_key_that_works_is_confirmed_with_what_it_sees_and_stands_in_no_page()
    {
        fake.Key(Key, crew, fake.Workspace("Second"), fake.Workspace("Third"));
        var saved = await Save(region: "Eu");
        Assert.Equal((302, Card), ((int)saved.Status, saved.Location!.ToString()[^Card.Length..]));
        var card = await browser.Get(Card);
        Assert.Equal("Connected. The key sees 3 workspaces.", Said(card, ".notice p"));
        Assert.Equal(["Connected"], Texts(card, ".integration .badge"));
        Assert.Equal(["…" + Key[^4..], "EU (Germany)", "Mar 2, 2026, 9:00 AM", "Mar 2, 2026, 9:00 AM"], Texts(card, ".integration .facts dd"));

        world.Clock.Advance(Duration.FromMinutes(5));
        Assert.Equal((302, Card), ((int)(await browser.Submit(Card, "test")).Status, Card));
        card = await browser.Get(Card);
        Assert.Equal("Clockify answered. The key sees 3 workspaces.", Said(card, ".notice p"));
        Assert.Equal("Mar 2, 2026, 9:05 AM", Texts(card, ".integration .facts dd")[2]);
        foreach (var path in new[] { Card, Panel + "?read=now", Connect, Disconnect, "/w/harbor/audit", "/w/harbor/employees?clockify=open" })
        {
            var page = await browser.Get(path);
            Assert.Equal(200, (int)page.Status);
            Assert.DoesNotContain(Key, page.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        }
        fake.SawOnlyReads();
    }

    [Fact]
    public async Task A_key_that_died_shows_on_the_card_and_is_put_right_by_another()
    {
        await Save();
        fake.Revoke(Key);
        var failed = await browser.Submit(Card, "test");
        Assert.Equal(409, (int)failed.Status);
        Assert.Equal(["Failing"], Texts(failed, ".integration .badge"));
        // The card says it, and the page not once more.
        Assert.Contains("Clockify does not know this key", Assert.Single(failed.Document.QuerySelectorAll(".alert")).TextContent, StringComparison.Ordinal);
        Assert.Equal(["Failing"], Texts(await browser.Get(Card), ".integration .badge"));

        var form = await browser.Get(Connect);
        Assert.Equal("Update the key", form.Title);
        Assert.Contains(Key[^4..], Said(form, ".purpose"), StringComparison.Ordinal);
        fake.Key("another-key-of-the-same-7Hq2", crew);
        await Save("another-key-of-the-same-7Hq2");
        var card = await browser.Get(Card);
        Assert.Equal(["Connected"], Texts(card, ".integration .badge"));
        Assert.Equal("…7Hq2", Texts(card, ".integration .facts dd")[0]);
        Assert.Empty(card.Document.QuerySelectorAll(".alert"));
        Assert.Equal(["Clockify key changed", "Clockify failed", "Clockify connected"], Texts(await browser.Get("/w/harbor/audit?kind=clockify"), ".log-what strong"));
    }

    [Fact]
    public async Task Disconnecting_asks_first_by_hint_and_region_and_erases_the_key()
    {
        await Save(region: "Au");
        var ask = await browser.Get(Disconnect);
        Assert.Equal("Disconnect Clockify?", ask.Title);
        Assert.Equal(["…" + Key[^4..], "Australia"], Texts(ask, ".facts dd"));
        Assert.Equal(302, (int)(await browser.Submit(ask, Disconnect, "disconnect")).Status);
        var card = await browser.Get(Card);
        Assert.Equal($"Clockify was disconnected. The key that ended in {Key[^4..]} is erased here.", Said(card, ".notice p"));
        Assert.Equal(["Not connected"], Texts(card, ".integration .badge"));
        Assert.Contains("Clockify is not connected", (await browser.Get(Disconnect)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_panel_shows_what_is_kept_and_reads_when_somebody_asks()
    {
        var ann = await world.Join(owner, Role.Employee);
        crew.AddUser("Somebody Else", "employee-1-harbor@example.com");
        crew.AddUser("olive  OWNER", "olive@elsewhere.example");
        crew.AddUser(null, "new.hire@example.test", "NOT_REGISTERED");
        crew.AddClient("Till");
        crew.AddClient("Gone", archived: true);
        await (await world.Api(owner)).Post("/jobs", new { name = "Till" });
        await (await world.Api(owner)).Post("/jobs", new { name = "Roof" });
        await Save();
        fake.Forget();

        var waiting = await browser.Get(Panel);
        Assert.Equal(0, fake.Calls());
        Assert.Empty(Rows(waiting, "users"));
        var link = waiting.Document.QuerySelector("noscript a")!.GetAttribute("href")!;
        var page = await browser.Get(link);
        Assert.Equal(["new.hire@example.test Pending | Not an employee here", "olive OWNER | Employee Olive Owner by name", $"Somebody Else | Employee {ann.Name} by address"], Rows(page, "users"));
        Assert.Equal(["Gone Archived | Not a job here", "Till | Job Till by name"], Rows(page, "clients"));
        Assert.Equal(["3 users", "2 clients"], Texts(page, ".head [role=status]"));
        Assert.Equal(["Read at 9:00 AM", "Read at 9:00 AM"], Texts(page, ".read"));
        Assert.NotNull(page.Document.QuerySelector($"a[href='/w/harbor/employees/{ann.EmployeeId}']"));
        Assert.Equal(["Roof"], Texts(page, "[aria-labelledby=clockify-clients-title] .missing li"));
        Assert.Contains("Every employee here is among these users.", page.Text, StringComparison.Ordinal);
        Assert.Equal(crew.Id, Said(page, "#clockify-workspace"));
        Assert.Equal(crew.Users[1].Id, Said(page, page.Document.QuerySelectorAll("[aria-labelledby=clockify-users-title] [data-copy]")[1].GetAttribute("data-copy")!));

        // Within ten minutes nobody asks again.
        var calls = fake.Calls();
        Assert.Equal(3, Rows(await browser.Get(Panel), "users").Length);
        Assert.Equal(["1 of 3 found", "0 of 2 found"], Texts(await browser.Get(Panel + "?q=owner"), ".head [role=status]"));
        Assert.Equal(calls, fake.Calls());
    }

    [Fact]
    public async Task Names_are_anybodys_text_and_a_long_list_is_not_put_into_the_page()
    {
        crew.AddOddUsers();
        crew.AddOddClients();
        await Save();
        var odd = await browser.Get(Panel + "?read=now");
        Assert.Contains("<script>alert(1)</script><b>Bold</b>", Texts(odd, "bdi.name"));
        Assert.Contains("יעל כהן", Texts(odd, "bdi.name"));
        Assert.Empty(odd.Document.QuerySelectorAll(".rows-of img, .rows-of b, .rows-of script"));

        var crowd = fake.Workspace("Crowd", users: 5001);
        fake.Key(Key, crew, crowd);
        world.Clock.Advance(Duration.FromMinutes(11));
        var many = await browser.Get($"{Panel}?read=now&workspace={crowd.Id}");
        Assert.Equal(100, Rows(many, "users").Length);
        Assert.Contains("The first 100 of 5001.", many.Text, StringComparison.Ordinal);
        Assert.Equal("5001 users", Texts(many, ".head [role=status]")[0]);
        Assert.Contains("Person 4711", Rows(await browser.Get($"{Panel}?workspace={crowd.Id}&q=4711"), "users")[0], StringComparison.Ordinal);
        fake.SawOnlyReads();
    }

    [Fact]
    public async Task With_several_workspaces_one_is_chosen_and_each_list_fails_for_itself()
    {
        crew.AddClients(2);
        var second = fake.Workspace("Second & <b>last</b>", users: 1, clients: 1);
        fake.Key(Key, [crew, second], member: true);
        await Save();
        var choose = await browser.Get(Panel + "?read=now");
        Assert.Equal(["Northwind Crew", "Second & <b>last</b>"], Texts(choose, ".many a"));
        Assert.Equal([crew.Id, second.Id], Texts(choose, ".many code"));
        Assert.Empty(choose.Document.QuerySelectorAll(".columns"));

        var page = await browser.Get(choose.Document.QuerySelector(".many a")!.GetAttribute("href") + "&read=now");
        Assert.Equal(200, (int)page.Status);
        Assert.Contains("Clockify hides this from the key", Said(page, "[aria-labelledby=clockify-users-title] .alert"), StringComparison.Ordinal);
        Assert.Equal(2, Rows(page, "clients").Length);
        Assert.Empty(page.Document.QuerySelectorAll("[aria-labelledby=clockify-clients-title] .alert"));

        var foreign = await browser.Get(Panel + "?workspace=70bb0000000000000000ffff");
        Assert.Contains("This Clockify workspace was not found", Said(foreign, ".alert"), StringComparison.Ordinal);
        Assert.Equal(2, foreign.Document.QuerySelectorAll(".many a").Length);
        Assert.DoesNotContain(fake.Seen, request => request.Below.Contains("ffff", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_drawer_stands_beside_employees_and_jobs_and_closing_keeps_the_rest_of_the_address()
    {
        crew.AddUsers(2);
        crew.AddClients(3);
        await Save();
        var list = await browser.Get("/w/harbor/employees?search=olive");
        var opener = list.Document.QuerySelector("[data-drawer]")!;
        Assert.Equal(("/w/harbor/employees?search=olive&clockify=open", "false"), (opener.GetAttribute("href"), opener.GetAttribute("aria-expanded")));
        var open = await browser.Get(opener.GetAttribute("href") + "&read=now");
        Assert.Equal(2, Rows(open, "users").Length);
        Assert.Empty(open.Document.QuerySelectorAll("#clockify-clients-title"));
        Assert.Equal("/w/harbor/employees?search=olive", open.Document.QuerySelector("[data-drawer-close]")!.GetAttribute("href"));
        Assert.Equal(["Users"], Texts(open, ".drawer .tabs [aria-current]"));
        Assert.Single(open.Document.QuerySelectorAll("table.rows tbody tr"));
        // Whoever filters the list keeps the drawer.
        Assert.Equal("open", open.Document.QuerySelector("input[form=filters][name=clockify]")!.GetAttribute("value"));
        Assert.Equal(1, fake.Calls(crew.UsersPath));
        Assert.Equal(0, fake.Calls(crew.ClientsPath));

        var jobs = await browser.Get("/w/harbor/jobs?clockify=open&read=now");
        Assert.Equal(3, Rows(jobs, "clients").Length);
        Assert.Equal(["Clients"], Texts(jobs, ".drawer .tabs [aria-current]"));
        Assert.Equal(2, Rows(await browser.Get("/w/harbor/jobs?clockify=users"), "users").Length);
    }

    [Fact]
    public async Task Managers_and_employees_see_nothing_of_it()
    {
        await Save();
        Assert.Equal(200, (int)(await (await world.Browse(await world.Join(owner, Role.Admin))).Get(Panel)).Status);
        var manager = await world.Browse(await world.Join(owner, Role.Manager));
        foreach (var path in new[] { Card, Panel, Connect, Disconnect }) Assert.Equal(403, (int)(await manager.Get(path)).Status);
        foreach (var path in new[] { "/w/harbor/employees?clockify=open", "/w/harbor/jobs?clockify=open&read=now" })
        {
            var page = await manager.Get(path);
            Assert.Equal(200, (int)page.Status);
            Assert.DoesNotContain("Clockify", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        }
        Assert.Equal(1, fake.Calls());
    }

    [Fact]
    public async Task A_demo_reads_its_sample_says_so_and_connects_nothing()
    {
        var visitor = await world.Browse();
        var home = (await visitor.Submit("/demo?to=integrations", "demo")).Location!.PathAndQuery;
        var card = await visitor.Get(home);
        Assert.Equal(["Built-in sample"], Texts(card, ".integration .badge"));
        Assert.Empty(card.Document.QuerySelectorAll(".integration form"));
        var panel = await visitor.Get(home + "/clockify");
        Assert.Equal("Built-in sample", Said(panel, ".chosen .badge"));
        Assert.Contains("Rosa Delgado | Employee Rosa Delgado by name", Rows(panel, "users"));
        Assert.Contains("Bakery | Job Bakery by name", Rows(panel, "clients"));
        Assert.Equal(2, panel.Document.QuerySelectorAll(".chosen .menu-list a").Length);
        var connect = await visitor.Get(home + "/clockify/connect");
        Assert.Equal((200, 0), ((int)connect.Status, connect.Document.QuerySelectorAll("main form").Length));
        Assert.Contains("A demo calls nobody", connect.Text, StringComparison.Ordinal);
        Assert.Empty((await visitor.Get(home + "/clockify/disconnect")).Document.QuerySelectorAll("main form"));
        Assert.Equal("Built-in sample", Said(await visitor.Get(home.Replace("integrations", "employees?clockify=open", StringComparison.Ordinal)), ".drawer .badge"));
        Assert.Equal(0, fake.Calls());
    }
}
