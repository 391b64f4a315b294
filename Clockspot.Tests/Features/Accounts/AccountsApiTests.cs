using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Accounts;

/// <summary>Who calls, and the account's settings, over the API.</summary>
public sealed class AccountsApiTests : IAsyncLifetime
{
    readonly World world = new();
    Scene scene = null!;

    public async Task InitializeAsync() => scene = await Scene.Make(world);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Any_key_is_told_who_it_is_and_what_it_may_do()
    {
        var me = await (await world.Api(scene.Owner)).Get("/me");
        Assert.True(me.Status == 200, me.ToString());
        Wire.IsShaped(Wire.Me, me.Json);
        Wire.IsShaped("id slug name timeZone currency weekStart hour24 dayAttribution", me.Json!["account"]);
        Wire.IsShaped("type name hint scopes", me.Json["credential"]);
        Assert.Equal(("harbor", "monday", "startDay"), ((string)me.Json["account"]!["slug"]!, (string)me.Json["account"]!["weekStart"]!, (string)me.Json["account"]!["dayAttribution"]!));
        Assert.Equal((scene.Owner.EmployeeId, "Olive Owner"), ((Guid)me.Json["person"]!["employeeId"]!, (string)me.Json["person"]!["name"]!));
        Assert.Equal(("owner", "api_key", "Test"), (me.Text("role"), (string)me.Json["credential"]!["type"]!, (string)me.Json["credential"]!["name"]!));
        Assert.Equal("[{\"area\":\"account\",\"level\":\"edit\",\"reach\":\"all\"},{\"area\":\"employees\",\"level\":\"edit\",\"reach\":\"all\"},{\"area\":\"time_tracking\",\"level\":\"edit\",\"reach\":\"all\"},{\"area\":\"reports\",\"level\":\"read\",\"reach\":\"all\"}]",
            me.Json["grants"]!.ToJsonString());
        var narrow = await (await world.Api(scene.Loner, "time_tracking:read")).Get("/me");
        Assert.Equal(("employee", "[\"time_tracking:read\"]"), (narrow.Text("role"), narrow.Json!["credential"]!["scopes"]!.ToJsonString()));
        Assert.Equal("[{\"area\":\"time_tracking\",\"level\":\"read\",\"reach\":\"own\"}]", narrow.Json["grants"]!.ToJsonString());
    }

    [Fact]
    public async Task The_account_is_read_and_changed()
    {
        var api = await world.Api(scene.Owner);
        var account = await api.Get("/account");
        Wire.IsShaped(Wire.Account, account.Json);
        var changed = await api.Patch("/account", new { weekStart = "sunday", dayAttribution = "splitAtMidnight", hour24 = true }, ("If-Match", account.Header("ETag")!));
        Assert.True(changed.Status == 200, changed.ToString());
        Assert.Equal(("harbor Inc", "sunday", "splitAtMidnight", 2), (changed.Text("name"), changed.Text("weekStart"), changed.Text("dayAttribution"), changed.Version));
        Assert.Equal("name", (await api.Patch("/account", """{"name": null, "version": 2}""")).ErrorPath);
        Assert.Equal("timeZone", (await api.Patch("/account", new { timeZone = "Nowhere/Land", version = 2 })).ErrorPath);
        Assert.Equal("weekStart", (await api.Patch("/account", new { weekStart = "someday", version = 2 })).ErrorPath);
        Assert.Equal("weekStart", (await api.Patch("/account", new { weekStart = "none", version = 2 })).ErrorPath);
        Assert.Equal("slug", (await api.Patch("/account", new { slug = "other", version = 2 })).ErrorPath);
        Assert.Equal(403, (await (await world.Api(scene.Manager)).Patch("/account", new { name = "Mine", version = 2 })).Status);
        Assert.Equal(200, (await (await world.Api(scene.Manager)).Get("/account")).Status);
        Assert.Equal(403, (await (await world.Api(scene.Loner)).Get("/account")).Status);
    }

    [Fact]
    public async Task The_clock_in_setup_begins_at_version_0()
    {
        var api = await world.Api(scene.Outsider);
        var setup = await api.Get("/clock-setup");
        Wire.IsShaped("jobRequired noteRequired openLimitHours gpsRule ipRule evidenceDays notice version", setup.Json);
        Assert.Equal(("\"0\"", 16, "off"), (setup.Header("ETag"), (int)setup.Json!["openLimitHours"]!, setup.Text("gpsRule")));
        var changed = await api.Patch("/clock-setup", new { openLimitHours = 12, gpsRule = "flag", notice = "We look." }, ("If-Match", "\"0\""));
        Assert.True(changed.Status == 200, changed.ToString());
        Assert.Equal((12, "flag", "We look."), ((int)changed.Json!["openLimitHours"]!, changed.Text("gpsRule"), changed.Text("notice")));
        var cleared = await api.Patch("/clock-setup", """{"notice": null, "openLimitHours": null}""", ("If-Match", changed.Header("ETag")!));
        Assert.Equal((16, null, "flag"), ((int)cleared.Json!["openLimitHours"]!, cleared.Text("notice"), cleared.Text("gpsRule")));
        Assert.Equal(412, (await api.Patch("/clock-setup", new { jobRequired = true }, ("If-Match", "\"0\""))).Status);
        Assert.Equal("openLimitHours", (await api.Patch("/clock-setup", new { openLimitHours = 49, version = cleared.Version })).ErrorPath);
    }
}
