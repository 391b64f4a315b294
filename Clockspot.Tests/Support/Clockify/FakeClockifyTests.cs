using System.Text;
using System.Text.Json.Nodes;

namespace Clockspot.Tests.Support.Clockify;

/// <summary>Holds the fake to what was recorded of Clockify: who is let in, what is refused and how, how lists come in pages.</summary>
public sealed class FakeClockifyTests : IAsyncLifetime
{
    const string Key = "fake-key-of-an-owner";
    const string Member = "fake-key-of-a-member";
    static readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });
    FakeClockify fake = null!;
    FakeWorkspace crew = null!;
    FakeWorkspace foreign = null!;

    public async Task InitializeAsync()
    {
        fake = await FakeClockify.Start();
        crew = fake.Workspace(users: 51, clients: 3);
        foreign = fake.Workspace("Somebody else's");
        fake.Key(Key, crew);
        fake.Key(Member, [crew], member: true);
    }

    public async Task DisposeAsync() => await fake.DisposeAsync();

    [Theory]
    [InlineData("", 401, 1000, "Multiple or none auth tokens present")]
    [InlineData("X-Api-Key=", 401, 1000, "Multiple or none auth tokens present")]
    [InlineData("X-Api-Key=" + Key + "|X-Addon-Token=token", 401, 1000, "Multiple or none auth tokens present")]
    [InlineData("Authorization=Bearer " + Key, 401, 1000, "Multiple or none auth tokens present")]
    [InlineData("X-Api-Key=unknown", 401, 4003, "Api key does not exist")]
    [InlineData("X-Addon-Token=unknown", 401, 4017, "Token is not valid")]
    public async Task A_call_without_a_good_key_is_told_which_kind_it_was(string headers, int status, int code, string message)
    {
        foreach (var path in new[] { "/user", "/workspaces", $"/workspaces/{foreign.Id}/users", "/nothing" })
        {
            var answer = await Send(HttpMethod.Get, path, headers);
            Refused(answer, status, code, message);
        }
    }

    [Fact]
    public async Task A_good_key_sees_its_own_workspaces_and_no_others()
    {
        var seen = (await Get("/workspaces")).Json.AsArray();
        Assert.Equal(crew.Id, (string?)Assert.Single(seen)!["id"]);
        Assert.Equal(51, seen[0]!["memberships"]!.AsArray().Count);
        foreach (var path in new[] { $"/workspaces/{foreign.Id}", foreign.UsersPath, foreign.ClientsPath, "/workspaces/nonsense/users" }) Refused(await Get(path), 403, 501, "Access Denied");
        Assert.Equal("ACTIVE", (string?)(await Get("/user")).Json["status"]);
    }

    [Fact]
    public async Task A_members_key_is_refused_the_users_and_sees_the_clients()
    {
        Refused(await Get(crew.UsersPath, Member), 403, 501, "Access Denied");
        Assert.Equal(3, (await Get(crew.ClientsPath, Member)).Json.AsArray().Count);
        Assert.Single((await Get("/workspaces", Member)).Json.AsArray());
    }

    [Fact]
    public async Task A_revoked_key_is_unknown_at_the_next_call()
    {
        Assert.Equal(200, (await Get("/workspaces")).Status);
        fake.Revoke(Key);
        Refused(await Get("/workspaces"), 401, 4003, "Api key does not exist");
    }

    [Theory]
    [InlineData("GET", "/workspaces/", 404, "No static resource v1/workspaces/.")]
    [InlineData("GET", "/reports/summary", 404, "No static resource v1/reports/summary.")]
    [InlineData("POST", "/user", 405, "Request method 'POST' is not supported")]
    [InlineData("DELETE", "/workspaces", 405, "Request method 'DELETE' is not supported")]
    public async Task What_is_not_there_is_refused_as_by_a_spring_server(string method, string path, int status, string message) =>
        Refused(await Send(new HttpMethod(method), path, "X-Api-Key=" + Key), status, 3000, message);

    [Theory]
    [InlineData("", 50, "false")]
    [InlineData("page=2", 1, "true")]
    [InlineData("page=0", 50, "false")]
    [InlineData("page=-1", 50, "false")]
    [InlineData("page=999", 0, "true")]
    [InlineData("page-size=51", 51, "true")]
    [InlineData("page-size=5000", 51, "true")]
    [InlineData("pageSize=5000", 50, "false")]
    public async Task A_list_comes_in_pages(string query, int rows, string last)
    {
        var answer = await Get(crew.UsersPath + "?" + query);
        Assert.Equal(rows, answer.Json.AsArray().Count);
        Assert.Equal(last, answer.Header("last-page"));
        Assert.Null(answer.Header("total-count"));
    }

    [Theory]
    [InlineData("page-size=5001", 501, "Page size cannot be larger than 5,000.")]
    [InlineData("page-size=abc", 3000, "Method parameter 'page-size'")]
    [InlineData("page=1.5", 3000, "Method parameter 'page'")]
    public async Task A_wrong_page_is_refused(string query, int code, string message) => Refused(await Get(crew.UsersPath + "?" + query), 400, code, message);

    [Fact]
    public async Task Headers_speak_of_more_pages_in_one_way_the_other_or_not_at_all()
    {
        fake.Paging = PagingHeaders.TotalCount;
        var counted = await Get(crew.UsersPath);
        Assert.Equal("51", counted.Header("total-count"));
        Assert.Null(counted.Header("last-page"));
        fake.Paging = PagingHeaders.None;
        var silent = await Get(crew.UsersPath);
        Assert.Null(silent.Header("total-count") ?? silent.Header("last-page"));
        Assert.Equal(51, (await Get("/workspaces?page=2&page-size=1")).Json[0]!["memberships"]!.AsArray().Count);
    }

    [Fact]
    public async Task Odd_users_and_clients_come_as_they_were_seen()
    {
        var odd = fake.Workspace("Odd").AddOddUsers().AddOddClients();
        fake.Key(Key, odd);
        var users = (await Get(odd.UsersPath)).Json.AsArray();
        Assert.Equal(12, users.Count);
        Assert.DoesNotContain(users, user => (string?)user!["status"] is "LIMITED" or "DELETED");
        Assert.Contains(users, user => user!["name"] is null && user["settings"] is null && user.AsObject().ContainsKey("settings"));
        Assert.Single((await Get(odd.UsersPath + "?account-statuses=LIMITED")).Json.AsArray());
        Assert.Equal(7, (await Get(odd.ClientsPath)).Json.AsArray().Count);
        Assert.Equal(6, (await Get(odd.ClientsPath + "?archived=false")).Json.AsArray().Count);
        Assert.Single((await Get(odd.ClientsPath + "?archived=true")).Json.AsArray());
        Refused(await Get(odd.ClientsPath + "?archived=NOTABOOL"), 400, 3000, "Method parameter 'archived'");
    }

    [Fact]
    public async Task An_answer_has_the_recorded_headers()
    {
        var answer = await Get(crew.ClientsPath);
        Assert.Equal("envoy", answer.Header("server"));
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.Equal("no-cache, no-store, max-age=0, must-revalidate", answer.Header("cache-control"));
        Assert.Null(answer.Header("Retry-After"));
    }

    [Fact]
    public async Task A_fault_happens_as_often_as_was_said_and_on_its_path_alone()
    {
        fake.Fault(crew.UsersPath, Fault.Html500, times: 2);
        foreach (var status in new[] { 500, 500, 200 }) Assert.Equal(status, (await Get(crew.UsersPath)).Status);
        fake.Fault("*", Fault.RateLimited("30", body: true));
        var limited = await Get("/workspaces");
        Assert.Equal((429, "30"), (limited.Status, limited.Header("Retry-After")));
        fake.Mend();
        fake.Fault("*", Fault.Reset, times: 1);
        await Assert.ThrowsAsync<HttpRequestException>(() => Get("/workspaces"));
        fake.Fault("*", Fault.CutOff, times: 1);
        await Assert.ThrowsAsync<HttpRequestException>(() => Get("/workspaces"));
        fake.Fault("*", Fault.Truncated, times: 1);
        var half = await Get("/workspaces");
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => half.Json);
        fake.Fault("*", Fault.Redirect("http://elsewhere.example/"), times: 1);
        Assert.Equal("http://elsewhere.example/", (await Get("/workspaces")).Header("Location"));
        fake.Fault("*", Fault.Gzip, times: 1);
        Assert.Equal("gzip", (await Get("/workspaces")).Header("Content-Encoding"));
        fake.Fault("*", Fault.Empty200, times: 1);
        Assert.Equal("", (await Get("/workspaces")).Body);
        fake.Fault(crew.UsersPath, Fault.SamePage, times: 1);
        var again = await Get(crew.UsersPath + "?page=2");
        Assert.Equal((50, "false"), (again.Json.AsArray().Count, again.Header("last-page")));
        Assert.Equal(200, (await Get("/workspaces")).Status);
    }

    [Fact]
    public async Task The_record_tells_a_read_from_anything_else()
    {
        await Get(crew.UsersPath + "?page=1&page-size=5000");
        fake.SawOnlyReads();
        Assert.Equal(1, fake.Calls(crew.UsersPath));
        Assert.Equal("?page=1&page-size=5000", fake.Seen[0].Query);
        await Fails(() => Send(HttpMethod.Post, "/user", "X-Api-Key=" + Key));
        await Fails(() => Send(HttpMethod.Get, "/projects", "X-Api-Key=" + Key));
        await Fails(() => Get("/workspaces?key=" + Uri.EscapeDataString(Key)));
        await Fails(() => Send(HttpMethod.Get, "/user", "X-Api-Key=" + Key + "|Referer=http://localhost/" + Key));
        await Fails(() => Send(HttpMethod.Get, "/user", "Authorization=Bearer " + Key));

        async Task Fails(Func<Task> call)
        {
            fake.Forget();
            await call();
            Assert.ThrowsAny<Exception>(fake.SawOnlyReads);
        }
    }

    Task<Said> Get(string path, string key = Key) => Send(HttpMethod.Get, path, "X-Api-Key=" + key);

    async Task<Said> Send(HttpMethod method, string path, string headers)
    {
        using var request = new HttpRequestMessage(method, fake.BaseUrl + path);
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = header.IndexOf('=', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(header[..at], header[(at + 1)..]);
        }
        using var response = await client.SendAsync(request);
        return new Said((int)response.StatusCode, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()), response);
    }

    static void Refused(Said said, int status, int code, string message)
    {
        Assert.Equal(status, said.Status);
        Assert.Equal(code, said.Json["code"]!.GetValue<int>());
        Assert.StartsWith(message, (string?)said.Json["message"], StringComparison.Ordinal);
    }

    sealed record Said(int Status, string Body, HttpResponseMessage Response)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        public string? Header(string name) =>
            Response.Headers.NonValidated.TryGetValues(name, out var values) || Response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;
    }
}
