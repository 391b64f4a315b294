using Clockspot.Tests.Support;

namespace Clockspot.Tests.Browsers;

/// <summary>One's sign-ins in several browsers: the list of them, and what an open page does when its own has ended elsewhere.</summary>
[Collection(Outside.Third)]
public sealed class SignedOutTests(Chrome chrome) : IClassFixture<Chrome>
{
    [SkippableFact]
    public async Task An_open_page_stops_at_once_when_its_sign_in_is_ended_in_another_browser()
    {
        Tool.NeedsChromium();
        await using var app = await Site.Start();
        await using var desk = await chrome.Visit(app);
        await desk.Open("/open");
        await desk.Send("open-workspace", ("Input.Company", "Harbor Café"), ("Input.TimeZone", "America/New_York"), ("Input.Currency",
            "USD"),
            ("Input.Name", "Olive Owner"), ("Input.Email", "olive@example.com"), ("Input.Password", World.Password));
        Assert.Equal(200, await desk.Open($"/w/{desk.Slug}/now"));
        await Connected(desk);

        await using var phone = await chrome.Visit(app);
        await phone.Open("/sign-in");
        await phone.Send("sign-in", ("Input.Email", "olive@example.com"), ("Input.Password", World.Password), ("Input.Remember", "true"));
        await phone.Open("/profile");
        Assert.Equal(2, await phone.Page.Locator(".sessions li").CountAsync());
        var broken = new List<string>();
        await Looks.At(phone, "profile-sign-ins", broken);
        Assert.True(new Uri(desk.Page.Url).AbsolutePath.EndsWith("/now", StringComparison.Ordinal), desk.Page.Url);

        await phone.Send("end-others");

        await desk.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/sign-in", new() { Timeout = 3000 });
        Assert.Equal(1, await phone.Page.Locator(".sessions li").CountAsync());
        phone.SawNothingWrong();
        Rule.Holds("The list of sign-ins is readable by everyone and fits a phone.", broken);
    }

    [SkippableFact]
    public async Task Signing_out_in_one_tab_stops_what_is_open_in_another()
    {
        Tool.NeedsChromium();
        await using var app = await Site.Start();
        await using var visitor = await chrome.Visit(app);
        await visitor.Open("/open");
        await visitor.Send("open-workspace", ("Input.Company", "Harbor Café"), ("Input.TimeZone", "America/New_York"), ("Input.Currency",
            "USD"),
            ("Input.Name", "Olive Owner"), ("Input.Email", "olive@example.com"), ("Input.Password", World.Password));
        await visitor.Open($"/w/{visitor.Slug}/now");
        await Connected(visitor);
        var other = await visitor.Context.NewPageAsync();
        await other.GotoAsync("/profile");

        await other.EvaluateAsync("document.querySelector('form[action=\"/sign-out\"]').submit()");

        await visitor.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/sign-in", new() { Timeout = 3000 });
    }

    /// <summary>Waits until the page has its circuit.</summary>
    static async Task Connected(Visitor visitor)
    {
        await visitor.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
        await visitor.Page.WaitForTimeoutAsync(1000);
    }
}
