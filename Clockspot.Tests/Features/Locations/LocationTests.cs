using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Locations;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Locations;

public sealed class LocationTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    LocationList locations = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        locations = world.Get<LocationList>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_location_is_added_changed_archived_and_restored()
    {
        var id = await locations.Add(owner, new SaveLocation
        {
            Name = " Pier 4 ", Latitude = 40.7, Longitude = -74, RadiusMeters = 150, TimeZone = "America/New_York",
            IpRanges = ["203.0.113.0/24", "198.51.100.7", "2001:db8::/32", "203.0.113.9/24"],
        }, default);
        var location = await locations.Get(owner, id, default);
        Assert.Equal(("Pier 4", 1), (location.Name, location.Version));
        Assert.Equal(["203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32"], location.IpRanges);

        await locations.Change(owner, id, 1, new SaveLocation { Name = "Pier 5" }, default);
        Assert.Equal("stale_version", (await Assert.ThrowsAsync<Refusal>(() => locations.Change(owner, id, 1, new SaveLocation { Name = "Pier 6" }, default))).Code);
        await locations.Archive(owner, id, default);
        Assert.Empty(await locations.List(owner, false, default));
        await locations.Restore(owner, id, default);
        Assert.Equal("Pier 5", Assert.Single(await locations.List(owner, false, default)).Name);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("10/8")]
    [InlineData("300.1.1.1")]
    [InlineData("2001:db8::1/129")]
    [InlineData("office")]
    public async Task What_is_no_network_is_refused(string range)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => locations.Add(owner, new SaveLocation { Name = "Pier", IpRanges = [range] }, default));
        Assert.Equal("ipRanges", Assert.Single(refusal.Errors).Path);
    }

    [Fact]
    public async Task Half_a_point_a_radius_alone_an_unknown_zone_and_a_taken_name_are_refused()
    {
        await locations.Add(owner, new SaveLocation { Name = "Pier" }, default);
        foreach (var (input, path) in new[]
        {
            (new SaveLocation { Name = "A", Latitude = 1 }, "longitude"), (new SaveLocation { Name = "A", RadiusMeters = 100 }, "radiusMeters"),
            (new SaveLocation { Name = "A", TimeZone = "Mars/Olympus" }, "timeZone"), (new SaveLocation { Name = "Pier" }, "name"),
            (new SaveLocation { Name = " " }, "name"), (new SaveLocation { Name = "A", Latitude = 91, Longitude = 0 }, "latitude"),
        })
            Assert.Equal(path, Assert.Single((await Assert.ThrowsAsync<Refusal>(() => locations.Add(owner, input, default))).Errors).Path);
    }

    [Fact]
    public async Task The_pages_add_change_and_archive_with_scripts_off()
    {
        var browser = await world.Browse(owner);
        var wrong = await browser.Submit("/w/harbor/locations/new", "save", ("Input.Name", "Pier"), ("Input.Latitude", "north"), ("Input.Address", "Dock Road 1"));
        Assert.Equal(422, (int)wrong.Status);
        Assert.Contains("Write a number", wrong.Document.QuerySelector("#field-latitude-error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Dock Road 1", wrong.Document.QuerySelector("#field-address")!.TextContent, StringComparison.Ordinal);

        var added = await browser.Submit(wrong, "/w/harbor/locations/new", "save", ("Input.Latitude", "40.5"), ("Input.Longitude", "-74"), ("Input.IpRanges", "203.0.113.0/24\r\n10.0.0.0/8"));
        Assert.Equal(302, (int)added.Status);
        var location = Assert.Single(await locations.List(owner, false, default));
        Assert.Equal((40.5, 2), (location.Latitude, location.IpRanges.Count));
        Assert.Contains("Pier", (await browser.Get("/w/harbor/locations")).Text, StringComparison.Ordinal);

        var path = $"/w/harbor/locations/{location.Id}";
        var page = await browser.Get(path);
        await locations.Change(owner, location.Id, 1, new SaveLocation { Name = "Quay" }, default);
        var stale = await browser.Submit(page, path, "save", ("Input.Name", "Dock"));
        Assert.Equal(409, (int)stale.Status);
        Assert.Contains("Quay", stale.Document.QuerySelector("#field-name")!.OuterHtml, StringComparison.Ordinal);
        Assert.Equal(302, (int)(await browser.Submit(stale, path, "save", ("Input.Name", "Dock"))).Status);
        Assert.Equal(302, (int)(await browser.Submit(path, "archive")).Status);
        Assert.True((await locations.Get(owner, location.Id, default)).Archived);
        Assert.Equal(302, (int)(await browser.Submit(path, "restore")).Status);
    }

    [Fact]
    public async Task Too_small_a_role_and_another_account_are_refused()
    {
        var (employee, manager, foreigner) = (await world.Join(owner, Role.Employee), await world.Join(owner, Role.Manager), await world.Workspace("elsewhere"));
        var id = await locations.Add(owner, new SaveLocation { Name = "Pier" }, default);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => locations.List(employee, false, default))).Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => locations.Archive(manager, id, default))).Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(() => locations.Get(foreigner, id, default))).Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(() => locations.Archive(foreigner, id, default))).Status);
        Assert.Equal(403, (int)(await (await world.Browse(manager)).Get("/w/harbor/locations/new")).Status);
        Assert.DoesNotContain("Add location", (await (await world.Browse(manager)).Get("/w/harbor/locations")).Text, StringComparison.Ordinal);
    }
}
