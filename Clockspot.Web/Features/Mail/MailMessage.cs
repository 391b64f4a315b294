using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>What a mail is about.</summary>
public enum MailKind
{
    /// <summary>Something happened to the recipient's own sign-in, keys or connections: a security notice. Never erased before it is sent.</summary>
    Notice,
    /// <summary>Asks to confirm an address.</summary>
    Confirmation,
    /// <summary>Carries a link to choose a new password.</summary>
    Reset,
    /// <summary>Somebody invites somebody.</summary>
    Invitation,
}

/// <summary>A mail on its way. Written in the transaction of what it speaks of, sent by <c>MailJob</c>; its text is erased once it is gone.</summary>
public sealed class MailMessage
{
    MailMessage() => To = NormalizedTo = Subject = "";

    /// <summary>A mail to send.</summary>
    public MailMessage(Guid id, string to, string subject, string body, Instant now) =>
        (Id, To, NormalizedTo, Subject, Body, CreatedAt, DueAt) = (id, to, to.ToUpperInvariant(), subject, body, now, now);

    /// <summary>The account that causes it; null for what concerns a sign-in alone.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>The person who causes it; null for nobody who is signed in.</summary>
    public Guid? SenderId { get; init; }

    /// <summary>What it is about.</summary>
    public MailKind Kind { get; init; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The address.</summary>
    public string To { get; private set; }

    /// <summary>The address in upper case, for comparison.</summary>
    public string NormalizedTo { get; private set; }

    /// <summary>The subject line.</summary>
    public string Subject { get; private set; }

    /// <summary>Plain text; null once sent over SMTP or given up.</summary>
    public string? Body { get; private set; }

    /// <summary>When it was written.</summary>
    public Instant CreatedAt { get; private set; }

    /// <summary>When it is sent next: while a node sends it, the end of that node's lease.</summary>
    public Instant DueAt { get; private set; }

    /// <summary>How often sending it failed.</summary>
    public int Failures { get; private set; }

    /// <summary>When it was sent; null while it waits.</summary>
    public Instant? SentAt { get; private set; }

    /// <summary>It is gone; the text, which may hold a link with power, is kept only by the outbox of Development.</summary>
    public void Sent(Instant now, bool keepBody)
    {
        SentAt = now;
        if (!keepBody) Body = null;
    }

    /// <summary>It did not go; tried again later, or given up for good when there is no later: then the text goes, too.</summary>
    public void Failed(Instant? retryAt)
    {
        Failures++;
        if (retryAt is { } later) DueAt = later;
        else Body = null;
    }
}

sealed class MailMessageData : IEntityTypeConfiguration<MailMessage>
{
    public void Configure(EntityTypeBuilder<MailMessage> builder)
    {
        builder.ToTable("Mail").HasKey(row => row.Id);
        builder.HasIndex(row => new { row.SentAt, row.DueAt });
        // What counts mail by day, so that nobody is flooded and nobody floods.
        builder.HasIndex(row => new { row.NormalizedTo, row.CreatedAt });
        builder.HasIndex(row => new { row.SenderId, row.CreatedAt });
        builder.HasIndex(row => new { row.AccountId, row.CreatedAt });
    }
}
