using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>What programs read and post without a person: metadata, registration, and the forms of refusal.</summary>
public sealed class EndpointTests : IAsyncLifetime
{
    readonly World world = new();
    HttpClient http = null!;

    public Task InitializeAsync()
    {
        http = world.Client();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task<JsonNode> Read(string path)
    {
        var answer = await http.GetAsync(path);
        Assert.Equal((200, "application/json", "*"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin"))));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    static string[] Words(JsonNode? list) => [.. list!.AsArray().Select(one => (string)one!)];

    [Fact]
    public async Task The_server_says_what_it_is_by_its_configured_origin_whatever_the_Host_says()
    {
        http.DefaultRequestHeaders.Host = "evil.example";
        var server = await Read("/.well-known/oauth-authorization-server");
        Assert.Equal("http://localhost:5080", (string)server["issuer"]!);
        foreach (var (name, path) in new[] { ("authorization", "authorize"), ("token", "token"), ("registration", "register"), ("revocation", "revoke") })
            Assert.Equal("http://localhost:5080/oauth/" + path, (string)server[name + "_endpoint"]!);
        Assert.Equal(["code"], Words(server["response_types_supported"]));
        Assert.Equal(["authorization_code", "refresh_token"], Words(server["grant_types_supported"]));
        Assert.Equal(["S256"], Words(server["code_challenge_methods_supported"]));
        Assert.Equal(["none"], Words(server["token_endpoint_auth_methods_supported"]));
        Assert.Equal(["none"], Words(server["revocation_endpoint_auth_methods_supported"]));
        Assert.True((bool)server["client_id_metadata_document_supported"]!);
        Assert.True((bool)server["authorization_response_iss_parameter_supported"]!);
        Assert.DoesNotContain("evil", server.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "/mcp")]
    [InlineData("/mcp", "/mcp")]
    [InlineData("/api/v1", "/api/v1")]
    public async Task Each_resource_says_where_its_tokens_come_from(string path, string resource)
    {
        var read = await Read("/.well-known/oauth-protected-resource" + path);
        Assert.Equal("http://localhost:5080" + resource, (string)read["resource"]!);
        Assert.Equal(["http://localhost:5080"], Words(read["authorization_servers"]));
        Assert.Equal(["header"], Words(read["bearer_methods_supported"]));
        Assert.Contains("time_tracking:write", Words(read["scopes_supported"]));
        Assert.StartsWith("http://localhost:5080/", (string)read["resource_documentation"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_no_OpenID_provider() => Assert.Equal(404, (int)(await http.GetAsync("/.well-known/openid-configuration")).StatusCode);

    [Theory]
    [InlineData("/oauth/token", "POST")]
    [InlineData("/oauth/revoke", "POST")]
    [InlineData("/oauth/register", "POST")]
    [InlineData("/.well-known/oauth-authorization-server", "GET")]
    [InlineData("/.well-known/oauth-protected-resource/mcp", "GET")]
    public async Task A_program_in_a_browser_may_call_from_any_origin(string path, string method)
    {
        var asked = new HttpRequestMessage(HttpMethod.Options, path);
        asked.Headers.Add("Origin", "https://inspector.example");
        asked.Headers.Add("Access-Control-Request-Method", method);
        asked.Headers.Add("Access-Control-Request-Headers", "mcp-protocol-version");
        var answer = await http.SendAsync(asked);
        Assert.Equal((204, "*", method), ((int)answer.StatusCode, answer.Headers.GetValues("Access-Control-Allow-Origin").Single(), answer.Headers.GetValues("Access-Control-Allow-Methods").Single()));
        Assert.Contains("MCP-Protocol-Version", answer.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task The_pages_where_people_decide_are_open_to_no_other_origin()
    {
        foreach (var path in new[] { "/oauth/authorize", "/oauth/account", "/oauth/permission" })
        {
            var answer = await http.GetAsync(path);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"), path);
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl!.NoStore, path);
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        }
    }

    [Theory]
    [InlineData("/oauth/token")]
    [InlineData("/oauth/revoke")]
    [InlineData("/oauth/register")]
    public async Task Another_method_is_refused_in_the_form_of_the_protocol(string path)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            var answer = await http.SendAsync(new HttpRequestMessage(method, path));
            Assert.Equal((405, "no-store"), ((int)answer.StatusCode, answer.Headers.CacheControl!.ToString()));
            Assert.Contains("POST", answer.Content.Headers.Allow);
            Assert.Equal("invalid_request", (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!);
        }
    }

    [Fact]
    public async Task Registering_echoes_what_holds_and_is_counted_by_address()
    {
        var asked = new Dictionary<string, object> { ["client_name"] = "Crew bot", ["redirect_uris"] = new[] { "https://crew.example/back" }, ["grant_types"] = new[] { "authorization_code", "urn:example:other" }, ["scope"] = "everything" };
        await using var limited = new World(("RateLimits:Registration", "3/hour"));
        var client = limited.Client();
        for (var at = 0; at < 3; at++)
        {
            var made = await client.PostAsJsonAsync("/oauth/register", asked);
            Assert.Equal((201, "no-store"), ((int)made.StatusCode, made.Headers.CacheControl!.ToString()));
            var echo = JsonNode.Parse(await made.Content.ReadAsStringAsync())!;
            Assert.Equal(("Crew bot", "none", limited.Clock.GetCurrentInstant().ToUnixTimeSeconds()), ((string)echo["client_name"]!, (string)echo["token_endpoint_auth_method"]!, (long)echo["client_id_issued_at"]!));
            Assert.Equal(["authorization_code", "refresh_token"], Words(echo["grant_types"]));
            Assert.Null(echo["client_secret"]);
        }
        var often = await client.PostAsJsonAsync("/oauth/register", asked);
        Assert.Equal((429, "temporarily_unavailable"), ((int)often.StatusCode, (string)JsonNode.Parse(await often.Content.ReadAsStringAsync())!["error"]!));
        Assert.NotNull(often.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("{", "application/json", "invalid_client_metadata")]
    [InlineData("[]", "application/json", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://crew.example/back"], "client_name": "\ud800"}""", "application/json", "invalid_client_metadata")]
    [InlineData("{}", "text/plain", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["http://crew.example/back"]}""", "application/json", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["https://crew.example/back#x"]}""", "application/json", "invalid_redirect_uri")]
    public async Task A_registration_that_is_wrong_is_told_why(string body, string type, string error)
    {
        var answer = await http.PostAsync("/oauth/register", new StringContent(body, Encoding.UTF8, type));
        Assert.Equal((400, error), ((int)answer.StatusCode, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!));
    }

    [Fact]
    public async Task Whoever_authenticates_as_another_kind_of_client_is_told_how_that_failed()
    {
        var asked = new HttpRequestMessage(HttpMethod.Post, "/oauth/token") { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token" }) };
        asked.Headers.Add("Authorization", "Basic eDp5");
        var answer = await http.SendAsync(asked);
        Assert.Equal((401, "Basic"), ((int)answer.StatusCode, answer.Headers.WwwAuthenticate.Single().Scheme));
    }

    /// <summary>Assistants open the request in a window of their own, and take it for closed when it is cut off from them.</summary>
    [Theory]
    [InlineData("/oauth/authorize", "unsafe-none")]
    [InlineData("/sign-in?again=true&returnUrl=%2Foauth%2Fauthorize%3Fclient_id%3Dx", "unsafe-none")]
    [InlineData("/sign-in?returnUrl=%2Foauth%2Fpermission%3Frequest%3Dx", "unsafe-none")]
    [InlineData("/open?returnUrl=%2Foauth%2Fauthorize%3Fclient_id%3Dx", "unsafe-none")]
    [InlineData("/sign-in", "same-origin")]
    [InlineData("/sign-in?returnUrl=%2Fworkspaces", "same-origin")]
    public async Task The_way_to_a_decision_stays_in_touch_with_the_window_that_opened_it(string path, string policy) =>
        Assert.Equal(policy, (await http.GetAsync(path)).Headers.GetValues("Cross-Origin-Opener-Policy").Single());

    [Fact]
    public async Task A_client_that_nobody_knows_is_told_to_register_anew()
    {
        var client = await OAuthClientWalk.Start(world);
        var owner = await world.Workspace();
        var tokens = await client.Connect(owner);
        var stranger = await client.Refresh(tokens.Refresh, ("client_id", "dyn_nobody"));
        Assert.Equal((401, "invalid_client"), (stranger.Status, stranger.Error));
        Assert.Equal(200, (await client.Refresh(tokens.Refresh)).Status);
    }
}
