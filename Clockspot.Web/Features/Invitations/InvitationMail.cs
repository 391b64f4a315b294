using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Mail;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Invitations;

/// <summary>The mail that carries an invitation's link.</summary>
public sealed class InvitationMail(Postbox postbox, InvitationLinks links)
{
    /// <summary>Whether the actor's invitations go out by mail. A demo's never do.</summary>
    internal bool GoesOut(Actor actor) => postbox.Delivers && !actor.IsDemo;

    /// <summary>The company's name, for the letter.</summary>
    internal Task<string> Company(ClockspotDb db, Actor actor, CancellationToken stop) =>
        db.Accounts.Where(row => row.Id == actor.AccountId).Select(row => row.Name).SingleAsync(stop);

    /// <summary>The present link.</summary>
    internal string Link(Invitation invitation) => links.Make(invitation);

    /// <summary>How many may go to those addresses now; null where none is written.</summary>
    internal Task<MailRoom?> Room(ClockspotDb db, Actor actor, IReadOnlyCollection<string> to, CancellationToken stop) =>
        postbox.Room(db, MailCause.By(actor), to, stop);

    /// <summary>Writes the mail in the caller's transaction. 429 <c>mail_limit_reached</c> when there is no room for it.</summary>
    internal void Post(ClockspotDb db, Actor actor, string company, Role role, Invitation invitation, MailRoom? room) =>
        postbox.Write(db, new Letter(MailCause.By(actor), MailKind.Invitation, invitation.Email, $"{actor.Name} invites you to {company} on Clockspot", $"""
            Hello,

            {actor.Name} invites you to join {company} on Clockspot, where its people clock in and out, as: {role.Title()}.
            Follow this link to accept:

            {new Verbatim(links.Make(invitation))}

            It works once, for seven days. If you do not know {company}, ignore this mail: nothing happens.
            """), room);
}
