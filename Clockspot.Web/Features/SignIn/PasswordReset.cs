using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Features.Mail;

namespace Clockspot.Features.SignIn;

/// <summary>Whose password was forgotten.</summary>
public sealed record AskReset
{
    /// <summary>The address.</summary>
    [Required(ErrorMessage = "Enter your email address."), EmailAddress(ErrorMessage = "Enter an address such as name@example.com."), StringLength(254, ErrorMessage = "At most 254 characters.")]
    public string? Email { get; set; }
}

/// <summary>A new password.</summary>
public sealed record ChoosePassword
{
    /// <summary>The password.</summary>
    [Required(ErrorMessage = "Enter a new password."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Password { get; set; }

    /// <summary>Ends the person's API keys and connections in all workspaces as well.</summary>
    public bool EndAccess { get; set; }
}

/// <summary>Choosing a new password by a link. No actor: whoever holds the link may.</summary>
public sealed class PasswordReset(Store store, Postbox postbox, PersonLinks links, Register register, AddressProof proof,
    Guesses guesses, KnownDevices devices, PublicOrigin origin, IEnumerable<IActsForPerson> acting, ILogger<PasswordReset> log)
{
    /// <summary>Answers never come sooner, so that their time does not tell whether a mail was written.</summary>
    static readonly TimeSpan least = TimeSpan.FromMilliseconds(250);

    static Refusal LinkDead() => new("reset_link_invalid", 409, "This link no longer works", "It works once and holds for a day. Ask for a new one.");
    static Refusal Unknown(string email) => new("not_found", 404, "Not found", $"There is no sign-in with the address {email}.");

    /// <summary>Whether links go out by mail here; where not, the operator makes them.</summary>
    public bool Delivers => postbox.Delivers;

    /// <summary>Mails a link, if the address has a sign-in; the answer is the same if not.</summary>
    public async Task Ask(AskReset input, CancellationToken stop)
    {
        Input.Check(input);
        await Task.WhenAll(Post(input.Email!.Trim(), stop), Task.Delay(least, stop));
    }

    /// <summary>
    /// Sets a new password by the link's token: every sign-in ends, a lock ends, and a mail says so. A link that came by mail proves the
    /// address: where it was never confirmed before, whoever made the sign-in may be a stranger, so that it starts clean. 409
    /// <c>reset_link_invalid</c>.
    /// </summary>
    public async Task Choose(Guid id, string? token, ChoosePassword input, Origin from, CancellationToken stop)
    {
        Input.Check(input);
        register.Prepare(input.Password);
        await using var db = await store.WriteSystem("choose a new password", stop);
        var users = register.Users(db);
        var person = await users.FindByIdAsync(id.ToString()) ?? throw LinkDead();
        if (person.IsDemo) throw LinkDead();
        await PasswordRules.ReadCompanies(db, person, stop);
        var text = PersonLinks.Token(token);
        var isMailed = !await PersonLinks.WasHandedOver(users, person, text);
        if (!isMailed) text = await users.GeneratePasswordResetTokenAsync(person);
        var done = await users.ResetPasswordAsync(person, text, input.Password!);
        if (done.Errors.Any(error => error.Code == "InvalidToken")) throw LinkDead();
        if (!done.Succeeded) throw Register.Refused(done);
        await SessionList.Remove(db, id, _ => true, stop);
        await SignInLog.Tell(db, person, "sign_in.password_reset", "link", from, stop);
        if (input.EndAccess) await acting.EndAll(db, id, from, stop);
        if (isMailed && !person.EmailConfirmed) await proof.StartClean(db, users, person, stop);
        if (isMailed) await proof.Prove(db, users, person, stop);
        await users.SetLockoutEndDateAsync(person, null);
        await users.ResetAccessFailedCountAsync(person);
        await postbox.Post(db, Letters.Changed(person, new Verbatim(origin.Url("/forgot"))), stop);
        await db.Commit(stop);
        if (isMailed) await proof.Settle(person, CancellationToken.None);
        guesses.Forgive(person.NormalizedEmail!);
        // Whoever reads the mail is the right one: this browser is not locked out by what strangers guess from now on.
        if (isMailed) devices.Remember(person);
        log.LogInformation("Person {Person} chose a new password by a link", id);
    }

    /// <summary>The operator's way: the link itself, for whoever runs the program. 404 when the address has no sign-in.</summary>
    public async Task<string> LinkFor(string email, CancellationToken stop)
    {
        await using var db = await store.OpenSystem("an operator's reset link", stop);
        var person = await proof.HolderOf(db, email, stop) ?? throw Unknown(email);
        log.LogInformation("The operator made a reset link for person {Person}", person.Id);
        return await links.HandOver(db, person);
    }

    async Task Post(string email, CancellationToken stop)
    {
        if (!postbox.Delivers) return;
        await using var db = await store.WriteSystem("mail a reset link", stop);
        if (await proof.HolderOf(db, email, stop) is not { } person) return;
        if (!await postbox.Post(db, Letters.Reset(person, new Verbatim(await links.Reset(db, person))), stop)) return;
        await db.Commit(stop);
        log.LogInformation("Person {Person} was mailed a reset link", person.Id);
    }
}
