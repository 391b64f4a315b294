using Clockspot.Tests.Support;

namespace Clockspot.Tests.Hosting.Api;

/// <summary>The conventions of the API, seen at one resource; that they hold for every operation is proved by enumeration elsewhere.</summary>
public sealed class ConventionTests : IAsyncLifetime
{
    const string Metadata = "resource_metadata=\"http://localhost:5080/.well-known/oauth-protected-resource/api/v1\"";

    readonly World world = new();
    Scene scene = null!;
    ApiClient api = null!;

    public async Task InitializeAsync()
    {
        scene = await Scene.Make(world);
        api = await world.Api(scene.Owner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_job_is_added_read_changed_archived_and_restored()
    {
        var made = await api.Post("/jobs", new { name = "Kitchen", code = "K1" });
        Assert.True(made.Status == 201, made.ToString());
        Assert.Equal($"http://localhost:5080/api/v1/jobs/{made.Id}", made.Header("Location"));
        Assert.Equal("\"1\"", made.Header("ETag"));
        var path = $"/jobs/{made.Id}";
        var changed = await api.Patch(path, new { name = "Back kitchen", version = 1 });
        Assert.True(changed.Status == 200, changed.ToString());
        Assert.Equal(("Back kitchen", "K1", 2), ((string)changed.Json!["name"]!, (string)changed.Json["code"]!, changed.Version));
        Assert.Equal("2026-03-02T14:00:00Z", (string)changed.Json["modifiedAt"]!);
        var cleared = await api.Patch(path, """{"code": null}""", ("If-Match", "\"2\""));
        Assert.True(cleared.Status == 200 && cleared.Json!["code"] is null && (string)cleared.Json["name"]! == "Back kitchen", cleared.ToString());
        Assert.True((bool)(await api.Post(path + "/archive")).Json!["archived"]!);
        Assert.DoesNotContain(made.Id.ToString(), (await api.Get("/jobs")).Text, StringComparison.Ordinal);
        Assert.Contains(made.Id.ToString(), (await api.Get("/jobs?includeArchived=true")).Text, StringComparison.Ordinal);
        Assert.False((bool)(await api.Post(path + "/restore", new { version = 4 })).Json!["archived"]!);
    }

    [Theory]
    [InlineData(null, null, 428, "precondition_required")]
    [InlineData("\"7\"", null, 412, "precondition_failed")]
    [InlineData(null, 7, 409, "stale_version")]
    [InlineData("*", null, 428, "precondition_required")]
    [InlineData("W/\"1\"", null, 400, "invalid_request")]
    [InlineData("\"1\"", 2, 400, "invalid_request")]
    public async Task An_edit_that_saw_another_version_is_refused(string? header, int? version, int status, string code)
    {
        var path = $"/jobs/{scene.Ids["jobs"]}";
        var body = version is null ? (object)new { name = "Lost" } : new { name = "Lost", version };
        var reply = await api.Patch(path, body, header is null ? [] : [("If-Match", header)]);
        Assert.Equal((status, code), (reply.Status, reply.Code));
        if (code == "stale_version") Assert.Equal(("Till", 1), ((string)reply.Json!["current"]!["name"]!, (int)reply.Json["current"]!["version"]!));
        Assert.Equal("Till", (string)(await api.Get(path)).Json!["name"]!);
    }

    [Fact]
    public async Task A_page_says_where_the_next_one_begins()
    {
        for (var number = 1; number <= 5; number++) Assert.Equal(201, (await api.Post("/jobs", new { name = $"Job {number}" })).Status);
        var first = await api.Get("/jobs?limit=4");
        Assert.Equal(6, (int)first.Json!["page"]!["total"]!);
        Assert.Equal(4, first.Rows.Count);
        var next = (string)first.Json["page"]!["next"]!;
        Assert.Equal($"<http://localhost:5080/api/v1/jobs?limit=4&cursor={next}>; rel=\"next\"", first.Header("Link"));
        var second = await api.Get($"/jobs?limit=4&cursor={next}");
        Assert.Equal((2, null), (second.Rows.Count, (string?)second.Json!["page"]!["next"]));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("modifiedSince=2026-03-02T14:00:00", "modifiedSince")]
    [InlineData("includeArchived=yes", "includeArchived")]
    [InlineData("archived=true", "archived")]
    public async Task A_parameter_that_means_nothing_is_refused(string query, string path)
    {
        var reply = await api.Get("/jobs?" + query);
        Assert.Equal((422, "invalid_input", path), (reply.Status, reply.Code, reply.ErrorPath));
    }

    [Theory]
    [InlineData("""{"name": """, 400, "invalid_request", null)]
    [InlineData("""{"name": "A", "name": "B"}""", 400, "invalid_request", null)]
    [InlineData("[]", 422, "invalid_input", "")]
    [InlineData("""{"name": 7}""", 422, "invalid_input", "name")]
    [InlineData("""{"name": "A", "forEveryone": "true"}""", 422, "invalid_input", "forEveryone")]
    [InlineData("""{"name": "A", "employeeIds": ["x"]}""", 422, "invalid_input", "employeeIds[0]")]
    [InlineData("""{"name": "A", "colour": "red"}""", 422, "invalid_input", "colour")]
    [InlineData("""{"code": "A"}""", 422, "invalid_input", "name")]
    [InlineData("""{"name": "\ud800"}""", 400, "invalid_request", null)]
    public async Task A_body_that_means_nothing_is_refused(string body, int status, string code, string? path)
    {
        var reply = await api.Post("/jobs", body);
        Assert.Equal((status, code, path), (reply.Status, reply.Code, reply.ErrorPath));
        Assert.Equal("application/problem+json", reply.Response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("http://localhost:5080/help/refusals#", (string)reply.Json!["type"]!, StringComparison.Ordinal);
        Assert.Equal(reply.Header("X-Request-Id"), (string)reply.Json["requestId"]!);
    }

    [Fact]
    public async Task A_narrowed_key_does_less()
    {
        var reader = await world.Api(scene.Owner, "account:read");
        Assert.Equal(200, (await reader.Get("/jobs")).Status);
        var refused = await reader.Post("/jobs", new { name = "No" });
        Assert.Equal((403, "insufficient_scope"), (refused.Status, refused.Code));
        Assert.Equal("Bearer realm=\"Clockspot\", error=\"insufficient_scope\", scope=\"account:write\", " + Metadata, refused.Header("WWW-Authenticate"));
        Assert.Equal(200, (await (await world.Api(scene.Owner, "time_tracking:read")).Get("/jobs")).Status);
        Assert.Equal(403, (await (await world.Api(scene.Owner, "reports:read")).Get("/jobs")).Status);
        var manager = await (await world.Api(scene.Manager)).Post("/jobs", new { name = "No" });
        Assert.Equal((403, "forbidden", null), (manager.Status, manager.Code, manager.Header("WWW-Authenticate")));
    }

    [Fact]
    public async Task Whoever_may_not_call_is_told_so_before_what_was_sent_is_looked_at()
    {
        var path = $"/jobs/{scene.Ids["jobs"]}";
        var reader = await world.Api(scene.Owner, "account:read");
        Assert.Equal((403, "insufficient_scope"), await Said(reader.Patch(path, new { name = "No version" })));
        Assert.Equal((403, "insufficient_scope"), await Said(reader.Post("/jobs", "{")));
        Assert.Equal((403, "forbidden"), await Said((await world.Api(scene.Manager)).Patch(path, new { name = "Stale", version = 7 })));

        static async Task<(int, string?)> Said(Task<ApiReply> reply) => ((await reply).Status, (await reply).Code);
    }

    [Fact]
    public async Task Credentials_are_taken_from_one_header_alone()
    {
        var http = world.Client();
        Task<ApiReply> With(string path, params (string, string)[] headers) => ApiClient.Send(http, "GET", "/api/v1" + path, null, headers);
        var none = await With("/jobs");
        Assert.Equal((401, "unauthenticated", "Bearer realm=\"Clockspot\", scope=\"account:read\", " + Metadata), (none.Status, none.Code, none.Header("WWW-Authenticate")));
        Assert.Equal(401, (await With("/jobs", ("Cookie", await world.Cookie(scene.Owner)))).Status);
        Assert.Equal(200, (await With("/jobs", ("X-Api-Key", api.Key))).Status);
        Assert.Equal(400, (await With("/jobs", ("X-Api-Key", api.Key), ("Authorization", "Bearer " + api.Key))).Status);
        Assert.Equal(400, (await With("/jobs?access_token=" + api.Key)).Status);
        Assert.Equal(400, (await With("/jobs?x=" + api.Key, ("X-Api-Key", api.Key))).Status);
        Assert.Equal(400, (await With("/jobs", ("Authorization", "Basic " + api.Key))).Status);
        var wrong = await With("/jobs", ("Authorization", "Bearer cspk_wrong"));
        Assert.Equal((401, "invalid_token"), (wrong.Status, wrong.Code));
        Assert.Contains("error=\"invalid_token\"", wrong.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_says_how_many_requests_are_left()
    {
        await using var small = new World(("Api:RequestsPerMinute", "2"));
        var owner = await small.Workspace();
        var (mine, other) = (await small.Api(owner), await small.Api(owner));
        var first = await mine.Get("/jobs");
        Assert.Equal(("\"minute\";q=2;w=60", "\"minute\";r=1;t=60"), (first.Header("RateLimit-Policy"), first.Header("RateLimit")));
        small.Clock.Advance(Duration.FromSeconds(20));
        await mine.Get("/jobs");
        var refused = await mine.Get("/jobs");
        Assert.Equal((429, "rate_limited", "40"), (refused.Status, refused.Code, refused.Header("Retry-After")));
        Assert.Equal("\"minute\";r=0;t=40", refused.Header("RateLimit"));
        Assert.Equal(200, (await other.Get("/jobs")).Status);
        small.Clock.Advance(Duration.FromSeconds(40));
        Assert.Equal(200, (await mine.Get("/jobs")).Status);
    }
}
