using Clockspot.Features.Employees;
using Clockspot.Features.Privacy;
using Clockspot.Features.SignIn;

namespace Clockspot.Features.ApiKeys;

static class ApiKeysSlice
{
    public static void AddApiKeys(this IServiceCollection services)
    {
        services.AddSingleton<KeyRing>();
        services.AddSingleton<KeyDoor>();
        services.AddSingleton<OperatorsKey>();
        services.AddSingleton<KeyUse>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUse>());
        services.AddSingleton<KeyExpiry>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyExpiry>());
        services.AddSingleton<IPersonLeft, KeysEnd>();
        services.AddSingleton<IActsForPerson, KeysActForPerson>();
        services.AddSingleton<IErasable, KeyErasure>();
        services.AddSingleton<IDownloadTable, KeyTable>();
    }
}
