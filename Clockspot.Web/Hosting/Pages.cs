using Clockspot.Ui;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Clockspot.Hosting;

/// <summary>The pages: Blazor Server, its render modes, and the files that it needs.</summary>
static class Pages
{
    /// <summary>The largest message from a live page; events and what somebody types are far smaller.</summary>
    const int LargestMessage = 32 * 1024;

    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents()
            .AddInteractiveServerComponents(options => options.DetailedErrors = builder.Environment.IsDevelopment())
            .AddHubOptions(options => options.MaximumReceiveMessageSize = LargestMessage);
        builder.Services.AddSingleton(new LivePlaces(LiveFigures.Of(builder.Configuration)));
        builder.Services.AddScoped<CircuitHandler, SignInWatch>();
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapTheme();
        // Our own header says who may frame us; the framework's would be a second one.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
