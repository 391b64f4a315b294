using Clockspot.Data;

namespace Clockspot.Tests.Data;

/// <summary>Who writes next.</summary>
public sealed class WriteGateTests
{
    readonly WriteGate gate = new();

    [Fact]
    public async Task A_crowd_in_one_line_lets_another_line_in_after_one_of_its_own()
    {
        var order = new List<string>();
        var first = await gate.Enter("crowd", default);
        var waiting = Enumerable.Range(0, 100).Select(number => Pass("crowd", $"crowd {number}")).ToList();
        waiting.Add(Pass("company", "company"));
        first.Dispose();
        await Task.WhenAll(waiting);
        Assert.Equal(["crowd 0", "company", "crowd 1"], order[..3]);
        Assert.Equal(101, order.Count);

        async Task Pass(string line, string who)
        {
            using (await gate.Enter(line, default)) order.Add(who);
        }
    }

    [Fact]
    public async Task Whoever_gives_up_is_passed_over_and_the_gate_opens_again()
    {
        var first = await gate.Enter("one", default);
        using var hurry = new CancellationTokenSource();
        var given = gate.Enter("two", hurry.Token);
        var patient = gate.Enter("two", default);
        await hurry.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        first.Dispose();
        first.Dispose();
        using (await patient) Assert.False(gate.Enter("three", default).IsCompleted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.Enter("four", new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Two_never_write_at_once()
    {
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 400).Select(number => Task.Run(async () =>
        {
            using (await gate.Enter($"line {number % 7}", default))
            {
                most = Math.Max(most, Interlocked.Increment(ref inside));
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
        })));
        Assert.Equal(1, most);
        using (await gate.Enter("afterwards", default).WaitAsync(TimeSpan.FromSeconds(10))) { }
    }
}
