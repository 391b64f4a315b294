using Clockspot.Data;
using Clockspot.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace Clockspot.Features.SignIn;

/// <summary>
/// Links that prove who follows them: to choose a new password, and to confirm an address. Identity makes and checks their tokens, which
/// hold for a day and die with the security stamp; in the address they are base64url.
/// </summary>
public sealed class PersonLinks(IServiceScopeFactory scopes, PublicOrigin origin)
{
    /// <summary>What tells a link that the operator handed over from one that came by mail, which proves the address.</summary>
    const string HandedOver = "HandedOverReset";

    /// <summary>A link to choose a new password, for a mail.</summary>
    internal Task<string> Reset(ClockspotDb db, Person person) => Make(db, person, "/reset", users => users.GeneratePasswordResetTokenAsync(person));

    /// <summary>The same for the operator, who gives it to whomever they please.</summary>
    internal Task<string> HandOver(ClockspotDb db, Person person) =>
        Make(db, person, "/reset", users => users.GenerateUserTokenAsync(person, TokenOptions.DefaultProvider, HandedOver));

    /// <summary>Whether the token of a link to choose a new password is one that the operator handed over.</summary>
    internal static Task<bool> WasHandedOver(UserManager<Person> users, Person person, string token) =>
        users.VerifyUserTokenAsync(person, TokenOptions.DefaultProvider, HandedOver, token);

    /// <summary>A link to confirm the address.</summary>
    internal Task<string> Confirm(ClockspotDb db, Person person) => Make(db, person, "/confirm", users => users.GenerateEmailConfirmationTokenAsync(person));

    /// <summary>Whether the token is that of a link to confirm the person's address.</summary>
    internal static Task<bool> Confirms(UserManager<Person> users, Person person, string token) =>
        users.VerifyUserTokenAsync(person, TokenOptions.DefaultProvider, UserManager<Person>.ConfirmEmailTokenPurpose, token);

    /// <summary>Identity's token as it came in an address; one that is not even base64url becomes a token that fits nothing.</summary>
    internal static string Token(string? value)
    {
        try
        {
            return Convert.ToBase64String(WebEncoders.Base64UrlDecode(value ?? ""));
        }
        catch (FormatException)
        {
            return "";
        }
    }

    async Task<string> Make(ClockspotDb db, Person person, string path, Func<UserManager<Person>, Task<string>> token)
    {
        // Identity's parts are scoped; use-cases that live as long as the program ask for them here.
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Register>().Users(db);
        var text = WebEncoders.Base64UrlEncode(Convert.FromBase64String(await token(users)));
        return origin.Url($"{path}?person={person.Id}&token={text}");
    }
}
