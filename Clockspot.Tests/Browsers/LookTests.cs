using System.Globalization;
using System.Text.Json;
using Clockspot.Tests.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Clockspot.Tests.Browsers;

/// <summary>Every page, by enumeration: on a desk and on a phone, light and dark, as somebody sees it for the first time.</summary>
[Collection(Outside.First)]
public sealed class LookTests(Chrome chrome, ITestOutputHelper output) : IClassFixture<Chrome>
{
    /// <summary>These are used with wet hands over a phone: at most 150 KB for a first view; any other page 500 KB.</summary>
    static readonly string[] light = ["/", "/sign-in", "/w/{account}"];

    /// <summary>Pages that show themselves only to whoever a client sent; AuthorizationTests look at them there.</summary>
    static readonly string[] connecting = ["/oauth/authorize", "/oauth/account", "/oauth/permission"];

    [SkippableFact]
    public async Task Every_page_is_readable_by_everyone_fits_a_phone_is_light_and_makes_no_errors()
    {
        Tool.NeedsChromium();
        await using var app = await Site.Start();
        await using var visitor = await chrome.Visit(app);
        await visitor.Open("/");
        await visitor.Send("demo");
        var slug = visitor.Slug;
        // Public pages are looked at as a stranger, who sees all of them; the two go through the house side by side.
        await using var stranger = await chrome.Visit(app);
        var pages = (await Sitemap.For(visitor)).Except(connecting, StringComparer.Ordinal).ToLookup(path => path.StartsWith("/w/", StringComparison.Ordinal) || path is "/profile" or "/workspaces");
        var found = await Task.WhenAll(LookAt(visitor, [.. pages[true], .. await BelowRows(visitor)], slug), LookAt(stranger, pages[false], slug));
        output.WriteLine("bytes of the first view, compressed as served");
        foreach (var (sizes, _) in found) output.WriteLine(string.Join('\n', sizes));
        Rule.Holds("Every page is readable by everyone, fits a phone, is light and makes no errors.", found.SelectMany(one => one.Broken));
    }

    /// <summary>Somebody leaves, whom one can then make anonymous: the one page below a row.</summary>
    static async Task<IReadOnlyList<string>> BelowRows(Visitor visitor)
    {
        Assert.Equal(["/w/{account}/employees/{id:guid}/anonymize"], Sitemap.BelowRows);
        await visitor.Open($"/w/{visitor.Slug}/employees");
        await visitor.Page.ClickAsync("text=Yuki Tanaka");
        await visitor.Page.ClickAsync("summary:has-text('Archive')");
        var person = new Uri(visitor.Page.Url).AbsolutePath;
        await visitor.Send("archive");
        return [person, $"{person}/anonymize"];
    }

    async Task<(List<string> Sizes, List<string> Broken)> LookAt(Visitor visitor, IEnumerable<string> pages, string slug)
    {
        var (sizes, broken) = (new List<string>(), new List<string>());
        foreach (var path in pages) await Look(visitor, path, slug, sizes, broken);
        return (sizes, broken);
    }

    static async Task Look(Visitor visitor, string path, string slug, List<string> sizes, List<string> broken)
    {
        var page = visitor.Page;
        var name = path.Replace($"/w/{slug}", "w", StringComparison.Ordinal);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(1280, 800);
        var wire = await visitor.Context.NewCDPSessionAsync(page);
        double bytes = 0;
        await wire.SendAsync("Network.enable");
        await wire.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
        wire.Event("Network.loadingFinished").OnEvent += (_, data) => bytes += data!.Value.GetProperty("encodedDataLength").GetDouble();
        var status = await visitor.Open(path);
        // Without the mail's link these say that it is none of ours; Chromium notes the status as an error of the page.
        if (status == 404 && path is ("/reset" or "/confirm" or "/invitation")) visitor.Forgive();
        else if (status != 200) broken.Add($"{path}: {status}");
        await Shots.Take(page, name, "desk");
        broken.AddRange((await Axe.Broken(page)).Select(one => $"{path} light: {one}"));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Shots.Take(page, name, "dark");
        broken.AddRange((await Axe.Broken(page, dark: true)).Select(one => $"{path} dark: {one}"));
        await wire.DetachAsync();
        var limit = light.Any(one => one.Replace("{account}", slug, StringComparison.Ordinal) == path) ? 150 : 500;
        sizes.Add(string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024,8:0.0} KB of {limit}  {name}"));
        if (bytes > limit * 1024) broken.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: {bytes / 1024:0} KB, at most {limit}"));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(360, 740);
        await Shots.Take(page, name, "phone");
        var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        broken.AddRange(visitor.Complaints);
        visitor.Forgive();
        if (wide > 360) broken.Add($"{path}: {wide} px wide on a phone of 360: {await TooWide(page)}");
    }

    /// <summary>The innermost elements that stick out on the right.</summary>
    static async Task<string> TooWide(IPage page) => JsonSerializer.Serialize(await page.EvaluateAsync<string[]>(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 361 && ![...e.children].some(c => c.getBoundingClientRect().right > 361)).slice(0, 4).map(e => e.outerHTML.slice(0, 120))"));
}
