using System.Security.Cryptography;
using Clockspot.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.SignIn;

/// <summary>
/// Identity's tables over our context. The secrets of two-step sign-in (the authenticator's key and the recovery codes) are kept under
/// Data Protection, so that a copy of the database alone does not open them.
/// </summary>
sealed class PeopleStore(ClockspotDb db, IdentityErrorDescriber errors, IDataProtectionProvider protection) : UserOnlyStore<Person, ClockspotDb, Guid>(db, errors)
{
    /// <summary>Under what Identity keeps the two secrets; the framework does not publish the names.</summary>
    public static readonly IReadOnlyList<(string Provider, string Name)> TwoStepSecrets = [("[AspNetUserStore]", "AuthenticatorKey"), ("[AspNetUserStore]", "RecoveryCodes")];

    /// <summary>The first of them: the key of the app.</summary>
    public static readonly (string Provider, string Name) AuthenticatorKey = TwoStepSecrets[0];

    readonly IDataProtector protector = protection.CreateProtector("SignIn.Tokens");

    /// <summary>
    /// Who has proven the address: only then it names one person. Identity itself would fail where several stand under it.
    /// </summary>
    public override Task<Person?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken = default) =>
        Users.SingleOrDefaultAsync(person => person.NormalizedEmail == normalizedEmail && person.EmailConfirmed, cancellationToken);

    public override Task SetTokenAsync(Person user, string loginProvider, string name, string? value, CancellationToken cancellationToken) =>
        base.SetTokenAsync(user, loginProvider, name, value is null ? null : protector.Protect(value), cancellationToken);

    public override async Task<string?> GetTokenAsync(Person user, string loginProvider, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await base.GetTokenAsync(user, loginProvider, name, cancellationToken) is { } kept ? protector.Unprotect(kept) : null;
        }
        catch (CryptographicException)
        {
            // The key ring is gone: no code fits any more, as if there were no key.
            return null;
        }
    }
}
