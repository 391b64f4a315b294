using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>A browser in which somebody signed in before.</summary>
/// <param name="Id">By which its guesses are counted.</param>
/// <param name="Person">Who signed in.</param>
/// <param name="Stamp">A digest of the security stamp of that moment: a new password makes the cookie worthless.</param>
/// <param name="Since">When, in seconds.</param>
sealed record KnownDevice(string Id, Guid Person, string Stamp, long Since);

/// <summary>
/// Remembers in a browser that somebody signed in there, so that strangers' wrong passwords, which lock strangers out, do not lock out
/// whoever has the address. The cookie signs nobody in.
/// </summary>
public sealed class KnownDevices(IHttpContextAccessor http, IDataProtectionProvider protection, IClock clock)
{
    const string Plain = "clockspot.device";
    static readonly Duration life = Duration.FromDays(180);
    readonly IDataProtector protector = protection.CreateProtector("SignIn.Device");

    /// <summary>
    /// What the browser brings, if it is ours and not too old; whether it still fits its person is to be asked of <see cref="Fits"/>.
    /// </summary>
    internal KnownDevice? Read()
    {
        if (http.HttpContext is not { } context || context.Request.Cookies[NameIn(context)] is not { Length: > 0 } value) return null;
        try
        {
            var device = JsonSerializer.Deserialize<KnownDevice>(protector.Unprotect(value));
            return device is not null && Instant.FromUnixTimeSeconds(device.Since) + life > clock.GetCurrentInstant() ? device : null;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>True while the person's stamp is that of the moment at which the device was remembered.</summary>
    internal static bool Fits(KnownDevice device, Person person) => device.Person == person.Id && device.Stamp == Digest(person);

    /// <summary>Remembers the browser for a person who has just signed in.</summary>
    public void Remember(Person person)
    {
        if (person.IsDemo || http.HttpContext is not { Response.HasStarted: false } context) return;
        var id = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16));
        var device = new KnownDevice(id, person.Id, Digest(person), clock.GetCurrentInstant().ToUnixTimeSeconds());
        context.Response.Cookies.Append(NameIn(context), protector.Protect(JsonSerializer.Serialize(device)), new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, MaxAge = life.ToTimeSpan(), Path = "/",
        });
    }

    static string NameIn(HttpContext context) => context.Request.IsHttps ? "__Host-" + Plain : Plain;

    static string Digest(Person person) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(person.SecurityStamp ?? "")));
}
