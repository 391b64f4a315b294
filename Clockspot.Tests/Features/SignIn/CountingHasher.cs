using Clockspot.Features.SignIn;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clockspot.Tests.Features.SignIn;

/// <summary>Counts what takes the time of a sign-in, so that a test compares work and not milliseconds.</summary>
sealed class CountingHasher() : PasswordHasher<Person>(Options.Create(new PasswordHasherOptions { IterationCount = Host.Rounds }))
{
    int verified, hashed;

    /// <summary>Puts it in the place of the program's own.</summary>
    public void Into(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IPasswordHasher<Person>>(this));

    /// <summary>How many passwords were verified since it was last asked.</summary>
    public int TakeCount() => Interlocked.Exchange(ref verified, 0);

    /// <summary>How many passwords were hashed since it was last asked.</summary>
    public int TakeHashed() => Interlocked.Exchange(ref hashed, 0);

    public override string HashPassword(Person user, string password)
    {
        Interlocked.Increment(ref hashed);
        return base.HashPassword(user, password);
    }

    public override PasswordVerificationResult VerifyHashedPassword(Person user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref verified);
        return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
