using Clockspot.Data;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>
/// Mail that the account caused to an address that is to be forgotten. Mail of others to the same address is theirs: whoever writes an
/// address into a record could else make a stranger's
/// mail vanish. A security notice that waits is sent first, since a thief would erase it.
/// </summary>
sealed class MailErasure(MailLimits limits) : IErasable
{
    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => Task.CompletedTask;

    public async Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop)
    {
        if (who.Email?.ToUpperInvariant() is not { } address || db.AccountId is not { } account) return;
        var mails = db.Mail.Where(mail => mail.AccountId == account && mail.NormalizedTo == address);
        // That an invitation went is still counted today, under a word that stands for the address and tells it to nobody.
        var word = limits.WordFor(address);
        await mails.Where(mail => mail.Kind == MailKind.Invitation)
            .ExecuteUpdateAsync(row => row.SetProperty(mail => mail.To, "").SetProperty(mail => mail.NormalizedTo, word)
            .SetProperty(mail => mail.Subject, "").SetProperty(mail => mail.Body, (string?)null), stop);
        await mails.Where(mail => mail.Kind != MailKind.Notice || mail.SentAt != null || mail.Body == null).ExecuteDeleteAsync(stop);
    }

    public Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Removes the mail about sign-ins that are gone: links that lead nowhere, and notices once they are sent.</summary>
    internal static Task OfGone(ClockspotDb db, CancellationToken stop) => db.MailOfGone().ExecuteDeleteAsync(stop);
}
