using Clockspot.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>How a client came to be known.</summary>
public enum OAuthApplicationKind
{
    /// <summary>Its id is the address of a document that describes it (Client ID Metadata Document).</summary>
    Document,
    /// <summary>It registered itself (RFC 7591).</summary>
    Dynamic,
    /// <summary>An Owner registered it; it serves that account alone.</summary>
    Registered,
}

/// <summary>A client: a program that asks a person for access. It belongs to no account, unless an Owner registered it. All of them are public clients.</summary>
public sealed class OAuthApplication
{
    OAuthApplication() => (ClientId, Name, Redirects) = ("", "", "");

    /// <summary>A client that was not known before.</summary>
    /// <param name="id">UUIDv7.</param>
    /// <param name="clientId">What it presents itself with.</param>
    /// <param name="kind">How it came to be known.</param>
    /// <param name="account">Whose Owner registered it; null otherwise.</param>
    /// <param name="now">When it came.</param>
    public OAuthApplication(Guid id, string clientId, OAuthApplicationKind kind, Guid? account, Instant now) : this() =>
        (Id, ClientId, Kind, RegisteredBy, CreatedAt) = (id, clientId, kind, account, now);

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The <c>client_id</c> (RFC 6749, section 2.2).</summary>
    public string ClientId { get; private set; }

    /// <summary>How it came to be known.</summary>
    public OAuthApplicationKind Kind { get; private set; }

    /// <summary>The account whose Owner registered it, and the only one that it serves; null for all others.</summary>
    public Guid? RegisteredBy { get; private set; }

    /// <summary>The name that it gives itself; whoever reads it is told that nobody verified it.</summary>
    public string Name { get; private set; }

    /// <summary>Where people may be sent back to, one address on each line.</summary>
    public string Redirects { get; private set; }

    /// <summary>When it came.</summary>
    public Instant CreatedAt { get; private set; }

    /// <summary>When somebody first granted it something; null for never. Only such clients are ever pruned.</summary>
    public Instant? GrantedAt { get; private set; }

    /// <summary>Says what it is called and where it sends people back to.</summary>
    public void Describe(string name, IEnumerable<string> redirects) => (Name, Redirects) = (name, string.Join('\n', redirects));

    /// <summary>Somebody granted it something.</summary>
    public void Grant(Instant now) => GrantedAt ??= now;
}

sealed class OAuthApplicationData : IEntityTypeConfiguration<OAuthApplication>
{
    public void Configure(EntityTypeBuilder<OAuthApplication> builder)
    {
        builder.ToTable("OAuthApplications").HasKey(row => row.Id);
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.RegisteredBy).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.ClientId).IsUnique();
        builder.Property(row => row.ClientId).HasMaxLength(500);
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.Property(row => row.Redirects).HasMaxLength(6000);
    }
}
