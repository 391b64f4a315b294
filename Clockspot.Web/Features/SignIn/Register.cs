using Clockspot.Data;
using Clockspot.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Clockspot.Features.SignIn;

/// <summary>Makes sign-ins inside somebody else's transaction, by ASP.NET Core Identity's rules.</summary>
public sealed class Register(IServiceProvider services)
{
    internal static Refusal AddressTaken() =>
        Refusal.Field("email", "taken", "There is a sign-in with this address already. Sign in first, then come back.");

    /// <summary>
    /// Adds a person. 422 on a password that Identity refuses, and <c>taken</c> for a second proven sign-in under an address. Whether another
    /// one may be made there is the caller's question. Does not commit.
    /// </summary>
    /// <param name="db">The open operation of the system.</param>
    /// <param name="name">The person's name.</param>
    /// <param name="email">The address.</param>
    /// <param name="password">The password, or null for a person who never signs in with one (the demo's).</param>
    /// <param name="confirmed">The address is known to be the person's: an invitation was accepted, or no mail goes out.</param>
    /// <param name="isDemo">The person exists only in a demo workspace.</param>
    /// <param name="company">The company that they open or join, whose name is no password.</param>
    public async Task<Person> Add(ClockspotDb db, string name, string email, string? password, bool confirmed, bool isDemo = false,
        string? company = null)
    {
        var users = Users(db);
        var person = new Person(Ids.New(db.Now), name, email, db.Now) { EmailConfirmed = confirmed, IsDemo = isDemo,
            Companies = company is null ? [] : [company] };
        try
        {
            var made = password is null ? await users.CreateAsync(person) : await users.CreateAsync(person, password);
            return made.Succeeded ? person : throw Refused(made);
        }
        catch (DbUpdateException failure) when (AddressProof.IsProvenTwice(failure))
        {
            throw AddressTaken();
        }
    }

    /// <summary>Does the work of hashing a password before the write that sets it begins.</summary>
    internal void Prepare(string? password) => PreparedHasher.Prepare(services.GetRequiredService<IPasswordHasher<Person>>(), password);

    /// <summary>Identity's user manager over the context of an operation, so that what it does belongs to that transaction.</summary>
    internal UserManager<Person> Users(ClockspotDb db)
    {
        var errors = services.GetRequiredService<IdentityErrorDescriber>();
        var manager = new UserManager<Person>(new PeopleStore(db, errors, services.GetRequiredService<IDataProtectionProvider>()),
            services.GetRequiredService<IOptions<IdentityOptions>>(), services.GetRequiredService<IPasswordHasher<Person>>(),
            services.GetServices<IUserValidator<Person>>(), services.GetServices<IPasswordValidator<Person>>(),
            services.GetRequiredService<ILookupNormalizer>(), errors, services, services.GetRequiredService<ILogger<UserManager<Person>>>());
        return manager;
    }

    /// <summary>Identity's errors as a refusal, each at its field.</summary>
    internal static Refusal Refused(IdentityResult result) =>
        result.Errors.Any(error => error.Code.StartsWith("Duplicate", StringComparison.Ordinal))
            ? AddressTaken()
            : Refusal.Invalid([.. result.Errors.Select(error => new FieldError(error.Code.Contains("Password", StringComparison.Ordinal) ? "password" : "email", "invalid", error.Description))]);
}
