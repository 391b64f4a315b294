using System.Diagnostics;
using System.Threading.Channels;

namespace Clockspot.Tests.Support;

/// <summary>Another program that runs beside the test, which reads line by line what it writes and does what it asks for.</summary>
sealed class Child : IAsyncDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    readonly List<string> written = [];

    Child(Process process) => this.process = process;

    /// <summary>What it wrote so far, for a message.</summary>
    public string Output
    {
        get { lock (written) return string.Join('\n', written); }
    }

    public static Child Start(string folder, (string Key, string Value)[] settings, string program, params string[] words)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var word in words) start.ArgumentList.Add(word);
        foreach (var (key, value) in settings) start.Environment[key] = value;
        var child = new Child(new Process { StartInfo = start });
        child.process.OutputDataReceived += (_, line) => child.Hear(line.Data);
        child.process.ErrorDataReceived += (_, line) => child.Hear(line.Data);
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        _ = child.Watch();
        return child;
    }

    /// <summary>The next line that is one of those looked for; null when it ended without one.</summary>
    public async Task<string?> Next(Func<string, bool> isIt)
    {
        using var stop = new CancellationTokenSource(patience);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(stop.Token))
                if (isIt(line)) return line;
            return null;
        }
        catch (OperationCanceledException late)
        {
            throw new InvalidOperationException($"It says nothing more:\n{Output}", late);
        }
    }

    /// <summary>Waits for its end and answers how it ended.</summary>
    public async Task<int> End()
    {
        using var stop = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(stop.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException late)
        {
            throw new InvalidOperationException($"It does not end:\n{Output}", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    void Hear(string? line)
    {
        if (line is null) return;
        lock (written) written.Add(line);
        lines.Writer.TryWrite(line);
    }

    async Task Watch()
    {
        // Both streams are at their end when this answers.
        await process.WaitForExitAsync();
        lines.Writer.TryComplete();
    }
}
