using Clockspot.Tests.Support;

namespace Clockspot.Tests.Hosting;

public sealed class HeaderTests
{
    [Theory]
    [InlineData("/demo", 200)]
    [InlineData("/tokens.css", 200)]
    [InlineData("/_framework/blazor.web.js", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/nothing", 404)]
    [InlineData("/api/nothing", 404)]
    [InlineData("/w/harbor/jobs", 302)]
    public async Task Every_answer_carries_the_headers_once(string path, int status)
    {
        await using var world = new World();
        await world.Workspace();
        var answer = await world.Client().GetAsync(path);

        Assert.Equal(status, (int)answer.StatusCode);
        // Only a page has a base element, and Blazor goes by it.
        var own = answer.Content.Headers.ContentType?.MediaType == "text/html" ? "'self'" : "'none'";
        Assert.Equal("default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
            + $"connect-src 'self' ws://localhost:5080; frame-ancestors 'none'; base-uri {own}; form-action 'self'; object-src 'none'",
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("strict-origin-when-cross-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.StartsWith("geolocation=(self)", Assert.Single(answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Single(answer.Headers.GetValues("X-Request-Id"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Outside_development_a_browser_is_told_to_stay_on_https()
    {
        await using var world = new World(("PublicOrigin", "https://time.example.com")) { Environment = "Production" };
        var answer = await world.Client("https://time.example.com").GetAsync("/health/live");

        Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
        Assert.Contains("connect-src 'self' wss://time.example.com;", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_in_persons_page_is_not_kept_and_a_style_is()
    {
        await using var world = new World();
        var browser = await world.Browse(await world.Workspace());

        Assert.Contains("no-store", (await browser.Get("/w/harbor/jobs")).Response.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("no-store", (await browser.Client.GetAsync("/tokens.css")).Headers.CacheControl?.ToString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_development_cookies_are_secure_and_a_failing_page_tells_nothing()
    {
        await using var world = new World(("PublicOrigin", "https://time.example.com")) { Environment = "Production" };
        var answer = await world.Client("https://time.example.com").GetAsync("/demo");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("secure; samesite", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Over_https_no_other_host_can_set_a_cookie_of_ours()
    {
        await using var world = new World(("PublicOrigin", "https://time.example.com")) { Environment = "Production" };
        await world.Workspace();
        var browser = new Browser(world.Client("https://time.example.com"));
        var cookies = new List<string>();
        void Note(Page page) => cookies.AddRange(page.Response.Headers.TryGetValues("Set-Cookie", out var set) ? set : []);

        var form = await browser.Get("/sign-in");
        Note(form);
        Note(await browser.Submit(form, "/sign-in", "sign-in", ("Input.Email", "owner-harbor@example.com"), ("Input.Password",
            World.Password)));
        Note(await browser.Submit("/profile", "name", ("Input.Name", "Olivia")));
        Note(await browser.Get("/profile"));
        Note(await browser.Post("/theme", [new("theme", "dark"), new("__RequestVerificationToken",
            SeenForm.TokenOf(await browser.Get("/profile")))]));

        string[] all = ["device", "form", "notice", "signin", "theme"];
        Assert.Superset(all.Select(name => "__Host-clockspot." + name).ToHashSet(StringComparer.Ordinal),
            cookies.Select(cookie => cookie.Split('=')[0]).ToHashSet(StringComparer.Ordinal));
        Assert.All(cookies, cookie =>
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.Contains("; path=/;", cookie + ";", StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Contains("data-theme=\"dark\"", (await browser.Get("/profile")).Document.DocumentElement.OuterHtml,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/tokens.css")]
    [InlineData("/api/v1/me")]
    [InlineData("/oauth/token")]
    [InlineData("/mcp")]
    public async Task Nothing_answers_a_trace_with_what_was_sent(string path)
    {
        await using var world = new World();
        using var request = new HttpRequestMessage(HttpMethod.Trace, path);
        request.Headers.Add("Echo", "s3cret");
        var answer = await world.Client().SendAsync(request);

        Assert.NotEqual(200, (int)answer.StatusCode);
        Assert.DoesNotContain("s3cret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
