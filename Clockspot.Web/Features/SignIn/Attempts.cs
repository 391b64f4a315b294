namespace Clockspot.Features.SignIn;

/// <summary>
/// Guesses in parallel would all be checked before the first is counted, so that one address, device or person is served one at a time.
/// In this process only; the database holds what matters. <see cref="Guesses"/> counts them.
/// </summary>
public sealed class Attempts
{
    readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the turn of an address, device or person; the turn ends with the result.</summary>
    internal async Task<IDisposable> Enter(string of, CancellationToken stop)
    {
        // Strings hash differently in each process, so that nobody can aim at another's turn.
        var turn = turns[(uint)of.GetHashCode(StringComparison.Ordinal) % turns.Length];
        await turn.WaitAsync(stop);
        return new Turn(turn);
    }

    sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        SemaphoreSlim? held = turn;

        public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();
    }
}
