using Clockspot.Data;
using Clockspot.Domain.Time;
using Clockspot.Ui;

namespace Clockspot.Tests.Ui;

public sealed class FormatsTests
{
    static readonly Instant at = Instant.FromUtc(2026, 3, 2, 19, 30);

    [Theory]
    [InlineData(false, "2:30 PM", "Mar 2, 2026, 2:30 PM")]
    [InlineData(true, "14:30", "Mar 2, 2026, 14:30")]
    public void Times_follow_the_workspace(bool hour24, string time, string moment)
    {
        Assert.Equal((time, moment), (In(hour24).Time(at), In(hour24).Moment(at)));
    }

    [Theory]
    [InlineData(false, "12:05 AM"), InlineData(true, "00:05")]
    public void Midnight_is_not_hour_zero_in_twelve_hours(bool hour24, string expected) =>
        Assert.Equal(expected, In(hour24).Time(Instant.FromUtc(2026, 3, 2, 5, 5)));

    [Fact]
    public void An_entry_is_written_in_its_own_zone_when_asked() =>
        Assert.Equal("11:30 AM", In(false).Time(at, DateTimeZoneProviders.Tzdb["America/Los_Angeles"]));

    [Fact]
    public void The_day_is_the_workspaces_day() =>
        Assert.Equal("Mar 1, 2026", In(false).Date(Instant.FromUtc(2026, 3, 2, 3, 0)));

    [Theory]
    [InlineData(27900, "7 h 45 m", "7.75")]
    [InlineData(27959, "7 h 45 m", "7.77")]
    [InlineData(0, "0 h 00 m", "0.00")]
    [InlineData(59, "0 h 00 m", "0.02")]
    [InlineData(18, "0 h 00 m", "0.01")]
    [InlineData(360000, "100 h 00 m", "100.00")]
    public void Hours_are_cut_for_reading_and_rounded_once_for_tables(int seconds, string hours, string decimals) =>
        Assert.Equal((hours, decimals), (Formats.Hours(Duration.FromSeconds(seconds)), Formats.Decimal(Duration.FromSeconds(seconds))));

    static Formats In(bool hour24) =>
        new(new WorkspaceBasics(Guid.Empty, "harbor", "Harbor", "America/New_York", "USD", IsoDayOfWeek.Monday, hour24, default(DayAttribution), null));
}
