using Clockspot.Data;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>Mail to an address, whether it is gone already or waits: whoever is forgotten is written to no more.</summary>
sealed class MailErasure : IErasable
{
    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => Task.CompletedTask;

#pragma warning disable MA0011 // Translated to the database's upper(), which knows no culture.
    public Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop) => who.Email?.ToUpperInvariant() is not { } address ? Task.CompletedTask
        : db.Mail.Where(mail => mail.To.ToUpper() == address).ExecuteDeleteAsync(stop);
#pragma warning restore MA0011

    public Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop) => Task.CompletedTask;
}
