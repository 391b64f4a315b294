using Clockspot.Data;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.Invitations;

/// <summary>Asks the holder of an address to sign in to an employee's record. Single use; it expires.</summary>
public sealed class Invitation : IAccountOwned, IVersioned
{
    Invitation() => Email = "";

    /// <summary>A new invitation to a record.</summary>
    public Invitation(Guid account, Guid id, Guid employee, string email, Guid invitedBy, Instant now, Instant expiresAt)
    {
        (AccountId, Id, EmployeeId, Email, InvitedBy) = (account, id, employee, email, invitedBy);
        (CreatedAt, SentAt, ExpiresAt) = (now, now, expiresAt);
    }

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The record that it opens.</summary>
    public Guid EmployeeId { get; private set; }

    /// <summary>The address that was invited.</summary>
    public string Email { get; private set; }

    /// <summary>The employee who invited.</summary>
    public Guid InvitedBy { get; private set; }

    /// <summary>After this the link is dead, until it is sent again.</summary>
    public Instant ExpiresAt { get; private set; }

    /// <summary>When it was last sent or its link renewed.</summary>
    public Instant SentAt { get; private set; }

    /// <summary>Counts the renewals. The link carries it, so that an older link is dead.</summary>
    public int Serial { get; private set; } = 1;

    /// <summary>When it was accepted; null while pending.</summary>
    public Instant? AcceptedAt { get; private set; }

    /// <summary>When it was taken back.</summary>
    public Instant? RevokedAt { get; private set; }

    /// <summary>When it was made.</summary>
    public Instant CreatedAt { get; private set; }

    /// <inheritdoc />
    public Instant ModifiedAt { get; private set; }

    /// <inheritdoc />
    public int Version { get; private set; }

    /// <summary>Neither accepted nor revoked; it may have expired.</summary>
    public bool IsPending => AcceptedAt is null && RevokedAt is null;

    /// <summary>Somebody sends it again with a new link; the older one is dead.</summary>
    public void Renew(Guid by, Instant now, Instant expiresAt) => (InvitedBy, SentAt, ExpiresAt, Serial) = (by, now, expiresAt, Serial + 1);

    /// <summary>It was used.</summary>
    public void Accept(Instant now) => AcceptedAt = now;

    /// <summary>It was taken back.</summary>
    public void Revoke(Instant now) => RevokedAt = now;
}

sealed class InvitationData : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("Invitations").HasKey(row => new { row.AccountId, row.Id });
        builder.HasOne<Employee>().WithMany().HasForeignKey(row => new { row.AccountId, row.EmployeeId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.Id).IsUnique();
        builder.HasIndex(row => new { row.AccountId, row.EmployeeId }).IsUnique()
            .HasFilter("\"AcceptedAt\" IS NULL AND \"RevokedAt\" IS NULL").HasDatabaseName("IX_Invitations_OnePending");
        builder.Ignore(row => row.IsPending);
        builder.Property(row => row.Email).HasMaxLength(254);
    }
}
