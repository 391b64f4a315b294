using Microsoft.AspNetCore.Mvc;

namespace Clockspot.Ui;

/// <summary>Light, dark, or what the device says. A cookie, so that the first paint is right without a script.</summary>
public static class Theme
{
    const string Cookie = "clockspot.theme";

    /// <summary>The cookie's name; over https one that no other host can set.</summary>
    static string CookieOf(HttpRequest request) => request.IsHttps ? "__Host-" + Cookie : Cookie;

    /// <summary>The choices, in the order in which a button without one goes round.</summary>
    public static IReadOnlyList<string> All { get; } = ["system", "light", "dark"];

    /// <summary>What this browser has chosen.</summary>
    public static string Of(HttpContext? http) => All.FirstOrDefault(theme => http is not null
        && theme == http.Request.Cookies[CookieOf(http.Request)]) ?? All[0];

    /// <summary>The choice that follows.</summary>
    public static string After(string theme) => All[(All.ToList().IndexOf(theme) + 1) % All.Count];

    /// <summary>Takes the choice: <c>POST /theme</c>, a plain form that works for everybody and without scripts.</summary>
    public static void MapTheme(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/theme", (HttpContext http, [FromForm] string? theme, [FromForm] string? back) => Choose(http, theme, back)).AllowAnonymous();

    static IResult Choose(HttpContext http, string? theme, string? back)
    {
        http.Response.Cookies.Append(CookieOf(http.Request), All.FirstOrDefault(known => known == theme) ?? After(Of(http)),
            new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), Path = "/", IsEssential = true,
        });
        return Results.LocalRedirect(IsLocal(back) ? back! : "/");
    }

    // The same rule as the framework's own for local redirects, asked first so that a foreign address is answered by the front page.
    static bool IsLocal(string? path) => path is ['/', ..] && !(path.Length > 1 && path[1] is '/' or '\\') && !path.Any(char.IsControl);
}
