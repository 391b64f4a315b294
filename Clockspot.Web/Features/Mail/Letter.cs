using Clockspot.Domain.Access;

namespace Clockspot.Features.Mail;

/// <summary>What causes a mail: an erasure of that account, or of that sign-in, is the only one that reaches it.</summary>
/// <param name="AccountId">The account; null for what concerns a sign-in alone.</param>
/// <param name="PersonId">Who invites; for any other mail whose sign-in it is about.</param>
/// <param name="IsDemo">A demo workspace or its people cause it: then it is not written.</param>
public sealed record MailCause(Guid? AccountId, Guid? PersonId, bool IsDemo)
{
    /// <summary>Somebody who writes to others.</summary>
    public static MailCause By(Actor actor) => new(actor.AccountId, actor.PersonId == Guid.Empty ? null : actor.PersonId, actor.IsDemo);
}

/// <summary>A mail to write.</summary>
/// <param name="Cause">Who or what causes it.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="To">The address.</param>
/// <param name="Subject">The subject line.</param>
/// <param name="Body">Plain text.</param>
public sealed record Letter(MailCause Cause, MailKind Kind, string To, MailText Subject, MailText Body);
