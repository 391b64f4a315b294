using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Locations;

/// <summary>Locations over the API.</summary>
public sealed class LocationsApiTests : IAsyncLifetime
{
    readonly World world = new();
    Scene scene = null!;

    public async Task InitializeAsync() => scene = await Scene.Make(world);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_location_is_added_changed_archived_and_restored()
    {
        var api = await world.Api(scene.Owner);
        var made = await api.Post("/locations", new { name = "Depot", latitude = 42.5, longitude = -71.25, radiusMeters = 150, ipRanges = new[] { "192.0.2.0/24" }, timeZone = "America/Chicago" });
        Assert.True(made.Status == 201, made.ToString());
        Wire.IsShaped(Wire.Location, made.Json);
        var path = $"/locations/{made.Id}";
        var changed = await api.Patch(path, """{"radiusMeters": null, "ipRanges": [], "version": 1}""");
        Assert.Equal((200, null, 42.5, 0, "America/Chicago"), (changed.Status, (int?)changed.Json!["radiusMeters"], (double)changed.Json["latitude"]!, changed.Json["ipRanges"]!.AsArray().Count, changed.Text("timeZone")));
        Assert.Equal("longitude", (await api.Patch(path, """{"longitude": null, "version": 2}""")).ErrorPath);
        Assert.Equal("timeZone", (await api.Patch(path, new { timeZone = "Moon/Base", version = 2 })).ErrorPath);
        Assert.True((bool)(await api.Post(path + "/archive")).Json!["archived"]!);
        Assert.DoesNotContain(made.Id, (await api.Get("/locations")).Ids());
        Assert.Contains(made.Id, (await api.Get("/locations?includeArchived=true&modifiedSince=2026-03-02T14:00:00Z")).Ids());
        Assert.False((bool)(await api.Post(path + "/restore")).Json!["archived"]!);
        Assert.Equal("name", (await api.Post("/locations", new { name = "Depot" })).ErrorPath);
    }

    [Fact]
    public async Task Time_tracking_reads_locations_and_changes_none()
    {
        var api = await world.Api(scene.Owner, "time_tracking:write");
        var path = $"/locations/{scene.Ids["locations"]}";
        Assert.Equal("Pier 4", (await api.Get(path)).Text("name"));
        Assert.Equal((403, "insufficient_scope"), ((await api.Post("/locations", new { name = "No" })).Status, (await api.Post(path + "/archive")).Code));
        Assert.Equal(404, (await (await world.Api(scene.Outsider)).Get(path)).Status);
        Assert.Equal(403, (await (await world.Api(scene.Loner)).Get(path)).Status);
    }
}
