using Clockspot.Features.OAuth;

namespace Clockspot.Tests.Features.OAuth;

public sealed class FetchSlotsTests
{
    readonly FetchSlots slots = new(atOnce: 2, waiting: 1);

    [Fact]
    public async Task Of_one_key_so_many_run_so_many_wait_and_others_are_refused_at_once()
    {
        var first = await slots.Enter("evil.example", default);
        using var second = await slots.Enter("evil.example", default);
        var third = slots.Enter("evil.example", default);
        Assert.False(third.IsCompleted);
        await Assert.ThrowsAsync<HttpRequestException>(() => slots.Enter("evil.example", default));
        using var other = await slots.Enter("crew.example", default);

        first.Dispose();
        first.Dispose();
        using var place = await third;
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_place()
    {
        var held = new[] { await slots.Enter("evil.example", default), await slots.Enter("evil.example", default) };
        for (var time = 0; time < 5; time++)
        {
            using var patience = new CancellationTokenSource(20);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slots.Enter("evil.example", patience.Token));
        }
        foreach (var one in held) one.Dispose();
        foreach (var _ in held) Assert.NotNull(await slots.Enter("evil.example", default));
    }
}
