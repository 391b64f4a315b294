using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Clockspot.Ui;

/// <summary>What a page says after a form was taken.</summary>
/// <param name="Text">One sentence.</param>
/// <param name="UndoPath">The path to which the undo button posts, or null.</param>
/// <param name="UndoForm">The name of the form there.</param>
/// <param name="UndoFields">What it posts.</param>
public sealed record Notice(string Text, string? UndoPath = null, string? UndoForm = null, IReadOnlyDictionary<string, string>? UndoFields = null);

/// <summary>Carries a notice over the redirect that follows a form, in a cookie that only this program can read and that the next page removes.</summary>
public sealed class Flash(IHttpContextAccessor http, IDataProtectionProvider protection)
{
    const string Cookie = "clockspot.notice";

    readonly IDataProtector protector = protection.CreateProtector("Flash");

    /// <summary>Says it on the next page.</summary>
    public void Set(Notice notice)
    {
        if (http.HttpContext is not { Response.HasStarted: false } context) return;
        context.Response.Cookies.Append(CookieOf(context.Request), protector.Protect(JsonSerializer.Serialize(notice)), new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromMinutes(1), Path = "/",
        });
    }

    /// <summary>Over https a name that no other host can set.</summary>
    static string CookieOf(HttpRequest request) => request.IsHttps ? "__Host-" + Cookie : Cookie;

    /// <summary>Takes the notice, once.</summary>
    public Notice? Take()
    {
        if (http.HttpContext is not { } context || context.Request.Cookies[CookieOf(context.Request)] is not { } value) return null;
        // A page that only leads on has shown nothing: the notice waits for the page that is seen.
        if (!context.Response.HasStarted) context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode is < 300 or >= 400) context.Response.Cookies.Delete(CookieOf(context.Request),
                new CookieOptions { Secure = context.Request.IsHttps, Path = "/" });
            return Task.CompletedTask;
        });
        try
        {
            return JsonSerializer.Deserialize<Notice>(protector.Unprotect(value));
        }
        catch (Exception unreadable) when (unreadable is System.Security.Cryptography.CryptographicException or JsonException)
        {
            return null;
        }
    }
}
