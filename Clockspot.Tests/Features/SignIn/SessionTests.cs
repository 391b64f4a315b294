using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Features.SignIn;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.SignIn;

/// <summary>A sign-in is a row on the server: whoever holds a copy of its cookie holds nothing once it has ended.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    const string Fresh = "quite another passphrase";
    readonly World world = new();
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_cookie_that_was_copied_before_signing_out_is_dead_at_the_next_request()
    {
        var browser = await world.Browse();
        var copy = await Thief(await browser.SignIn(Signing.Olive, World.Password));
        Assert.Equal(200, (int)(await copy.Get("/w/harbor/jobs")).Status);

        await SignOut(browser);

        Assert.True(await IsOut(copy, "/w/harbor/jobs"));
        Assert.True(await IsOut(copy, "/profile"));
    }

    [Fact]
    public async Task A_sign_in_ends_after_thirty_days_however_often_it_is_used()
    {
        var browser = await world.Browse();
        await Remembered(browser);
        for (var day = 1; day <= 29; day++)
        {
            world.Clock.Advance(Duration.FromDays(1));
            Assert.Equal("Profile", (await browser.Get("/profile")).Title);
        }

        world.Clock.Advance(Duration.FromDays(1));

        Assert.True(await IsOut(browser, "/profile"));
    }

    [Fact]
    public async Task Who_is_not_remembered_is_signed_out_after_a_day_without_use()
    {
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);
        for (var hours = 0; hours < 72; hours += 20)
        {
            world.Clock.Advance(Duration.FromHours(20));
            Assert.Equal("Profile", (await browser.Get("/profile")).Title);
            await Used();
        }

        world.Clock.Advance(Duration.FromHours(25));

        Assert.True(await IsOut(browser, "/profile"));
    }

    [Fact]
    public async Task A_cookie_without_a_session_opens_nothing()
    {
        var browser = await world.Browse(owner);
        Assert.Equal(200, (int)(await browser.Get("/w/harbor/jobs")).Status);
        var signedIn = await world.SignedIn(owner.PersonId);
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            await db.Sessions.ExecuteDeleteAsync();
            await db.Commit(default);
        }

        Assert.True(await IsOut(browser, "/w/harbor/jobs"));
        Assert.Equal(401, (await Assert.ThrowsAsync<Refusal>(() => world.Get<Members>().Enter(signedIn, "harbor", new Origin(Channel.Web, null, null), default))).Status);
        await using var read = await world.Store.OpenSystem("test", default);
        Assert.Null(await signedIn.Find(read, default));
    }

    [Fact]
    public async Task What_was_on_its_way_when_the_sign_in_ended_writes_nothing()
    {
        var actor = await world.Again(owner);
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            await db.Sessions.ExecuteDeleteAsync();
            await db.Commit(default);
        }

        Assert.Equal(401, (await Assert.ThrowsAsync<Refusal>(() => world.Get<JobList>().Add(actor, new SaveJob { Name = "Till" }, default))).Status);
        Assert.Empty(await world.Get<JobList>().List(await world.Again(owner), false, default));
    }

    [Fact]
    public async Task Nobody_borrows_the_session_of_somebody_else()
    {
        var ann = await world.Join(owner, Role.Employee);
        var borrowed = await world.SignedIn(ann.PersonId) with { Session = (await world.SignedIn(owner.PersonId)).Session };

        Assert.Equal(401, (await Assert.ThrowsAsync<Refusal>(() => world.Get<Members>().Enter(borrowed, "harbor", new Origin(Channel.Web, null, null), default))).Status);
        Assert.Null(await world.Get<Members>().LastUse(borrowed, default));
    }

    [Fact]
    public async Task The_profile_lists_the_browsers_and_ends_one_or_all_others()
    {
        var (here, phone, desk) = (await world.Browse(), await world.Browse(), await world.Browse());
        here.Client.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        phone.Client.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1");
        await Remembered(phone);
        await Remembered(desk);
        world.Clock.Advance(Duration.FromHours(3));
        await here.SignIn(Signing.Olive, World.Password);

        var page = await here.Get("/profile");
        var rows = page.Document.QuerySelectorAll(".sessions li").Select(row => row.TextContent).ToList();
        Assert.Equal(4, rows.Count);
        Assert.Contains("Firefox on Linux", rows[0], StringComparison.Ordinal);
        Assert.Contains("This browser", rows[0], StringComparison.Ordinal);
        var handler = page.Document.QuerySelectorAll(".sessions li").Single(row => row.TextContent.Contains("Safari on iPhone", StringComparison.Ordinal) && row.TextContent.Contains("3 hours ago", StringComparison.Ordinal))
            .QuerySelector("input[name=_handler]")!.GetAttribute("value")!;

        Assert.Equal(302, (int)(await here.Submit(page, "/profile", handler)).Status);
        Assert.True(await IsOut(phone, "/profile"));
        Assert.False(await IsOut(desk, "/profile"));
        Assert.Equal(302, (int)(await here.Submit("/profile", "end-others")).Status);
        Assert.True(await IsOut(desk, "/profile"));
        Assert.False(await IsOut(here, "/profile"));
        Assert.Single((await here.Get("/profile")).Document.QuerySelectorAll(".sessions li"));
    }

    [Fact]
    public async Task Nobody_ends_or_sees_the_sign_ins_of_others()
    {
        var ann = await world.Join(owner, Role.Employee);
        var browser = await world.Browse(ann);
        var page = await browser.Get("/profile");
        var others = (await world.SignedIn(owner.PersonId)).Session;
        Assert.DoesNotContain(others.ToString(), page.Document.DocumentElement.OuterHtml, StringComparison.OrdinalIgnoreCase);

        var answer = await browser.Post("/profile", [new("_handler", $"end-{others}"), new("__RequestVerificationToken", SeenForm.TokenOf(page))]);

        Assert.Equal(409, (int)answer.Status);
        Assert.False(await IsOut(await world.Browse(owner), "/profile"));
    }

    [Fact]
    public async Task Every_form_of_the_profile_refuses_a_stranger_and_a_forged_token_and_writes_nothing()
    {
        await Remembered(await world.Browse());
        var mine = await world.Browse(owner);
        var stranger = await world.Browse();
        var forms = SeenForm.On("/profile", await mine.Get("/profile")).Where(form => form.Action == "/profile").ToList();
        var token = SeenForm.TokenOf(await stranger.Get("/sign-in"));
        Assert.Superset(new HashSet<string>(["name", "password", "two-step-start", "end-others"]), forms.Select(form => form.Handler).ToHashSet());
        var before = Digest.Of(world.Folder);

        foreach (var form in forms)
        {
            Assert.Contains("/sign-in", (await stranger.Post("/profile", form.With(token))).Location?.ToString() ?? "", StringComparison.Ordinal);
            Assert.Equal(400, (int)(await mine.Post("/profile", form.With(null))).Status);
        }
        Assert.Empty(before.ChangesTo(Digest.Of(world.Folder)));
    }

    [Fact]
    public async Task Signing_in_again_in_a_browser_ends_the_sign_in_that_was_there()
    {
        var browser = await world.Browse();
        var copy = await Thief(await browser.SignIn(Signing.Olive, World.Password));

        await browser.SignIn(Signing.Olive, World.Password, "/sign-in?again=true");

        Assert.True(await IsOut(copy, "/profile"));
        Assert.False(await IsOut(browser, "/profile"));
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_of_all_other_browsers_with_their_rows()
    {
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);
        await Remembered(await world.Browse());

        await browser.Submit("/profile", "password", ("Input.Present", World.Password), ("Input.Password", Fresh));

        await using var db = await world.Store.OpenSystem("test", default);
        Assert.Equal(1, await db.Sessions.CountAsync(row => row.PersonId == owner.PersonId));
        Assert.False(await IsOut(browser, "/profile"));
    }

    [Fact]
    public async Task Sessions_whose_time_is_over_are_swept_away()
    {
        await (await world.Browse()).SignIn(Signing.Olive, World.Password);
        world.Clock.Advance(Duration.FromDays(2));

        Assert.Equal(1, await world.Get<SessionSweep>().Sweep(default));
        Assert.Equal(0, await world.Get<SessionSweep>().Sweep(default));
        Assert.False(await IsOut(await world.Browse(owner), "/profile"));
    }

    [Fact]
    public async Task A_use_is_written_down_every_few_minutes_and_no_request_waits_for_it()
    {
        var browser = await world.Browse(owner);
        world.Clock.Advance(Duration.FromMinutes(4));
        await browser.Get("/profile");
        await Task.Delay(200);
        Assert.Equal(world.Clock.GetCurrentInstant() - Duration.FromMinutes(4), (await Row()).LastUsedAt);

        world.Clock.Advance(Duration.FromMinutes(1));
        await browser.Get("/profile");
        await Used();
    }

    [Fact]
    public async Task One_who_signs_in_a_thousand_times_leaves_a_hundred_rows()
    {
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            for (var one = 0; one < 150; one++) db.Sessions.Add(new Session(Ids.New(db.Now), owner.PersonId, "Old", null, db.Now - Duration.FromMinutes(one), remembered: true));
            await db.Commit(default);
        }

        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);

        Assert.False(await IsOut(browser, "/profile"));
        await using var read = await world.Store.OpenSystem("test", default);
        Assert.Equal(100, await read.Sessions.CountAsync());
    }

    [Fact]
    public async Task Signing_out_clears_what_the_browser_kept_and_leaves_what_waits_to_be_sent()
    {
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);

        Assert.Equal("\"cache\"", Assert.Single((await SignOut(browser)).Response.Headers.GetValues("Clear-Site-Data")));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari on Mac")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36", "Samsung Internet on Android")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone")]
    [InlineData("curl/8.5.0", "An unknown browser")]
    [InlineData("<script>alert(1)</script>", "An unknown browser")]
    [InlineData(null, "An unknown browser")]
    public void A_browser_is_told_in_our_own_words(string? agent, string words) => Assert.Equal(words, DeviceWords.Of(agent));

    static Task<Page> Remembered(Browser browser) =>
        browser.Submit("/sign-in", "sign-in", ("Input.Email", Signing.Olive), ("Input.Password", World.Password), ("Input.Remember", "true"));

    static async Task<Page> SignOut(Browser browser)
    {
        var answer = await browser.Post("/sign-out", [new("__RequestVerificationToken", SeenForm.TokenOf(await browser.Get("/profile")))]);
        Assert.Equal("/", answer.Location!.ToString());
        return answer;
    }

    /// <summary>A browser with nothing but the cookie that this answer set.</summary>
    async Task<Browser> Thief(Page answer)
    {
        var thief = await world.Browse();
        thief.Client.DefaultRequestHeaders.Add("Cookie", answer.Response.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("clockspot.signin=", StringComparison.Ordinal)).Split(';')[0]);
        return thief;
    }

    static async Task<bool> IsOut(Browser browser, string path) =>
        await browser.Get(path) is { Status: System.Net.HttpStatusCode.Redirect, Location: { } to } && to.ToString().Contains("/sign-in", StringComparison.Ordinal);

    async Task<Session> Row()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Sessions.OrderByDescending(row => row.LastUsedAt).FirstAsync(row => row.PersonId == owner.PersonId);
    }

    /// <summary>Waits until the use of this moment is written down.</summary>
    async Task Used()
    {
        for (var tries = 0; tries < 100 && (await Row()).LastUsedAt != world.Clock.GetCurrentInstant(); tries++) await Task.Delay(20);
        Assert.Equal(world.Clock.GetCurrentInstant(), (await Row()).LastUsedAt);
    }
}
