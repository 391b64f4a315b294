using Clockspot.Api;
using Clockspot.Data;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clockspot.Tests.Hosting.Api;

/// <summary>The header <c>Idempotency-Key</c>: the same answer again, one effect, whatever happens in between.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    static readonly object till = new { name = "Second till" };

    readonly World world = new();
    Scene scene = null!;
    ApiClient api = null!;

    public async Task InitializeAsync()
    {
        scene = await Scene.Make(world);
        api = await world.Api(scene.Owner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    static (string, string) Key(string value = "a-1") => ("Idempotency-Key", value);

    async Task<int> Count()
    {
        await using var db = await world.Store.Open(scene.Owner, default);
        return await db.Jobs.CountAsync(job => job.Name == "Second till");
    }

    [Fact]
    public async Task Twenty_at_once_make_one_and_get_the_same_answer()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.Post("/jobs", till, Key())));
        Assert.Equal(1, await Count());
        Assert.Single(replies.Select(reply => reply.Text).Distinct());
        Assert.All(replies, reply => Assert.Equal((201, replies[0].Header("ETag"), replies[0].Header("Location")), (reply.Status, reply.Header("ETag"), reply.Header("Location"))));
        Assert.Equal(19, replies.Count(reply => reply.Header("Idempotency-Replayed") == "true"));
        await using var db = await world.Store.Open(scene.Owner, default);
        Assert.Equal(1, await db.AuditEvents.CountAsync(row => row.Name == "job.added"));
    }

    [Fact]
    public async Task An_answer_is_repeated_for_a_day_and_then_forgotten()
    {
        var first = await api.Post("/jobs", till, Key());
        world.Clock.Advance(Duration.FromHours(23));
        Assert.Equal(first.Text, (await api.Post("/jobs", till, Key())).Text);
        world.Clock.Advance(Duration.FromHours(2));
        var later = await api.Post("/jobs", till, Key());
        Assert.Equal((422, "name"), (later.Status, later.ErrorPath));
        Assert.Equal(1, await Count());
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused()
    {
        await api.Post("/jobs", till, Key());
        var other = await api.Post("/jobs", new { name = "Third till" }, Key());
        Assert.Equal((422, "idempotency_mismatch"), (other.Status, other.Code));
        Assert.Equal(201, (await api.Post("/jobs", new { name = "Third till" }, Key("a-2"))).Status);
    }

    [Fact]
    public async Task A_refused_input_is_repeated_although_it_would_be_right_by_now()
    {
        var refused = await api.Post("/jobs", new { name = "Till" }, Key());
        Assert.Equal((422, "name"), (refused.Status, refused.ErrorPath));
        Assert.Equal(200, (await api.Post($"/jobs/{scene.Ids["jobs"]}/archive")).Status);
        var again = await api.Post("/jobs", new { name = "Till" }, Key());
        Assert.Equal((422, refused.Text), (again.Status, again.Text));
        Assert.Equal(201, (await api.Post("/jobs", new { name = "Till" }, Key("a-2"))).Status);
    }

    [Fact]
    public async Task What_was_not_allowed_is_not_kept_so_that_a_mended_retry_goes_through()
    {
        var value = await world.Key(scene.Owner, "account:read");
        var http = world.Client();
        Task<ApiReply> Try() => new ApiClient(http, value).Post("/jobs", till, Key());
        Assert.Equal(403, (await Try()).Status);
        await using (var db = await world.Store.Write(scene.Owner, default))
        {
            await db.ApiKeys.Where(key => key.Scopes == "account:read").ExecuteUpdateAsync(set => set.SetProperty(key => key.Scopes, "account:write"));
            await db.Commit(default);
        }
        Assert.Equal(201, (await Try()).Status);
    }

    [Fact]
    public async Task Keys_of_different_credentials_and_paths_have_nothing_to_do_with_each_other()
    {
        var other = await world.Api(scene.Admin);
        Assert.Equal(201, (await api.Post("/jobs", till, Key())).Status);
        Assert.Equal(422, (await other.Post("/jobs", till, Key())).Status);
        Assert.Equal(200, (await api.Post($"/jobs/{scene.Ids["jobs"]}/archive", null, Key())).Status);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("ümlaut")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        var reply = await api.Post("/jobs", till, Key(key));
        Assert.Equal((400, "invalid_request"), (reply.Status, reply.Code));
        Assert.Equal(400, (await api.Post("/jobs", till, Key(new string('k', 256)))).Status);
        Assert.Equal(201, (await api.Post("/jobs", till, Key(new string('k', 255)))).Status);
    }

    [Fact]
    public async Task A_twin_of_a_request_that_does_not_end_is_told_so_after_its_patience()
    {
        var patience = TimeSpan.FromMilliseconds(300);
        await using var hurried = new World(services => services.Replace(ServiceDescriptor.Singleton(services => new Idempotency(services.GetRequiredService<Store>()) { Patience = patience })));
        var caller = await hurried.Api(await hurried.Workspace());
        using (await hurried.Get<WriteGate>().Enter("test", default))
        {
            var first = caller.Post("/jobs", till, Key());
            await Task.Delay(100);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var twin = await caller.Post("/jobs", till, Key());
            Assert.Equal((409, "idempotency_in_flight"), (twin.Status, twin.Code));
            Assert.True(watch.Elapsed >= patience, $"{watch.Elapsed}");
            Assert.False(first.IsCompleted);
            _ = first.ContinueWith(reply => reply.Result, TaskScheduler.Default);
        }
        Assert.Equal(201, (await caller.Post("/jobs", till, Key())).Status);
        await using var db = await hurried.Store.OpenSystem("test", default);
        Assert.Equal(1, await db.Jobs.IgnoreQueryFilters().CountAsync());
    }

    [Fact]
    public void A_twin_waits_for_ten_seconds() => Assert.Equal(TimeSpan.FromSeconds(10), world.Get<Idempotency>().Patience);

    [Fact]
    public async Task Nothing_is_kept_of_what_had_no_effect()
    {
        var before = Digest.Of(world.Folder);
        Assert.Equal(404, (await api.Post($"/jobs/{scene.Owner.AccountId}/archive", null, Key())).Status);
        Assert.Equal(428, (await api.Patch($"/jobs/{scene.Ids["jobs"]}", new { name = "No" })).Status);
        Assert.DoesNotContain(before.ChangesTo(Digest.Of(world.Folder)), change => change.StartsWith("KeptAnswers", StringComparison.Ordinal) || change.StartsWith("Jobs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_are_erased_from_the_database_when_their_time_is_over()
    {
        await api.Post("/jobs", till, Key());
        world.Clock.Advance(Duration.FromHours(25));
        await Forget();
        Assert.Equal(0, Digest.Of(world.Folder).Count("KeptAnswers"));
    }

    async Task Forget()
    {
        var round = new Clockspot.Hosting.Api.ForgetAnswers(world.Store, Microsoft.Extensions.Logging.Abstractions.NullLogger<Clockspot.Hosting.Api.ForgetAnswers>.Instance);
        using var stop = new CancellationTokenSource();
        await round.StartAsync(stop.Token);
        for (var tries = 0; tries < 100 && Digest.Of(world.Folder).Count("KeptAnswers") > 0; tries++) await Task.Delay(50);
        await round.StopAsync(default);
    }
}
