using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.SignIn;

/// <summary>Address and password.</summary>
public sealed record EnterPassword
{
    /// <summary>The address.</summary>
    [Required(ErrorMessage = "Enter your email address."), StringLength(254, ErrorMessage = "At most 254 characters.")]
    public string? Email { get; set; }

    /// <summary>The password.</summary>
    [Required(ErrorMessage = "Enter your password."), StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Password { get; set; }

    /// <summary>Stays signed in when the browser is closed.</summary>
    public bool Remember { get; set; }
}

/// <summary>Signing in and out. No actor: nobody is there yet.</summary>
public sealed class Credentials(SignInManager<Person> signIn, Attempts attempts, Guesses guesses, KnownDevices devices,
    SignInLog signIns, ILogger<Credentials> log)
{
    /// <summary>
    /// So many sign-ins under an address are tried, and so many passwords verified whether they are there or not, so that the time tells
    /// nothing.
    /// </summary>
    const int Tried = 3;

    static readonly Person nobody = new(Guid.Empty, "", "", default);

    /// <summary>Of the same cost as everybody's, by the hasher that makes theirs.</summary>
    static string? nobodysHash;

    static Refusal Wrong() => new("sign_in_failed", 422, "Wrong address or password",
        "Check both and try again. After five wrong passwords the address is locked for ten minutes.");

    static Refusal Locked() => new("locked_out", 429, "Too many wrong attempts",
        "Sign-in with this address is locked for ten minutes in this browser. Wait, use a device on which you signed in before, "
        + "or choose a new password by \"Forgot your password?\", which unlocks it at once.");

    /// <summary>429 for whoever guessed too often at what only the person knows who has the password, such as a code.</summary>
    internal static Refusal LockedOut() => new("locked_out", 429, "Too many wrong attempts",
        "This sign-in is locked for ten minutes. Wait, or choose a new password by \"Forgot your password?\", which unlocks it at once.");

    /// <summary>
    /// Signs in by password. True when a code must follow. 422 <c>sign_in_failed</c> and 429 <c>locked_out</c>, the same and after the
    /// same work whether the address has a sign-in, none, or several. A browser in which one of them signed in before is counted by
    /// itself: strangers' guesses do not lock it.
    /// </summary>
    public async Task<bool> SignIn(EnterPassword input, CancellationToken stop)
    {
        Input.Check(input);
        var address = signIn.UserManager.NormalizeEmail(input.Email!.Trim())!;
        nobodysHash ??= signIn.UserManager.PasswordHasher.HashPassword(nobody, "the password of nobody");
        var device = await Known(address, stop);
        var deviceLocks = false;
        if (device is not null)
        {
            using var turn = await attempts.Enter(device.Id, stop);
            var (locked, person) = (guesses.IsLockedDevice(device.Id), await Find(device.Person, stop));
            if (await Try(input, locked ? null : person) is { } own)
            {
                guesses.ForgiveDevice(device.Id);
                return own;
            }
            deviceLocks = locked || guesses.CountDevice(device.Id);
            if (deviceLocks) TellLocked(person);
        }
        if (await AsStranger(input, address, device, stop) is { } entered) return entered;
        throw (device is null ? guesses.IsLocked(address) : deviceLocks) ? Locked() : Wrong();
    }

    /// <summary>Signs out in this browser: its session ends.</summary>
    public Task SignOut() => signIn.SignOutAsync();

    /// <summary>
    /// A guess by anybody, at what stands under the address beside the device's own. Null when nothing fitted, or strangers are locked
    /// out.
    /// </summary>
    async Task<bool?> AsStranger(EnterPassword input, string address, KnownDevice? device, CancellationToken stop)
    {
        var from = signIn.Context.Connection.RemoteIpAddress;
        var (network, wide) = (CallerNetwork.Near(from), CallerNetwork.Wide(from));
        await Task.Delay(guesses.Pause(address, network, wide), stop);
        using var turn = await attempts.Enter(address, stop);
        var slots = await Slots(address, device, stop);
        var found = slots.OfType<Person>().ToArray();
        if (guesses.IsLocked(address)) Array.Clear(slots);
        bool? entered = null;
        Person? who = null;
        foreach (var slot in slots)
        {
            var person = entered is null ? slot : null;
            if (await Try(input, person) is { } result) (entered, who) = (result, person);
        }
        if (entered is null && guesses.Count(address, network, wide)) TellLocked(found);
        // Whoever made a sign-in of their own under somebody's address gains no guesses at that somebody's by signing in to it.
        if (who is { EmailConfirmed: true }) guesses.Forgive(address);
        return entered;
    }

    /// <summary>
    /// Whose password is tried: who has proven the address, the newest and the oldest of those who have not, so that nobody who comes later shuts
    /// out who was there. Which unproven ones must not hang on whether there is a proven one: it would tell.
    /// </summary>
    async Task<Person?[]> Slots(string address, KnownDevice? device, CancellationToken stop)
    {
        var own = device?.Person;
        var latest = await Under(address).OrderByDescending(row => row.EmailConfirmed).ThenByDescending(row => row.CreatedAt)
            .ThenBy(row => row.Id).Take(Tried).ToListAsync(stop);
        var first = await Under(address).Where(row => !row.EmailConfirmed && row.Id != own).OrderBy(row => row.CreatedAt)
            .ThenBy(row => row.Id).FirstOrDefaultAsync(stop);
        var proven = latest.Find(person => person.EmailConfirmed);
        var newest = latest.Find(person => !person.EmailConfirmed && person.Id != own);
        var oldest = first?.Id == newest?.Id ? null : first;
        if (device is null) return [proven, newest, oldest];
        return proven?.Id == own ? [newest, oldest] : [proven, newest];
    }

    /// <summary>
    /// One verification of a password, whether or not there is a person. True when a code must follow, null when it does not fit.
    /// </summary>
    async Task<bool?> Try(EnterPassword input, Person? person)
    {
        var hasher = signIn.UserManager.PasswordHasher;
        if (person is null || await signIn.UserManager.IsLockedOutAsync(person))
        {
            var fits = hasher.VerifyHashedPassword(person ?? nobody, person?.PasswordHash ?? nobodysHash!, input.Password!);
            TellLocked(person);
            return person is not null && fits != PasswordVerificationResult.Failed ? throw LockedOut() : null;
        }
        // Failures are counted by Guesses: a count in the database would be there for known addresses alone.
        var result = await signIn.PasswordSignInAsync(person, input.Password!, input.Remember, lockoutOnFailure: false);
        if (result.RequiresTwoFactor) return true;
        if (!result.Succeeded) return null;
        log.LogInformation("Person {Person} signed in", person.Id);
        return false;
    }

    /// <summary>Tells the audit logs of those whose sign-in is locked, while nobody waits for it.</summary>
    void TellLocked(params Person?[] people)
    {
        foreach (var person in people.OfType<Person>()) signIns.Failed(person, "password", locked: true, signIn.Origin());
    }

    /// <summary>The device, when the browser brings one of somebody under the address.</summary>
    async Task<KnownDevice?> Known(string address, CancellationToken stop)
    {
        var device = devices.Read();
        var id = device?.Person ?? Guid.Empty;
        var person = await Under(address).AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stop);
        return person is not null && KnownDevices.Fits(device!, person) ? device : null;
    }

    Task<Person?> Find(Guid person, CancellationToken stop) =>
        signIn.UserManager.Users.SingleOrDefaultAsync(row => row.Id == person && row.PasswordHash != null, stop);

    /// <summary>The sign-ins under an address that have a password. A demo's have none to type.</summary>
    IQueryable<Person> Under(string address) =>
        signIn.UserManager.Users.Where(row => row.NormalizedEmail == address && !row.IsDemo && row.PasswordHash != null);
}
