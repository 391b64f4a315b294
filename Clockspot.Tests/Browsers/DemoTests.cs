using Clockspot.Tests.Support;
using Xunit.Abstractions;

namespace Clockspot.Tests.Browsers;

/// <summary>The demo in one click, from the front page and from every help page that speaks of a screen.</summary>
[Collection(Outside.First)]
public sealed class DemoTests(Chrome chrome, ITestOutputHelper output) : IClassFixture<Chrome>
{
    [SkippableFact]
    public async Task The_front_page_opens_the_demo_in_one_click()
    {
        Tool.NeedsChromium();
        await using var app = await Site.Start();
        await using var visitor = await chrome.Visit(app);
        await visitor.Open("/");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await visitor.Send("demo");
        output.WriteLine($"one click, {clock.ElapsedMilliseconds} ms until the screen stood");
        Assert.True(await visitor.Has("clock-in") || await visitor.Has("clock-out"), $"{visitor.Page.Url} has no clock: {await visitor.Text()}");

        // Whose clock it is: a demo's is real, too.
        await visitor.Send(await visitor.Has("clock-in") ? "clock-in" : "clock-out");
        Assert.Equal(200, await visitor.Open($"/w/{visitor.Slug}/now"));
        visitor.SawNothingWrong();
    }

    [SkippableFact]
    public async Task Every_help_page_opens_its_own_screen_in_the_demo_in_one_click()
    {
        Tool.NeedsChromium();
        await using var app = await Site.Start(null, ("RateLimits:Demo", "1000/minute"));
        await using var reader = await chrome.Visit(app);
        await reader.Open("/help");
        var topics = await reader.Page.Locator("a[href^='/help/']").EvaluateAllAsync<string[]>("all => [...new Set(all.map(a => new URL(a.href).pathname))]");
        Assert.NotEmpty(topics);
        var broken = new List<string>();
        var opened = 0;
        // The first click makes the demo, the others come back to it.
        await using var visitor = await chrome.Visit(app);
        foreach (var topic in topics)
        {
            if (await visitor.Open(topic) != 200) broken.Add($"{topic} is not there");
            if (!await visitor.Has("demo")) continue;
            var screen = new Uri(await visitor.Page.Locator("form:has(input[name='_handler'][value='demo'])").First.EvaluateAsync<string>("form => form.action")).Query;
            var due = System.Web.HttpUtility.ParseQueryString(screen)["to"] ?? "";
            var answer = visitor.Page.WaitForResponseAsync(one => one.Request.Method == "GET" && one.Request.IsNavigationRequest && one.Status == 200);
            await visitor.Send("demo");
            var landed = new Uri(visitor.Page.Url).AbsolutePath;
            if ((await answer).Status != 200 || !landed.StartsWith("/w/", StringComparison.Ordinal) || string.Join('/', landed.Split('/').Skip(3)) != due)
                broken.Add($"{topic} asks for '{due}' and lands on {landed}");
            broken.AddRange(visitor.Complaints.Select(one => $"{topic}: {one}"));
            visitor.Forgive();
            opened++;
        }
        output.WriteLine($"{topics.Length} topics, {opened} of them open a screen");
        Assert.True(opened > 0, "No help page opens the demo.");
        Rule.Holds("A help page's button opens the screen that it speaks of.", broken);
    }
}
