using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Tests.Support;
using Clockspot.Ui;
using Microsoft.AspNetCore.Routing;

namespace Clockspot.Tests.Ui;

public sealed class ShellTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public void Every_screen_of_the_navigation_is_a_page_that_says_what_it_needs()
    {
        var patterns = world.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText?.TrimEnd('/')).ToHashSet(StringComparer.Ordinal);

        Assert.All(Navigation.Screens, screen =>
        {
            Assert.Contains(screen.In("{account}"), patterns);
            Assert.NotNull(Navigation.NeedOf(screen));
        });
    }

    [Fact]
    public async Task The_navigation_offers_exactly_what_the_actor_may_open_and_marks_the_page()
    {
        var page = await (await world.Browse(owner)).Get("/w/harbor/jobs");

        Assert.Equal(Navigation.For(owner).GroupBy(screen => screen.Group).SelectMany(group => group).Select(screen => screen.In("harbor")), page.Document.QuerySelectorAll(".rail a").Select(link => link.GetAttribute("href")));
        Assert.Equal("Jobs", Assert.Single(page.Document.QuerySelectorAll(".rail a[aria-current=page]")).TextContent.Trim());
        Assert.Equal("/help/jobs", page.Document.QuerySelectorAll(".topbar .bar-link").Last().GetAttribute("href"));
        Assert.True(page.Document.QuerySelectorAll(".bottombar > *").Length <= 5);
        Assert.Contains(Navigation.For(owner), screen => screen.Path == "jobs");
        Assert.DoesNotContain(Navigation.For(await world.Join(owner, Role.Employee)), screen => screen.Path == "jobs");
    }

    [Fact]
    public async Task A_page_under_a_screen_marks_that_screen()
    {
        Assert.Equal("Jobs", Navigation.At("jobs/new")?.Title);
        Assert.Null(Navigation.At("jobsite"));
        Assert.Equal("Clock", Navigation.At("")?.Title);
        Assert.Equal("/sign-out", (await (await world.Browse(owner)).Get("/w/harbor/jobs")).Document.QuerySelector("form[action='/sign-out']")?.GetAttribute("action"));
    }

    [Fact]
    public async Task The_switcher_lists_the_persons_workspaces_and_no_others()
    {
        await world.Workspace("elsewhere");
        var page = await (await world.Browse(owner)).Get("/w/harbor/jobs");

        Assert.Equal(["/w/harbor", "/open"], page.Document.QuerySelectorAll(".menu-list[aria-label=Workspaces] a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task A_notice_is_said_once_after_the_form()
    {
        var id = await world.Get<JobList>().Add(owner, new SaveJob { Name = "Till" }, default);
        var browser = await world.Browse(owner);

        var answer = await browser.Submit("/w/harbor/jobs", $"archive-{id}");
        var cookie = answer.Response.Headers.GetValues("Set-Cookie").Last(value => value.StartsWith("clockspot.notice=", StringComparison.Ordinal)).Split(';')[0];
        var request = new HttpRequestMessage(HttpMethod.Get, "/w/harbor/jobs");
        request.Headers.Add("Cookie", $"{await world.Cookie(owner)}; {cookie}");
        var response = await browser.Client.SendAsync(request);

        Assert.Contains("Till was archived.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(response.Headers.GetValues("Set-Cookie"), value => value.StartsWith("clockspot.notice=;", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dark", "/help/clock", "dark", "/help/clock")]
    [InlineData("nonsense", "https://elsewhere.example/", "light", "/")]
    [InlineData("", "//elsewhere.example", "light", "/")]
    public async Task The_theme_is_a_cookie_and_the_way_back_is_local(string theme, string back, string expected, string location)
    {
        var browser = await world.Browse();
        var page = await browser.Get("/help");
        var token = page.Document.QuerySelector("form.theme input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        var answer = await browser.Post("/theme", [new("theme", theme), new("back", back), new("__RequestVerificationToken", token)]);

        Assert.Equal((302, location), ((int)answer.Status, answer.Location!.ToString()));
        Assert.Equal(expected, (await browser.Get("/help")).Document.DocumentElement.GetAttribute("data-theme"));
    }

    [Fact]
    public async Task The_theme_is_not_taken_from_another_site()
    {
        var answer = await (await world.Browse()).Post("/theme", [new("theme", "dark")]);

        Assert.Equal(400, (int)answer.Status);
        Assert.False(answer.Response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(cookie =>
            cookie.StartsWith("clockspot.theme", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_front_page_offers_the_demo_a_workspace_and_signing_in()
    {
        var page = await (await world.Browse()).Get("/");

        Assert.Equal("demo", page.Document.QuerySelector("form[action='/demo'] input[name=_handler]")?.GetAttribute("value"));
        Assert.NotNull(page.Document.QuerySelector("a.button[href='/open']"));
        Assert.NotNull(page.Document.QuerySelector("main a[href='/sign-in']"));
    }

    [Fact]
    public async Task A_closed_door_is_a_whole_page_with_its_words_and_help()
    {
        var page = await (await world.Browse(owner)).Get("/w/nowhere/jobs");

        Assert.Equal((404, "Not found"), ((int)page.Status, page.Title));
        Assert.NotNull(page.Document.QuerySelector("a[href='/help/refusals#not_found']"));
    }
}
