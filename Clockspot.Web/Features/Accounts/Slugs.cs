using System.Globalization;
using System.Text;
using Clockspot.Data;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Accounts;

/// <summary>Names of workspaces in addresses.</summary>
static class Slugs
{
    const int Longest = 40;

    static readonly HashSet<string> reserved = ["new", "api", "app", "admin", "demo", "help", "health", "mcp", "oauth", "open", "sign-in", "sign-out", "system", "w", "workspaces"];

    /// <summary>A name made of a company's: ascii, lower case, dashes. What is left of letters that are not ascii is what their accents leave.</summary>
    public static string Of(string name)
    {
        var slug = new StringBuilder();
        foreach (var sign in name.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(sign) == UnicodeCategory.NonSpacingMark || sign is '\'' or '’') continue;
            if (char.IsAsciiLetterOrDigit(sign)) slug.Append(char.ToLowerInvariant(sign));
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        var cut = slug.ToString(0, Math.Min(slug.Length, Longest)).Trim('-');
        return cut.Length == 0 ? "workspace" : cut;
    }

    /// <summary>The same, free at this moment; a number follows where it is taken or reserved.</summary>
    public static async Task<string> Free(ClockspotDb db, string name, CancellationToken stop)
    {
        var slug = Of(name);
        var taken = (await db.Accounts.Where(row => row.Slug.StartsWith(slug)).Select(row => row.Slug).ToListAsync(stop)).ToHashSet();
        if (!reserved.Contains(slug) && !taken.Contains(slug)) return slug;
        var number = 2;
        while (taken.Contains($"{slug}-{number}")) number++;
        return $"{slug}-{number}";
    }
}
