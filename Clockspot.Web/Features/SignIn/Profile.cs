using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Features.Mail;
using Clockspot.Ui;
using Microsoft.AspNetCore.Identity;

namespace Clockspot.Features.SignIn;

/// <summary>What a person sees of their own sign-in.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The address.</param>
/// <param name="AsksToConfirm">Mail goes out, and the address was not confirmed yet.</param>
/// <param name="IsDemo">There is nothing to change: it goes with its demo workspace.</param>
public sealed record ProfileView(string Name, string Email, bool AsksToConfirm, bool IsDemo);

/// <summary>A person's name.</summary>
public sealed record SaveName
{
    /// <summary>The name.</summary>
    [Required(ErrorMessage = "Enter your name."), StringLength(100, ErrorMessage = "At most 100 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Name { get; set => field = Input.Clean(value); }
}

/// <summary>The present password and a new one.</summary>
public sealed record ChangePassword
{
    /// <summary>The present one.</summary>
    [Required(ErrorMessage = "Enter your present password."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Present { get; set; }

    /// <summary>The new one.</summary>
    [Required(ErrorMessage = "Enter a new password."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Password { get; set; }

    /// <summary>Ends one's API keys and connections in all workspaces as well.</summary>
    public bool EndAccess { get; set; }
}

/// <summary>One's own sign-in, in whichever workspaces it is used. Acts on whoever is signed in, and on nobody else; it belongs to no account.</summary>
public sealed class Profile(SignInManager<Person> signIn, ClockspotDb identitys, Register register, Store store, Postbox postbox,
    AddressConfirmation confirmation, Attempts attempts, PublicOrigin origin, IEnumerable<IActsForPerson> acting, ILogger<Profile> log)
{
    static Refusal WrongPassword(string field) => Refusal.Field(field, "wrong", "This is not your present password.");
    static Refusal NotInDemo() => Refusal.Forbidden("A demo's sign-in cannot be changed; it goes with the demo. Open a workspace of your own to try this.");

    /// <summary>One's own profile. 401 when nobody is signed in.</summary>
    public async Task<ProfileView> Get()
    {
        var me = await Myself();
        return new ProfileView(me.Name, me.Email!, postbox.Delivers && !me.EmailConfirmed && !me.IsDemo, me.IsDemo);
    }

    /// <summary>Changes the name that greets; each workspace keeps its own on the employee record.</summary>
    public async Task Rename(SaveName input, CancellationToken stop)
    {
        Input.Check(input);
        await Change(async (_, users, person) =>
        {
            person.Name = input.Name!;
            return await users.UpdateAsync(person);
        }, stop);
    }

    /// <summary>
    /// Changes the password; this browser stays signed in and every other sign-in ends, and keys and connections with them when that is
    /// asked for. 422 when the present one is wrong.
    /// </summary>
    public async Task ChangePassword(ChangePassword input, CancellationToken stop)
    {
        Input.Check(input);
        var me = await Changeable();
        await Prove(me, input.Present!, "present", stop);
        register.Prepare(input.Password);
        await Change(async (db, users, person) =>
        {
            await postbox.Post(db, Letters.Changed(person, new Verbatim(origin.Url("/forgot"))), stop);
            await SignInLog.Tell(db, person, "sign_in.password_changed", null, signIn.Origin(), stop);
            if (input.EndAccess) await acting.EndAll(db, person.Id, signIn.Origin(), stop);
            await PasswordRules.ReadCompanies(db, person, stop);
            // The present one was proven before the write began, by a sign-in that still holds.
            person.PasswordHash = null;
            return await users.AddPasswordAsync(person, input.Password!);
        }, stop);
        log.LogInformation("Person {Person} changed the password", me.Id);
    }

    /// <summary>Mails the link that confirms the address once more. False when nothing is to confirm.</summary>
    public async Task<bool> ResendConfirmation(CancellationToken stop)
    {
        var me = await Myself();
        await using var db = await store.WriteSystem("mail a confirmation", stop);
        var sends = await confirmation.Send(db, me, stop);
        await db.Commit(stop);
        return sends;
    }

    /// <summary>Whoever is signed in, read anew. 401 when nobody is.</summary>
    internal async Task<Person> Myself() => await signIn.UserManager.GetUserAsync(signIn.Context.User) ?? throw Refusal.SignedOut();

    /// <summary>The same, and 403 in a demo.</summary>
    internal async Task<Person> Changeable() => await Myself() is { IsDemo: false } me ? me : throw NotInDemo();

    /// <summary>
    /// Refuses with 409 <c>address_unconfirmed</c> where mail goes out and the address was never confirmed: what is set up then could outlast the
    /// proof that it is another's.
    /// </summary>
    internal void RequireConfirmed(Person me) => confirmation.Require(me);

    /// <summary>Refuses unless it is the person's password. Wrong ones count and lock as they do when signing in.</summary>
    internal async Task Prove(Person me, string password, string field, CancellationToken stop)
    {
        using var turn = await Turn(me, stop);
        var result = await signIn.CheckPasswordSignInAsync(me, password, lockoutOnFailure: true);
        if (result.IsLockedOut) throw Credentials.LockedOut();
        if (!result.Succeeded) throw WrongPassword(field);
    }

    /// <summary>Waits for the person's turn to guess, then reads the counters anew: other guesses may have been counted meanwhile.</summary>
    internal async Task<IDisposable> Turn(Person me, CancellationToken stop)
    {
        var turn = await attempts.Enter(me.Id.ToString(), stop);
        await identitys.Entry(me).ReloadAsync(stop);
        return turn;
    }

    /// <summary>
    /// Changes one's own sign-in in one transaction; this browser goes on with the stamp that comes of it. Where that is another than
    /// before, the sessions of all other browsers end in the same transaction: their cookies carry the old one.
    /// </summary>
    internal async Task Change(Func<ClockspotDb, UserManager<Person>, Person, Task<IdentityResult>> change, CancellationToken stop)
    {
        var me = await Changeable();
        var signedIn = PageActor.SignedInOf(signIn.Context.User);
        await using var db = await store.WriteSystem("change one's own sign-in", stop);
        var users = register.Users(db);
        // Read again here: a sign-in that was ended meanwhile changes nothing.
        var person = signedIn is null ? null : await signedIn.Find(db, stop);
        if (person is null || person.Id != me.Id) throw Refusal.SignedOut();
        var before = person.SecurityStamp;
        var done = await change(db, users, person);
        if (!done.Succeeded) throw Register.Refused(done);
        var here = signedIn!.Session;
        if (person.SecurityStamp != before) await SessionList.Remove(db, person.Id, row => row.Id != here, stop);
        await db.Commit(stop);
        await signIn.RefreshSignInAsync(person);
    }
}
