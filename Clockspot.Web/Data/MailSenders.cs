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

    /// <summary>Mail about sign-ins that are gone, but for the notices that wait.</summary>
    public static IQueryable<MailMessage> MailOfGone(this ClockspotDb db) => db.Mail
        .Where(mail => mail.SenderId != null && mail.Kind != MailKind.Invitation && !db.Users.Any(person => person.Id == mail.SenderId))
        .Where(mail => mail.Kind != MailKind.Notice || mail.SentAt != null || mail.Body == null);
}
