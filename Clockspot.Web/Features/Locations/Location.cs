using Clockspot.Data;
using Clockspot.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.Locations;

/// <summary>A place where people work.</summary>
public sealed class Location : IAccountOwned, IVersioned
{
    Location() => Name = "";

    /// <summary>A new place.</summary>
    public Location(Guid account, Guid id, string name, Instant now) => (AccountId, Id, Name, CreatedAt) = (account, id, name, now);

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>Unique among the places in use.</summary>
    public string Name { get; private set; }

    /// <summary>The postal address, for people.</summary>
    public string? Address { get; private set; }

    /// <summary>Degrees north, WGS 84.</summary>
    public double? Latitude { get; private set; }

    /// <summary>Degrees east, WGS 84.</summary>
    public double? Longitude { get; private set; }

    /// <summary>How far around the point still counts as here.</summary>
    public int? RadiusMeters { get; private set; }

    /// <summary>Addresses of this place's network in CIDR notation, separated by spaces.</summary>
    public string? IpRanges { get; private set; }

    /// <summary>TZDB id of the zone in which people here punch; the account's when null.</summary>
    public string? TimeZone { get; private set; }

    /// <summary>When it was put away; null while in use.</summary>
    public Instant? ArchivedAt { get; private set; }

    /// <summary>When it was made.</summary>
    public Instant CreatedAt { get; private set; }

    /// <inheritdoc />
    public Instant ModifiedAt { get; private set; }

    /// <inheritdoc />
    public int Version { get; private set; }

    /// <summary>Changes everything that is known of the place.</summary>
    public void Describe(string name, string? address, double? latitude, double? longitude, int? radiusMeters, string? ipRanges, string? timeZone)
    {
        (Name, Address, IpRanges, TimeZone) = (name, address, ipRanges, timeZone);
        (Latitude, Longitude, RadiusMeters) = (latitude, longitude, radiusMeters);
    }

    /// <summary>Puts it away: it can no longer be chosen.</summary>
    public void Archive(Instant now) => ArchivedAt ??= now;

    /// <summary>Takes it back into use.</summary>
    public void Restore() => ArchivedAt = null;
}

sealed class LocationData : IEntityTypeConfiguration<Location>
{
    public void Configure(EntityTypeBuilder<Location> builder)
    {
        builder.ToTable("Locations").HasKey(row => new { row.AccountId, row.Id });
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => new { row.AccountId, row.Name }).IsUnique().HasFilter("\"ArchivedAt\" IS NULL").HasDatabaseName("IX_Locations_Name");
        builder.Property(row => row.Name).HasMaxLength(100);
    }
}
