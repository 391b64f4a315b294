using Clockspot.Domain;
using Clockspot.Features.Clockify;
using Clockspot.Tests.Support;
using Clockspot.Tests.Support.Clockify;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>The life of a connection: a key that is replaced, dies and lives again, or goes.</summary>
public sealed class ClockifyConnectionTests(SharedConnectedWorld shared) : IClassFixture<SharedConnectedWorld>, IAsyncLifetime
{
    readonly ConnectedWorld connected = shared.Connected;
    readonly FakeClockify fake = shared.Connected.Fake;

    public Task InitializeAsync() => connected.Renew();

    public Task DisposeAsync()
    {
        fake.SawOnlyReads();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_key_that_could_not_be_tested_is_not_saved()
    {
        foreach (var (fault, status, code) in new[]
        {
            (Fault.Reset, 502, "clockify_unavailable"), (Fault.RateLimited("45"), 503, "clockify_rate_limited"), (Fault.Html200, 502, "clockify_unreadable"), (Fault.Forbidden, 403, "clockify_forbidden"),
        })
        {
            fake.Fault("/workspaces", fault);
            var refused = await connected.Connect();
            Assert.Equal((status, code), (refused.Status, refused.Code));
            Assert.Equal(status == 503 ? "45" : null, refused.Header("Retry-After"));
            Is((await connected.Status()).Json, "none", null, null);
            fake.Mend();
        }
        Assert.Equal(200, (await connected.Connect()).Status);
    }

    [Fact]
    public async Task A_key_that_is_put_in_the_place_of_another_shows_what_it_sees_itself()
    {
        await connected.Connected();
        Assert.Equal(2, (await connected.List("users")).Rows.Count);
        var other = fake.Workspace("Another crew", users: 4);
        Assert.Equal(200, (await connected.Connect(fake.Key("Another0Key0Of0Another0Person0Wxyz", other))).Status);
        Is((await connected.Status()).Json, "connected", "Wxyz", null);
        Assert.Equal([other.Id], Ids(await connected.List("workspaces")));
        Assert.Equal("clockify_workspace_not_found", (await connected.List("users")).Code);
        Assert.Equal(4, (await connected.List("users", other.Id)).Rows.Count);
    }

    [Fact]
    public async Task A_key_that_is_revoked_between_two_readings_fails_the_card_and_is_an_event()
    {
        await connected.Connected();
        Assert.Equal(200, (await connected.List("users")).Status);
        fake.Revoke(ConnectedWorld.Key);
        connected.World.Clock.Advance(Duration.FromMinutes(1));
        var refused = await connected.List("clients");
        Assert.Equal((409, "clockify_invalid_token"), (refused.Status, refused.Code));
        Assert.Contains("region", (string?)refused.Json!["detail"], StringComparison.Ordinal);
        var status = await connected.Status();
        Is(status.Json, "failing", "k9Qz", "clockify_invalid_token");
        Assert.Equal(NodaTime.Text.InstantPattern.ExtendedIso.Format(connected.World.Clock.GetCurrentInstant()), status.Text("checkedAt"));
        Assert.Equal(["clockify.connected", "clockify.failed"], await Events());
        connected.World.Clock.Advance(Duration.FromMinutes(2));
        Assert.Equal(409, (await connected.List("clients")).Status);
        Assert.Equal(["clockify.connected", "clockify.failed"], await Events());
        fake.Key(ConnectedWorld.Key, connected.Crew);
        connected.World.Clock.Advance(Duration.FromMinutes(2));
        Assert.Equal(200, (await connected.List("clients")).Status);
        Assert.Equal(["clockify.connected", "clockify.failed", "clockify.recovered"], await Events());
    }

    [Fact]
    public async Task A_workspace_that_the_key_does_not_see_is_not_asked_for()
    {
        await connected.Connected();
        foreach (var id in new[] { "70bb0000000000000000ffff", "nonsense", "..%2F..%2Fuser", "%2E%2E", "a%0D%0AX-Evil:1" })
            foreach (var list in new[] { "users", "clients" })
            {
                var refused = await connected.List(list, id);
                Assert.Equal(404, refused.Status);
                Assert.True(refused.Code is "clockify_workspace_not_found" or "not_found", refused.ToString());
            }
        Assert.Empty(fake.Seen);
    }

    [Fact]
    public async Task A_workspace_that_went_away_since_is_not_found()
    {
        await connected.Connected();
        fake.Fault(connected.Crew.UsersPath, Fault.Status(400, """{"message":"Workspace doesn't exist","code":501}"""));
        var refused = await connected.List("users");
        Assert.Equal((404, "clockify_workspace_not_found"), (refused.Status, refused.Code));
        Is((await connected.Status()).Json, "connected", "k9Qz", null);
    }

    [Fact]
    public async Task Without_a_connection_nothing_is_asked_and_after_disconnecting_nothing_is_kept()
    {
        await AllRefused();
        await connected.Connected();
        Assert.Equal(200, (await connected.List("users")).Status);
        fake.Forget();
        Assert.Equal(204, (await connected.Api.Delete("/integrations/clockify")).Status);
        Assert.Equal(204, (await connected.Api.Delete("/integrations/clockify")).Status);
        await AllRefused();
        Is((await connected.Status()).Json, "none", null, null);
        Assert.Equal(["clockify.connected", "clockify.disconnected"], await Events());

        async Task AllRefused()
        {
            foreach (var list in new[] { "workspaces", "users", "clients" })
            {
                var refused = await connected.List(list);
                Assert.Equal((409, "clockify_not_connected"), (refused.Status, refused.Code));
            }
            Assert.Empty(fake.Seen);
        }
    }

    [Fact]
    public async Task A_demo_calls_nobody_and_keeps_no_key()
    {
        await connected.Connected();
        var demo = connected.Owner with { IsDemo = true };
        var (book, connections) = (connected.Book, connected.Connections);
        Assert.True((await connections.Status(demo, default)).IsSample);
        foreach (var call in new Func<Task>[]
        {
            () => connections.Connect(demo, new ConnectClockify { ApiKey = ConnectedWorld.Key, Region = ClockifyRegion.Global }, default),
            () => connections.Test(demo, default), () => connections.Disconnect(demo, default),
        }) Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(call)).Status);
        foreach (var workspace in (await book.Workspaces(demo, Freshness.Anew, default))!.Rows)
        {
            Assert.NotEmpty((await book.Users(demo, workspace.Id, Freshness.Anew, default))!.Rows);
            Assert.NotEmpty((await book.Jobs(demo, workspace.Id, Freshness.Anew, default))!.Rows);
        }
        Assert.Equal("clockify_workspace_not_found", (await Assert.ThrowsAsync<Refusal>(() => book.Users(demo, connected.Crew.Id, Freshness.Anew, default))).Code);
        Assert.Empty(fake.Seen);
        Is((await connected.Status()).Json, "connected", "k9Qz", null);
    }

    /// <summary>What the audit log holds of it, the first first.</summary>
    async Task<IReadOnlyList<string>> Events()
    {
        await using var db = await connected.World.Store.Open(connected.Owner, default);
        return await db.AuditEvents.Where(row => row.Name.StartsWith("clockify.")).OrderBy(row => row.Id).Select(row => row.Name).ToListAsync();
    }

    static IReadOnlyList<string> Ids(ApiReply reply)
    {
        Assert.True(reply.Status == 200, reply.ToString());
        return [.. reply.Rows.Select(row => (string)row!["id"]!)];
    }

    static void Is(System.Text.Json.Nodes.JsonNode? status, string state, string? hint, string? failure) =>
        Assert.Equal((state, hint, failure), ((string)status!["status"]!, (string?)status["hint"], (string?)status["failure"]));
}
