using System.ComponentModel.DataAnnotations;
using Clockspot.Domain;
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

/// <summary>Signing in and out. No actor: nobody is there yet.</summary>
public sealed class Credentials(SignInManager<Person> signIn, Attempts attempts, ILogger<Credentials> log)
{
    static readonly Person nobody = new(Guid.Empty, "", "", default);
    static string? nobodysHash;

    static Refusal Wrong() => new("sign_in_failed", 422, "Wrong address or password", "Check both and try again. After five wrong passwords the sign-in is locked for ten minutes.");

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
            users.PasswordHasher.VerifyHashedPassword(nobody, nobodysHash ??= users.PasswordHasher.HashPassword(nobody, "the password of nobody"), input.Password!);
            throw Wrong();
        }
        var result = await signIn.PasswordSignInAsync(person, input.Password!, input.Remember, lockoutOnFailure: true);
        if (result.IsLockedOut) throw LockedOut();
        if (result.RequiresTwoFactor) return true;
        if (!result.Succeeded) throw Wrong();
        log.LogInformation("Person {Person} signed in", person.Id);
        return false;
    }

    /// <summary>Signs out in this browser: its session ends.</summary>
    public Task SignOut() => signIn.SignOutAsync();
}
