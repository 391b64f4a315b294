using Clockspot.Data;
using Clockspot.Features.SignIn;
using Clockspot.Ui;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

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
            options.Events.OnValidatePrincipal = EndWithTheStamp;
        });
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, options =>
        {
            options.Cookie.Name = "clockspot.code";
            options.Cookie.SecurePolicy = CookiePolicy(builder);
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "clockspot.form";
            options.Cookie.SecurePolicy = CookiePolicy(builder);
        });
    }

    /// <summary>
    /// A sign-in whose stamp is not the person's any more is none: asked at each request, so that a changed password ends the others at
    /// once. Identity's own check would let them run for its interval.
    /// </summary>
    static async Task EndWithTheStamp(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var claim = services.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity.SecurityStampClaimType;
        var id = PageActor.PersonOf(context.Principal!);
        await using var db = await services.GetRequiredService<Store>().OpenSystem("the stamp of a sign-in", context.HttpContext.RequestAborted);
        var stamp = await db.Users.Where(person => person.Id == id).Select(person => person.SecurityStamp).SingleOrDefaultAsync(context.HttpContext.RequestAborted);
        if (stamp is not null && stamp == context.Principal!.FindFirst(claim)?.Value) return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(context.Scheme.Name);
    }

    /// <summary>Secure everywhere but on Development's plain loopback address.</summary>
    internal static CookieSecurePolicy CookiePolicy(WebApplicationBuilder builder) =>
        builder.Environment.IsDevelopment() || builder.Configuration["PublicOrigin"]?.StartsWith("http://", StringComparison.Ordinal) == true
            ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
}
