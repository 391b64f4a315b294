using System.Diagnostics;

namespace Clockspot.Tests.Support;

/// <summary>Another program, run to its end.</summary>
static class Commandline
{
    /// <summary>What it wrote to its standard output and, after that, to its standard error. Fails when it failed.</summary>
    public static async Task<string> Run(string folder, (string Key, string Value)[] settings, string program, params string[] words)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var word in words) start.ArgumentList.Add(word);
        foreach (var (key, value) in settings) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        Assert.True(process.HasExited && process.ExitCode == 0, $"{program} {string.Join(' ', words)}: {process.ExitCode}\n{await output}\n{await errors}");
        return await output;
    }
}
