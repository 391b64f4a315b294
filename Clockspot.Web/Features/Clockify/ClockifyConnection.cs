using Clockspot.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.Clockify;

/// <summary>
/// The connection of an account to Clockify: the customer's own key, which reads and nothing else. At most one for each account. The key stands here under Data
/// Protection with the account as purpose, so that neither the file nor a row that was copied to another account gives it up.
/// </summary>
public sealed class ClockifyConnection : IAccountOwned
{
    ClockifyConnection() => (Secret, Hint) = ("", "");

    /// <summary>A new connection; <see cref="Key"/> follows.</summary>
    /// <param name="account">The account.</param>
    /// <param name="id">UUIDv7.</param>
    /// <param name="now">When it is made.</param>
    public ClockifyConnection(Guid account, Guid id, Instant now) : this() => (AccountId, Id, CreatedAt) = (account, id, now);

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The key of Clockify, protected.</summary>
    public string Secret { get; private set; }

    /// <summary>The last four characters of the key.</summary>
    public string Hint { get; private set; }

    /// <summary>Where the Clockify workspace lives.</summary>
    public ClockifyRegion Region { get; private set; }

    /// <summary>The name before <c>.clockify.me</c>; null unless the region is a subdomain.</summary>
    public string? Subdomain { get; private set; }

    /// <summary>The Clockify workspace that was chosen last, which everybody sees first; null when none was.</summary>
    public string? WorkspaceId { get; private set; }

    /// <summary>When the present key was saved: what was read with an older one is not shown.</summary>
    public Instant KeyedAt { get; private set; }

    /// <summary>When Clockify last answered, or refused to.</summary>
    public Instant? CheckedAt { get; private set; }

    /// <summary>The code of the refusal that came last, such as <c>clockify_invalid_token</c>; null when the last answer was good.</summary>
    public string? Failure { get; private set; }

    /// <summary>When the connection was made.</summary>
    public Instant CreatedAt { get; private set; }

    /// <summary>Puts a key in, or another one in its place. What was chosen is forgotten: the new key may see other workspaces.</summary>
    /// <param name="secret">The protected key.</param>
    /// <param name="hint">Its last four characters.</param>
    /// <param name="region">Where it belongs.</param>
    /// <param name="subdomain">The name of the subdomain, or null.</param>
    /// <param name="now">The key was tested at this moment.</param>
    public void Key(string secret, string hint, ClockifyRegion region, string? subdomain, Instant now)
    {
        (Secret, Hint, Region, Subdomain, KeyedAt) = (secret, hint, region, subdomain, now);
        (WorkspaceId, CheckedAt, Failure) = (null, now, null);
    }

    /// <summary>Says how the last call went.</summary>
    /// <param name="at">When that was.</param>
    /// <param name="failure">The code of the refusal; null when it went well.</param>
    public void Check(Instant at, string? failure) => (CheckedAt, Failure) = (at, failure);

    /// <summary>Remembers which workspace was chosen.</summary>
    public void Choose(string workspace) => WorkspaceId = workspace;
}

sealed class ClockifyConnectionData : IEntityTypeConfiguration<ClockifyConnection>
{
    public void Configure(EntityTypeBuilder<ClockifyConnection> builder)
    {
        builder.ToTable("ClockifyConnections").HasKey(row => new { row.AccountId, row.Id });
        builder.HasIndex(row => row.AccountId).IsUnique();
        builder.Property(row => row.Secret).HasMaxLength(2000);
        builder.Property(row => row.Hint).HasMaxLength(4);
        builder.Property(row => row.Subdomain).HasMaxLength(63);
        builder.Property(row => row.WorkspaceId).HasMaxLength(100);
        builder.Property(row => row.Failure).HasMaxLength(50);
    }
}
