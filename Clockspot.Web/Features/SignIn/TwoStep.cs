using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using Clockspot.Domain;
using Microsoft.AspNetCore.Identity;
using QRCoder;

namespace Clockspot.Features.SignIn;

/// <summary>How two-step sign-in stands.</summary>
/// <param name="IsOn">A code is asked for at sign-in.</param>
/// <param name="Key">The key for the app, in groups of four, while it is being set up; null otherwise.</param>
/// <param name="Qr">The same as a picture (SVG), or null.</param>
/// <param name="CodesLeft">How many recovery codes were not used yet.</param>
public sealed record TwoStepView(bool IsOn, string? Key, string? Qr, int CodesLeft);

/// <summary>What turns two-step sign-in off.</summary>
public sealed record EnterProof
{
    /// <summary>A code of the app, or the password.</summary>
    [Required(ErrorMessage = "Enter a code or your password."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Proof { get; set; }
}

/// <summary>Sign-in in two steps by an authenticator app (TOTP, RFC 6238). Acts on whoever is signed in.</summary>
public sealed class TwoStep(Profile profile, UserManager<Person> users, ILogger<TwoStep> log)
{
    const int RecoveryCodes = 10;
    const int CodeDigits = 6;

    static Refusal WrongCode(string field) => Refusal.Field(field, "wrong", "This code does not fit. Check that the app's clock is right and enter the newest code.");
    static Refusal AlreadyOn() => new("two_step_on", 409, "Two-step sign-in is on already", "Turn it off first to set up another app.");
    static Refusal NotStarted() => new("two_step_not_started", 409, "Two-step sign-in was not started", "Start it first; then enter the code that the app shows.");

    string Provider => users.Options.Tokens.AuthenticatorTokenProvider;

    /// <summary>How it stands for whoever is signed in.</summary>
    public async Task<TwoStepView> Get()
    {
        var me = await profile.Myself();
        if (me.TwoFactorEnabled) return new TwoStepView(true, null, null, await users.CountRecoveryCodesAsync(me));
        var key = await users.GetAuthenticatorKeyAsync(me);
        return key is null ? new TwoStepView(false, null, null, 0) : new TwoStepView(false, Grouped(key), Picture(me.Email!, key), 0);
    }

    /// <summary>Makes a new key for the app; nothing is asked for at sign-in until a code is confirmed. 409 <c>two_step_on</c>.</summary>
    public Task Start(CancellationToken stop) => profile.Change((_, people, person) =>
        person.TwoFactorEnabled ? throw AlreadyOn() : people.ResetAuthenticatorKeyAsync(person), stop);

    /// <summary>Turns it on once the app's code fits. Answers the recovery codes, which nobody can read again.</summary>
    public async Task<IReadOnlyList<string>> Confirm(EnterCode input, CancellationToken stop)
    {
        Input.Check(input);
        IReadOnlyList<string> codes = [];
        await profile.Change(async (_, people, person) =>
        {
            if (person.TwoFactorEnabled) throw AlreadyOn();
            if (await people.GetAuthenticatorKeyAsync(person) is null) throw NotStarted();
            if (!await people.VerifyTwoFactorTokenAsync(person, Provider, Bare(input.Code!))) throw WrongCode("code");
            codes = [.. await people.GenerateNewTwoFactorRecoveryCodesAsync(person, RecoveryCodes) ?? []];
            return await people.SetTwoFactorEnabledAsync(person, true);
        }, stop);
        log.LogInformation("Person {Person} turned two-step sign-in on", (await profile.Myself()).Id);
        return codes;
    }

    /// <summary>Turns it off by a code or the password; key and recovery codes are forgotten. Wrong ones count and lock as they do when signing in.</summary>
    public async Task TurnOff(EnterProof input, CancellationToken stop)
    {
        Input.Check(input);
        var me = await profile.Changeable();
        var code = Bare(input.Proof!);
        // Passwords are longer than codes, so that the two cannot be taken for each other.
        if (code.Length == CodeDigits && code.All(char.IsAsciiDigit)) await ProveByCode(me, code, stop);
        else await profile.Prove(me, input.Proof!, "proof", stop);
        await profile.Change(async (_, people, person) =>
        {
            foreach (var (provider, name) in PeopleStore.TwoStepSecrets) await people.RemoveAuthenticationTokenAsync(person, provider, name);
            return await people.SetTwoFactorEnabledAsync(person, false);
        }, stop);
        log.LogInformation("Person {Person} turned two-step sign-in off", me.Id);
    }

    /// <summary>A code without what people put between its parts. Recovery codes hold a hyphen of their own, which stays.</summary>
    internal static string Bare(string code)
    {
        var bare = code.Replace(" ", "", StringComparison.Ordinal).Trim();
        var digits = bare.Replace("-", "", StringComparison.Ordinal);
        return digits.Length == CodeDigits ? digits : bare.ToUpperInvariant();
    }

    async Task ProveByCode(Person me, string code, CancellationToken stop)
    {
        using var turn = await profile.Turn(me, stop);
        if (await users.IsLockedOutAsync(me)) throw Credentials.LockedOut();
        if (await users.VerifyTwoFactorTokenAsync(me, Provider, code)) return;
        await users.AccessFailedAsync(me);
        throw WrongCode("proof");
    }

    static string Grouped(string key) => string.Join(' ', key.Chunk(4).Select(part => new string(part)));

    static string Picture(string email, string key)
    {
        var label = UrlEncoder.Default.Encode(email);
        using var code = QRCodeGenerator.GenerateQrCode($"otpauth://totp/Clockspot:{label}?secret={key}&issuer=Clockspot&digits={CodeDigits}", QRCodeGenerator.ECCLevel.M);
        return new SvgQRCode(code).GetGraphic(4, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.WidthHeightAttribute);
    }
}
