using Clockspot.Data;
using Clockspot.Features.SignIn;
using Clockspot.Ui;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using NodaTime;

namespace Clockspot.Hosting;

/// <summary>Sign-in by ASP.NET Core Identity: passwords, lockout, tokens, two-step codes, cookies.</summary>
static class PeopleSetup
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpContextAccessor();
        services.AddCascadingAuthenticationState();
        services.AddScoped<PageActor>();
        services.AddScoped<Flash>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddAuthorization();
        services.AddIdentityCore<Person>(options =>
            {
                options.User.AllowedUserNameCharacters = "";
                // Length beats classes of characters (NIST SP 800-63B, section 5.1.1.2).
                options.Password.RequiredLength = 10;
                options.Password.RequireDigit = options.Password.RequireUppercase = options.Password.RequireLowercase = options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddUserStore<PeopleStore>()
            .AddPasswordValidator<PasswordRules>()
            .AddSignInManager<BrowserSignIn>()
            .AddDefaultTokenProviders();
        // OWASP, Password Storage: 210,000 rounds of HMAC-SHA-512. A hash of fewer is made anew at the next sign-in.
        services.AddSingleton<IPasswordHasher<Person>, PreparedHasher>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = Named("clockspot.signin", builder);
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookiePolicy(builder);
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.ExpireTimeSpan = TimeSpan.FromDays(14);
            options.SlidingExpiration = true;
            options.Events.OnValidatePrincipal = EndWithTheSession;
        });
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, options =>
        {
            options.Cookie.Name = Named("clockspot.code", builder);
            options.Cookie.SecurePolicy = CookiePolicy(builder);
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = Named("clockspot.form", builder);
            options.Cookie.SecurePolicy = CookiePolicy(builder);
        });
    }

    /// <summary>
    /// A sign-in whose session has ended, or whose stamp is not the person's any more, is none: asked at each request, so that signing out
    /// and a changed password end it at once, wherever its cookie was copied to. Identity's own check would let it run for its interval.
    /// </summary>
    static async Task EndWithTheSession(CookieValidatePrincipalContext context)
    {
        var (http, services) = (context.HttpContext, context.HttpContext.RequestServices);
        if (PageActor.SignedInOf(context.Principal!) is { } signedIn && await services.GetRequiredService<Members>().LastUse(signedIn,
            http.RequestAborted) is { } last)
        {
            services.GetRequiredService<SessionUse>().Seen(signedIn, last, services.GetRequiredService<IClock>().GetCurrentInstant(),
                http.Connection.RemoteIpAddress?.ToString());
            return;
        }
        // The dead cookie stays: taking it away here could take the one that another answer of the same moment brings.
        context.RejectPrincipal();
    }

    /// <summary>
    /// A cookie's name. With <c>__Host-</c> a browser takes it over https alone, for this very host and the whole of it, so that neither a
    /// program on a neighbouring host nor somebody on the line can set another in its place. Over plain http there is no such name.
    /// </summary>
    static string Named(string name, WebApplicationBuilder builder) => CookiePolicy(builder) == CookieSecurePolicy.Always ? "__Host-" + name
        : name;

    /// <summary>Secure everywhere but on Development's plain loopback address.</summary>
    internal static CookieSecurePolicy CookiePolicy(WebApplicationBuilder builder) =>
        builder.Environment.IsDevelopment() || builder.Configuration["PublicOrigin"]?.StartsWith("http://", StringComparison.Ordinal) == true
            ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
}
