using NodaTime;

namespace Clockspot.Domain.Time;

/// <summary>To which day the hours of a shift belong. One setting of the account; the same on every screen and in every file.</summary>
public enum DayAttribution
{
    /// <summary>The whole shift belongs to the day on which it starts.</summary>
    StartDay,
    /// <summary>The shift is divided at midnight of the account's zone.</summary>
    SplitAtMidnight,
}

/// <summary>Local days and weeks as stretches of time. Cut by the calendar of the zone, never by adding seconds: a day may last 23 or 25 hours.</summary>
public static class Days
{
    /// <summary>From the first moment of the day to the first moment of the next.</summary>
    public static Interval IntervalOf(LocalDate day, DateTimeZone zone) => IntervalOf(day, day, zone);

    /// <summary>From the first moment of one day to the end of another, both included.</summary>
    public static Interval IntervalOf(LocalDate first, LocalDate last, DateTimeZone zone) =>
        new(zone.AtStartOfDay(first).ToInstant(), zone.AtStartOfDay(last.PlusDays(1)).ToInstant());

    /// <summary>The calendar day of an instant in a zone.</summary>
    public static LocalDate DayOf(Instant at, DateTimeZone zone) => at.InZone(zone).Date;

    /// <summary>The first day of the week that holds the day.</summary>
    public static LocalDate WeekOf(LocalDate day, IsoDayOfWeek start) =>
        day.PlusDays(-(((int)day.DayOfWeek - (int)start + 7) % 7));
}
