using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Mail;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.SignIn;

/// <summary>Whether an address is its person's. Asked only where mail goes out, and before a person may send mail to others.</summary>
public sealed class AddressConfirmation(Store store, Postbox postbox, PersonLinks links, IServiceScopeFactory scopes, ILogger<AddressConfirmation> log)
{
    static Refusal Unconfirmed() => new("address_unconfirmed", 409, "Confirm your address first",
        "Follow the link in the mail that we sent you when you opened the workspace. Your profile sends it again.");

    static Refusal LinkDead() => new("confirm_link_invalid", 409, "This link no longer works",
        "It holds for a day, and not beyond a change of password. Sign in and send yourself a new one from your profile.");

    /// <summary>Refuses with 409 <c>address_unconfirmed</c> when mail goes out and the actor's address was never confirmed. Call it after the permission check.</summary>
    public async Task Require(ClockspotDb db, Actor actor, CancellationToken stop)
    {
        if (!postbox.Delivers || actor.IsDemo || actor.PersonId == Guid.Empty) return;
        if (!await db.Users.AnyAsync(person => person.Id == actor.PersonId && person.EmailConfirmed, stop)) throw Unconfirmed();
    }

    /// <summary>Writes the mail that asks to confirm, in the caller's transaction. Does nothing where no mail goes out or nothing is to confirm.</summary>
    /// <returns>True when it will be sent.</returns>
    public async Task<bool> Send(ClockspotDb db, Person person)
    {
        if (!postbox.Delivers || person.IsDemo || person.EmailConfirmed) return false;
        return postbox.Post(db, person.IsDemo, person.Email!, Letters.ConfirmSubject, Letters.Confirm(person.Name, await links.Confirm(db, person)));
    }

    /// <summary>Confirms by the link's token. Has no actor: whoever holds the link may. Twice is as good as once. 409 <c>confirm_link_invalid</c>.</summary>
    public async Task Confirm(Guid person, string? token, CancellationToken stop)
    {
        await using var db = await store.WriteSystem("confirm an address", stop);
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Register>().Users(db);
        var found = await users.FindByIdAsync(person.ToString()) ?? throw LinkDead();
        if (!(await users.ConfirmEmailAsync(found, PersonLinks.Token(token))).Succeeded) throw LinkDead();
        await db.Commit(stop);
        log.LogInformation("Person {Person} confirmed the address", person);
    }
}
