namespace Clockspot.Features.Demo;

static class DemoSlice
{
    public static void AddDemo(this IServiceCollection services)
    {
        services.AddSingleton<DemoScreens>();
        services.AddScoped<DemoDesk>();
        services.AddScoped<Seeding>();
        services.AddSingleton<DemoCleanup>();
        services.AddHostedService(provider => provider.GetRequiredService<DemoCleanup>());
    }
}
