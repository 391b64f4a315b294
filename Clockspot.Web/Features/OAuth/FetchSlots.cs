namespace Clockspot.Features.OAuth;

/// <summary>Places by key: so many at once, so many more who wait, and nobody beyond that.</summary>
/// <param name="atOnce">How many of one key run at once.</param>
/// <param name="waiting">How many of one key may wait for a place.</param>
sealed class FetchSlots(int atOnce, int waiting)
{
    readonly Lock change = new();
    readonly Dictionary<string, Lane> lanes = new(StringComparer.Ordinal);

    /// <summary>Waits for a place, which is given back when the result is disposed. Throws when too many wait already.</summary>
    public async Task<IDisposable> Enter(string key, CancellationToken stop)
    {
        var lane = Line(key);
        try
        {
            await lane.Places.WaitAsync(stop);
            return new Place(this, key, lane);
        }
        catch
        {
            Leave(key, lane);
            throw;
        }
    }

    Lane Line(string key)
    {
        lock (change)
        {
            if (!lanes.TryGetValue(key, out var lane)) lanes[key] = lane = new Lane(new SemaphoreSlim(atOnce));
            if (lane.Inside >= atOnce + waiting) throw new HttpRequestException("Too many are being fetched.");
            lane.Inside++;
            return lane;
        }
    }

    void Leave(string key, Lane lane)
    {
        lock (change)
        {
            if (--lane.Inside > 0) return;
            lanes.Remove(key);
            lane.Places.Dispose();
        }
    }

    sealed class Lane(SemaphoreSlim places)
    {
        public SemaphoreSlim Places => places;

        /// <summary>Who has a place or waits for one.</summary>
        public int Inside { get; set; }
    }

    sealed class Place(FetchSlots slots, string key, Lane lane) : IDisposable
    {
        int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) != 0) return;
            lane.Places.Release();
            slots.Leave(key, lane);
        }
    }
}
