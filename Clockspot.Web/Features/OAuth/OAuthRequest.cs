using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>
/// An authorization request that was found good and waits for a person's decision: ten minutes, one person, one decision. What was asked is read from here and
/// never back from a form. The address holds a random handle, of which only the hash is kept.
/// </summary>
public sealed class OAuthRequest
{
    OAuthRequest() => (Hash, Asked) = ([], "");

    /// <summary>A request of somebody who is signed in.</summary>
    /// <param name="id">UUIDv7.</param>
    /// <param name="handle">What the address holds.</param>
    /// <param name="person">Who is to decide.</param>
    /// <param name="asked">What was asked, as JSON.</param>
    /// <param name="expiresAt">After this it is to be asked anew.</param>
    public OAuthRequest(Guid id, TokenText handle, Guid person, string asked, Instant expiresAt) =>
        (Id, Hash, PersonId, Asked, ExpiresAt) = (id, handle.Hash, person, asked, expiresAt);

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>SHA-256 of the handle.</summary>
    public byte[] Hash { get; private set; }

    /// <summary>Who is to decide.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>What was asked, as JSON.</summary>
    public string Asked { get; private set; }

    /// <summary>After this it is to be asked anew.</summary>
    public Instant ExpiresAt { get; private set; }
}

sealed class OAuthRequestData : IEntityTypeConfiguration<OAuthRequest>
{
    public void Configure(EntityTypeBuilder<OAuthRequest> builder)
    {
        builder.ToTable("OAuthRequests").HasKey(row => row.Id);
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasIndex(row => row.ExpiresAt);
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.Property(row => row.Asked).HasMaxLength(10000);
    }
}
