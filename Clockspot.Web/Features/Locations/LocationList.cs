using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Locations;

/// <summary>A location in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">The postal address.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="RadiusMeters">How far around the point still counts as here.</param>
/// <param name="IpRanges">The networks of the place, in CIDR notation.</param>
/// <param name="TimeZone">TZDB id; the account's when null.</param>
/// <param name="Archived">It is put away.</param>
/// <param name="Version">The version seen.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
public sealed record LocationView(Guid Id, string Name, string? Address, double? Latitude, double? Longitude, int? RadiusMeters,
    IReadOnlyList<string> IpRanges, string? TimeZone, bool Archived, int Version, Instant CreatedAt, Instant ModifiedAt);

/// <summary>What is said of a location.</summary>
public sealed record SaveLocation
{
    /// <summary>Unique among the locations in use.</summary>
    [Required(ErrorMessage = "Enter a name."), StringLength(100, ErrorMessage = "At most 100 characters.")]
    [RegularExpression(Input.OneLine, ErrorMessage = Input.OneLineWords)]
    public string? Name { get; init; }

    /// <summary>The postal address.</summary>
    [StringLength(300, ErrorMessage = "At most 300 characters.")]
    public string? Address { get; init; }

    /// <summary>Degrees north.</summary>
    [Range(-90.0, 90.0, ErrorMessage = "From -90 to 90 degrees.")]
    public double? Latitude { get; init; }

    /// <summary>Degrees east.</summary>
    [Range(-180.0, 180.0, ErrorMessage = "From -180 to 180 degrees.")]
    public double? Longitude { get; init; }

    /// <summary>How far around the point still counts as here.</summary>
    [Range(10, 100_000, ErrorMessage = "From 10 to 100,000 meters.")]
    public int? RadiusMeters { get; init; }

    /// <summary>Networks in CIDR notation, or single addresses.</summary>
    public IReadOnlyList<string> IpRanges { get; init; } = [];

    /// <summary>TZDB id; the account's zone when null.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>The locations of an account: where people work.</summary>
public sealed class LocationList(Store store)
{
    static Refusal NameTaken() => Refusal.Field("name", "taken", "Another location has this name. Choose a different one, or restore the other.");
    static Refusal HalfAPoint(string missing) => Refusal.Field(missing, "required", "Enter latitude and longitude together.");
    static Refusal RadiusWithoutPoint() => Refusal.Field("radiusMeters", "needs_point", "A radius needs a point: enter latitude and longitude.");
    static Refusal TooManyRanges() => Refusal.Field("ipRanges", "too_many", "At most 50 networks.");
    static Refusal UnknownZone(string zone) => Refusal.Field("timeZone", "unknown", $"There is no time zone {zone}. Choose one of the list, such as America/New_York.");

    /// <summary>All locations by name; those put away come last, and only when asked for.</summary>
    public async Task<IReadOnlyList<LocationView>> List(Actor actor, bool includeArchived, CancellationToken stop)
    {
        actor.Reading(Area.Account, through: Area.TimeTracking).Require(Area.Account, Level.Read, Reach.All);
        await using var db = await store.Open(actor, stop);
        var rows = await db.Locations.AsNoTracking().Where(location => includeArchived || location.ArchivedAt == null)
            .OrderBy(location => location.ArchivedAt != null).ThenBy(location => location.Name).ToListAsync(stop);
        return rows.ConvertAll(ViewOf);
    }

    /// <summary>One location. 404 <c>not_found</c>.</summary>
    public async Task<LocationView> Get(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Reading(Area.Account, through: Area.TimeTracking).Require(Area.Account, Level.Read, Reach.All);
        await using var db = await store.Open(actor, stop);
        return ViewOf(await Find(db, id, stop));
    }

    /// <summary>Adds a location. 422 when the name is taken.</summary>
    public async Task<Guid> Add(Actor actor, SaveLocation input, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var location = new Location(actor.AccountId, Ids.New(db.Now), input.Name!.Trim(), db.Now);
        await Describe(db, location, input, stop);
        db.Locations.Add(location);
        db.Record(actor, "location.added", location);
        await db.Commit(stop);
        return location.Id;
    }

    /// <summary>Changes a location. 409 <c>stale_version</c> when somebody else changed it since <paramref name="version"/>.</summary>
    public async Task Change(Actor actor, Guid id, int version, SaveLocation input, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        Input.Check(input);
        await using var db = await store.Write(actor, stop);
        var location = await Find(db, id, stop);
        if (location.Version != version) throw Refusal.Stale("location");
        await Describe(db, location, input, stop);
        db.Record(actor, "location.changed", location);
        await db.Commit(stop);
    }

    /// <summary>Puts a location away: it can no longer be chosen.</summary>
    public async Task Archive(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        var location = await Find(db, id, stop);
        if (location.ArchivedAt is not null) return;
        location.Archive(db.Now);
        db.Record(actor, "location.archived", location);
        await db.Commit(stop);
    }

    /// <summary>Takes a location back into use. 422 when its name was taken meanwhile.</summary>
    public async Task Restore(Actor actor, Guid id, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        await using var db = await store.Write(actor, stop);
        var location = await Find(db, id, stop);
        if (location.ArchivedAt is null) return;
        if (await IsTaken(db, id, location.Name, stop)) throw NameTaken();
        location.Restore();
        db.Record(actor, "location.restored", location);
        await db.Commit(stop);
    }

    static async Task Describe(ClockspotDb db, Location location, SaveLocation input, CancellationToken stop)
    {
        if (input.Latitude is null != input.Longitude is null) throw HalfAPoint(input.Latitude is null ? "latitude" : "longitude");
        if (input.RadiusMeters is not null && input.Latitude is null) throw RadiusWithoutPoint();
        if (input.IpRanges.Count > 50) throw TooManyRanges();
        var ranges = input.IpRanges.Select(IpRange.Normal).Distinct().ToList();
        var zone = Input.Clean(input.TimeZone);
        if (zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null) throw UnknownZone(zone);
        var name = input.Name!.Trim();
        if (await IsTaken(db, location.Id, name, stop)) throw NameTaken();
        location.Describe(name, Input.Clean(input.Address), input.Latitude, input.Longitude, input.RadiusMeters,
            ranges.Count == 0 ? null : string.Join(' ', ranges), zone);
    }

    static Task<bool> IsTaken(ClockspotDb db, Guid except, string name, CancellationToken stop) =>
        db.Locations.AnyAsync(other => other.Id != except && other.Name == name && other.ArchivedAt == null, stop);

    static async Task<Location> Find(ClockspotDb db, Guid id, CancellationToken stop) =>
        await db.Locations.SingleOrDefaultAsync(location => location.Id == id, stop) ?? throw Refusal.NotFound("location");

    static LocationView ViewOf(Location location) => new(location.Id, location.Name, location.Address, location.Latitude, location.Longitude,
        location.RadiusMeters, location.IpRanges?.Split(' ') ?? [], location.TimeZone, location.ArchivedAt is not null, location.Version, location.CreatedAt, location.ModifiedAt);
}

static class LocationsSlice
{
    public static void AddLocations(this IServiceCollection services)
    {
        services.AddSingleton<LocationList>();
        services.AddSingleton<Privacy.IDownloadTable, LocationTable>();
    }
}
