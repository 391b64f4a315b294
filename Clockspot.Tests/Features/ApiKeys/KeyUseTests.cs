using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.ApiKeys;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.ApiKeys;

public sealed class KeyUseTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    ApiClient api = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        api = await world.Api(owner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task It_is_written_down_once_a_minute_at_most_and_open_pages_hear_of_it()
    {
        var heard = 0;
        using var listening = world.Get<LiveFeed>().Subscribe(owner.AccountId, events => heard += events.Count(name => name == "api_key.used"));
        var start = world.Clock.GetCurrentInstant();
        for (var call = 0; call < 30; call++)
        {
            Assert.Equal(200, (await api.Get("/jobs")).Status);
            world.Clock.Advance(Duration.FromSeconds(2));
        }
        Assert.Equal(start, await Used(start));
        // A minute has gone by since: the next call counts again.
        var later = world.Clock.GetCurrentInstant();
        await api.Get("/jobs");
        Assert.Equal(later, await Used(later));
        // Listeners are told after the commit.
        for (var tries = 0; tries < 40 && heard < 2; tries++) await Task.Delay(25);
        Assert.Equal(2, heard);
    }

    [Fact]
    public async Task The_caller_does_not_wait_for_it()
    {
        // Somebody writes and does not end: whatever needs the gate waits, and a reading call must not.
        var writing = await world.Store.Write(owner, default);
        var answer = await api.Get("/jobs").WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(200, answer.Status);
        Assert.Null((await world.Get<KeyRing>().List(owner, default)).Single().LastUsedAt);
        await writing.DisposeAsync();
        await Used(world.Clock.GetCurrentInstant());
    }

    /// <summary>What is written down, once it is that moment or as soon as waiting has no point any more.</summary>
    async Task<Instant?> Used(Instant due)
    {
        Instant? at = null;
        for (var tries = 0; tries < 200 && at != due; tries++, await Task.Delay(25)) at = (await world.Get<KeyRing>().List(owner, default)).Single().LastUsedAt;
        return at;
    }
}
