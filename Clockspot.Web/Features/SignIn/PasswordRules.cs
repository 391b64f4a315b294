using System.Text;
using Clockspot.Data;
using Microsoft.AspNetCore.Identity;

namespace Clockspot.Features.SignIn;

/// <summary>
/// What a password must not be, beside too short: one that guessers try first, or made of what everybody knows of the person. No classes of
/// characters are asked for; they make passwords harder to keep, not to guess (NIST SP 800-63B, section 5.1.1.2).
/// </summary>
public sealed class PasswordRules : IPasswordValidator<Person>
{
    /// <summary>Letters of one's own words in a password are taken away; so few that are left make it no password.</summary>
    const int LettersOfOthers = 4;

    /// <summary>Shorter words are in many others by chance.</summary>
    const int ShortestWord = 3;

    static readonly Lazy<HashSet<string>> common = new(Read);

    static readonly IdentityError isCommon = new() { Code = "PasswordCommon", Description = "This is one of the most common passwords, which guessers try first. Choose another; a few words in a row are good." };
    static readonly IdentityError isOwn = new() { Code = "PasswordOwn", Description = "This is made of your name, address or company, which others know. Choose something else; a few words in a row are good." };

    /// <summary>How many passwords the list holds.</summary>
    internal static int Count => common.Value.Count;

    /// <inheritdoc />
    public Task<IdentityResult> ValidateAsync(UserManager<Person> manager, Person user, string? password)
    {
        var given = password ?? "";
        // Identity's own rule says so already.
        if (given.Length < manager.Options.Password.RequiredLength) return Task.FromResult(IdentityResult.Success);
        if (common.Value.Contains(given.Trim().ToLowerInvariant())) return Task.FromResult(IdentityResult.Failed(isCommon));
        return Task.FromResult(IsMadeOf(given, [user.Name, user.Email ?? "", .. user.Companies, "clockspot"]) ? IdentityResult.Failed(isOwn)
            : IdentityResult.Success);
    }

    /// <summary>Reads into a person the names of the companies to which they belong, for the check of a new password.</summary>
    internal static async Task ReadCompanies(ClockspotDb db, Person person, CancellationToken stop) =>
        person.Companies = [.. (await PersonMemberships.Of(db, person.Id, stop)).Select(row => row.Company)];

    /// <summary>True when little is left of a password's letters without those words.</summary>
    static bool IsMadeOf(string password, IEnumerable<string> own)
    {
        var letters = Letters(password);
        var words = own.SelectMany(text => text.Split([' ', '@', '.', '-', '_', '+', ',', '\'', '&', '/'],
            StringSplitOptions.RemoveEmptyEntries)).Concat(own).Select(Letters)
            .Where(word => word.Length >= ShortestWord).Distinct(StringComparer.Ordinal).OrderByDescending(word => word.Length);
        var rest = words.Aggregate(letters, (text, word) => text.Replace(word, " ", StringComparison.Ordinal));
        return rest != letters && rest.Count(char.IsLetter) < LettersOfOthers;
    }

    /// <summary>Small letters without accents, and nothing else.</summary>
    static string Letters(string text) => string.Concat(text.Normalize(NormalizationForm.FormD).Where(char.IsLetter)).ToLowerInvariant();

    static HashSet<string> Read()
    {
        using var file = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!);
        return file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }
}
