using Clockspot.Domain.Time;

namespace Clockspot.Tests.Domain.Time;

public sealed class DaysTests
{
    static readonly DateTimeZone newYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    [Theory]
    [InlineData(2026, 3, 7, 24)]
    [InlineData(2026, 3, 8, 23)]
    [InlineData(2026, 11, 1, 25)]
    public void A_day_lasts_as_long_as_the_calendar_says(int year, int month, int day, int hours) =>
        Assert.Equal(Duration.FromHours(hours), Days.IntervalOf(new LocalDate(year, month, day), newYork).Duration);

    [Fact]
    public void A_day_begins_where_midnight_does_not_exist()
    {
        // Santiago moved from 24:00 to 1:00 on 2024-09-08.
        var day = Days.IntervalOf(new LocalDate(2024, 9, 8), DateTimeZoneProviders.Tzdb["America/Santiago"]);
        Assert.Equal(Instant.FromUtc(2024, 9, 8, 4, 0), day.Start);
        Assert.Equal(Duration.FromHours(23), day.Duration);
    }

    [Theory]
    [InlineData(IsoDayOfWeek.Monday, "2026-03-02")]
    [InlineData(IsoDayOfWeek.Sunday, "2026-03-01")]
    [InlineData(IsoDayOfWeek.Saturday, "2026-02-28")]
    [InlineData(IsoDayOfWeek.Thursday, "2026-03-05")]
    [InlineData(IsoDayOfWeek.Friday, "2026-02-27")]
    public void A_week_begins_on_the_day_that_the_account_says(IsoDayOfWeek start, string first) =>
        Assert.Equal(first, Days.WeekOf(new LocalDate(2026, 3, 5), start).ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_week_over_the_change_of_the_clocks_lasts_an_hour_less() =>
        Assert.Equal(Duration.FromHours(7 * 24 - 1), Days.IntervalOf(new LocalDate(2026, 3, 2), new LocalDate(2026, 3, 8), newYork).Duration);
}
