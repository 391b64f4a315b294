using Clockspot.Features.SignIn;
using Clockspot.Ui;
using Microsoft.AspNetCore.Identity;

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
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                // Length beats classes of characters (NIST SP 800-63B, section 5.1.1.2).
                options.Password.RequiredLength = 10;
                options.Password.RequireDigit = options.Password.RequireUppercase = options.Password.RequireLowercase = options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddUserStore<PeopleStore>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "clockspot.signin";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookiePolicy(builder);
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.ExpireTimeSpan = TimeSpan.FromDays(14);
            options.SlidingExpiration = true;
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "clockspot.form";
            options.Cookie.SecurePolicy = CookiePolicy(builder);
        });
    }

    /// <summary>Secure everywhere but on Development's plain loopback address.</summary>
    internal static CookieSecurePolicy CookiePolicy(WebApplicationBuilder builder) =>
        builder.Environment.IsDevelopment() || builder.Configuration["PublicOrigin"]?.StartsWith("http://", StringComparison.Ordinal) == true
            ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
}
