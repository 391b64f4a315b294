using Clockspot.Features.Privacy;
using Microsoft.AspNetCore.Antiforgery;

namespace Clockspot.Features.SignIn;

static class SignInSlice
{
    // Identity's parts are scoped; what needs them in an operation's own context asks for them by scope.
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddScoped<Register>();
        services.AddSingleton<PersonLinks>();
        services.AddSingleton<AddressConfirmation>();
        services.AddSingleton<Attempts>();
        services.AddScoped<Credentials>();
        services.AddScoped<PasswordReset>();
        services.AddScoped<Profile>();
        services.AddScoped<TwoStep>();
        services.AddSingleton<IErasable, PersonErasure>();
        services.AddSingleton<IDownloadTable, PersonTable>();
    }

    public static void MapSignIn(this IEndpointRouteBuilder app) => app.MapPost("/sign-out", SignOut).AllowAnonymous().ExcludeFromDescription();

    static async Task<IResult> SignOut(HttpContext http, IAntiforgery forgery, Credentials credentials)
    {
        // Who is signed out already has nothing to lose; their form may be older than that.
        if (http.User.Identity?.IsAuthenticated == true)
        {
            if (!await forgery.IsRequestValidAsync(http)) return Results.BadRequest();
            await credentials.SignOut();
        }
        return Results.LocalRedirect("/");
    }
}
