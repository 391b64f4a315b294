using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.SignIn;

/// <summary>A code from the authenticator app, or a recovery code.</summary>
public sealed record EnterCode
{
    /// <summary>The code, with or without spaces and hyphens.</summary>
    [Required(ErrorMessage = "Enter the code."), StringLength(40, ErrorMessage = "At most 40 characters.")]
    public string? Code { get; set; }
}

/// <summary>
/// The second step of signing in. No actor: nobody is there yet. What is checked is used up in the same transaction, so that of two who
/// come with one code at once, to this process or another, one comes in.
/// </summary>
public sealed class SecondStep(SignInManager<Person> signIn, Register register, Store store, SignInLog signIns, ILogger<SecondStep> log)
{
    static Refusal WrongCode() => Refusal.Field("code", "wrong",
        "This code does not fit. Codes change every 30 seconds and work once; enter the newest.");
    static Refusal WrongRecoveryCode() => Refusal.Field("code", "wrong", "This recovery code does not fit, or it was used before.");
    static Refusal NoPassword() => new("unauthenticated", 401, "Please sign in",
        "Enter your address and password again; the code must follow within five minutes.");

    /// <summary>Whether a password was accepted in this browser and its code is still to come.</summary>
    public async Task<bool> AwaitsCode() => (await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Succeeded;

    /// <summary>
    /// Ends the sign-in by a code of the authenticator app. 422 when it is wrong, 429 <c>locked_out</c> after five, 401 when no password
    /// came before it.
    /// </summary>
    public async Task EnterCode(EnterCode input, bool remember, CancellationToken stop)
    {
        var person = await Prove(input, "code", WrongCode, async (db, users, one) => await UseCode(db, one,
            await users.GetAuthenticatorKeyAsync(one), input.Code, stop), stop);
        await Finish(person, remember, BrowserSignIn.ByCode);
    }

    /// <summary>Ends the sign-in by one of the ten recovery codes, each of which works once.</summary>
    public async Task EnterRecoveryCode(EnterCode input, CancellationToken stop)
    {
        var person = await Prove(input, "recovery code", WrongRecoveryCode, (_, users, one) => UseRecoveryCode(users, one, input.Code),
            stop);
        await Finish(person, remember: false, BrowserSignIn.ByRecoveryCode);
    }

    /// <summary>
    /// Uses a code of the app up, in the caller's transaction. False when it does not fit, or a code of its step or a later one was used
    /// before (RFC 6238, section 5.2); the condition is in the update, so that two at once cannot both pass.
    /// </summary>
    internal static async Task<bool> UseCode(ClockspotDb db, Person person, string? key, string? typed, CancellationToken stop)
    {
        if (key is null || OneTimeCode.Read(typed) is not { } digits) return false;
        if (OneTimeCode.Match(key, digits, db.Now, person.LastCodeStep) is not { } step) return false;
        return await db.Users.Where(row => row.Id == person.Id && (row.LastCodeStep == null || row.LastCodeStep < step))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastCodeStep, step), stop) == 1;
    }

    /// <summary>Uses a recovery code up, in the caller's transaction. They hold a hyphen of their own, which stays.</summary>
    internal static async Task<bool> UseRecoveryCode(UserManager<Person> users, Person person, string? typed) =>
        (await users.RedeemTwoFactorRecoveryCodeAsync(person, (typed ?? "").Replace(" ", "",
            StringComparison.Ordinal).Trim().ToUpperInvariant())).Succeeded;

    async Task<Person> Prove(EnterCode input, string by, Func<Refusal> wrong, Func<ClockspotDb, UserManager<Person>, Person,
        Task<bool>> proves, CancellationToken stop)
    {
        Input.Check(input);
        var pending = await signIn.GetTwoFactorAuthenticationUserAsync() ?? throw NoPassword();
        await using var db = await store.WriteSystem("a second step", stop);
        var users = register.Users(db);
        var person = await users.FindByIdAsync(pending.Id.ToString()) ?? throw NoPassword();
        if (await users.IsLockedOutAsync(person)) throw Fail(person, by, locked: true, wrong);
        var fits = await proves(db, users, person);
        if (fits) await users.ResetAccessFailedCountAsync(person);
        else await users.AccessFailedAsync(person);
        var locked = await users.IsLockedOutAsync(person);
        await db.Commit(stop);
        if (!fits) throw Fail(person, by, locked, wrong);
        log.LogInformation("Person {Person} signed in with a {Means}", person.Id, by);
        return person;
    }

    Refusal Fail(Person person, string by, bool locked, Func<Refusal> wrong)
    {
        signIns.Failed(person, by, locked, signIn.Origin());
        return locked ? Credentials.LockedOut() : wrong();
    }

    async Task Finish(Person person, bool remember, System.Security.Claims.Claim by)
    {
        await signIn.Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await signIn.SignInWithClaimsAsync(person, remember, [by]);
    }
}
