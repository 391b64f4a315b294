using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clockspot.Data;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>
/// How much mail goes in a day, from the settings section <c>Mail:PerDay</c>. Counted in the database, by the rows themselves, inside the
/// transaction that writes the next one: so that two at
/// once are counted one after the other, on whichever node. Security notices are not counted; there is nothing that would use them up.
/// </summary>
public sealed class MailLimits
{
    /// <summary>How long each mail is counted.</summary>
    internal static readonly Duration Day = Duration.FromDays(1);

    /// <summary>How long a workspace or a sign-in is new.</summary>
    internal static readonly Duration IsNew = Duration.FromDays(7);

    /// <summary>Of this process alone: an erased address that is guessed cannot be found by it.</summary>
    readonly byte[] secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>How often one address is invited, by whomever.</summary>
    public int Recipient { get; private init; } = 10;

    /// <summary>How many one person invites, in whichever workspaces.</summary>
    public int Sender { get; private init; } = 200;

    /// <summary>How many one workspace invites.</summary>
    public int Account { get; private init; } = 200;

    /// <summary>How many a workspace or a person invites in the first seven days.</summary>
    public int New { get; private init; } = 50;

    /// <summary>How often a link of one kind, to confirm or to reset, is mailed to one address.</summary>
    public int Links { get; private init; } = 5;

    /// <summary>Reads the section. Throws with the name of the setting that is wrong.</summary>
    internal static MailLimits Of(IConfiguration perDay)
    {
        var usual = new MailLimits();
        return new MailLimits
        {
            Recipient = Figure(perDay, nameof(Recipient), usual.Recipient), Sender = Figure(perDay, nameof(Sender), usual.Sender),
                Account = Figure(perDay, nameof(Account), usual.Account),
            New = Figure(perDay, nameof(New), usual.New), Links = Figure(perDay, nameof(Links), usual.Links),
        };
    }

    /// <summary>What stands in the place of an erased address as long as its mail is counted.</summary>
    internal string WordFor(string normalized) => "erased:" + Convert.ToHexStringLower(HMACSHA256.HashData(secret,
        Encoding.UTF8.GetBytes(normalized)));

    /// <summary>
    /// True when no further such link is mailed to the address today. Those that confirm are counted for each sign-in under the address, and for all of
    /// them by four times as many, so that a stranger's sign-ins don't use up what its holder's needs.
    /// </summary>
    internal async Task<bool> LinksAreUsedUp(ClockspotDb db, Letter letter, CancellationToken stop)
    {
        var (address, kind, since) = (letter.To.ToUpperInvariant(), letter.Kind, db.Now - Day);
        var sent = db.Mail.Where(mail => mail.NormalizedTo == address && mail.CreatedAt > since && mail.Kind == kind);
        if (kind != MailKind.Confirmation || letter.Cause.PersonId is not { } person) return await sent.CountAsync(stop) >= Links;
        return await sent.CountAsync(mail => mail.SenderId == person, stop) >= Links || await sent.CountAsync(stop) >= 4 * Links;
    }

    static int Figure(IConfiguration perDay, string name, int usual) => perDay[name] is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var figure) && figure > 0 ? figure
        : throw new InvalidOperationException($"Mail:PerDay:{name} must be a whole number above 0; it is '{text}'.");
}
