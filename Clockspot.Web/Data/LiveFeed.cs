using System.Collections.Concurrent;

namespace Clockspot.Data;

/// <summary>
/// Tells open pages that something was committed in their account, or about the person who looks at them, with the names of the events. It
/// carries no data: whoever listens asks its use-case again, which decides anew what may be seen. In this process only; pages also ask
/// again by themselves.
/// </summary>
public sealed class LiveFeed
{
    readonly ConcurrentDictionary<Guid, ConcurrentDictionary<Subscription, byte>> accounts = new();

    /// <summary>
    /// Listens to an account, or to a person, until disposed. The action must not block; it runs on the committing thread.
    /// </summary>
    public IDisposable Subscribe(Guid account, Action<IReadOnlyList<string>> heard)
    {
        var subscription = new Subscription(this, account, heard);
        lock (accounts) accounts.GetOrAdd(account, _ => new())[subscription] = 0;
        return subscription;
    }

    /// <summary>Tells everyone who listens to the account.</summary>
    public void Publish(Guid account, IReadOnlyList<string> events)
    {
        if (!accounts.TryGetValue(account, out var listeners)) return;
        foreach (var listener in listeners.Keys) listener.Heard(events);
    }

    sealed class Subscription(LiveFeed feed, Guid account, Action<IReadOnlyList<string>> heard) : IDisposable
    {
        public void Heard(IReadOnlyList<string> events) => heard(events);

        public void Dispose()
        {
            lock (feed.accounts)
            {
                if (!feed.accounts.TryGetValue(account, out var listeners)) return;
                listeners.TryRemove(this, out _);
                if (listeners.IsEmpty) feed.accounts.TryRemove(account, out _);
            }
        }
    }
}
