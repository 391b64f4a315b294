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
        services.AddSingleton<AddressProof>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<Guesses>();
        services.AddSingleton<KnownDevices>();
        services.AddScoped<Credentials>();
        services.AddScoped<SecondStep>();
        services.AddScoped<SessionList>();
        services.AddSingleton<SessionUse>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionUse>());
        services.AddSingleton<SessionSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionSweep>());
        services.AddSingleton<SignInLog>();
        services.AddHostedService(provider => provider.GetRequiredService<SignInLog>());
        services.AddScoped<PasswordReset>();
        services.AddScoped<Profile>();
        services.AddScoped<TwoStep>();
        services.AddSingleton<IErasable, PersonErasure>();
        services.AddSingleton<IDownloadTable, PersonTable>();
        services.AddSingleton<IDownloadTable, SessionTable>();
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
        // What the browser keeps of pages goes. Not "cookies", which would be those of the whole domain, other programs' too; not
        // "storage", in which a punch may wait that was made without a network and outlives the sign-in.
        http.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        return Results.LocalRedirect("/");
    }
}
