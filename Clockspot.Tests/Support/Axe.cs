using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Clockspot.Tests.Support;

/// <summary>
/// Asks axe what on a page is hard to use for somebody. It runs in the page itself: the usual way opens a second page for each question, which took four fifths of
/// the time. In the dark only what has to do with colour is asked; the rest is the same page as in the light.
/// </summary>
static class Axe
{
    static readonly string script = new BundledAxeScriptProvider().GetScript();

    /// <summary>Rules of which nothing can come out that is serious or critical, by axe's own table, are not asked: they took a third of the time.</summary>
    const string Ask = """
        async rules => {
          const weighs = impact => impact === 'serious' || impact === 'critical';
          const able = rule => rule.impact ? weighs(rule.impact) : [...rule.any, ...rule.all, ...rule.none].some(check => weighs(axe._audit.checks[check.id ?? check]?.impact));
          const light = Object.fromEntries(axe._audit.rules.filter(rule => !able(rule)).map(rule => [rule.id, { enabled: false }]));
          const found = await axe.run(document, { resultTypes: ['violations'], preload: false, ...(rules.length ? { runOnly: { type: 'rule', values: rules } } : { rules: light }) });
          return found.violations.filter(one => weighs(one.impact)).map(one =>
            `${one.impact} ${one.id}: ${one.help}: ` + one.nodes.slice(0, 3).map(node => `${node.html} (${[...node.any, ...node.all, ...node.none].slice(0, 2).map(check => check.message).join('; ')})`).join(' | '));
        }
        """;

    static readonly string[] colours = ["color-contrast", "link-in-text-block"];

    /// <summary>What is serious or critical, in words.</summary>
    /// <param name="page">The page, as it stands.</param>
    /// <param name="dark">The same page was asked about in the light already.</param>
    public static async Task<IReadOnlyList<string>> Broken(IPage page, bool dark = false)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window")) await Bring(page);
        // What plays is loaded beforehand for one rule; on our pages nothing plays.
        Assert.Equal(0, await page.Locator("audio, video").CountAsync());
        return await page.EvaluateAsync<string[]>(Ask, dark ? colours : []);
    }

    /// <summary>By the browser's own protocol: Playwright would compile the half megabyte twice more to find out whether it is a function.</summary>
    static async Task Bring(IPage page)
    {
        var wire = await page.Context.NewCDPSessionAsync(page);
        await wire.SendAsync("Runtime.evaluate", new() { ["expression"] = script, ["silent"] = true });
        await wire.DetachAsync();
    }
}
