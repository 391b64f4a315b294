using Clockspot.Api;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Features.Locations;

/// <summary>A location: where people work, and by what their punches are known to be there.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Name">Unique among the locations in use, at most 100 characters.</param>
/// <param name="Address">The postal address, or null.</param>
/// <param name="Latitude">Degrees north, WGS 84; null without a point.</param>
/// <param name="Longitude">Degrees east, WGS 84; null without a point.</param>
/// <param name="RadiusMeters">How far around the point still counts as here, or null.</param>
/// <param name="IpRanges">The networks of the place, in CIDR notation.</param>
/// <param name="TimeZone">TZDB id of the zone in which people here punch; null for the account's.</param>
/// <param name="Archived">It is put away: entries keep it, nobody can choose it.</param>
/// <param name="Version">Counts up at each change.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ModifiedAt">When it was last changed.</param>
public sealed record LocationShape(Guid Id, string Name, string? Address, double? Latitude, double? Longitude, int? RadiusMeters, IReadOnlyList<string> IpRanges, string? TimeZone,
    bool Archived, int Version, Instant CreatedAt, Instant ModifiedAt) : IVersionedShape
{
    internal static LocationShape Of(LocationView place) => new(place.Id, place.Name, place.Address, place.Latitude, place.Longitude, place.RadiusMeters, place.IpRanges, place.TimeZone,
        place.Archived, place.Version, place.CreatedAt, place.ModifiedAt);
}

static class LocationsApi
{
    const string Tag = "Locations";
    static readonly ApiNeed see = new(Area.Account, Level.Read, Reach.All) { Through = Area.TimeTracking };
    static readonly ApiNeed edit = new(Area.Account, Level.Edit, Reach.All);
    static readonly SaveLocation input = new() { Name = "Pier 4", Address = "4 Harbor Road, Boston", Latitude = 42.3601, Longitude = -71.0509, RadiusMeters = 150, IpRanges = ["192.0.2.0/24"] };
    static readonly LocationShape example = new(ApiExample.Id(2), "Pier 4", "4 Harbor Road, Boston", 42.3601, -71.0509, 150, ["192.0.2.0/24"], null, false, 1, ApiExample.At, ApiExample.At);

    public static void AddLocations(this ApiRoutes api)
    {
        api.Add(new("GET", "/locations", "listLocations", "List locations")
        {
            Tag = Tag, Needs = see, IsList = true, Query = [QueryParameter.IncludeArchived, QueryParameter.ModifiedSince], Answer = typeof(LocationShape), AnswerExample = example,
            Run = List,
        });
        api.Add(new("POST", "/locations", "addLocation", "Add a location")
        {
            Tag = Tag, Needs = edit, Description = "Latitude and longitude come together; a radius needs both. `ipRanges` takes networks in CIDR notation and single addresses.",
            Body = typeof(SaveLocation), BodyExample = input, Status = 201, Answer = typeof(LocationShape), AnswerExample = example,
            Run = call => call.Make(Locations(call).Add(call.Actor, call.Body<SaveLocation>(), call.Stop), id => Read(call, id)),
        });
        api.Add(new("GET", "/locations/{id}", "getLocation", "Read a location")
        {
            Tag = Tag, Needs = see, Answer = typeof(LocationShape), AnswerExample = example,
            Run = async call => ApiAnswer.Ok(await Read(call, call.Id())),
        });
        api.Add(new("PATCH", "/locations/{id}", "changeLocation", "Change a location")
        {
            Tag = Tag, Needs = edit, NeedsVersion = true, Body = typeof(SaveLocation), BodyExample = new { radiusMeters = 200, version = 1 }, Answer = typeof(LocationShape),
            AnswerExample = example with { RadiusMeters = 200, Version = 2 },
            Run = call => call.Patch(() => Read(call, call.Id()), SaveOf, (version, place) => Locations(call).Change(call.Actor, call.Id(), version, place, call.Stop)),
        });
        api.Add(new("POST", "/locations/{id}/archive", "archiveLocation", "Archive a location")
        {
            Tag = Tag, Needs = edit, Description = "It can no longer be chosen; entries keep it. Archiving it twice is archiving it once.",
            Body = typeof(VersionInput), BodyOptional = true, Answer = typeof(LocationShape), AnswerExample = example with { Archived = true, Version = 2 },
            Run = call => call.Toggle(() => Read(call, call.Id()), () => Locations(call).Archive(call.Actor, call.Id(), call.Stop)),
        });
        api.Add(new("POST", "/locations/{id}/restore", "restoreLocation", "Restore a location")
        {
            Tag = Tag, Needs = edit, Description = "Takes it back into use. 422 when another location has its name by now.",
            Body = typeof(VersionInput), BodyOptional = true, Answer = typeof(LocationShape), AnswerExample = example with { Version = 3 },
            Run = call => call.Toggle(() => Read(call, call.Id()), () => Locations(call).Restore(call.Actor, call.Id(), call.Stop)),
        });
    }

    static LocationList Locations(ApiCall call) => call.Use<LocationList>();

    static async Task<ApiAnswer> List(ApiCall call)
    {
        var since = call.Instant("modifiedSince");
        var places = await Locations(call).List(call.Actor, call.Flag("includeArchived"), call.Stop);
        return call.Page([.. places.Where(place => since is null || place.ModifiedAt >= since).Select(LocationShape.Of)], place => place.Id);
    }

    static async Task<LocationShape> Read(ApiCall call, Guid id) => LocationShape.Of(await Locations(call).Get(call.Actor, id, call.Stop));

    static SaveLocation SaveOf(LocationShape place) => new()
    {
        Name = place.Name, Address = place.Address, Latitude = place.Latitude, Longitude = place.Longitude, RadiusMeters = place.RadiusMeters, IpRanges = place.IpRanges, TimeZone = place.TimeZone,
    };
}
