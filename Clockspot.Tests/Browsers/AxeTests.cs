using Clockspot.Tests.Support;

namespace Clockspot.Tests.Browsers;

/// <summary>The ruler by which pages are judged: what it must see, it sees.</summary>
[Collection(Outside.First)]
public sealed class AxeTests(Chrome chrome) : IClassFixture<Chrome>
{
    [SkippableTheory]
    [InlineData("<p style='color:#999;background:#fff'>Hardly to be read</p>", "color-contrast", true)]
    [InlineData("<img src='/favicon.svg'>", "image-alt", false)]
    [InlineData("<button></button>", "button-name", false)]
    [InlineData("<input name='note'>", "label", false)]
    [InlineData("<ul><p>No item</p></ul>", "list", false)]
    public async Task What_keeps_somebody_from_a_page_is_seen(string part, string rule, bool alsoInTheDark)
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(new Nowhere());
        await visitor.Page.SetContentAsync($"<!doctype html><html lang=en><title>A page</title><main style='color:#000;background:#fff'><h1>A page</h1>{part}</main>");
        Assert.Contains(await Axe.Broken(visitor.Page), one => one.Contains($" {rule}: ", StringComparison.Ordinal));
        Assert.Equal(alsoInTheDark, (await Axe.Broken(visitor.Page, dark: true)).Any(one => one.Contains($" {rule}: ", StringComparison.Ordinal)));
    }

    /// <summary>The page comes from the test itself.</summary>
    sealed class Nowhere : ISite
    {
        public string Origin => "http://localhost:9";
    }
}
