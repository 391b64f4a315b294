using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Clockify;
using Clockspot.Tests.Support.Clockify;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>A free plan has thirty requests an hour: what was read is kept for ten minutes, for everybody of the account.</summary>
public sealed class ClockifyCacheTests(SharedConnectedWorld shared) : IClassFixture<SharedConnectedWorld>, IAsyncLifetime
{
    readonly ConnectedWorld connected = shared.Connected;
    readonly FakeClockify fake = shared.Connected.Fake;

    public async Task InitializeAsync()
    {
        await connected.Renew();
        await connected.Connected();
    }

    public Task DisposeAsync()
    {
        fake.SawOnlyReads();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Within_ten_minutes_nothing_is_read_again_and_after_them_once()
    {
        await Look();
        Assert.Equal(2, fake.Calls());
        Pass(Duration.FromMinutes(10) - Duration.FromSeconds(1));
        await Look();
        Assert.Equal(2, fake.Calls());
        Pass(Duration.FromSeconds(1));
        await Look();
        await Look();
        Assert.Equal(["/workspaces", connected.Crew.UsersPath, connected.Crew.ClientsPath], fake.Seen.Skip(2).Select(request => request.Below));
    }

    [Fact]
    public async Task Many_who_ask_at_once_wait_for_one_reading()
    {
        var admin = await connected.World.Join(connected.Owner, Role.Admin);
        var said = new TaskCompletionSource();
        fake.Fault(connected.Crew.UsersPath, Fault.Until(said.Task));
        var asked = Enumerable.Range(0, 60).Select(number => Task.Run(() => Users(number % 2 == 0 ? connected.Owner : admin))).ToList();
        while (fake.Calls() == 0) await Task.Delay(10);
        await Task.Delay(200);
        said.SetResult();
        var readings = await Task.WhenAll(asked);
        Assert.All(readings, reading => Assert.Equal(2, reading!.Rows.Count));
        Assert.Equal(1, fake.Calls());
    }

    [Fact]
    public async Task When_the_ten_minutes_are_over_many_who_ask_at_once_still_make_one_reading()
    {
        await Users(connected.Owner);
        Pass(Duration.FromMinutes(10));
        fake.Forget();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(() => Users(connected.Owner))));
        Assert.Equal((1, 1), (fake.Calls("/workspaces"), fake.Calls(connected.Crew.UsersPath)));
    }

    [Fact]
    public async Task Whoever_leaves_does_not_take_the_reading_from_the_others()
    {
        var said = new TaskCompletionSource();
        fake.Fault(connected.Crew.UsersPath, Fault.Until(said.Task));
        using var leaves = new CancellationTokenSource();
        var first = connected.Book.Users(connected.Owner, connected.Crew.Id, Freshness.Recent, leaves.Token);
        while (fake.Calls() == 0) await Task.Delay(10);
        var second = Users(connected.Owner);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        said.SetResult();
        Assert.Equal(2, (await second)!.Rows.Count);
        Assert.Equal(1, fake.Calls());
    }

    [Fact]
    public async Task The_button_reads_anew_but_not_within_the_same_minute()
    {
        await Users(connected.Owner);
        connected.Crew.AddUsers(1);
        Pass(Duration.FromSeconds(59));
        Assert.Equal(2, (await Users(connected.Owner, Freshness.Anew))!.Rows.Count);
        Pass(Duration.FromSeconds(1));
        var anew = await Users(connected.Owner, Freshness.Anew);
        Assert.Equal((3, connected.World.Clock.GetCurrentInstant()), (anew!.Rows.Count, anew.ReadAt));
        Pass(Duration.FromMinutes(5));
        Assert.Equal(anew, await Users(connected.Owner));
        Assert.Equal(2, fake.Calls());
    }

    [Fact]
    public async Task What_a_test_of_the_key_read_is_kept_with_its_own_time()
    {
        var tested = connected.World.Clock.GetCurrentInstant();
        Pass(Duration.FromMinutes(5));
        var kept = await connected.Book.Workspaces(connected.Owner, Freshness.Kept, default);
        Assert.Equal((1, tested), (kept!.Rows.Count, kept.ReadAt));
        Pass(Duration.FromMinutes(5));
        Assert.Null(await connected.Book.Workspaces(connected.Owner, Freshness.Kept, default));
        Assert.Equal(0, fake.Calls());
    }

    [Fact]
    public async Task Only_what_is_kept_is_shown_when_no_reading_is_wanted()
    {
        Assert.Null(await Users(connected.Owner, Freshness.Kept));
        Assert.Equal(0, fake.Calls());
        await Users(connected.Owner);
        Assert.Equal(2, (await Users(connected.Owner, Freshness.Kept))!.Rows.Count);
        Assert.Equal(1, fake.Calls());
    }

    [Fact]
    public async Task A_failure_is_told_again_for_a_minute_without_asking()
    {
        fake.Fault(connected.Crew.UsersPath, Fault.Html500);
        for (var look = 0; look < 5; look++) Assert.Equal("clockify_unavailable", (await Refused(connected.Owner)).Code);
        Assert.Equal(2, fake.Calls());
        fake.Mend();
        Pass(Duration.FromMinutes(1));
        Assert.Equal(2, (await Users(connected.Owner))!.Rows.Count);
        Assert.Equal(3, fake.Calls());
    }

    [Fact]
    public async Task Whoever_presses_the_button_after_a_failure_is_answered_anew()
    {
        fake.Fault(connected.Crew.UsersPath, Fault.RefusalIn200, times: 1);
        Assert.Equal("clockify_unreadable", (await Refused(connected.Owner)).Code);
        await Assert.ThrowsAsync<Refusal>(() => Users(connected.Owner, Freshness.Anew));
        Assert.Equal(1, fake.Calls());
        Pass(Duration.FromSeconds(3));
        Assert.Equal("clockify_unreadable", (await Refused(connected.Owner)).Code);
        Assert.Equal(2, (await Users(connected.Owner, Freshness.Anew))!.Rows.Count);
        Assert.Equal(2, fake.Calls());
    }

    [Fact]
    public async Task While_Clockify_wants_a_pause_nothing_is_asked_and_what_is_kept_is_shown()
    {
        await connected.Book.Clients(connected.Owner, connected.Crew.Id, Freshness.Recent, default);
        fake.Fault("*", Fault.RateLimited("300"));
        Assert.Equal(Duration.FromMinutes(5), (await Refused(connected.Owner)).RetryAfter);
        fake.Forget();
        Pass(Duration.FromMinutes(2));
        Assert.Equal(Duration.FromMinutes(3), (await Refused(connected.Owner)).RetryAfter);
        Assert.Equal("clockify_rate_limited", (await Assert.ThrowsAsync<Refusal>(() => connected.Connections.Test(connected.Owner, default))).Code);
        Assert.Equal(3, (await connected.Book.Clients(connected.Owner, connected.Crew.Id, Freshness.Anew, default))!.Rows.Count);
        Assert.Equal(0, fake.Calls());
        Pass(Duration.FromMinutes(3));
        fake.Mend();
        Assert.Equal(2, (await Users(connected.Owner))!.Rows.Count);
        Assert.Equal(1, fake.Calls());
    }

    [Fact]
    public async Task A_short_pause_ends_when_it_was_said_to_end()
    {
        fake.Fault(connected.Crew.UsersPath, Fault.RateLimited("20"), times: 1);
        Assert.Equal(Duration.FromSeconds(20), (await Refused(connected.Owner)).RetryAfter);
        Pass(Duration.FromSeconds(12));
        Assert.Equal(Duration.FromSeconds(8), (await Refused(connected.Owner)).RetryAfter);
        Assert.Equal(1, fake.Calls());
        Pass(Duration.FromSeconds(8));
        Assert.Equal(2, (await Users(connected.Owner))!.Rows.Count);
    }

    [Fact]
    public async Task A_pause_that_a_test_of_the_key_was_told_holds_for_the_lists_as_well()
    {
        fake.Fault("/workspaces", Fault.RateLimited("120"));
        Assert.Equal("clockify_rate_limited", (await Assert.ThrowsAsync<Refusal>(() => connected.Connections.Test(connected.Owner, default))).Code);
        fake.Forget();
        Assert.Equal(Duration.FromMinutes(2), (await Refused(connected.Owner)).RetryAfter);
        Assert.Equal(Duration.FromMinutes(2), (await Assert.ThrowsAsync<Refusal>(() => connected.Connections.Test(connected.Owner, default))).RetryAfter);
        Assert.Equal(0, fake.Calls());
    }

    [Fact]
    public async Task Another_account_has_its_own_lists_and_is_not_paused()
    {
        await Users(connected.Owner);
        fake.Fault(connected.Crew.ClientsPath, Fault.RateLimited("300"), times: 1);
        await Assert.ThrowsAsync<Refusal>(() => connected.Book.Clients(connected.Owner, connected.Crew.Id, Freshness.Recent, default));
        var neighbour = await connected.World.Workspace("elsewhere");
        await Assert.ThrowsAsync<Refusal>(() => Users(neighbour));
        var theirs = fake.Workspace("Their crew", users: 7);
        await connected.Connections.Connect(neighbour, new ConnectClockify { ApiKey = fake.Key("Theirs0Key0Of0Somebody0Else0Efgh", theirs), Region = ClockifyRegion.Eu }, default);
        Assert.Equal("clockify_workspace_not_found", (await Refused(neighbour)).Code);
        Assert.Equal(7, (await connected.Book.Users(neighbour, theirs.Id, Freshness.Recent, default))!.Rows.Count);
        Assert.Equal(2, (await Users(connected.Owner))!.Rows.Count);
    }

    [Fact]
    public async Task A_reading_that_breaks_in_an_unknown_way_is_not_kept_for_ever()
    {
        var cache = new ClockifyCache(connected.World.Clock);
        var slot = new ClockifySlot(connected.Owner.AccountId, connected.World.Clock.GetCurrentInstant(), "users");
        await Assert.ThrowsAsync<InvalidDataException>(() => cache.Get(slot, Freshness.Recent, () => throw new InvalidDataException(), default));
        Pass(Duration.FromMinutes(1));
        Assert.Empty((await cache.Get(slot, Freshness.Recent, () => Task.FromResult<IReadOnlyList<ClockifyItem>>([]), default))!.Rows);
    }

    void Pass(Duration time) => connected.World.Clock.Advance(time);

    Task<ClockifyReading?> Users(Actor actor, Freshness freshness = Freshness.Recent) => connected.Book.Users(actor, connected.Crew.Id, freshness, default);

    Task<Refusal> Refused(Actor actor) => Assert.ThrowsAsync<Refusal>(() => Users(actor));

    /// <summary>What opening the panel asks for.</summary>
    async Task Look()
    {
        await connected.Book.Workspaces(connected.Owner, Freshness.Recent, default);
        await connected.Book.Employees(connected.Owner, connected.Crew.Id, Freshness.Recent, default);
        await connected.Book.Jobs(connected.Owner, connected.Crew.Id, Freshness.Recent, default);
    }
}
