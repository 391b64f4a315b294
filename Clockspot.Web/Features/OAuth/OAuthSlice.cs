using Clockspot.Features.Employees;
using Clockspot.Features.Privacy;
using Clockspot.Features.SignIn;

namespace Clockspot.Features.OAuth;

static class OAuthSlice
{
    public static void AddOAuth(this IServiceCollection services)
    {
        services.AddSingleton<OAuthResources>();
        services.AddSingleton<ClientDocuments>();
        services.AddSingleton<OAuthClients>();
        services.AddSingleton<Authorizing>();
        services.AddSingleton<AuthorizeDesk>();
        services.AddSingleton<IReturnTarget, AuthorizeReturn>();
        services.AddSingleton<TokenDesk>();
        services.AddSingleton<TokenDoor>();
        services.AddSingleton<Connections>();
        services.AddSingleton<OAuthSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<OAuthSweep>());
        services.AddSingleton<IPersonLeft, ConnectionsEnd>();
        services.AddSingleton<IActsForPerson, ConnectionsActForPerson>();
        services.AddSingleton<IErasable, ConnectionErasure>();
        services.AddSingleton<IDownloadTable, ConnectionTable>();
        services.AddSingleton<ConnectionUse>();
        services.AddHostedService(provider => provider.GetRequiredService<ConnectionUse>());
    }
}
