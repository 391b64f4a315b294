using System.Text.RegularExpressions;
using Clockspot.Domain.Access;
using Clockspot.Features.Help;
using Clockspot.Tests.Support;
using Clockspot.Ui;

namespace Clockspot.Tests.Features.Help;

public sealed partial class HelpTests : IAsyncLifetime
{
    readonly World world = new();
    readonly HelpBook book = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Every_page_opens_without_signing_in_and_every_link_in_it_leads_to_a_page_and_a_place()
    {
        var browser = await world.Browse();
        Assert.NotEmpty(book.Topics);
        foreach (var topic in book.Topics)
        {
            var page = await browser.Get(topic.Path);
            Assert.Equal((200, topic.Title), ((int)page.Status, page.Title));
            Assert.All(topic.Related, slug => Assert.True(book.Find(slug) is not null && slug != topic.Slug, $"{topic.Slug} names {slug}"));
            foreach (var link in page.Document.QuerySelectorAll("article a[href^='/help/']").Select(link => link.GetAttribute("href")!["/help/".Length..].Split('#')))
            {
                var target = book.Find(link[0]);
                Assert.True(target is not null, $"{topic.Slug} leads to {link[0]}");
                if (link.Length > 1) Assert.Contains($"id=\"{link[1]}\"", target.Html, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Every_screen_has_a_page_that_opens_it_in_the_demo()
    {
        var browser = await world.Browse();
        foreach (var screen in Navigation.Screens)
        {
            var form = (await browser.Get("/help/" + screen.Topic)).Document.QuerySelector("article form[method=post]");
            Assert.Equal(screen.Path.Length == 0 ? "/demo" : $"/demo?to={screen.Path}", form?.GetAttribute("action"));
            Assert.Equal("demo", form!.QuerySelector("input[name=_handler]")?.GetAttribute("value"));
            Assert.NotNull(form.QuerySelector("input[name=__RequestVerificationToken]"));
        }
    }

    [Fact]
    public async Task The_search_finds_by_title_first_then_by_text_and_says_when_there_is_nothing()
    {
        Assert.Equal("jobs", book.Search("jobs")[0].Topic.Slug);
        Assert.Contains(book.Search("authenticator"), found => found.Topic.Slug == "sign-in" && found.Excerpt.Contains("authenticator", StringComparison.Ordinal));
        Assert.Empty(book.Search("authenticator zebra"));
        Assert.Empty(book.Search("  "));

        var browser = await world.Browse();
        Assert.Equal("/help/sign-in", (await browser.Get("/help?q=authenticator")).Document.QuerySelector(".found a")?.GetAttribute("href"));
        var nothing = await browser.Get("/help?q=%3Cscript%3E");
        Assert.Contains("Nothing about “<script>”", nothing.Text, StringComparison.Ordinal);
        Assert.Equal("<script>", nothing.Document.QuerySelector("input[name=q]")?.GetAttribute("value"));
    }

    [Fact]
    public async Task The_roles_page_is_the_table_that_decides()
    {
        var page = await (await world.Browse()).Get("/help/roles");

        var rows = page.Document.QuerySelectorAll("table.rows tbody tr");
        Assert.Equal(AreaText.All.Select(area => area.Title), rows.Select(row => row.QuerySelector("strong")!.TextContent));
        foreach (var (row, area) in rows.Zip(AreaText.All))
            foreach (var role in RoleCells.All) Assert.Equal(RoleCells.Of(role, area.Area), row.QuerySelector($"td[data-label={role}]")!.TextContent);
        Assert.Equal("Change everything", RoleCells.Of(Role.Admin, Area.PayRates));
        Assert.Equal("Change their team's", RoleCells.Of(Role.Manager, Area.TimeTracking));
        Assert.Equal("Use their own", RoleCells.Of(Role.Employee, Area.TimeTracking));
        Assert.Equal("See the basics", RoleCells.Of(Role.Employee, Area.Account));
        Assert.Equal("Nothing", RoleCells.Of(Role.Manager, Area.PayRates));
    }

    [Fact]
    public void The_page_of_connections_explains_every_area_in_the_words_of_the_permission_page_and_says_which_can_be_asked_for()
    {
        var text = book.Find("connections")!.Html;
        Assert.All(AreaText.All, area => Assert.Matches($"(?s)<strong>{area.Title}</strong></td>\\s*<td>{Regex.Escape(area.Description)}</td>\\s*<td>{Regex.Escape(area.Change ?? "Can only be viewed.")}</td>", text));
        var offered = Scopes.Offered.Select(area => AreaText.Of(area).Title).ToList();
        Assert.Contains($"can ask for {string.Join(", ", offered.SkipLast(1))} and {offered[^1]}.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_for_whoever_publishes_explains_every_line_that_connections_write_into_the_log()
    {
        var text = System.Net.WebUtility.HtmlDecode(book.Find("publishing-connections")!.Html);
        var lines = Repository.Sources("Clockspot.Web/Features/OAuth", ".cs").SelectMany(path => LogLine().Matches(File.ReadAllText(path))).Select(match => match.Groups["line"].Value).ToList();
        Assert.True(lines.Count >= 10, string.Join('\n', lines));
        Assert.All(lines, line => Assert.Matches(string.Join(".+?", LogValue().Split(line).Select(Regex.Escape)), text));
    }

    [Fact]
    public void Every_refusal_in_the_source_is_explained()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Clockspot.sln"))) root = root.Parent;
        var codes = Directory.GetFiles(Path.Combine(root.FullName, "Clockspot.Web"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => RefusalCode().Matches(File.ReadAllText(file))).Select(match => match.Groups["code"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.Contains("not_found", codes);
        Assert.All(codes, code => Assert.Contains($"id=\"{code}\"", book.Find("refusals")!.Html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_page_is_a_404_that_helps_on()
    {
        var page = await (await world.Browse()).Get("/help/nothing-here");

        Assert.Equal((404, "There is no such help page"), ((int)page.Status, page.Title));
        Assert.Equal("nothing-here", page.Document.QuerySelector("input[name=q]")?.GetAttribute("value"));
    }

    [Fact]
    public void A_page_without_front_matter_is_refused_by_name() =>
        Assert.Contains("'draft'", Assert.Throws<InvalidOperationException>(() => HelpBook.Read("draft", "# Draft")).Message, StringComparison.Ordinal);

    [GeneratedRegex("""\.Log(Information|Warning|Error)\("(?<line>[^"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogLine();

    [GeneratedRegex("""\{\w+\}""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogValue();

    [GeneratedRegex("""new(?: Refusal)?\(\s*"(?<code>[a-z_]+)",\s*4\d\d""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RefusalCode();
}
