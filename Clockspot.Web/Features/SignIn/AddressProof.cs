using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.SignIn;

/// <summary>
/// Whose an address is. Several sign-ins may be made under one until a link that came there by mail proves it to be one's; from then on it
/// is that sign-in's, and the others keep nothing (Docs/decisions/023-proven-addresses.md). The callers commit.
/// </summary>
public sealed class AddressProof(Store store, Postbox postbox, IEnumerable<IActsForPerson> acting,
    IEnumerable<ISignInEnds> slices, IServiceScopeFactory scopes, ILogger<AddressProof> log)
{
    const string Elsewhere = "The address was confirmed by another sign-in.";
    const string StartedClean = "The address was confirmed by its holder, who starts clean.";

    static Refusal OfAnother() => new("address_of_another", 409, "This address belongs to another sign-in",
        "Another sign-in has confirmed this address. Sign in with that one, or choose a new password for it by \"Forgot your password?\".");

    /// <summary>
    /// Refuses with 422 <c>taken</c> an address that has a sign-in already: a proven one, or, where no mail goes out and nobody could
    /// ever prove one, any. For those alone who may know: it tells.
    /// </summary>
    internal async Task RequireFree(ClockspotDb db, string email, CancellationToken stop)
    {
        if (await HasSignIn(db, email, stop)) throw Register.AddressTaken();
    }

    /// <summary>Whether somebody signs in under an address: has proven it, or, where no mail goes out, has any sign-in there.</summary>
    internal Task<bool> HasSignIn(ClockspotDb db, string email, CancellationToken stop) =>
        Under(db, Normal(email)).AnyAsync(row => row.EmailConfirmed || !postbox.Delivers, stop);

    /// <summary>Who has proven an address, or null.</summary>
    internal Task<Person?> ProvenBy(ClockspotDb db, string email, CancellationToken stop) =>
        Under(db, Normal(email)).SingleOrDefaultAsync(row => row.EmailConfirmed, stop);

    /// <summary>
    /// Whom a new password under an address concerns: who has proven it, else the sign-in that was there first, so that nobody can put
    /// themselves before it.
    /// </summary>
    internal Task<Person?> HolderOf(ClockspotDb db, string email, CancellationToken stop) =>
        Under(db, Normal(email)).OrderByDescending(row => row.EmailConfirmed).ThenBy(row => row.CreatedAt).ThenBy(row => row.Id)
            .FirstOrDefaultAsync(stop);

    /// <summary>
    /// The address is the person's from now on, and the others' under it no longer. 409 <c>address_of_another</c> when one of them was
    /// first.
    /// </summary>
    internal async Task Prove(ClockspotDb db, UserManager<Person> users, Person person, CancellationToken stop)
    {
        if (await ProvenBy(db, person.Email!, stop) is { } owner && owner.Id != person.Id) throw OfAnother();
        person.EmailConfirmed = true;
        try
        {
            var done = await users.UpdateAsync(person);
            if (!done.Succeeded) throw Register.Refused(done);
        }
        catch (DbUpdateException failure) when (IsProvenTwice(failure))
        {
            throw OfAnother();
        }
    }

    /// <summary>The same in an operation of its own, for those whose operation is confined to one account.</summary>
    internal async Task Prove(Guid id, CancellationToken stop)
    {
        await using var db = await store.WriteSystem("somebody has proven an address", stop);
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Register>().Users(db);
        // Whoever was first under the address keeps it; the person joined all the same.
        if (await users.FindByIdAsync(id.ToString()) is not { } person) return;
        if (await ProvenBy(db, person.Email!, stop) is { } owner && owner.Id != id) return;
        await Prove(db, users, person, stop);
        await db.Commit(stop);
        await Settle(person, stop);
    }

    /// <summary>
    /// Ends every other sign-in under a proven address that has not proven it. An Owner's workspace passes to the one who has. Call it
    /// after the commit of the proof: each ends in a transaction of its own, since somebody may have made many, and nobody else's writes
    /// wait for all.
    /// </summary>
    internal async Task Settle(Person person, CancellationToken stop)
    {
        List<Guid> others;
        await using (var db = await store.OpenSystem("the other sign-ins under a proven address", stop))
            others = await Under(db, person.NormalizedEmail!).Where(row => row.Id != person.Id && !row.EmailConfirmed)
                .Select(row => row.Id).ToListAsync(stop);
        foreach (var other in others)
        {
            await using var db = await store.WriteSystem("end the other sign-ins under a proven address", stop);
            await EndRecords(db, other, person, Elsewhere, stop);
            // Its open pages stop.
            await SessionList.Remove(db, other, _ => true, stop);
            await db.Users.Where(row => row.Id == other && !row.EmailConfirmed).ExecuteDeleteAsync(stop);
            await db.Commit(stop);
            log.LogInformation("Sign-in {Other} ended: person {Person} has proven its address", other, person.Id);
        }
    }

    /// <summary>Takes from a sign-in what whoever made it may have left there: two-step secrets, sessions, keys and connections.</summary>
    internal async Task StartClean(ClockspotDb db, UserManager<Person> users, Person person, CancellationToken stop)
    {
        foreach (var (provider, name) in PeopleStore.TwoStepSecrets) await users.RemoveAuthenticationTokenAsync(person, provider, name);
        (person.TwoFactorEnabled, person.LastCodeStep) = (false, null);
        await users.UpdateAsync(person);
        await SessionList.Remove(db, person.Id, _ => true, stop);
        await EndRecords(db, person.Id, heir: null, StartedClean, stop);
    }

    /// <summary>The database's own refusal of a second proven sign-in under an address.</summary>
    internal static bool IsProvenTwice(DbUpdateException failure) => failure.InnerException?.Message is { } text
        && (text.Contains("People.NormalizedEmail", StringComparison.Ordinal)
            || text.Contains("IX_People_ProvenEmail", StringComparison.Ordinal));

    /// <summary>An address as it is compared.</summary>
    internal static string Normal(string email) => email.Trim().Normalize().ToUpperInvariant();

    /// <summary>The sign-ins under an address. A demo's are nobody's.</summary>
    static IQueryable<Person> Under(ClockspotDb db, string address) => db.Users.Where(row => row.NormalizedEmail == address && !row.IsDemo);

    /// <summary>
    /// Goes into each workspace of a sign-in, so that the account's filter and guard hold, and ends there what acts by it; what it owns
    /// passes to the heir.
    /// </summary>
    async Task EndRecords(ClockspotDb db, Guid person, Person? heir, string reason, CancellationToken stop)
    {
        var records = await db.Employees.AcrossAccounts().Where(row => row.PersonId == person)
            .Select(row => new { row.AccountId, row.Id }).ToListAsync(stop);
        foreach (var one in records)
            await db.Within(one.AccountId, () => EndRecord(db, one.AccountId, one.Id, heir, reason, stop), stop);
    }

    async Task EndRecord(ClockspotDb db, Guid account, Guid id, Person? heir, string reason, CancellationToken stop)
    {
        var record = await db.Employees.SingleAsync(row => row.Id == id, stop);
        var actor = Actor.System(account, "Sign-in") with { EmployeeId = id };
        foreach (var slice in acting) await slice.End(db, actor, reason, stop);
        if (heir is null) return;
        foreach (var slice in slices) await slice.Handle(db, actor, record, reason, stop);
        await EmployeeRecords.PassOn(db, actor, record, heir.Id, reason, stop);
    }
}
