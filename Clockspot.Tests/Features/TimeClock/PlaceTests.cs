using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.TimeClock;

/// <summary>Ann works at the pier: 40.7, -74.0, within 100 m, in the network 192.0.2.0/24, from which every actor of the tests comes.</summary>
public sealed class PlaceTests : IAsyncLifetime
{
    const double North = 40.7, East = -74.0, MeterNorth = 1 / 111_195.0;
    readonly World world = new();
    Actor owner = null!, manager = null!, ann = null!;
    Clock clock = null!;
    Guid pier;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        manager = await world.Join(owner, Role.Manager);
        ann = await world.Join(owner, Role.Employee, manager);
        clock = world.Get<Clock>();
        pier = await world.Get<LocationList>().Add(owner, new SaveLocation { Name = "Pier 4", Latitude = North, Longitude = East, RadiusMeters = 100, IpRanges = ["192.0.2.0/24", "2001:db8::/32"] }, default);
        await using var db = await world.Store.Write(owner, default);
        var row = await db.Employees.SingleAsync(one => one.Id == ann.EmployeeId);
        row.Describe(row.Number, row.Name, row.Email, null, manager.EmployeeId, pier);
        db.Record(owner, "employee.changed", row);
        await db.Commit(default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task Rules(PlaceRule gps = PlaceRule.Off, PlaceRule ip = PlaceRule.Off)
    {
        var settings = world.Get<ClockSettings>();
        await settings.Change(owner, (await settings.Get(owner, default)).Version, new SaveClockSettings { GpsRule = gps, IpRule = ip }, default);
    }

    static Evidence At(double metersNorth, double accuracy = 5) => new(North + metersNorth * MeterNorth, East, accuracy, null);

    Task<ClockView> In(Evidence? evidence, Actor? actor = null, Guid? place = null) =>
        clock.ClockIn(actor ?? ann, new ClockIn { EmployeeId = ann.EmployeeId, Evidence = evidence, LocationId = place }, default);

    /// <summary>Clocks in, answers the flags or the code of the refusal, and leaves nothing behind.</summary>
    async Task<string> Try(Evidence? evidence, Actor? actor = null, Guid? place = null)
    {
        try
        {
            return (await In(evidence, actor, place)).Entry!.Flags.ToString();
        }
        catch (Refusal refusal) when (refusal.Errors is [{ Path: "locationId" } error])
        {
            return error.Code;
        }
        finally
        {
            await using var db = await world.Store.Write(owner, default);
            await db.Punches.ExecuteDeleteAsync();
            await db.TimeEntries.ExecuteDeleteAsync();
            await db.Commit(default);
        }
    }

    [Theory]
    [InlineData(PlaceRule.Off, "None", "None")]
    [InlineData(PlaceRule.Flag, "None", "OutsideLocation")]
    [InlineData(PlaceRule.Block, "None", "outside_location")]
    public async Task By_position_a_punch_counts_within_the_radius_and_what_the_device_claims_up_to_a_limit(PlaceRule rule, string inside, string outside)
    {
        await Rules(gps: rule);
        Assert.Equal(inside, await Try(At(0)));
        Assert.Equal(inside, await Try(At(104)));
        Assert.Equal(outside, await Try(At(106)));
        Assert.Equal(inside, await Try(At(290, accuracy: 200)));
        Assert.Equal(outside, await Try(At(310, accuracy: 200)));
        Assert.Equal(outside, await Try(At(310, accuracy: 5000)));
        Assert.Equal(outside, await Try(null));
        Assert.Equal(outside, await Try(new Evidence(null, null, 10, null)));
    }

    [Theory]
    [InlineData(PlaceRule.Off, "None", "None")]
    [InlineData(PlaceRule.Flag, "None", "OutsideLocation")]
    [InlineData(PlaceRule.Block, "None", "outside_location")]
    public async Task By_address_a_punch_counts_from_the_networks_in_either_spelling(PlaceRule rule, string inside, string outside)
    {
        await Rules(ip: rule);
        foreach (var ip in new[] { "192.0.2.7", "::ffff:192.0.2.7", "2001:db8:5::1" }) Assert.Equal(inside, await Try(null, ann with { Ip = ip }));
        foreach (var ip in new[] { "192.0.3.7", "::ffff:192.0.3.7", "2001:db9::1", "198.51.100.1", null }) Assert.Equal(outside, await Try(null, ann with { Ip = ip }));
    }

    [Fact]
    public async Task Either_rule_is_enough_to_refuse()
    {
        await Rules(gps: PlaceRule.Flag, ip: PlaceRule.Block);
        Assert.Equal("outside_location", await Try(At(0), ann with { Ip = "198.51.100.1" }));
        Assert.Equal("OutsideLocation", await Try(At(500)));
        Assert.Equal("None", await Try(At(0)));
    }

    [Fact]
    public async Task The_refusal_says_how_far_or_how_to_allow_the_position()
    {
        await Rules(gps: PlaceRule.Block);
        var far = await Assert.ThrowsAsync<Refusal>(() => In(At(2300)));
        Assert.Equal(("invalid_input", 422), (far.Code, far.Status));
        Assert.Contains("2.3 km from Pier 4; a punch there is taken within 100 m", far.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("Allow the location for this site", (await Assert.ThrowsAsync<Refusal>(() => In(null))).Errors[0].Message, StringComparison.Ordinal);
        await Rules(ip: PlaceRule.Block);
        Assert.Contains("your address is 198.51.100.1", (await Assert.ThrowsAsync<Refusal>(() => In(null, ann with { Ip = "198.51.100.1" }))).Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_kept_from_clocking_out_but_it_is_flagged()
    {
        await Rules(gps: PlaceRule.Block, ip: PlaceRule.Block);
        await In(At(0));
        world.Clock.Advance(Duration.FromHours(1));
        await clock.StartBreak(ann with { Ip = "198.51.100.1" }, new StartBreak { Evidence = At(9000) }, default);
        Assert.Equal(EntryFlags.None, (await clock.Status(ann, null, default)).Entry!.Flags);
        world.Clock.Advance(Duration.FromHours(1));
        Assert.Equal(ClockState.Out, (await clock.ClockOut(ann with { Ip = "198.51.100.1" }, new ClockOut(), default)).State);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(EntryFlags.OutsideLocation, (await db.TimeEntries.SingleAsync()).Flags);
    }

    [Fact]
    public async Task A_switch_is_looked_at_like_clocking_in()
    {
        var kitchen = await world.Get<JobList>().Add(owner, new SaveJob { Name = "Kitchen" }, default);
        await Rules(gps: PlaceRule.Block);
        await In(At(0));
        world.Clock.Advance(Duration.FromHours(1));
        var refusal = await Assert.ThrowsAsync<Refusal>(() => clock.Switch(ann, new SwitchJob { JobId = kitchen, Evidence = At(500) }, default));
        Assert.Equal("outside_location", refusal.Errors[0].Code);
        Assert.Null((await clock.Status(ann, null, default)).Entry!.JobId);
        await Rules(gps: PlaceRule.Flag);
        Assert.Equal(EntryFlags.OutsideLocation, (await clock.Switch(ann, new SwitchJob { JobId = kitchen, Evidence = At(500) }, default)).Entry!.Flags);
    }

    [Fact]
    public async Task Whoever_punches_for_somebody_else_need_not_be_there()
    {
        await Rules(gps: PlaceRule.Block, ip: PlaceRule.Block);
        Assert.Equal("None", await Try(null, manager with { Ip = "198.51.100.1" }));
    }

    [Fact]
    public async Task A_place_that_says_nothing_of_itself_and_no_place_at_all_are_not_looked_at()
    {
        await Rules(gps: PlaceRule.Block, ip: PlaceRule.Block);
        var locations = world.Get<LocationList>();
        var anywhere = await locations.Add(owner, new SaveLocation { Name = "Anywhere" }, default);
        var point = await locations.Add(owner, new SaveLocation { Name = "Point", Latitude = 1, Longitude = 1 }, default);
        foreach (var place in new[] { anywhere, point }) Assert.Equal("None", await Try(null, ann with { Ip = "198.51.100.1" }, place));
        Assert.Equal(EntryFlags.None, (await clock.ClockIn(owner, new ClockIn(), default)).Entry!.Flags);
    }

    [Fact]
    public async Task After_a_forgotten_clock_out_the_way_in_is_looked_at_and_a_refusal_closes_nothing()
    {
        await In(At(0));
        var finished = world.Clock.GetCurrentInstant() + Duration.FromHours(8);
        world.Clock.Advance(Duration.FromHours(24));
        await Rules(gps: PlaceRule.Block);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => clock.ClockIn(ann, new ClockIn { FinishedAt = finished, Evidence = At(5000) }, default));
        Assert.Equal("outside_location", refusal.Errors[0].Code);
        Assert.True((await clock.Status(ann, null, default)).IsLong);
        // From home, saying when it ended: nobody is there any more, so nothing is flagged for the place.
        await clock.ClockOut(ann, new ClockOut { FinishedAt = finished, Evidence = At(5000) }, default);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(EntryFlags.Unconfirmed, (await db.TimeEntries.SingleAsync()).Flags);
    }

    [Fact]
    public async Task What_the_device_said_is_kept_with_the_punch_and_the_servers_clock_decides()
    {
        var device = Instant.FromUtc(2020, 1, 1, 0, 0);
        await In(At(3, accuracy: 12) with { DeviceTime = device });
        await using var db = await world.Store.Open(owner, default);
        var punch = await db.Punches.SingleAsync();
        Assert.Equal((world.Clock.GetCurrentInstant(), device, "192.0.2.7", 12.0, East), (punch.At, punch.DeviceTime, punch.Ip, punch.AccuracyMeters, punch.Longitude));
        Assert.Equal(world.Clock.GetCurrentInstant(), (await db.TimeEntries.SingleAsync()).Start);
    }

    [Fact]
    public async Task A_position_that_cannot_be_is_refused_by_every_verb()
    {
        foreach (var (evidence, field) in new (Evidence, string)[]
        {
            (new(90.1, 0, 0, null), "latitude"), (new(-91, 0, 0, null), "latitude"), (new(double.NaN, 0, 0, null), "latitude"), (new(null, 0, 1, null), "latitude"),
            (new(0, 180.5, 0, null), "longitude"), (new(0, double.PositiveInfinity, 0, null), "longitude"), (new(0, null, 1, null), "longitude"),
            (new(0, 0, -1, null), "accuracyMeters"), (new(0, 0, double.NaN, null), "accuracyMeters"),
        })
            foreach (var punch in new Func<Task>[]
            {
                () => In(evidence), () => clock.ClockOut(ann, new ClockOut { Evidence = evidence }, default), () => clock.StartBreak(ann, new StartBreak { Evidence = evidence }, default),
                () => clock.EndBreak(ann, new EndBreak { Evidence = evidence }, default), () => clock.Switch(ann, new SwitchJob { JobId = pier, Evidence = evidence }, default),
            })
                Assert.Equal(field, Assert.Single((await Assert.ThrowsAsync<Refusal>(punch)).Errors).Path);
    }
}
