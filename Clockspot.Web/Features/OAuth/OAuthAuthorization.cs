using Clockspot.Data;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>How a token or an authorization stands; the words are OpenIddict's.</summary>
public enum OAuthStatus
{
    /// <summary>It holds.</summary>
    Valid,
    /// <summary>It was used, and something came in its place.</summary>
    Redeemed,
    /// <summary>It was ended.</summary>
    Revoked,
}

/// <summary>
/// A consent: a person lets a client act for them in one account, at one resource, with some scopes. It acts with that person's permissions at the moment of
/// each use.
/// </summary>
public sealed class OAuthAuthorization : IAccountOwned
{
    OAuthAuthorization() => (Resource, Scopes) = ("", "");

    /// <summary>A new consent.</summary>
    /// <param name="account">The account that was chosen.</param>
    /// <param name="id">UUIDv7.</param>
    /// <param name="employee">Who granted it.</param>
    /// <param name="application">To which client.</param>
    /// <param name="resource">For which resource (RFC 8707).</param>
    /// <param name="scopes">What, divided by spaces.</param>
    /// <param name="now">When.</param>
    public OAuthAuthorization(Guid account, Guid id, Guid employee, Guid application, string resource, string scopes, Instant now) : this() =>
        (AccountId, Id, EmployeeId, ApplicationId, Resource, Scopes, CreatedAt) = (account, id, employee, application, resource, scopes, now);

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>Who granted it, and as whom the client acts.</summary>
    public Guid EmployeeId { get; private set; }

    /// <summary>The client.</summary>
    public Guid ApplicationId { get; private set; }

    /// <summary>The resource for which its tokens are good, and no other.</summary>
    public string Resource { get; private set; }

    /// <summary>What was granted, divided by spaces.</summary>
    public string Scopes { get; private set; }

    /// <summary>How it stands.</summary>
    public OAuthStatus Status { get; private set; }

    /// <summary>When it was granted.</summary>
    public Instant CreatedAt { get; private set; }

    /// <summary>When it ended; null while it holds.</summary>
    public Instant? RevokedAt { get; private set; }

    /// <summary>When it was last used, to the minute; null for never.</summary>
    public Instant? LastUsedAt { get; private set; }

    /// <summary>From which address it was last used. Evidence: it is erased in time like that of punches.</summary>
    public string? LastUsedIp { get; private set; }

    /// <summary>Says when it was last used and from where.</summary>
    public void Use(Instant at, string? ip) => (LastUsedAt, LastUsedIp) = (at, ip);

    /// <summary>Ends it for ever.</summary>
    public void Revoke(Instant now) => (Status, RevokedAt) = (OAuthStatus.Revoked, RevokedAt ?? now);
}

sealed class OAuthAuthorizationData : IEntityTypeConfiguration<OAuthAuthorization>
{
    public void Configure(EntityTypeBuilder<OAuthAuthorization> builder)
    {
        builder.ToTable("OAuthAuthorizations").HasKey(row => new { row.AccountId, row.Id });
        builder.HasOne<Employee>().WithMany().HasForeignKey(row => new { row.AccountId, row.EmployeeId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<OAuthApplication>().WithMany().HasForeignKey(row => row.ApplicationId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(row => row.Resource).HasMaxLength(500);
        builder.Property(row => row.Scopes).HasMaxLength(400);
        builder.Property(row => row.LastUsedIp).HasMaxLength(64);
    }
}
