namespace Clockspot.Features.SignIn;

static class SignInSlice
{
    // Identity's parts are scoped; what needs them in an operation's own context asks for them by scope.
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddScoped<Register>();
        services.AddSingleton<PersonLinks>();
        services.AddSingleton<AddressConfirmation>();
    }
}
