using Clockspot.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>What a token is for.</summary>
public enum OAuthTokenType
{
    /// <summary>An authorization code: 60 s, once.</summary>
    Code,
    /// <summary>An access token: an hour.</summary>
    Access,
    /// <summary>A refresh token: 60 days, rotated at each use.</summary>
    Refresh,
}

/// <summary>A code or token. Its value has 256 random bits and is kept as SHA-256 alone.</summary>
public sealed class OAuthToken : IAccountOwned
{
    OAuthToken() => (Hash, Scopes) = ([], "");

    /// <summary>A new one.</summary>
    /// <param name="authorization">The consent that it comes from.</param>
    /// <param name="id">UUIDv7.</param>
    /// <param name="type">What it is for.</param>
    /// <param name="value">Its value; only the hash is kept.</param>
    /// <param name="scopes">What it carries, divided by spaces: at most what was granted.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="expiresAt">After this it is dead.</param>
    public OAuthToken(OAuthAuthorization authorization, Guid id, OAuthTokenType type, TokenText value, string scopes, Instant now, Instant expiresAt) =>
        (AccountId, AuthorizationId, Id, Type, Hash, Scopes, CreatedAt, ExpiresAt) = (authorization.AccountId, authorization.Id, id, type, value.Hash, scopes, now, expiresAt);

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The consent that it comes from.</summary>
    public Guid AuthorizationId { get; private set; }

    /// <summary>What it is for.</summary>
    public OAuthTokenType Type { get; private set; }

    /// <summary>SHA-256 of the value, 32 bytes.</summary>
    public byte[] Hash { get; private set; }

    /// <summary>What it carries, divided by spaces.</summary>
    public string Scopes { get; private set; }

    /// <summary>How it stands.</summary>
    public OAuthStatus Status { get; private set; }

    /// <summary>When it was made.</summary>
    public Instant CreatedAt { get; private set; }

    /// <summary>After this it is dead.</summary>
    public Instant ExpiresAt { get; private set; }

    /// <summary>When something came in its place; null while that did not happen.</summary>
    public Instant? RedeemedAt { get; private set; }

    /// <summary>A code's redirect, which the token request has to name again (RFC 6749, section 4.1.3); null when the authorization request named none.</summary>
    public string? RedirectUri { get; private set; }

    /// <summary>A code's <c>code_challenge</c> (RFC 7636), for S256.</summary>
    public string? Challenge { get; private set; }

    /// <summary>What came in the place of a refresh token, under a key that only that token's value gives; erased after the grace time.</summary>
    public byte[]? Successor { get; private set; }

    /// <summary>Binds a code to what was asked.</summary>
    public OAuthToken For(string? redirectUri, string challenge)
    {
        (RedirectUri, Challenge) = (redirectUri, challenge);
        return this;
    }

    /// <summary>Something came in the place of a refresh token.</summary>
    public void Rotate(Instant now, byte[] successor) => (Status, RedeemedAt, Successor) = (OAuthStatus.Redeemed, now, successor);
}

sealed class OAuthTokenData : IEntityTypeConfiguration<OAuthToken>
{
    public void Configure(EntityTypeBuilder<OAuthToken> builder)
    {
        builder.ToTable("OAuthTokens").HasKey(row => new { row.AccountId, row.Id });
        builder.HasOne<OAuthAuthorization>().WithMany().HasForeignKey(row => new { row.AccountId, row.AuthorizationId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasIndex(row => row.ExpiresAt);
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.Property(row => row.Scopes).HasMaxLength(400);
        builder.Property(row => row.RedirectUri).HasMaxLength(2000);
        builder.Property(row => row.Challenge).HasMaxLength(43);
        builder.Property(row => row.Successor).HasMaxLength(500);
    }
}
