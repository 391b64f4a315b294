using Clockspot.Data;
using Clockspot.Features.Mail;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>The sign-in of somebody who left, when it leads to no other workspace; otherwise it is not this workspace's to erase.</summary>
sealed class PersonErasure : IErasable
{
    public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => Task.CompletedTask;

    public async Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop)
    {
        await db.Users.Where(person => person.Id == who.PersonId && !db.Employees.AcrossAccounts().Any(row => row.PersonId == person.Id))
            .ExecuteDeleteAsync(stop);
        await MailErasure.OfGone(db, stop);
    }

    public Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop) => Task.CompletedTask;
}
