using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Tests.Features.SignIn;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Accounts;

/// <summary>
/// A workspace that requires two-step sign-in opens for nobody without it, by no page and no circuit, and leads to where it is turned on.
/// </summary>
public sealed class RequiringTwoStepTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, ann = null!;
    Browser olive = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        ann = await world.Join(owner, Role.Employee);
        olive = await world.Browse();
        await olive.SignIn(Signing.Olive, World.Password);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Whoever_requires_it_has_it_on()
    {
        var page = await olive.Get("/w/harbor/company");
        Assert.Contains("2 of 2 people have it off", page.Text, StringComparison.Ordinal);

        var refused = await olive.Submit(page, "/w/harbor/company", "two-step");

        Assert.Equal(409, (int)refused.Status);
        Assert.Contains("Turn on your own first", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (int)(await (await world.Browse(ann)).Get("/w/harbor")).Status);
    }

    [Fact]
    public async Task Who_has_it_off_is_led_to_turning_it_on_and_then_comes_in()
    {
        await Require();
        Assert.Equal(200, (int)(await olive.Get("/w/harbor/company")).Status);
        var browser = await world.Browse();
        await browser.SignIn($"employee-1-harbor@example.com", World.Password);

        foreach (var path in new[] { "/w/harbor", "/w/harbor/timesheet", "/w/harbor/data" })
        {
            var sent = (await browser.Get(path)).Location!.ToString();
            Assert.StartsWith("/profile?workspace=harbor", sent, StringComparison.Ordinal);
        }
        var profile = await browser.Get("/profile?workspace=harbor");
        Assert.Equal(200, (int)profile.Status);
        Assert.Contains("Your workspace requires two-step sign-in", profile.Text, StringComparison.Ordinal);

        await world.TurnOn(browser);
        Assert.Equal(200, (int)(await browser.Get("/w/harbor")).Status);
    }

    [Fact]
    public async Task A_form_is_refused_by_name_and_so_is_a_page_that_is_open()
    {
        var browser = await world.Browse(ann);
        var page = await browser.Get("/w/harbor");
        await Require();

        var answer = await browser.Submit(page, "/w/harbor", "clock-in");

        Assert.Equal(403, (int)answer.Status);
        Assert.Contains("requires two-step sign-in", answer.Text, StringComparison.Ordinal);
        Assert.NotNull(answer.Document.QuerySelector("a[href='/help/refusals#two_step_required']"));
        Assert.Equal("two_step_required", (await Assert.ThrowsAsync<Refusal>(() => world.Again(ann))).Code);
    }

    [Fact]
    public async Task Keys_go_on_and_the_rule_can_be_taken_back()
    {
        var api = await world.Api(owner);
        await Require();
        Assert.Equal(200, (await api.Get("/me")).Status);
        Assert.DoesNotContain("requiresTwoStep", (await api.Get("/account")).Text, StringComparison.Ordinal);

        Assert.Equal(302, (int)(await olive.Submit("/w/harbor/company", "two-step")).Status);

        Assert.Equal(200, (int)(await (await world.Browse(ann)).Get("/w/harbor")).Status);
        Assert.Contains("Two-step sign-in required", (await olive.Get("/w/harbor/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_rule_is_refused()
    {
        await world.TurnOn(olive);
        var again = await world.Again(owner);
        Assert.Equal("stale_version", (await Assert.ThrowsAsync<Refusal>(() => world.Get<RequiringTwoStep>().Change(again, 99, true,
            default))).Code);
    }

    async Task Require()
    {
        await world.TurnOn(olive);
        Assert.Equal(302, (int)(await olive.Submit("/w/harbor/company", "two-step")).Status);
    }
}
