using Clockspot.Domain.Time;

namespace Clockspot.Tests.Domain.Time;

public sealed class WorkSpanTests
{
    static readonly DateTimeZone newYork = DateTimeZoneProviders.Tzdb["America/New_York"];
    static readonly Instant later = Instant.FromUtc(2027, 1, 1, 0, 0);

    static Instant At(int month, int day, int hour, int minute = 0) => new LocalDateTime(2026, month, day, hour, minute).InZoneStrictly(newYork).ToInstant();

    static WorkCalendar Calendar(DayAttribution attribution) => new(newYork, IsoDayOfWeek.Monday, attribution);

    [Fact]
    public void Unpaid_breaks_are_taken_off_and_paid_ones_count()
    {
        var span = new WorkSpan(At(3, 2, 9), At(3, 2, 17), [new(At(3, 2, 12), At(3, 2, 12, 30), false), new(At(3, 2, 15), At(3, 2, 15, 10), true)]);
        Assert.Equal(Duration.FromMinutes(450), span.Worked(later));
        var whole = new Interval(span.Start, span.End!.Value);
        Assert.Equal((Duration.FromMinutes(30), Duration.FromMinutes(10)), (span.OnBreak(false, whole, later), span.OnBreak(true, whole, later)));
    }

    [Fact]
    public void An_open_span_counts_until_now_and_stands_still_on_an_unpaid_break()
    {
        var open = new WorkSpan(At(3, 2, 9), null, [new(At(3, 2, 12), null, false)]);
        Assert.Equal(Duration.FromHours(2), open.Worked(At(3, 2, 11)));
        Assert.Equal(Duration.FromHours(3), open.Worked(At(3, 2, 15)));
    }

    [Theory]
    [InlineData(3, 7, 8, 7)]
    [InlineData(10, 31, 1, 9)]
    [InlineData(3, 10, 11, 8)]
    public void A_night_shift_from_23_to_7_lasts_as_long_as_it_did(int month, int day, int next, int hours)
    {
        var span = new WorkSpan(At(month, day, 23), At(month == 10 ? 11 : month, next, 7), []);
        Assert.Equal(Duration.FromHours(hours), span.Worked(later));
        Assert.Equal(Duration.FromHours(hours), span.ByDay(newYork, DayAttribution.StartDay, later)[new LocalDate(2026, month, day)]);
        var split = span.ByDay(newYork, DayAttribution.SplitAtMidnight, later);
        Assert.Equal([Duration.FromHours(1), Duration.FromHours(hours - 1)], split.Values);
    }

    [Theory]
    [InlineData(DayAttribution.StartDay)]
    [InlineData(DayAttribution.SplitAtMidnight)]
    public void The_parts_of_the_days_add_up_to_the_totals(DayAttribution attribution)
    {
        var calendar = Calendar(attribution);
        WorkSpan[] spans =
        [
            new(At(3, 1, 22), At(3, 2, 6), [new(At(3, 1, 23, 45), At(3, 2, 0, 30), false)]),
            new(At(3, 7, 23), At(3, 8, 7), []),
            new(At(3, 8, 20), null, [new(At(3, 8, 23, 30), null, false)]),
        ];
        var now = At(3, 9, 2);
        for (var day = new LocalDate(2026, 2, 28); day <= new LocalDate(2026, 3, 10); day = day.PlusDays(1))
        {
            var parts = spans.Select(span => calendar.PartOn(day, span, now) is { } part ? span.WorkedWithin(part, now) : Duration.Zero)
                .Aggregate(Duration.Zero, (sum, one) => sum + one);
            Assert.Equal(calendar.Total(spans, day, day, now), parts);
        }
        var all = calendar.Total(spans, new LocalDate(2026, 2, 28), new LocalDate(2026, 3, 10), now);
        Assert.Equal(Duration.FromMinutes(435 + 7 * 60 + 210), all);
    }

    [Fact]
    public void A_break_over_midnight_is_divided_with_its_day()
    {
        var span = new WorkSpan(At(3, 2, 20), At(3, 3, 4), [new(At(3, 2, 23, 30), At(3, 3, 0, 30), false)]);
        Assert.Equal([Duration.FromMinutes(210), Duration.FromMinutes(210)], span.ByDay(newYork, DayAttribution.SplitAtMidnight, later).Values);
    }
}
