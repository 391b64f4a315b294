using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Mail;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.SignIn;

/// <summary>Whether an address is its person's. Asked only where mail goes out, and before a person may send mail to others.</summary>
public sealed class AddressConfirmation(Store store, Postbox postbox, PersonLinks links, AddressProof proof, PublicOrigin origin,
    IServiceScopeFactory scopes, ILogger<AddressConfirmation> log)
{
    static Refusal Unconfirmed() => new("address_unconfirmed", 409, "Confirm your address first",
        "Follow the link in the mail that we sent you when you opened the workspace. Your profile sends it again.");

    static Refusal OfOtherSignIn() => new("confirm_link_invalid", 409, "This link confirms another sign-in",
        "You are signed in by another sign-in than the one to which this link belongs. If you did not make that one, ignore the mail: it ends "
        + "when you choose a new password by \"Forgot your password?\".");

    static Refusal LinkDead() => new("confirm_link_invalid", 409, "This link no longer works",
        "It holds for a day, and not beyond a change of password. Sign in and send yourself a new one from your profile.");

    /// <summary>Refuses with 409 <c>address_unconfirmed</c> when mail goes out and the actor's address was never confirmed. Call it after the permission check.</summary>
    public async Task Require(ClockspotDb db, Actor actor, CancellationToken stop)
    {
        if (!postbox.Delivers || actor.IsDemo || actor.PersonId == Guid.Empty) return;
        if (!await db.Users.AnyAsync(person => person.Id == actor.PersonId && person.EmailConfirmed, stop)) throw Unconfirmed();
    }

    /// <summary>The same for what a person does to their own sign-in.</summary>
    internal void Require(Person person)
    {
        if (postbox.Delivers && person is { IsDemo: false, EmailConfirmed: false }) throw Unconfirmed();
    }

    /// <summary>
    /// Writes the mail that asks to confirm, in the caller's transaction. Where another sign-in has proven the address, it tells that
    /// one's holder instead and confirms nothing. Does nothing where no mail goes out or nothing is to confirm.
    /// </summary>
    /// <returns>True when there is something to confirm. Whether the mail is one of those of the day that go is told to nobody.</returns>
    public async Task<bool> Send(ClockspotDb db, Person person, CancellationToken stop)
    {
        if (!postbox.Delivers || person.IsDemo || person.EmailConfirmed) return false;
        // Whoever is signed in to the new sign-in sees the same in both cases, after the same work.
        var letter = Letters.Confirm(person, new Verbatim(await links.Confirm(db, person)));
        if (await proof.ProvenBy(db, person.Email!, stop) is { } holder)
            letter = Letters.Known(holder, new Verbatim(origin.Url("/sign-in")), new Verbatim(origin.Url("/forgot")));
        await postbox.Post(db, letter, stop);
        return true;
    }

    /// <summary>
    /// Confirms by the link's token, for whoever is signed in by the sign-in that it names: the link proves who has the address, the
    /// sign-in who opened the workspace, and only together they prove that both are the same. Twice is as good as once. 409
    /// <c>confirm_link_invalid</c>, <c>address_of_another</c>; 401 without that sign-in.
    /// </summary>
    public async Task Confirm(SignedIn? signedIn, Guid person, string? token, CancellationToken stop)
    {
        await using var db = await store.WriteSystem("confirm an address", stop);
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Register>().Users(db);
        var found = await users.FindByIdAsync(person.ToString()) ?? throw LinkDead();
        if (!await PersonLinks.Confirms(users, found, PersonLinks.Token(token))) throw LinkDead();
        if (signedIn is null || await signedIn.Find(db, stop) is null) throw Refusal.SignedOut();
        if (signedIn.Person != person) throw OfOtherSignIn();
        await proof.Prove(db, users, found, stop);
        await db.Commit(stop);
        await proof.Settle(found, CancellationToken.None);
        log.LogInformation("Person {Person} confirmed the address", person);
    }
}
