using Clockspot.Features;
using Clockspot.Hosting.Api;
using NodaTime;

namespace Clockspot.Hosting;

/// <summary>The program's parts, put together once for serving and for the operator's commands.</summary>
static class Composition
{
    /// <summary>The program as its command line asks for it.</summary>
    public static WebApplicationBuilder Compose(string[] args) => Compose(new WebApplicationOptions { Args = args }, []);

    /// <summary>The program with settings over those that it finds.</summary>
    public static WebApplicationBuilder Compose(WebApplicationOptions options, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateBuilder(options);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddSettings();
        builder.AddLogs();
        builder.AddServer();
#pragma warning disable RS0030 // The composition is the one place that names the ambient clock.
        builder.Services.AddSingleton<IClock>(SystemClock.Instance);
#pragma warning restore RS0030
        builder.AddData();
        builder.AddPeople();
        builder.AddPages();
        builder.AddProblems();
        builder.AddRateLimits();
        builder.AddApi();
        builder.AddTelemetry();
        builder.AddHealth();
        builder.Services.AddSlices();
        return builder;
    }
}
