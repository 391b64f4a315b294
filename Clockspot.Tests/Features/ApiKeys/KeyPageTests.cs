using Clockspot.Domain.Access;
using Clockspot.Features.ApiKeys;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.ApiKeys;

public sealed class KeyPageTests : IAsyncLifetime
{
    const string Ring = "/w/harbor/api-keys", New = Ring + "/new";

    readonly World world = new();
    Actor owner = null!;
    Browser browser = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        browser = await world.Browse(owner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    static string Value(Page page) => page.Document.QuerySelector("#key-value")?.GetAttribute("value") ?? throw new InvalidOperationException(page.Text);

    [Fact]
    public async Task The_page_says_how_it_works_and_shows_each_key_as_a_card()
    {
        var empty = await browser.Get(Ring);
        Assert.Equal("http://localhost:5080/api/v1", empty.Document.QuerySelector("#api-url")!.GetAttribute("value"));
        Assert.Equal("Copy URL", empty.Document.QuerySelector("[data-copy='#api-url']")!.TextContent.Trim());
        Assert.NotNull(empty.Document.QuerySelector("a[href='/api/reference']"));
        Assert.Contains("Generate Key", empty.Document.QuerySelector(".page-head a")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("No keys yet", empty.Text, StringComparison.Ordinal);

        var made = await browser.Submit(New, "generate", ("Input.Name", "Payroll"));
        Assert.Equal(200, (int)made.Status);
        var value = Value(made);
        Assert.NotNull(made.Document.QuerySelector("[data-copy='#key-value']"));
        Assert.True(made.Response.Headers.CacheControl!.NoStore);

        var card = (await browser.Get(Ring)).Document.QuerySelector(".key")!;
        Assert.Equal(("Payroll", "…" + value[^4..]), (card.QuerySelector("h3")!.TextContent, card.QuerySelector("code")!.TextContent));
        Assert.Contains("Never used", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("Mar 2, 2026, by Olive Owner", card.TextContent, StringComparison.Ordinal);
        Assert.Empty(card.QuerySelectorAll(".badge"));
    }

    [Fact]
    public async Task The_value_is_in_the_one_answer_and_in_no_address_cookie_or_later_page()
    {
        var form = await browser.Get(New);
        var made = await browser.Submit(form, New, "generate", ("Input.Name", "Payroll"));
        var value = Value(made);
        Assert.Null(made.Location);
        Assert.DoesNotContain(made.Response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie => cookie.Contains("notice", StringComparison.Ordinal));

        // Sent again, as by a reload: no second key, and no value.
        var again = await browser.Submit(form, New, "generate", ("Input.Name", "Payroll"));
        Assert.Equal(409, (int)again.Status);
        Assert.Contains("This key was made already", again.Text, StringComparison.Ordinal);
        Assert.Single(again.Document.QuerySelectorAll(".key"));
        foreach (var page in new[] { again, await browser.Get(Ring), await browser.Get(New), await browser.Get("/w/harbor/audit"), await browser.Get("/outbox") })
            Assert.DoesNotContain(value, page.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Single(await world.Get<KeyRing>().List(owner, default));
    }

    [Fact]
    public async Task What_was_narrowed_stands_on_the_card_and_an_error_keeps_what_was_typed()
    {
        var form = await browser.Get(New);
        Assert.False(form.Document.QuerySelector("form details")!.HasAttribute("open"));
        var wrong = await browser.Submit(form, New, "generate", ("Input.Name", "Board"), ("Input.ReadOnly", "true"), ("Input.LastDay", "2026-02-01"));
        Assert.Equal(422, (int)wrong.Status);
        Assert.Equal("Board", wrong.Document.QuerySelector("#field-name")!.GetAttribute("value"));
        Assert.True(wrong.Document.QuerySelector("form details")!.HasAttribute("open"));
        Assert.Contains("today or a later day", wrong.Document.QuerySelector("#field-lastDay-error")!.TextContent, StringComparison.Ordinal);

        var made = await browser.Submit(wrong, New, "generate", ("Input.LastDay", "2026-03-12"), ("Input.Areas", "TimeTracking"));
        Assert.Equal(200, (int)made.Status);
        string[] Badges(Page page) => [.. page.Document.QuerySelectorAll(".key .badge").Select(badge => badge.TextContent)];
        Assert.Equal(["Read only", "Time tracking", "Expires in 10 days"], Badges(await browser.Get(Ring)));
        Assert.Contains("Mar 12, 2026", (await browser.Get(Ring)).Document.QuerySelector(".key .facts")!.TextContent, StringComparison.Ordinal);
        world.Clock.Advance(Duration.FromDays(11));
        Assert.Equal(["Read only", "Time tracking", "Expired"], Badges(await browser.Get(Ring)));
    }

    [Fact]
    public async Task Revoking_asks_first_by_name_and_then_says_what_it_did()
    {
        var value = Value(await browser.Submit(New, "generate", ("Input.Name", "Payroll")));
        var link = (await browser.Get(Ring)).Document.QuerySelector(".key .menu-list a")!;
        Assert.Equal($"Revoke Payroll (…{value[^4..]})", link.TextContent);
        var path = link.GetAttribute("href")!;
        Assert.Equal("Revoke Payroll?", (await browser.Get(path)).Title);
        var api = new ApiClient(world.Client(), value);
        Assert.Equal(200, (await api.Get("/jobs")).Status);

        var left = await browser.Submit(path, "revoke");
        Assert.Equal((302, Ring), ((int)left.Status, left.Location!.ToString()[^Ring.Length..]));
        Assert.Equal(401, (await api.Get("/jobs")).Status);
        var page = await browser.Get(Ring);
        Assert.Equal($"Payroll (…{value[^4..]}) was revoked.", page.Document.QuerySelector(".notice p")!.TextContent);
        Assert.Empty(page.Document.QuerySelectorAll(".key"));
        Assert.Equal(404, (int)(await browser.Get(path)).Status);
    }

    [Fact]
    public async Task A_demo_shows_three_keys_and_one_made_there_works_for_it_alone_and_dies_with_it()
    {
        var visitor = await world.Browse();
        var home = (await visitor.Submit("/demo?to=api-keys", "demo")).Location!.PathAndQuery;
        var page = await visitor.Get(home);
        Assert.Equal(3, page.Document.QuerySelectorAll(".key").Length);
        Assert.Single(page.Document.QuerySelectorAll(".key"), card => card.TextContent.Contains("Never used", StringComparison.Ordinal));

        var api = new ApiClient(world.Client(), Value(await visitor.Submit(home + "/new", "generate", ("Input.Name", "Mine"))));
        Assert.Equal(4, (await api.Get("/jobs")).Rows.Count);
        Assert.Equal(404, (await api.Get($"/jobs/{(await (await world.Api(owner)).Post("/jobs", new { name = "Elsewhere" })).Id}")).Status);
        world.Clock.Advance(Duration.FromHours(24));
        Assert.Equal(401, (await api.Get("/jobs")).Status);
    }
}
