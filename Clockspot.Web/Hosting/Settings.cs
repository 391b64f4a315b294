using Clockspot.Domain;
using Microsoft.Extensions.Configuration.Json;

namespace Clockspot.Hosting;

/// <summary>Where settings come from and which of them must hold before the program starts.</summary>
static class Settings
{
    /// <summary>
    /// Reads the linked <c>appsettings.json</c> beside the program, below everything else: a linked file is not found by the host itself.
    /// </summary>
    public static void AddSettings(this WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            Path = "appsettings.json", Optional = false, ReloadOnChange = false,
            FileProvider = new Microsoft.Extensions.FileProviders.PhysicalFileProvider(AppContext.BaseDirectory),
        });
        builder.Services.AddSingleton(PublicOriginOf(builder.Configuration["PublicOrigin"], builder.Environment.IsDevelopment()));
        builder.Services.AddSingleton(new DataFolder(builder));
    }

    /// <summary>The configured origin. Outside Development it must be https; loopback excepted.</summary>
    internal static PublicOrigin PublicOriginOf(string? value, bool development)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.AbsolutePath != "/" || uri.Query.Length > 0)
            throw new InvalidOperationException($"PublicOrigin must be scheme, host and port, such as https://time.example.com; it is '{value}'.");
        if (!development && uri.Scheme != "https" && !uri.IsLoopback)
            throw new InvalidOperationException($"PublicOrigin must be https outside Development; it is '{value}'.");
        return new PublicOrigin(uri.GetLeftPart(UriPartial.Authority));
    }
}

/// <summary>The folders in which data lies. The key ring has its own, readable by the owner alone, so that a copy of the database holds no key.</summary>
sealed class DataFolder
{
    public DataFolder(WebApplicationBuilder builder)
    {
        var root = Path.GetFullPath(builder.Configuration["DataFolder"] ?? "data", builder.Environment.ContentRootPath);
        var configured = builder.Configuration.GetConnectionString("Clockspot");
        Root = root;
        Keys = Path.Combine(root, "keys");
        ConnectionString = string.IsNullOrWhiteSpace(configured) ? $"Data Source={Path.Combine(root, "clockspot.db")}" : configured;
        Database = Path.GetFullPath(new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(ConnectionString).DataSource);
        foreach (var folder in new[] { Root, Keys, Path.GetDirectoryName(Database)! }) Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The data folder.</summary>
    public string Root { get; }

    /// <summary>The key ring's own folder, mode 0700.</summary>
    public string Keys { get; }

    /// <summary>The database file.</summary>
    public string Database { get; }

    /// <summary>What EF connects with.</summary>
    public string ConnectionString { get; }
}
