using System.ComponentModel.DataAnnotations;
using Clockspot.Domain;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Clockspot.Features.SignIn;

/// <summary>Address and password.</summary>
public sealed record EnterPassword
{
    /// <summary>The address.</summary>
    [Required(ErrorMessage = "Enter your email address."), StringLength(254, ErrorMessage = "At most 254 characters.")]
    public string? Email { get; set; }

    /// <summary>The password.</summary>
    [Required(ErrorMessage = "Enter your password."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Password { get; set; }

    /// <summary>Stays signed in when the browser is closed.</summary>
    public bool Remember { get; set; }
}

/// <summary>A code from the authenticator app, or a recovery code.</summary>
public sealed record EnterCode
{
    /// <summary>The code, with or without spaces and hyphens.</summary>
    [Required(ErrorMessage = "Enter the code."), StringLength(40, ErrorMessage = "At most 40 characters.")]
    public string? Code { get; set; }
}

/// <summary>Signing in and out. No actor: nobody is there yet.</summary>
public sealed class Credentials(SignInManager<Person> signIn, Attempts attempts, ILogger<Credentials> log)
{
    static readonly Person nobody = new(Guid.Empty, "", "", default);
    static readonly Lazy<string> nobodysHash = new(() => new PasswordHasher<Person>().HashPassword(nobody, "the password of nobody"));

    static Refusal Wrong() => new("sign_in_failed", 422, "Wrong address or password", "Check both and try again. After five wrong passwords the sign-in is locked for ten minutes.");
    static Refusal WrongCode() => Refusal.Field("code", "wrong", "This code does not fit. Codes change every 30 seconds; enter the newest.");
    static Refusal WrongRecoveryCode() => Refusal.Field("code", "wrong", "This recovery code does not fit, or it was used before.");
    static Refusal NoPassword() => new("unauthenticated", 401, "Please sign in", "Enter your address and password again; the code must follow within five minutes.");

    /// <summary>429 for whoever guessed too often, or was guessed at.</summary>
    internal static Refusal LockedOut() => new("locked_out", 429, "Too many wrong attempts",
        "This sign-in is locked for ten minutes. Wait, or choose a new password by \"Forgot your password?\", which unlocks it at once.");

    /// <summary>
    /// Signs in by password. True when a code must follow. 422 <c>sign_in_failed</c>, the same and after the same time for a wrong address
    /// and a wrong password; 429 <c>locked_out</c>.
    /// </summary>
    public async Task<bool> SignIn(EnterPassword input, CancellationToken stop)
    {
        Input.Check(input);
        var users = signIn.UserManager;
        var address = users.NormalizeEmail(input.Email!.Trim())!;
        using var turn = await attempts.Enter(address, stop);
        var person = await users.FindByEmailAsync(address);
        if (person?.PasswordHash is null)
        {
            if (attempts.LocksUnknown(address)) throw LockedOut();
            users.PasswordHasher.VerifyHashedPassword(nobody, nobodysHash.Value, input.Password!);
            throw Wrong();
        }
        var result = await signIn.PasswordSignInAsync(person, input.Password!, input.Remember, lockoutOnFailure: true);
        if (result.IsLockedOut) throw LockedOut();
        if (result.RequiresTwoFactor) return true;
        if (!result.Succeeded) throw Wrong();
        log.LogInformation("Person {Person} signed in", person.Id);
        return false;
    }

    /// <summary>Whether a password was accepted in this browser and its code is still to come.</summary>
    public async Task<bool> AwaitsCode() => (await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Succeeded;

    /// <summary>Ends the sign-in by a code of the authenticator app. 422 when it is wrong, 429 <c>locked_out</c> after five, 401 when no password came before it.</summary>
    public Task EnterCode(EnterCode input, bool remember, CancellationToken stop) => SecondStep(input, "a code", WrongCode,
        code => signIn.TwoFactorAuthenticatorSignInAsync(code, remember, rememberClient: false), stop);

    /// <summary>Ends the sign-in by one of the ten recovery codes, each of which works once.</summary>
    public Task EnterRecoveryCode(EnterCode input, CancellationToken stop) => SecondStep(input, "a recovery code", WrongRecoveryCode, signIn.TwoFactorRecoveryCodeSignInAsync, stop);

    /// <summary>Signs out in this browser.</summary>
    public Task SignOut() => signIn.SignOutAsync();

    async Task SecondStep(EnterCode input, string by, Func<Refusal> wrong, Func<string, Task<SignInResult>> enter, CancellationToken stop)
    {
        Input.Check(input);
        var pending = await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        // The turn comes before the person is read, so that what is read is not old by then.
        using var turn = await attempts.Enter(pending.Principal?.Identity?.Name ?? "", stop);
        var person = await signIn.GetTwoFactorAuthenticationUserAsync() ?? throw NoPassword();
        var code = TwoStep.Bare(input.Code!);
        // A code that was read over somebody's shoulder signs nobody else in.
        if (attempts.WasTaken(person.Id, code)) throw wrong();
        var result = await enter(code);
        if (result.IsLockedOut) throw LockedOut();
        if (!result.Succeeded) throw wrong();
        attempts.Take(person.Id, code);
        log.LogInformation("Person {Person} signed in with {Means}", person.Id, by);
    }
}
