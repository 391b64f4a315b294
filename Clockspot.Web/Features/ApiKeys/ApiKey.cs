using Clockspot.Data;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.ApiKeys;

/// <summary>
/// A key for programs. It belongs to who made it and acts with that person's permissions at the moment of the call, cut down to its scopes. Its value is
/// kept as SHA-256 alone: it has 178 random bits, which nobody guesses, so that a slow hash would only slow down each call.
/// </summary>
public sealed class ApiKey : IAccountOwned
{
    ApiKey() => (Name, Hint, Hash) = ("", "", []);

    /// <summary>A new key.</summary>
    /// <param name="account">The account.</param>
    /// <param name="id">UUIDv7.</param>
    /// <param name="employee">Who made it.</param>
    /// <param name="name">What it is for.</param>
    /// <param name="value">The value; only its hash and its last four characters are kept.</param>
    /// <param name="scopes">What it carries, divided by spaces; null when it is not narrowed.</param>
    /// <param name="expiresAt">After this it is dead; null for never.</param>
    /// <param name="now">When it is made.</param>
    public ApiKey(Guid account, Guid id, Guid employee, string name, KeyText value, string? scopes, Instant? expiresAt, Instant now)
    {
        (AccountId, Id, EmployeeId, Name, Scopes, ExpiresAt, CreatedAt) = (account, id, employee, name, scopes, expiresAt, now);
        (Hint, Hash) = (value.Hint, value.Hash);
    }

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>Who made it and as whom it acts.</summary>
    public Guid EmployeeId { get; private set; }

    /// <summary>What it is for, in words.</summary>
    public string Name { get; private set; }

    /// <summary>The last four characters of the value.</summary>
    public string Hint { get; private set; }

    /// <summary>SHA-256 of the value, 32 bytes.</summary>
    public byte[] Hash { get; private set; }

    /// <summary>What it carries, divided by spaces; null when it was not narrowed.</summary>
    public string? Scopes { get; private set; }

    /// <summary>After this it is dead; null for never.</summary>
    public Instant? ExpiresAt { get; private set; }

    /// <summary>When its Owner was told that it expires soon; null while nobody was.</summary>
    public Instant? ToldAt { get; private set; }

    /// <summary>When it was last used, to the minute; null for never.</summary>
    public Instant? LastUsedAt { get; private set; }

    /// <summary>From which address it was last used. Evidence: it is erased in time like that of punches.</summary>
    public string? LastUsedIp { get; private set; }

    /// <summary>When it was revoked; null while it lives.</summary>
    public Instant? RevokedAt { get; private set; }

    /// <summary>When it was made.</summary>
    public Instant CreatedAt { get; private set; }

    /// <summary>Says when it was last used and from where.</summary>
    public void Use(Instant at, string? ip) => (LastUsedAt, LastUsedIp) = (at, ip);

    /// <summary>Ends it for ever.</summary>
    public void Revoke(Instant now) => RevokedAt ??= now;

    /// <summary>Somebody was told that it expires soon.</summary>
    public void Tell(Instant now) => ToldAt ??= now;
}

sealed class ApiKeyData : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("ApiKeys").HasKey(row => new { row.AccountId, row.Id });
        builder.HasOne<Employee>().WithMany().HasForeignKey(row => new { row.AccountId, row.EmployeeId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasIndex(row => row.ExpiresAt);
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.Property(row => row.Hint).HasMaxLength(4);
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.Property(row => row.Scopes).HasMaxLength(400);
        builder.Property(row => row.LastUsedIp).HasMaxLength(64);
    }
}
