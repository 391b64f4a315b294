using System.Diagnostics;
using System.Net;
using System.Text;

namespace Clockspot.Tests.Support;

/// <summary>The built program as a process of its own on a port of its own, so that it can be killed and started again over the same data.</summary>
public sealed class AppProcess : ISite, IAsyncDisposable
{
    static readonly HttpClient plain = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    readonly StringBuilder output = new();
    readonly (string Key, string Value)[] settings;
    readonly bool ownsFolder;
    Process? process;

    AppProcess(string? folder, (string, string)[] settings)
    {
        ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("clockspot-app-").FullName;
        this.settings = settings;
    }

    public string Folder { get; }

    public int Port { get; private set; } = Site.FreePort();

    public string Origin => $"http://localhost:{Port}";

    /// <summary>What the program wrote, for a message.</summary>
    public string Output
    {
        get { lock (output) return output.ToString(); }
    }

    /// <summary>From "Now listening" to the first 200.</summary>
    public TimeSpan FirstAnswer { get; private set; }

    /// <summary>Starts over a new folder, or over one that is there, such as a <see cref="World"/>'s.</summary>
    public static async Task<AppProcess> Start(string? folder = null, params (string Key, string Value)[] settings)
    {
        var app = new AppProcess(folder, settings);
        await app.Launch();
        return app;
    }

    /// <summary>Ends it as <c>kill -9</c> does: nothing is flushed, nobody is told.</summary>
    public async Task Kill()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Starts again on the same port and folder.</summary>
    public async Task Launch()
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Repository.Web, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Clockspot.Web.dll"));
        foreach (var (key, value) in new (string, string)[]
        {
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", Origin), ("PublicOrigin", Origin), ("DataFolder", Folder), ("DOTNET_gcServer", "0"), ("Clockify:BaseUrl", World.Nobody),
        }.Concat(settings)) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data, listening);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, listening);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(listening.Task, ended, Task.Delay(TimeSpan.FromSeconds(60))) != listening.Task) throw new InvalidOperationException($"The program did not start:\n{Output}");
        var watch = Stopwatch.StartNew();
        await UntilAnswered(watch);
        FirstAnswer = watch.Elapsed;
    }

    /// <summary>A browser without scripts against the process; signed in when a cookie is given.</summary>
    public Browser Browse(string? cookie = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = cookie is null }) { BaseAddress = new Uri(Origin) };
        if (cookie is not null) client.DefaultRequestHeaders.Add("Cookie", cookie);
        return new Browser(client);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await Kill();
        if (ownsFolder) Directory.Delete(Folder, recursive: true);
    }

    async Task UntilAnswered(Stopwatch watch)
    {
        while (true)
        {
            try
            {
                using var answer = await plain.GetAsync(Origin + "/health/live");
                if (answer.StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException) when (watch.Elapsed < TimeSpan.FromSeconds(20))
            {
            }
            if (watch.Elapsed > TimeSpan.FromSeconds(20)) throw new InvalidOperationException($"The program does not answer 200:\n{Output}");
            await Task.Delay(20);
        }
    }

    void Hear(string? line, TaskCompletionSource listening)
    {
        if (line is null) return;
        lock (output) output.AppendLine(line);
        if (line.Contains("Now listening", StringComparison.Ordinal)) listening.TrySetResult();
    }
}
