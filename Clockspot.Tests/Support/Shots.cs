namespace Clockspot.Tests.Support;

/// <summary>Where screenshots go: a folder that git ignores.</summary>
static class Shots
{
    public static string File(string page, string how)
    {
        var name = string.Concat(page.Trim('/').Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '_'));
        return Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, "screenshots")).FullName, $"{(name.Length == 0 ? "front" : name)}.{how}.png");
    }
}
