using Clockspot.Api;
using Clockspot.Features;
using Clockspot.Features.Privacy;
using Clockspot.Hosting.Api.OpenApi;

namespace Clockspot.Hosting.Api;

/// <summary>The public API: what it needs, and its routes.</summary>
static class ApiSetup
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ApiCredentials>();
        services.AddSingleton<ApiLimits>();
        services.AddSingleton<CountCall>(all => all.GetRequiredService<ApiLimits>().Count);
        services.AddSingleton<Idempotency>();
        services.AddSingleton<ApiRunner>();
        services.AddHostedService<ForgetAnswers>();
        services.AddSingleton<IErasable, AnswerErasure>();
        ApiDocument.Add(services);
        services.AddSingleton(_ =>
        {
            var routes = new ApiRoutes();
            routes.AddSlices();
            return routes;
        });
    }

    /// <summary>
    /// Each operation becomes an endpoint that runs right after routing: neither cookies nor forms have a say, and nothing that pages need is paid for.
    /// </summary>
    public static void MapApi(this WebApplication app)
    {
        var runner = app.Services.GetRequiredService<ApiRunner>();
        foreach (var operation in app.Services.GetRequiredService<ApiRoutes>().All)
            app.MapMethods(ApiRunner.Base + operation.Path, [operation.Method], http => runner.Run(http, operation))
                .WithName(operation.Id).WithMetadata(operation).ShortCircuit();
        app.Services.GetRequiredService<ApiDocument>().Map(app);
    }
}
