using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Data;

/// <summary>
/// What was answered to a request with an <c>Idempotency-Key</c>, so that its repetition gets the same answer and has no second effect. Written in the
/// transaction of the effect, kept for 24 hours.
/// </summary>
public sealed class KeptAnswer : IAccountOwned
{
    KeptAnswer() => (Method, Path, Key, BodyHash) = ("", "", "", []);

    /// <summary>Keeps an answer.</summary>
    public KeptAnswer(Guid account, Guid id, Guid credential, string method, string path, string key, byte[] bodyHash, Instant now) =>
        (AccountId, Id, CredentialId, Method, Path, Key, BodyHash, CreatedAt) = (account, id, credential, method, path, key, bodyHash, now);

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose request: keys of different credentials have nothing to do with one another.</summary>
    public Guid CredentialId { get; private set; }

    /// <summary>The method.</summary>
    public string Method { get; private set; }

    /// <summary>The path.</summary>
    public string Path { get; private set; }

    /// <summary>What the caller sent as <c>Idempotency-Key</c>, at most 255 characters.</summary>
    public string Key { get; private set; }

    /// <summary>SHA-256 of the body: another body under the same key is a mistake of the caller.</summary>
    public byte[] BodyHash { get; private set; }

    /// <summary>The status that was answered.</summary>
    public int Status { get; private set; }

    /// <summary>The media type that was answered, or null without a body.</summary>
    public string? ContentType { get; private set; }

    /// <summary>The body that was answered, or null.</summary>
    public byte[]? Body { get; private set; }

    /// <summary>The <c>Location</c> that was answered, or null.</summary>
    public string? Location { get; private set; }

    /// <summary>The <c>ETag</c> that was answered, or null.</summary>
    public string? ETag { get; private set; }

    /// <summary>When.</summary>
    public Instant CreatedAt { get; private set; }

    /// <summary>Says what was answered.</summary>
    public void Answer(int status, string? contentType, byte[]? body, string? location, string? etag) =>
        (Status, ContentType, Body, Location, ETag) = (status, contentType, body, location, etag);
}

sealed class KeptAnswerData : IEntityTypeConfiguration<KeptAnswer>
{
    public void Configure(EntityTypeBuilder<KeptAnswer> builder)
    {
        builder.ToTable("KeptAnswers").HasKey(row => new { row.AccountId, row.Id });
        builder.HasIndex(row => new { row.AccountId, row.CredentialId, row.Method, row.Path, row.Key }).IsUnique().HasDatabaseName("IX_KeptAnswers_OnePerKey");
        builder.HasIndex(row => row.CreatedAt);
        builder.Property(row => row.Method).HasMaxLength(8);
        builder.Property(row => row.Path).HasMaxLength(300);
        builder.Property(row => row.Key).HasMaxLength(255);
        builder.Property(row => row.BodyHash).HasMaxLength(32);
    }
}
