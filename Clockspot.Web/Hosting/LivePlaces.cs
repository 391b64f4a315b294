using System.Globalization;
using System.Net;
using Clockspot.Data;

namespace Clockspot.Hosting;

/// <summary>How many live connections there may be.</summary>
/// <param name="AtMost">Of everybody.</param>
/// <param name="PerAddress">From one address, or one household; an IPv6 network gets a multiple.</param>
/// <param name="PerPerson">Of one person; of all who are not signed in, or visit a demo, from one address.</param>
/// <param name="Strangers">Of all who are not signed in, or visit a demo.</param>
sealed record LiveFigures(int AtMost, int PerAddress, int PerPerson, int Strangers)
{
    public static LiveFigures Of(IConfiguration settings) =>
        new(Figure(settings, "AtMost"), Figure(settings, "PerAddress"), Figure(settings, "PerPerson"), Figure(settings, "Strangers"));

    static int Figure(IConfiguration settings, string name) =>
        int.TryParse(settings[$"Live:{name}"], NumberStyles.None, CultureInfo.InvariantCulture, out var figure) && figure > 0 ? figure
            : throw new InvalidOperationException($"Live:{name} must be a whole number from 1 on; it is '{settings[$"Live:{name}"]}'.");
}

/// <summary>Counts the live connections that are open. In this process only, as they are.</summary>
sealed class LivePlaces(LiveFigures most)
{
    readonly Lock change = new();
    readonly Dictionary<string, int> taken = new(StringComparer.Ordinal);

    /// <summary>True while one more could come.</summary>
    public bool HasRoom(Guid? person, IPAddress? from)
    {
        lock (change) return Counts(person, from).All(HasRoom);
    }

    /// <summary>Takes a place until the result is disposed; null when there is none.</summary>
    /// <param name="person">Whose it is; null for somebody whom nobody knows.</param>
    /// <param name="from">Where they are.</param>
    public IDisposable? Take(Guid? person, IPAddress? from)
    {
        var counts = Counts(person, from).ToList();
        lock (change)
        {
            if (!counts.All(HasRoom)) return null;
            foreach (var (key, _) in counts) taken[key] = taken.GetValueOrDefault(key) + 1;
        }
        return new Place(this, [.. counts.Select(one => one.Key)]);
    }

    IEnumerable<(string Key, int Most)> Counts(Guid? person, IPAddress? from)
    {
        var (near, wide) = (CallerNetwork.Near(from), CallerNetwork.Wide(from));
        yield return ("all", most.AtMost);
        yield return ($"at {near}", most.PerAddress);
        if (wide is not null) yield return ($"at {wide}", most.PerAddress * CallerNetwork.Households);
        if (person is not null)
        {
            yield return ($"of {person}", most.PerPerson);
            yield break;
        }
        yield return ("strangers", most.Strangers);
        yield return ($"strangers at {near}", most.PerPerson);
        if (wide is not null) yield return ($"strangers at {wide}", most.PerPerson * CallerNetwork.Households);
    }

    bool HasRoom((string Key, int Most) count) => taken.GetValueOrDefault(count.Key) < count.Most;

    void Leave(IReadOnlyList<string> keys)
    {
        lock (change)
        {
            foreach (var key in keys)
                if (--taken[key] == 0) taken.Remove(key);
        }
    }

    sealed class Place(LivePlaces places, IReadOnlyList<string> keys) : IDisposable
    {
        int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 0) places.Leave(keys);
        }
    }
}
