namespace Clockspot.Features.ApiKeys;

static class ApiKeysSlice
{
    public static void AddApiKeys(this IServiceCollection services)
    {
        services.AddSingleton<KeyDoor>();
        services.AddSingleton<KeyUse>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUse>());
    }
}
