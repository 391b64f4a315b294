using Clockspot.Features.Privacy;
using Clockspot.Features.SignIn;

namespace Clockspot.Features.Accounts;

static class AccountsSlice
{
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<OpenWorkspace>();
        services.AddSingleton<Company>();
        services.AddSingleton<WhoConnects>();
        services.AddSingleton<RequiringTwoStep>();
        services.AddSingleton<Closing>();
        services.AddSingleton<ClosedAccounts>();
        services.AddHostedService(provider => provider.GetRequiredService<ClosedAccounts>());
        services.AddSingleton<ISignInEnds, OwnerlessAccounts>();
        services.AddSingleton<IDownloadTable, AccountTable>();
    }
}
