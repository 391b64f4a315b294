using Clockspot.Domain;
using Clockspot.Features.Clockify;
using Clockspot.Features.Mail;
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
        // What is wrong is said at the start, not at the first mail or to whoever opens the panel.
        SmtpSettings.Of(builder.Configuration.GetSection("Mail"));
        MailLimits.Of(builder.Configuration.GetSection("Mail:PerDay"));
        ClockifyHosts.LocalOf(builder.Configuration["Clockify:BaseUrl"], builder.Environment.IsDevelopment());
    }

    /// <summary>The collector's address, or null when none is set.</summary>
    internal static Uri? OtlpOf(string? value)
    {
        if (string.IsNullOrWhiteSpace(value)) return null;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"Otlp:Endpoint must be the collector's http address, such as http://localhost:4318; it is '{value}'.");
        return uri.AbsoluteUri.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
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
        Make(Root);
        Make(Keys);
        Make(Path.GetDirectoryName(Database)!);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The folder {folder} cannot be made. Set DataFolder to one that this program may write to.", refused);
        }
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
