using Clockspot.Features.Mail;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Data;

/// <summary>How well somebody is known who writes to others.</summary>
/// <param name="WorkspaceSince">When the workspace was opened.</param>
/// <param name="PersonSince">When the sign-in was made.</param>
/// <param name="Confirmed">The person's address was confirmed.</param>
public sealed record MailSender(Instant WorkspaceSince, Instant PersonSince, bool Confirmed);

/// <summary>What mail asks of accounts and people, which stand above it.</summary>
static class MailSenders
{
    /// <summary>Who sends.</summary>
    public static Task<MailSender> SenderOf(this ClockspotDb db, Guid account, Guid person, CancellationToken stop) => (
        from workspace in db.Accounts
        from sender in db.Users
        where workspace.Id == account && sender.Id == person
        select new MailSender(workspace.CreatedAt, sender.CreatedAt, sender.EmailConfirmed)).SingleAsync(stop);

    /// <summary>
    /// Whether somebody has proven the address to which a mail about a sign-in goes: the person whose sign-in it is, or, where nobody is named,
    /// anybody. Under a stranger's address anybody could make things happen, and have the stranger told of each.
    /// </summary>
    public static Task<bool> HasProven(this ClockspotDb db, Guid? person, string to, CancellationToken stop)
    {
        var address = to.ToUpperInvariant();
        return db.Users.AnyAsync(row => row.EmailConfirmed && (person == null ? row.NormalizedEmail == address : row.Id == person), stop);
    }

    /// <summary>Mail about sign-ins that are gone, but for the notices that wait.</summary>
    public static IQueryable<MailMessage> MailOfGone(this ClockspotDb db) => db.Mail
        .Where(mail => mail.SenderId != null && mail.Kind != MailKind.Invitation && !db.Users.Any(person => person.Id == mail.SenderId))
        .Where(mail => mail.Kind != MailKind.Notice || mail.SentAt != null || mail.Body == null);
}
