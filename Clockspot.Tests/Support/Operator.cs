using System.Diagnostics;

namespace Clockspot.Tests.Support;

/// <summary>Whoever runs the program: calls it for a command, as a process of its own.</summary>
static class Operator
{
    /// <summary>Runs a command over a data folder.</summary>
    public static async Task<(int Exit, string Output, string Errors)> Run(string folder, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words.Prepend(Path.Combine(AppContext.BaseDirectory, "Clockspot.Web.dll"))) start.ArgumentList.Add(word);
        start.Environment["DataFolder"] = folder;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
