using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Clockspot.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using QRCoder;

namespace Clockspot.Features.SignIn;

/// <summary>How two-step sign-in stands.</summary>
/// <param name="IsOn">A code is asked for at sign-in.</param>
/// <param name="CodesLeft">How many recovery codes were not used yet.</param>
public sealed record TwoStepView(bool IsOn, int CodesLeft);

/// <summary>
/// What an app is set up with. It stands nowhere but on the page of whoever proved the password, until a code confirms it.
/// </summary>
/// <param name="Key">The key for the app, in groups of four.</param>
/// <param name="Qr">The same as a picture (SVG).</param>
/// <param name="Sealed">The same for the form that confirms; readable by this program alone.</param>
public sealed record TwoStepSetup(string Key, string Qr, string Sealed);

/// <summary>What begins to set two-step sign-in up.</summary>
public sealed record ProvePassword
{
    /// <summary>The present password.</summary>
    [Required(ErrorMessage = "Enter your password."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? OwnPassword { get; set; }
}

/// <summary>What turns two-step sign-in on.</summary>
public sealed record ConfirmTwoStep
{
    /// <summary>The code that the app shows.</summary>
    [Required(ErrorMessage = "Enter the code."), StringLength(40, ErrorMessage = "At most 40 characters.")]
    public string? Code { get; set; }

    /// <summary>What the page was given to set the app up with.</summary>
    public string? Setup { get; set; }
}

/// <summary>What turns two-step sign-in off.</summary>
public sealed record EnterProof
{
    /// <summary>The present password.</summary>
    [Required(ErrorMessage = "Enter your password."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? OwnPassword { get; set; }

    /// <summary>A code of the app, or a recovery code.</summary>
    [Required(ErrorMessage = "Enter a code of the app, or a recovery code."), StringLength(40, ErrorMessage = "At most 40 characters.")]
    public string? Code { get; set; }
}

/// <summary>
/// Sign-in in two steps by an authenticator app (TOTP, RFC 6238). Acts on whoever is signed in. Turning it on asks for the password,
/// turning it off for the password and a code: whoever finds an open browser can do neither.
/// </summary>
public sealed class TwoStep(Profile profile, SignInManager<Person> signIn, IDataProtectionProvider protection, SignInLog signIns,
    ILogger<TwoStep> log)
{
    const int RecoveryCodes = 10;

    /// <summary>How long the page that sets it up holds.</summary>
    static readonly TimeSpan setupHolds = TimeSpan.FromMinutes(20);

    static Refusal WrongCode() => Refusal.Field("code", "wrong",
        "This code does not fit. Check that the app's clock is right and enter the newest code.");
    static Refusal AlreadyOn() => new("two_step_on", 409, "Two-step sign-in is on already", "Turn it off first to set up another app.");
    static Refusal NotStarted() => new("two_step_not_started", 409, "Two-step sign-in was not started",
        "Start it first, then enter the code that the app shows, within twenty minutes.");

    /// <summary>How it stands for whoever is signed in.</summary>
    public async Task<TwoStepView> Get()
    {
        var me = await profile.Myself();
        return new TwoStepView(me.TwoFactorEnabled, me.TwoFactorEnabled ? await signIn.UserManager.CountRecoveryCodesAsync(me) : 0);
    }

    /// <summary>
    /// Makes a new key for the app; nothing is asked for at sign-in until a code of it confirms. 422 on a wrong password, 409
    /// <c>two_step_on</c>.
    /// </summary>
    public async Task<TwoStepSetup> Start(ProvePassword input, CancellationToken stop)
    {
        Input.Check(input);
        var me = await profile.Changeable();
        profile.RequireConfirmed(me);
        await profile.Prove(me, input.OwnPassword!, "ownPassword", stop);
        if (me.TwoFactorEnabled) throw AlreadyOn();
        return Setup(me, signIn.UserManager.GenerateNewAuthenticatorKey());
    }

    /// <summary>What a page of <see cref="Start"/> shows, once more; null when it was too long ago or somebody else's.</summary>
    public async Task<TwoStepSetup?> Again(string? seal)
    {
        var me = await profile.Changeable();
        return Open(me, seal) is { } key ? Setup(me, key) : null;
    }

    /// <summary>
    /// Turns it on once the app's code fits. Answers the recovery codes, which nobody can read again. 409 <c>two_step_not_started</c>.
    /// </summary>
    public async Task<IReadOnlyList<string>> Confirm(ConfirmTwoStep input, CancellationToken stop)
    {
        Input.Check(input);
        var me = await profile.Changeable();
        var key = Open(me, input.Setup) ?? throw NotStarted();
        IReadOnlyList<string> codes = [];
        using var turn = await profile.Turn(me, stop);
        if (await signIn.UserManager.IsLockedOutAsync(me)) throw Credentials.LockedOut();
        var fits = false;
        await profile.Change(async (db, people, person) =>
        {
            profile.RequireConfirmed(person);
            if (person.TwoFactorEnabled) throw AlreadyOn();
            fits = await SecondStep.UseCode(db, person, key, input.Code, stop);
            if (!fits) return await people.AccessFailedAsync(person);
            var (provider, name) = PeopleStore.AuthenticatorKey;
            await people.SetAuthenticationTokenAsync(person, provider, name, key);
            codes = [.. await people.GenerateNewTwoFactorRecoveryCodesAsync(person, RecoveryCodes) ?? []];
            await SignInLog.Tell(db, person, "sign_in.two_step_turned_on", null, signIn.Origin(), stop);
            return await people.SetTwoFactorEnabledAsync(person, true);
        }, stop);
        if (!fits) throw WrongCode();
        log.LogInformation("Person {Person} turned two-step sign-in on", me.Id);
        return codes;
    }

    /// <summary>
    /// Turns it off by the password and a code; key and recovery codes are forgotten. Wrong ones count and lock as they do when signing in.
    /// </summary>
    public async Task TurnOff(EnterProof input, CancellationToken stop)
    {
        Input.Check(input);
        var me = await profile.Changeable();
        await profile.Prove(me, input.OwnPassword!, "ownPassword", stop);
        var fits = false;
        await profile.Change(async (db, people, person) =>
        {
            if (await people.IsLockedOutAsync(person)) throw Credentials.LockedOut();
            fits = await SecondStep.UseCode(db, person, await people.GetAuthenticatorKeyAsync(person), input.Code, stop)
                || await SecondStep.UseRecoveryCode(people, person, input.Code);
            if (!fits) return await people.AccessFailedAsync(person);
            foreach (var (provider, name) in PeopleStore.TwoStepSecrets) await people.RemoveAuthenticationTokenAsync(person, provider, name);
            await SignInLog.Tell(db, person, "sign_in.two_step_turned_off", null, signIn.Origin(), stop);
            return await people.SetTwoFactorEnabledAsync(person, false);
        }, stop);
        if (!fits)
        {
            signIns.Failed(me, "code", locked: false, signIn.Origin());
            throw WrongCode();
        }
        log.LogInformation("Person {Person} turned two-step sign-in off", me.Id);
    }

    ITimeLimitedDataProtector Seal(Person me) => protection.CreateProtector("SignIn.TwoStepSetup",
        me.Id.ToString()).ToTimeLimitedDataProtector();

    TwoStepSetup Setup(Person me, string key) => new(string.Join(' ', key.Chunk(4).Select(part => new string(part))), Picture(me.Email!,
        key), Seal(me).Protect(key, setupHolds));

    string? Open(Person me, string? seal)
    {
        try
        {
            return seal is null ? null : Seal(me).Unprotect(seal);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    static string Picture(string email, string key)
    {
        var label = UrlEncoder.Default.Encode(email);
        using var code = QRCodeGenerator.GenerateQrCode($"otpauth://totp/Clockspot:{label}?secret={key}&issuer=Clockspot&digits={OneTimeCode.Digits}", QRCodeGenerator.ECCLevel.M);
        return new SvgQRCode(code).GetGraphic(4, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.WidthHeightAttribute);
    }
}
