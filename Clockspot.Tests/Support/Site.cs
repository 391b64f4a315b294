using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Support;

/// <summary>The program where a browser or another program reaches it.</summary>
public interface ISite
{
    /// <summary>Scheme, host and port.</summary>
    string Origin { get; }
}

/// <summary>
/// The program by its real server and clock on a port of its own, inside the test process, where it is up in a moment: for whoever looks at it from outside. What has to
/// do with its start, its end or its output takes an <see cref="AppProcess"/>.
/// </summary>
public sealed class Site : ISite, IAsyncDisposable
{
    readonly WebApplicationFactory<Program> factory;
    readonly bool ownsFolder;

    Site(string? folder, (string Key, string Value)[] settings)
    {
        ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("clockspot-site-").FullName;
        Origin = $"http://localhost:{FreePort()}";
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Development");
            foreach (var (key, value) in new[] { ("Urls", Origin), ("PublicOrigin", Origin), ("DataFolder", Folder), ("Clockify:BaseUrl", World.Nobody) }.Concat(settings)) host.UseSetting(key, value);
#pragma warning disable RS0030 // Whoever is outside has the real clock.
            host.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<IClock>(SystemClock.Instance)).RemoveAll<ILoggerProvider>());
#pragma warning restore RS0030
        });
        factory.UseKestrel(options => options.ListenLocalhost(new Uri(Origin).Port));
    }

    public string Folder { get; }

    public string Origin { get; }

    /// <summary>Starts over a new folder, or over one that is there, such as a <see cref="World"/>'s.</summary>
    public static async Task<Site> Start(string? folder = null, params (string Key, string Value)[] settings)
    {
        var site = new Site(folder, settings);
        await Task.Run(site.factory.StartServer);
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        if (ownsFolder) Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A port that nobody has at this moment.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
