using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Locations;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.ClockSetup;

public sealed class ClockSettingsTests : IAsyncLifetime
{
    const string Path = "/w/harbor/clock-setup";
    readonly World world = new();
    Actor owner = null!;
    ClockSettings settings = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        settings = world.Get<ClockSettings>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Without_a_row_the_defaults_hold_and_the_first_change_says_what_was_before()
    {
        var before = await settings.Get(owner, default);
        Assert.Equal((false, false, 16, PlaceRule.Off, PlaceRule.Off, 90, null, 0),
            (before.JobRequired, before.NoteRequired, before.OpenLimitHours, before.GpsRule, before.IpRule, before.EvidenceDays, before.Notice, before.Version));

        var after = await settings.Change(owner, 0, new SaveClockSettings { OpenLimitHours = 12, GpsRule = PlaceRule.Block, Notice = " Ask Olive. " }, default);
        Assert.Equal(after, await settings.Get(owner, default));
        Assert.Equal((12, PlaceRule.Block, "Ask Olive."), (after.OpenLimitHours, after.GpsRule, after.Notice));
        Assert.True(after.Version > 0);
        await using var db = await world.Store.Open(owner, default);
        var audit = await db.AuditEvents.SingleAsync();
        Assert.Equal(("clock_setup.changed", owner.AccountId), (audit.Name, audit.SubjectId));
        Assert.Contains("\"openLimitHours\":16", audit.Before, StringComparison.Ordinal);
        Assert.Contains("\"openLimitHours\":12", audit.After, StringComparison.Ordinal);
        Assert.DoesNotContain("evidenceDays", audit.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saving_what_is_there_already_changes_nothing()
    {
        var version = (await settings.Change(owner, 0, new SaveClockSettings { EvidenceDays = 30 }, default)).Version;
        Assert.Equal(version, (await settings.Change(owner, version, new SaveClockSettings { EvidenceDays = 30 }, default)).Version);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(1, await db.AuditEvents.CountAsync());
    }

    [Fact]
    public async Task Of_two_first_changes_at_once_one_wins_and_so_of_two_later_ones()
    {
        // Four limits that differ: to save what stands there already changes nothing, and so comes in nobody's way.
        foreach (var limits in new[] { new[] { 5, 6 }, [7, 8] })
        {
            var seen = limits[0] == 5 ? 0 : (await settings.Get(owner, default)).Version;
            var results = await Task.WhenAll(limits.Select(async hours =>
                await Record.ExceptionAsync(() => Task.Run(() => settings.Change(owner, seen, new SaveClockSettings { OpenLimitHours = hours }, default)))));
            Assert.Single(results, result => result is null);
            Assert.Equal("stale_version", Assert.IsType<Refusal>(Assert.Single(results, result => result is not null)).Code);
        }
    }

    [Fact]
    public async Task What_is_out_of_bounds_is_refused()
    {
        foreach (var (input, field) in new[]
        {
            (new SaveClockSettings { OpenLimitHours = 0 }, "openLimitHours"), (new SaveClockSettings { OpenLimitHours = 49 }, "openLimitHours"),
            (new SaveClockSettings { EvidenceDays = 0 }, "evidenceDays"), (new SaveClockSettings { EvidenceDays = 731 }, "evidenceDays"),
            (new SaveClockSettings { GpsRule = (PlaceRule)7 }, "gpsRule"), (new SaveClockSettings { IpRule = (PlaceRule)(-1) }, "ipRule"),
            (new SaveClockSettings { Notice = new string('x', 1001) }, "notice"),
        })
            Assert.Equal(field, Assert.Single((await Assert.ThrowsAsync<Refusal>(() => settings.Change(owner, 0, input, default))).Errors).Path);
        await settings.Change(owner, 0, new SaveClockSettings { OpenLimitHours = 48, EvidenceDays = 730, Notice = new string('x', 1000) }, default);
    }

    [Fact]
    public async Task A_manager_reads_and_an_employee_does_not()
    {
        var manager = await world.Join(owner, Role.Manager);
        var employee = await world.Join(owner, Role.Employee);
        Assert.Equal(16, (await settings.Get(manager, default)).OpenLimitHours);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => settings.Change(manager, 0, new SaveClockSettings(), default))).Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => settings.Get(employee, default))).Status);
        var page = await (await world.Browse(manager)).Get(Path);
        Assert.True(page.Document.QuerySelector("fieldset")!.HasAttribute("disabled"));
    }

    [Fact]
    public async Task The_page_saves_and_the_notice_takes_it_back()
    {
        var browser = await world.Browse(owner);
        Assert.Equal(302, (int)(await browser.Submit(Path, "clock-setup", ("Input.JobRequired", "true"), ("Input.GpsRule", "Flag"), ("Input.OpenLimitHours", "10"), ("Input.Notice", "Ask Olive."))).Status);
        var now = await settings.Get(owner, default);
        Assert.Equal((true, PlaceRule.Flag, 10, "Ask Olive."), (now.JobRequired, now.GpsRule, now.OpenLimitHours, now.Notice));

        var page = await browser.Get(Path);
        var undo = page.Document.QuerySelector(".notice form")!;
        var back = undo.QuerySelectorAll("input").Select(input => new KeyValuePair<string, string>(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""));
        Assert.Equal(302, (int)(await browser.Post(undo.GetAttribute("action")!, back)).Status);
        now = await settings.Get(owner, default);
        Assert.Equal((false, PlaceRule.Off, 16, null), (now.JobRequired, now.GpsRule, now.OpenLimitHours, now.Notice));
    }

    [Fact]
    public async Task A_mistake_is_said_in_place_and_nothing_typed_is_lost()
    {
        var browser = await world.Browse(owner);
        var answer = await browser.Submit(Path, "clock-setup", ("Input.OpenLimitHours", "lots"), ("Input.EvidenceDays", "30"), ("Input.Notice", "<i>kept</i>"), ("Input.IpRule", "Block"));
        Assert.Equal(422, (int)answer.Status);
        Assert.Contains("whole number", answer.Document.QuerySelector("#field-openLimitHours-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("lots", "30", "<i>kept</i>"), (answer.Document.QuerySelector("#field-openLimitHours")!.GetAttribute("value"),
            answer.Document.QuerySelector("#field-evidenceDays")!.GetAttribute("value"), answer.Document.QuerySelector("#field-notice")!.TextContent));
        Assert.Equal("Block", answer.Document.QuerySelector("#field-ipRule option[selected]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Whoever_comes_second_sees_the_newest_values()
    {
        var browser = await world.Browse(owner);
        var page = await browser.Get(Path);
        var first = await settings.Change(owner, 0, new SaveClockSettings { OpenLimitHours = 9 }, default);
        var answer = await browser.Submit(page, Path, "clock-setup", ("Input.OpenLimitHours", "20"));
        Assert.Equal(409, (int)answer.Status);
        Assert.Equal(("9", first.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            (answer.Document.QuerySelector("#field-openLimitHours")!.GetAttribute("value"), answer.Document.QuerySelector("[name='Input.Version']")!.GetAttribute("value")));
    }

    [Fact]
    public async Task The_page_says_how_many_locations_the_rules_can_look_at()
    {
        var browser = await world.Browse(owner);
        Assert.Contains("No location is there yet", (await browser.Get(Path)).Text, StringComparison.Ordinal);
        var locations = world.Get<LocationList>();
        await locations.Add(owner, new SaveLocation { Name = "Pier", Latitude = 1, Longitude = 1, RadiusMeters = 50 }, default);
        await locations.Add(owner, new SaveLocation { Name = "Shop" }, default);
        var text = (await browser.Get(Path)).Text;
        Assert.Contains("1 of 2 locations has a point and a radius", text, StringComparison.Ordinal);
        Assert.Contains("No location has networks yet", text, StringComparison.Ordinal);
    }
}
