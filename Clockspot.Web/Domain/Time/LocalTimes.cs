using NodaTime;
using NodaTime.Text;

namespace Clockspot.Domain.Time;

/// <summary>Times as the clock on the wall shows them, made into moments. Nothing is guessed where the wall's clock was changed.</summary>
public static class LocalTimes
{
    static readonly LocalDateTimePattern minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    static Refusal Skipped(string path, LocalDateTime local, LocalDateTime from, LocalDateTime to, LocalDateTime nearest) => Refusal.Field(path, "skipped",
        $"There was no {minute.Format(local)}: the clocks went forward from {Clock(from, to)} to {Clock(to, from)}. The nearest time that there was is {Clock(nearest, local)}.");

    static Refusal Ambiguous(string path, LocalDateTime local, Offset first, Offset second) => Refusal.Field(path, "ambiguous",
        $"{minute.Format(local)} came twice, because the clocks went back: first as UTC{first:m}, then as UTC{second:m}. Say which of the two is meant.");

    /// <summary>
    /// The moment at which the clocks of a zone showed that time. 422 about <paramref name="path"/>: <c>skipped</c>, with the nearest time that
    /// there was, when the clocks were put forward over it; <c>ambiguous</c> when it came twice and nobody said which is meant.
    /// </summary>
    /// <param name="path">The field that is refused.</param>
    /// <param name="local">Day and time.</param>
    /// <param name="zone">The zone whose clocks are meant.</param>
    /// <param name="later">Of a time that came twice: the second. Of no meaning otherwise.</param>
    public static Instant Resolve(string path, LocalDateTime local, DateTimeZone zone, bool? later)
    {
        var found = zone.MapLocal(local);
        return found.Count switch
        {
            1 => found.Single().ToInstant(),
            0 => throw Skipped(path, local, found.EarlyInterval.IsoLocalEnd, found.LateInterval.IsoLocalStart, Nearest(local, found.EarlyInterval.IsoLocalEnd, found.LateInterval.IsoLocalStart)),
            _ when later is null => throw Ambiguous(path, local, found.First().Offset, found.Last().Offset),
            _ => (later.Value ? found.Last() : found.First()).ToInstant(),
        };
    }

    /// <summary>The last minute before the gap or the first after it, whichever is closer on the wall.</summary>
    static LocalDateTime Nearest(LocalDateTime local, LocalDateTime from, LocalDateTime to)
    {
        var before = from.PlusMinutes(-1);
        return Between(before, local) < Between(local, to) ? before : to;
    }

    static Duration Between(LocalDateTime one, LocalDateTime other) => other.InUtc().ToInstant() - one.InUtc().ToInstant();

    /// <summary>The time of day, with its day where that is another one.</summary>
    static string Clock(LocalDateTime at, LocalDateTime beside) => at.Date == beside.Date ? minute.Format(at)[11..] : minute.Format(at);
}
