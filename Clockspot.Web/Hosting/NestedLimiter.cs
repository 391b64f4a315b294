using System.Threading.RateLimiting;

namespace Clockspot.Hosting;

/// <summary>
/// The limit of one household within that of the network in which it lies. The household is asked first: whoever hammers from one of
/// them uses up nothing that is its neighbours'.
/// </summary>
/// <param name="own">The household's.</param>
/// <param name="shared">Those of networks.</param>
/// <param name="network">The household's network.</param>
sealed class NestedLimiter(RateLimiter own, PartitionedRateLimiter<string> shared, string network) : RateLimiter
{
    public override TimeSpan? IdleDuration => own.IdleDuration;

    public override RateLimiterStatistics? GetStatistics() => own.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var lease = own.AttemptAcquire(permitCount);
        return lease.IsAcquired ? shared.AttemptAcquire(network, permitCount) : lease;
    }

    /// <summary>Nobody waits here: what is not there at once is refused.</summary>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(permitCount));

    /// <summary>The framework forgets idle limiters by this way: the household's own has a timer that would live on.</summary>
    protected override ValueTask DisposeAsyncCore() => own.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing) own.Dispose();
    }
}
