using System.Diagnostics;
using Clockspot.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Clockspot.Tests.Support;

/// <summary>Whoever runs the program: calls it for a command.</summary>
static class Operator
{
    /// <summary>
    /// Runs a command over a data folder inside the test process: the same words, parts and answers without the second and a half that a start takes. That the exit code
    /// leaves the program is seen by <see cref="Run"/>, once for each.
    /// </summary>
    public static async Task<(int Exit, string Output, string Errors)> Ask(string folder, params string[] words)
    {
        await using StringWriter output = new() { NewLine = "\n" }, errors = new() { NewLine = "\n" };
        var exit = await Commands.Run(words, args => Composition.Compose(new WebApplicationOptions { Args = args, EnvironmentName = "Production" }, [new("DataFolder", folder)]), output, errors);
        return (exit, output.ToString(), errors.ToString());
    }

    /// <summary>Runs a command over a data folder, as a process of its own.</summary>
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
