using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>A mail on its way. Written in the transaction of what it speaks of, sent by <c>MailJob</c>; its text is erased once it is gone.</summary>
public sealed class MailMessage
{
    MailMessage() => To = Subject = "";

    /// <summary>A mail to send.</summary>
    public MailMessage(Guid id, string to, string subject, string body, Instant now) =>
        (Id, To, Subject, Body, CreatedAt, DueAt) = (id, to, subject, body, now, now);

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The address.</summary>
    public string To { get; private set; }

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
    }
}
