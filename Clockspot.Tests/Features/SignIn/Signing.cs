using System.Globalization;
using System.Security.Cryptography;
using Clockspot.Features.SignIn;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Features.SignIn;

/// <summary>What the tests of this slice share: signing in by the form, reading mail, computing codes.</summary>
static class Signing
{
    public const string Olive = "owner-harbor@example.com";

    public static Task<Page> SignIn(this Browser browser, string email, string password, string path = "/sign-in") =>
        browser.Submit(path, "sign-in", ("Input.Email", email), ("Input.Password", password));

    /// <summary>The newest mail to an address with that subject, and the path of the first link in it.</summary>
    public static async Task<string> MailedPath(this World world, string to, string subject)
    {
        await using var db = await world.Store.OpenSystem("test", default);
        var body = await db.Mail.Where(mail => mail.To == to && mail.Subject == subject).OrderByDescending(mail => mail.Id).Select(mail => mail.Body).FirstAsync();
        const string origin = "http://localhost:5080";
        var from = body!.IndexOf(origin, StringComparison.Ordinal) + origin.Length;
        return body[from..body.IndexOfAny(['\r', '\n'], from)];
    }

    public static async Task<int> MailCount(this World world, string subject)
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Mail.CountAsync(mail => mail.Subject == subject);
    }

    public static async Task<Person> Person(this World world, string email)
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Users.SingleAsync(person => person.Email == email);
    }

    /// <summary>Adds somebody by the use-case that the other slices call.</summary>
    public static async Task<Person> Register(this World world, string email, string? password, bool confirmed = false, bool isDemo = false)
    {
        await using var scope = world.Services.CreateAsyncScope();
        await using var db = await world.Store.WriteSystem("test", default);
        var person = await scope.ServiceProvider.GetRequiredService<Register>().Add(db, "Nora New", email, password, confirmed, isDemo);
        await db.Commit(default);
        return person;
    }

    /// <summary>Turns two-step sign-in on for whoever is signed in, and answers the app's key and the recovery codes.</summary>
    public static async Task<(string Key, IReadOnlyList<string> Codes)> TurnOn(this World world, Browser browser)
    {
        var page = await browser.Submit("/profile", "two-step-start", ("Input.OwnPassword", World.Password));
        var key = page.Document.QuerySelectorAll("p code").Single().TextContent;
        Assert.NotNull(page.Document.QuerySelector("[role=img] svg"));
        Assert.Empty(page.Document.QuerySelectorAll("[role=img] script, [role=img] [style]"));
        var answer = await browser.Submit(page, "/profile", "two-step-confirm", ("Input.Code", Totp(key, world.Clock.GetCurrentInstant())));
        Assert.Equal(200, (int)answer.Status);
        return (key, [.. answer.Document.QuerySelectorAll(".codes code").Select(code => code.TextContent)]);
    }

    /// <summary>The code of a moment, by RFC 6238: 30 seconds, 6 digits, HMAC-SHA-1.</summary>
    public static string Totp(string base32, Instant at)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(base32.Replace(" ", "", StringComparison.Ordinal).Select(letter => Convert.ToString(alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = bits.Chunk(8).Where(eight => eight.Length == 8).Select(eight => Convert.ToByte(new string(eight), 2)).ToArray();
#pragma warning disable CA5350 // The RFC says SHA-1.
        var step = BitConverter.GetBytes(at.ToUnixTimeSeconds() / 30).Reverse().ToArray();
        var hash = HMACSHA1.HashData(key, step);
#pragma warning restore CA5350
        var from = hash[^1] & 15;
        var number = ((hash[from] & 127) << 24) | (hash[from + 1] << 16) | (hash[from + 2] << 8) | hash[from + 3];
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
