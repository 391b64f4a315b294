using System.Runtime.CompilerServices;

namespace Clockspot.Tests.Support;

/// <summary>The source tree from which this suite was built.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    public static string Web { get; } = Path.Combine(Root, "Clockspot.Web");

    /// <summary>The source files of a project that people wrote: neither built nor generated.</summary>
    public static IEnumerable<string> Sources(string project, params string[] extensions) =>
        Directory.EnumerateFiles(Path.Combine(Root, project), "*", SearchOption.AllDirectories)
            .Where(path => extensions.Contains(Path.GetExtension(path)) && !Relative(path).Split('/').Any(part => part is "bin" or "obj" or "Migrations"))
            .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    static string Find([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(here)! })
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "Clockspot.sln"))) return folder.FullName;
        throw new InvalidOperationException("The suite runs from inside its source tree.");
    }
}
