using NodaTime;

namespace Clockspot.Domain.Time;

/// <summary>How one account cuts time into days and weeks. Every screen asks it, so that all show the same.</summary>
/// <param name="Zone">The zone in which days are cut.</param>
/// <param name="WeekStart">The day on which a week begins.</param>
/// <param name="Attribution">To which day a shift over midnight belongs.</param>
public sealed record WorkCalendar(DateTimeZone Zone, IsoDayOfWeek WeekStart, DayAttribution Attribution)
{
    /// <summary>The day of an instant.</summary>
    public LocalDate DayOf(Instant at) => Days.DayOf(at, Zone);

    /// <summary>The first day of the week that holds the day.</summary>
    public LocalDate WeekOf(LocalDate day) => Days.WeekOf(day, WeekStart);

    /// <summary>From the first moment of one day to the end of another.</summary>
    public Interval IntervalOf(LocalDate first, LocalDate last) => Days.IntervalOf(first, last, Zone);

    /// <summary>The worked time that counts for the days from first to last, both included.</summary>
    public Duration Total(IEnumerable<WorkSpan> spans, LocalDate first, LocalDate last, Instant now)
    {
        var total = Duration.Zero;
        foreach (var span in spans)
            foreach (var (day, worked) in span.ByDay(Zone, Attribution, now))
                if (day >= first && day <= last) total += worked;
        return total;
    }

    /// <summary>The stretch of a span that counts for one day, or null when nothing of it does. An open span reaches until now.</summary>
    public Interval? PartOn(LocalDate day, WorkSpan span, Instant now)
    {
        var end = Instant.Max(span.Start, span.End ?? now);
        var isFirst = DayOf(span.Start) == day;
        if (Attribution == DayAttribution.StartDay) return isFirst ? new Interval(span.Start, end) : null;
        var whole = IntervalOf(day, day);
        var (from, to) = (Instant.Max(span.Start, whole.Start), Instant.Min(end, whole.End));
        if (to > from) return new Interval(from, to);
        return isFirst ? new Interval(span.Start, span.Start) : null;
    }
}
