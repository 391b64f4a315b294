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
    /// <summary>Somebody invites somebody: the one kind that goes to others.</summary>
    Invitation,
    /// <summary>Tells in time what comes anyway, such as that a key expires.</summary>
    Reminder,
}

/// <summary>A mail on its way. Written in the transaction of what it speaks of, sent by <c>MailJob</c>; its text is erased once it is gone.</summary>
public sealed class MailMessage
{
    MailMessage() => To = NormalizedTo = Subject = "";

    /// <summary>What stands between the texts of notices that go as one mail.</summary>
    const string Between = "\n\n* * *\n\n";

    /// <summary>As much as one mail tells; what comes beyond it is told in one line.</summary>
    const int LongestJoined = 20_000;

    const string Several = "Several security notices from Clockspot";
    const string More = "There was more of this kind. Look at the pages that are named above.";

    /// <summary>A mail to send. A subject has no line breaks, whatever is in it: behind one, another header could begin (RFC 5322, section
    /// 2.2).</summary>
    public MailMessage(Guid id, string to, string subject, string body, Instant now) =>
        (Id, To, NormalizedTo, Subject, Body, CreatedAt, DueAt) = (id, to, to.ToUpperInvariant(), OneLine(subject), body, now, now);

    /// <summary>The account that causes it; null for what concerns a sign-in alone.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>Who invites; for any other mail whose sign-in it is about. Null for the program itself.</summary>
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

    /// <summary>Sends it later than now.</summary>
    public void Hold(Instant until) => DueAt = until;

    /// <summary>Puts another notice to the same person into this one, which waits.</summary>
    public void Join(string subject, string body)
    {
        if (Subject != OneLine(subject)) Subject = Several;
        if (Body!.Length < LongestJoined) Body += Between + body;
        else if (!Body.EndsWith(More, StringComparison.Ordinal)) Body += Between + More;
    }

    /// <summary>
    /// It is gone; the text, which may hold a link with power, is kept only by the outbox of Development. What was joined to it while it
    /// was on its way goes by itself.
    /// </summary>
    /// <param name="now">When.</param>
    /// <param name="keepBody">The text stays.</param>
    /// <param name="sent">The text that went.</param>
    public void Sent(Instant now, bool keepBody, string sent)
    {
        if (Body is { } body && body.Length > sent.Length && body.StartsWith(sent + Between, StringComparison.Ordinal))
        {
            (Body, DueAt) = (body[(sent.Length + Between.Length)..], now);
            return;
        }
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

    static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n', '\v', '\f', '\u0085', '\u2028', '\u2029'],
        StringSplitOptions.RemoveEmptyEntries));
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
