using NodaTime;

namespace Clockspot.Domain.Time;

/// <summary>A break inside a span of work. Open while <see cref="End"/> is null.</summary>
public readonly record struct BreakSpan(Instant Start, Instant? End, bool Paid);

/// <summary>
/// Work as it was punched: raw instants and breaks. Elapsed time is what counts, so a night shift over a change of the clocks lasts
/// as long as it really did (29 CFR 785.11 and following: hours worked are hours, whatever the clock on the wall says).
/// </summary>
/// <param name="Start">The punch in.</param>
/// <param name="End">The punch out; null while open.</param>
/// <param name="Breaks">The breaks, in any order; they lie inside the span.</param>
public sealed record WorkSpan(Instant Start, Instant? End, IReadOnlyList<BreakSpan> Breaks)
{
    /// <summary>Worked time until the end, or until now while open: everything but unpaid breaks.</summary>
    public Duration Worked(Instant now) => WorkedWithin(new Interval(Start, Instant.Max(Start, End ?? now)), now);

    /// <summary>The part of the worked time that falls into an interval.</summary>
    public Duration WorkedWithin(Interval within, Instant now)
    {
        var worked = Overlap(Start, End ?? now, within);
        foreach (var pause in Breaks)
            if (!pause.Paid) worked -= Overlap(pause.Start, pause.End ?? End ?? now, within);
        return worked;
    }

    /// <summary>The part of an interval that was spent on breaks of one kind.</summary>
    public Duration OnBreak(bool paid, Interval within, Instant now)
    {
        var rested = Duration.Zero;
        foreach (var pause in Breaks)
            if (pause.Paid == paid) rested += Overlap(pause.Start, pause.End ?? End ?? now, within);
        return rested;
    }

    /// <summary>The worked time by local day, as the account attributes it. Days without work are left out.</summary>
    public IReadOnlyDictionary<LocalDate, Duration> ByDay(DateTimeZone zone, DayAttribution attribution, Instant now)
    {
        var days = new SortedDictionary<LocalDate, Duration>();
        var first = Days.DayOf(Start, zone);
        if (attribution == DayAttribution.StartDay)
        {
            days[first] = Worked(now);
            return days;
        }
        var last = Days.DayOf(Instant.Max(Start, End ?? now), zone);
        for (var day = first; day <= last; day = day.PlusDays(1))
        {
            var worked = WorkedWithin(Days.IntervalOf(day, zone), now);
            if (worked > Duration.Zero || day == first) days[day] = worked;
        }
        return days;
    }

    static Duration Overlap(Instant start, Instant end, Interval within)
    {
        var from = Instant.Max(start, within.Start);
        var to = Instant.Min(end, within.End);
        return to > from ? to - from : Duration.Zero;
    }
}
