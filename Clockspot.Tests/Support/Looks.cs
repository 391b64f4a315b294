using Microsoft.Playwright;

namespace Clockspot.Tests.Support;

/// <summary>Looks at the page that is open: on a desk and on a phone, light and dark.</summary>
static class Looks
{
    /// <summary>Adds what is hard to use for somebody, or wider than the window.</summary>
    public static async Task At(Visitor visitor, string name, List<string> broken)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            foreach (var width in new[] { 1280, 360 })
            {
                await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await visitor.Page.SetViewportSizeAsync(width, 800);
                await Shots.Take(visitor.Page, name, $"{width}.{scheme}");
                broken.AddRange((await Axe.Broken(visitor.Page, scheme == ColorScheme.Dark)).Select(one => $"{name} {scheme} {width}: {one}"));
                var wide = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                if (wide > width) broken.Add($"{name}: {wide} px wide on {width}");
            }
    }
}
