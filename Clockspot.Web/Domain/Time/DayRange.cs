using NodaTime;
using NodaTime.Text;

namespace Clockspot.Domain.Time;

/// <summary>Stretches of days that people ask for by name.</summary>
public enum PeriodPreset
{
    /// <summary>Today.</summary>
    Today,
    /// <summary>Yesterday.</summary>
    Yesterday,
    /// <summary>The week that runs, as the account begins it.</summary>
    ThisWeek,
    /// <summary>The week before.</summary>
    LastWeek,
    /// <summary>This week and the one before.</summary>
    TwoWeeks,
    /// <summary>The calendar month that runs.</summary>
    ThisMonth,
    /// <summary>The month before.</summary>
    LastMonth,
    /// <summary>The calendar year that runs.</summary>
    ThisYear,
}

/// <summary>Days from first to last, both included.</summary>
public readonly record struct DayRange(LocalDate First, LocalDate Last)
{
    static readonly LocalDate earliest = new(2000, 1, 1);
    static readonly LocalDate latest = new(2100, 12, 31);

    static Refusal NotADay(string path) => Refusal.Field(path, "invalid", "Write the day like 2026-03-02.");
    static Refusal OutOfRange(string path) => Refusal.Field(path, "out_of_range", "Choose a day between the years 2000 and 2100.");
    static Refusal Backwards() => Refusal.Field("to", "before_from", "The last day lies before the first. Choose a later one.");

    /// <summary>How many days.</summary>
    public int Days => Period.DaysBetween(First, Last) + 1;

    /// <summary>The days that a preset means today.</summary>
    public static DayRange Of(PeriodPreset preset, LocalDate today, IsoDayOfWeek weekStart)
    {
        var week = Time.Days.WeekOf(today, weekStart);
        var month = new LocalDate(today.Year, today.Month, 1);
        return preset switch
        {
            PeriodPreset.Yesterday => new(today.PlusDays(-1), today.PlusDays(-1)),
            PeriodPreset.ThisWeek => new(week, week.PlusDays(6)),
            PeriodPreset.LastWeek => new(week.PlusDays(-7), week.PlusDays(-1)),
            PeriodPreset.TwoWeeks => new(week.PlusDays(-7), week.PlusDays(6)),
            PeriodPreset.ThisMonth => new(month, month.PlusMonths(1).PlusDays(-1)),
            PeriodPreset.LastMonth => new(month.PlusMonths(-1), month.PlusDays(-1)),
            PeriodPreset.ThisYear => new(new LocalDate(today.Year, 1, 1), new LocalDate(today.Year, 12, 31)),
            _ => new(today, today),
        };
    }

    /// <summary>
    /// The days that somebody asked for: the two days when they are given, else the preset. One day alone means that day. 422 about <c>from</c>
    /// or <c>to</c> for what is no day, out of range or backwards.
    /// </summary>
    /// <param name="from">The first day as YYYY-MM-DD, or blank.</param>
    /// <param name="to">The last day, or blank.</param>
    /// <param name="preset">What holds without days.</param>
    /// <param name="today">Today in the account's zone.</param>
    /// <param name="weekStart">On which day the account begins its weeks.</param>
    public static DayRange Read(string? from, string? to, PeriodPreset preset, LocalDate today, IsoDayOfWeek weekStart)
    {
        var (first, last) = (Day("from", from), Day("to", to));
        if (first is null && last is null) return Of(preset, today, weekStart);
        var period = new DayRange(first ?? last!.Value, last ?? first!.Value);
        return period.Last < period.First ? throw Backwards() : period;
    }

    /// <summary>422 about <c>from</c> or <c>to</c> for days that are out of range or backwards. Either may be open.</summary>
    public static void Check(LocalDate? from, LocalDate? to)
    {
        if (from < earliest || from > latest) throw OutOfRange("from");
        if (to < earliest || to > latest) throw OutOfRange("to");
        if (to < from) throw Backwards();
    }

    static LocalDate? Day(string path, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (LocalDatePattern.Iso.Parse(text.Trim()) is not { Success: true, Value: var day }) throw NotADay(path);
        return day < earliest || day > latest ? throw OutOfRange(path) : day;
    }
}
