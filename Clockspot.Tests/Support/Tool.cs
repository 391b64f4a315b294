namespace Clockspot.Tests.Support;

/// <summary>What a test needs from the machine. Missing, it is skipped with the reason on a desk, and fails where <c>CI=true</c>.</summary>
static class Tool
{
    /// <summary>
    /// The browser named by <c>CLOCKSPOT_CHROMIUM</c>, or the distribution's: its headless shell first, since the whole browser also runs its own
    /// windows' pages, which here took a processor for themselves.
    /// </summary>
    public static string Chromium { get; } = Environment.GetEnvironmentVariable("CLOCKSPOT_CHROMIUM") is { Length: > 0 } named ? named
        : File.Exists("/usr/bin/chromium-headless-shell") ? "/usr/bin/chromium-headless-shell" : "/usr/bin/chromium";

    /// <summary><c>CI=true</c>: nobody watches, and nothing may be left out.</summary>
    public static bool IsBuildMachine { get; } = string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    public static void NeedsChromium() => Need(File.Exists(Chromium), $"There is no Chromium at {Chromium}: install it (apt-get install chromium) or name one in CLOCKSPOT_CHROMIUM.");

    /// <summary>The folder of what others wrote to hold programs like this one against standards.</summary>
    public static string Conformance { get; } = Path.Combine(Repository.Root, "Conformance");

    /// <summary>The Node that <c>npm ci</c> put there, which some of those tools need; where there is none for this machine, its own.</summary>
    public static string Node { get; } = File.Exists(Path.Combine(Conformance, "node_modules", ".bin", "node")) ? Path.Combine(Conformance, "node_modules", ".bin", "node") : "node";

    /// <summary>What <c>npm ci</c> puts into <c>Conformance</c>.</summary>
    public static void NeedsConformance() => Need(new[] { "spectral", "conformance", "mcp-inspector" }.All(tool => File.Exists(Path.Combine(Conformance, "node_modules", ".bin", tool))),
        "The conformance tools are not there: run npm ci in Conformance (test.sh does).");

    public static void NeedsCurl() => Need(File.Exists("/usr/bin/curl"), "There is no curl: install it (apt-get install curl).");

    static void Need(bool isThere, string reason)
    {
        if (isThere) return;
        Assert.False(IsBuildMachine, reason);
        Skip.If(true, reason);
    }
}
