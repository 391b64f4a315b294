using Microsoft.Playwright;

namespace Clockspot.Tests.Support;

/// <summary>Pictures of pages, for whoever looks at them: in a folder that git ignores. A build machine, where nobody looks, takes none.</summary>
static class Shots
{
    /// <summary>Takes the whole page, or what is in the window.</summary>
    public static async Task Take(IPage page, string name, string how, bool whole = true)
    {
        if (!Tool.IsBuildMachine) await page.ScreenshotAsync(new() { Path = File(name, how), FullPage = whole });
    }

    static string File(string page, string how)
    {
        var name = string.Concat(page.Trim('/').Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '_'));
        return Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, "screenshots")).FullName, $"{(name.Length == 0 ? "front" : name)}.{how}.png");
    }
}
