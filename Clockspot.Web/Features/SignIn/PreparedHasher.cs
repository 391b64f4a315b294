using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Clockspot.Features.SignIn;

/// <summary>
/// Identity's hasher, which can do its work beforehand: hashing takes a tenth of a second on purpose, and inside a write everybody else's writes
/// would wait for it.
/// </summary>
public sealed class PreparedHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<Person>(options)
{
    static readonly Person nobody = new(Guid.Empty, "", "", default);

    readonly AsyncLocal<(string Password, string Hash)?> ready = new();

    /// <summary>Hashes a password that this operation is about to set; the next hash of the same password in it is this one.</summary>
    /// <param name="hasher">The program's; another kind hashes when it is asked.</param>
    /// <param name="password">The password, or null.</param>
    internal static void Prepare(IPasswordHasher<Person> hasher, string? password)
    {
        if (hasher is PreparedHasher own && password is { Length: > 0 }) own.ready.Value = (password, own.HashPassword(nobody, password));
    }

    /// <inheritdoc />
    public override string HashPassword(Person user, string password)
    {
        if (ready.Value is not { } one || one.Password != password) return base.HashPassword(user, password);
        ready.Value = null;
        return one.Hash;
    }
}
