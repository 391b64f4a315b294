using System.Text.Json.Nodes;
using Clockspot.Features.OAuth;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Clockspot.Tests.Browsers;

/// <summary>A person connects a program in a real browser, which holds the policies of our pages against every step.</summary>
[Collection(Outside.Second)]
public sealed class AuthorizationTests(ConnectingScene scene, Chrome chrome, ITestOutputHelper output) : IClassFixture<ConnectingScene>, IClassFixture<Chrome>, IAsyncLifetime
{
    const string ReadOnly = "account:read time_tracking:read", Edit = "account:read time_tracking:write";

    readonly HttpClient http = new();
    OtherSite site = null!;
    string client = "";

    public async Task InitializeAsync()
    {
        site = await OtherSite.Start();
        client = await scene.Register(site.Redirect);
        http.BaseAddress = new Uri(scene.App.Origin);
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await site.DisposeAsync();
    }

    /// <summary>The address of an authorization request.</summary>
    string Ask(string scope = ReadOnly) => QueryHelpers.AddQueryString("/oauth/authorize", new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["response_type"] = "code", ["client_id"] = client, ["redirect_uri"] = site.Redirect, ["state"] = "xyz", ["scope"] = scope, ["resource"] = scene.App.Origin + "/api/v1",
        ["code_challenge"] = TokenDesk.ChallengeOf(OAuthClientWalk.Verifier), ["code_challenge_method"] = "S256",
    });

    /// <summary>Presses the button of a form after which the person is elsewhere, and answers what the client gets to know.</summary>
    async Task<Dictionary<string, string>> Leave(Visitor visitor, string form)
    {
        await visitor.Page.Locator($"form:has(input[name='_handler'][value='{form}']) button").First.ClickAsync();
        var brought = await site.Arrival();
        Assert.Equal(("xyz", scene.App.Origin), (brought["state"], brought["iss"]));
        return brought;
    }

    async Task<JsonNode> Redeem(string code)
    {
        var answer = await Post("/oauth/token", ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", site.Redirect), ("client_id", client), ("code_verifier", OAuthClientWalk.Verifier));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    Task<HttpResponseMessage> Post(string path, params (string Name, string Value)[] fields) =>
        http.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    async Task<int> Grants()
    {
        await using var db = await scene.World.Store.OpenSystem("test", default);
        return await db.OAuthAuthorizations.IgnoreQueryFilters().CountAsync();
    }

    [SkippableTheory]
    [InlineData(ReadOnly, 403, true)]
    [InlineData(Edit, 200, true)]
    [InlineData(Edit, 200, false)]
    public async Task Whoever_is_signed_out_and_has_one_workspace_signs_in_decides_and_arrives_at_the_client(string scope, int clockIn, bool scripts)
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(scene.App, scripts: scripts);
        await visitor.Open(Ask(scope));
        await visitor.Page.FillAsync("[name='Input.Email']", ConnectingScene.Single);
        await visitor.Page.FillAsync("[name='Input.Password']", World.Password);
        await visitor.Page.ClickAsync("form:has(input[name='_handler'][value='sign-in']) button");
        await visitor.Page.WaitForURLAsync("**/oauth/permission?*");
        Assert.Equal(scope == ReadOnly, (await visitor.Text()).Contains("Read only", StringComparison.Ordinal));
        var tokens = await Redeem((await Leave(visitor, "grant"))["code"]);
        Assert.Equal(scope, (string)tokens["scope"]!);

        var api = new ApiClient(http, (string)tokens["access_token"]!);
        Assert.Equal("solo", (string)(await api.Get("/me")).Json!["account"]!["slug"]!);
        Assert.Equal(clockIn, (await api.Post("/clock/in", new { })).Status);
        if (clockIn == 200) Assert.Equal(200, (await api.Post("/clock/out", new { })).Status);
        Assert.Equal(200, (int)(await Post("/oauth/revoke", ("token", (string)tokens["refresh_token"]!), ("client_id", client))).StatusCode);
        Assert.Equal(401, (await api.Get("/me")).Status);
        visitor.SawNothingWrong();
    }

    [SkippableFact]
    public async Task With_three_workspaces_a_wrong_choice_is_mended_before_the_decision_and_after_it()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(scene.App);
        await visitor.Open(Ask());
        await ConnectingScene.SignIn(visitor, ConnectingScene.Many);
        await visitor.Page.WaitForURLAsync("**/oauth/account?*");
        foreach (var name in new[] { "bistro Inc", "depot Inc", "harbor Inc" }) Assert.Contains(name, await visitor.Text(), StringComparison.Ordinal);
        await ConnectingScene.Choose(visitor, "bistro Inc");
        await visitor.Page.ClickAsync("a[href*='/oauth/account?']");
        await visitor.Page.WaitForURLAsync("**/oauth/account?*");
        await ConnectingScene.Choose(visitor, "depot Inc");
        Assert.Equal("depot", await Account(await Leave(visitor, "grant")));
        // It went to the wrong one all the same: asked again, the person chooses again.
        await visitor.Open(Ask());
        await visitor.Page.WaitForURLAsync("**/oauth/account?*");
        await ConnectingScene.Choose(visitor, "harbor Inc");
        Assert.Equal("harbor", await Account(await Leave(visitor, "grant")));
        // It is the wrong person: the same request is decided by another one, who is led to the only workspace there is.
        await visitor.Open(Ask());
        await visitor.Page.ClickAsync("text=Use another sign-in");
        await ConnectingScene.SignIn(visitor, ConnectingScene.Single);
        await visitor.Page.WaitForURLAsync("**/oauth/permission?*");
        Assert.Equal("solo", await Account(await Leave(visitor, "grant")));
        visitor.SawNothingWrong();

        async Task<string> Account(Dictionary<string, string> brought) =>
            (string)(await new ApiClient(http, (string)(await Redeem(brought["code"]))["access_token"]!).Get("/me")).Json!["account"]!["slug"]!;
    }

    [SkippableFact]
    public async Task Whoever_says_no_arrives_at_the_client_with_nothing()
    {
        Tool.NeedsChromium();
        var before = await Grants();
        await using var visitor = await chrome.Visit(scene.App, await scene.World.Cookie(scene.OfOne));
        await visitor.Open(Ask());
        var brought = await Leave(visitor, "cancel");
        Assert.Equal("access_denied", brought["error"]);
        Assert.False(brought.ContainsKey("code"));
        Assert.Equal(before, await Grants());
        // Whoever goes back in the browser decides nothing any more.
        await visitor.Page.GoBackAsync();
        await visitor.Page.ReloadAsync();
        Assert.Equal(0, await visitor.Page.Locator("input[value='grant']").CountAsync());
    }

    [SkippableFact]
    public async Task A_wrong_request_goes_from_the_sign_in_straight_back_to_a_client_that_was_connected_and_to_another_by_a_button()
    {
        Tool.NeedsChromium();
        await using (var first = await chrome.Visit(scene.App))
        {
            await first.Open(Ask("nonsense"));
            await ConnectingScene.SignIn(first, ConnectingScene.Single);
            var back = first.Page.Locator("main a.button");
            await back.WaitForAsync();
            Assert.False(site.IsVisited);
            first.Forgive();
            await back.ClickAsync();
            Assert.Equal("invalid_scope", (await site.Arrival())["error"]);
            await first.Open(Ask());
            Assert.Contains("code", (await Leave(first, "grant")).Keys);
            first.SawNothingWrong();
        }
        await using var visitor = await chrome.Visit(scene.App);
        await visitor.Open(Ask("nonsense"));
        await visitor.Page.FillAsync("[name='Input.Email']", ConnectingScene.Single);
        await visitor.Page.FillAsync("[name='Input.Password']", "a wrong password");
        await visitor.Page.ClickAsync("form:has(input[name='_handler'][value='sign-in']) button");
        await visitor.Page.Locator(".alert").WaitForAsync();
        visitor.Forgive();
        await visitor.Page.FillAsync("[name='Input.Password']", World.Password);
        Assert.Equal("invalid_scope", (await Leave(visitor, "sign-in"))["error"]);
        visitor.SawNothingWrong();
    }

    [SkippableFact]
    public async Task A_client_that_opened_a_window_hears_from_it_and_a_double_click_decides_once()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(scene.App);
        site.Show("/client", "<p id=said>nothing<script>addEventListener('message', event => { document.getElementById('said').textContent = event.data })</script>");
        site.Show("/callback", "<script>opener.postMessage('connected', '*')</script>");
        await visitor.Open(site.Origins[0] + "/client");
        var opening = visitor.Context.WaitForPageAsync();
        await visitor.Page.EvaluateAsync("address => { open(address, 'connect', 'width=600,height=700') }", scene.App.Origin + Ask());
        var window = await opening;
        await window.FillAsync("[name='Input.Email']", ConnectingScene.Single);
        await window.FillAsync("[name='Input.Password']", World.Password);
        await window.ClickAsync("form:has(input[name='_handler'][value='sign-in']) button");
        await window.Locator("form:has(input[name='_handler'][value='grant']) button").DblClickAsync();
        Assert.Contains("code", (await site.Arrival()).Keys);
        await visitor.Page.Locator("#said:has-text('connected')").WaitForAsync();
    }

    [SkippableFact]
    public async Task Nobody_frames_the_decision()
    {
        Tool.NeedsChromium();
        await using var visitor = await chrome.Visit(scene.App, await scene.World.Cookie(scene.OfOne));
        await visitor.Open(Ask());
        var decision = visitor.Page.Url;
        site.Show("/own", "<p>An own page");
        site.Show("/trap", $"<iframe name=own src=/own></iframe><iframe name=permission src='{decision}'></iframe><iframe name=authorize src='{scene.App.Origin}{Ask()}'></iframe>");
        foreach (var origin in site.Origins)
        {
            await visitor.Open(origin + "/trap");
            Assert.Contains("An own page", await Seen("own"), StringComparison.Ordinal);
            Assert.Equal("", await Seen("permission"));
            Assert.Equal("", await Seen("authorize"));
        }
        Assert.Contains(visitor.Complaints, one => one.Contains("frame-ancestors 'none'", StringComparison.Ordinal));
        // The request itself was good all the while.
        visitor.Forgive();
        await visitor.Open(decision);
        await Leave(visitor, "grant");

        async Task<string> Seen(string name) => (await visitor.Page.Frame(name)!.Locator("body").InnerTextAsync()).Trim();
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_sites_page_that_sends_the_form_by_itself_is_granted_nothing(bool withTokenOfItsOwn)
    {
        Tool.NeedsChromium();
        var before = await Grants();
        await using var visitor = await chrome.Visit(scene.App, await scene.World.Cookie(scene.OfOne));
        await visitor.Open(Ask());
        var decision = visitor.Page.Url;
        var token = "";
        if (withTokenOfItsOwn)
        {
            // Whoever set the trap has a sign-in here as well, and with it a token for forms.
            await using var trapper = await chrome.Visit(scene.App, await scene.World.Cookie(scene.OfThree));
            await trapper.Open(Ask());
            await ConnectingScene.Choose(trapper, "bistro Inc");
            token = await trapper.Page.Locator("input[name='__RequestVerificationToken']").First.InputValueAsync();
        }
        site.Show("/trap", $"<form method=post action='{decision}'><input name=_handler value=grant><input name=__RequestVerificationToken value='{token}'></form><script>document.forms[0].submit()</script>");
        foreach (var origin in site.Origins)
        {
            var answer = visitor.Page.WaitForResponseAsync(one => one.Request.Method == "POST");
            await visitor.Open(origin + "/trap");
            output.WriteLine($"{origin}: {(await answer).Status}, {((await (await answer).Request.AllHeadersAsync()).ContainsKey("cookie") ? "with" : "without")} cookies");
            Assert.InRange((await answer).Status, 300, 499);
        }
        Assert.Equal(before, await Grants());
        Assert.False(site.IsVisited);
        // The same form from our own page goes through, so that nothing else refused it.
        visitor.Forgive();
        await visitor.Open(decision);
        Assert.Contains("code", (await Leave(visitor, "grant")).Keys);
    }

    [SkippableFact]
    public async Task The_pages_on_the_way_are_readable_by_everyone_fit_a_phone_and_are_light()
    {
        Tool.NeedsChromium();
        client = await scene.Register(site.Redirect, "A program whose name says <b>everything</b> that its makers had in mind on that day");
        await using var visitor = await chrome.Visit(scene.App);
        var broken = new List<string>();
        await visitor.Open("/oauth/authorize");
        visitor.Forgive();
        await Look("start");
        await visitor.Open(Ask() + "&prompt=none");
        visitor.Forgive();
        await Look("offer");
        await visitor.Open(Ask());
        await Look("sign-in");
        await ConnectingScene.SignIn(visitor, ConnectingScene.Many);
        await visitor.Page.WaitForURLAsync("**/oauth/account?*");
        await Look("picker");
        await ConnectingScene.Choose(visitor, "bistro Inc");
        await Look("permission-read");
        await visitor.Open(Ask(Edit));
        await ConnectingScene.Choose(visitor, "bistro Inc");
        await Look("permission-edit");
        var bytes = await Weight(visitor, visitor.Page.Url);
        output.WriteLine($"the permission page weighs {bytes / 1024:0.0} KB");
        if (bytes > 150 * 1024) broken.Add($"The permission page weighs {bytes / 1024:0} KB, at most 150.");
        Rule.Holds("The pages on the way to a connection are readable by everyone, fit a phone and are light.", broken);
        visitor.SawNothingWrong();

        Task Look(string name) => Looks.At(visitor, $"authorization-{name}", broken);
    }

    /// <summary>The bytes of a first view, compressed as served.</summary>
    static async Task<double> Weight(Visitor visitor, string address)
    {
        var wire = await visitor.Context.NewCDPSessionAsync(visitor.Page);
        double bytes = 0;
        await wire.SendAsync("Network.enable");
        await wire.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
        wire.Event("Network.loadingFinished").OnEvent += (_, data) => bytes += data!.Value.GetProperty("encodedDataLength").GetDouble();
        await visitor.Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await wire.DetachAsync();
        return bytes;
    }
}
