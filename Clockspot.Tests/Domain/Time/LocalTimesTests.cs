using Clockspot.Domain;
using Clockspot.Domain.Time;
using NodaTime.Text;

namespace Clockspot.Tests.Domain.Time;

public sealed class LocalTimesTests
{
    const string NewYork = "America/New_York", LordHowe = "Australia/Lord_Howe", Apia = "Pacific/Apia";

    static Instant Resolve(string zone, string local, bool? later) =>
        LocalTimes.Resolve("end", LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(local).Value, DateTimeZoneProviders.Tzdb[zone], later);

    [Theory]
    // Plain days: the answer to "which" means nothing.
    [InlineData(NewYork, "2026-03-02 09:00", null, "2026-03-02T14:00:00Z")]
    [InlineData(NewYork, "2026-03-02 09:00", true, "2026-03-02T14:00:00Z")]
    // The edges of the hour that is skipped in March, and of the one that is repeated in November.
    [InlineData(NewYork, "2026-03-08 01:59", null, "2026-03-08T06:59:00Z")]
    [InlineData(NewYork, "2026-03-08 03:00", null, "2026-03-08T07:00:00Z")]
    [InlineData(NewYork, "2026-11-01 00:59", null, "2026-11-01T04:59:00Z")]
    [InlineData(NewYork, "2026-11-01 01:00", false, "2026-11-01T05:00:00Z")]
    [InlineData(NewYork, "2026-11-01 01:00", true, "2026-11-01T06:00:00Z")]
    [InlineData(NewYork, "2026-11-01 01:59", false, "2026-11-01T05:59:00Z")]
    [InlineData(NewYork, "2026-11-01 01:59", true, "2026-11-01T06:59:00Z")]
    [InlineData(NewYork, "2026-11-01 02:00", null, "2026-11-01T07:00:00Z")]
    // Lord Howe changes by half an hour: 02:00 to 02:30 in October, 02:00 back to 01:30 in April.
    [InlineData(LordHowe, "2026-10-04 01:59", null, "2026-10-03T15:29:00Z")]
    [InlineData(LordHowe, "2026-10-04 02:30", null, "2026-10-03T15:30:00Z")]
    [InlineData(LordHowe, "2026-04-05 01:29", null, "2026-04-04T14:29:00Z")]
    [InlineData(LordHowe, "2026-04-05 01:45", false, "2026-04-04T14:45:00Z")]
    [InlineData(LordHowe, "2026-04-05 01:45", true, "2026-04-04T15:15:00Z")]
    [InlineData(LordHowe, "2026-04-05 02:00", null, "2026-04-04T15:30:00Z")]
    public void A_time_on_the_wall_is_one_moment(string zone, string local, bool? later, string moment) =>
        Assert.Equal(InstantPattern.General.Parse(moment).Value, Resolve(zone, local, later));

    [Theory]
    [InlineData(NewYork, "2026-03-08 02:00", "from 02:00 to 03:00. The nearest time that there was is 01:59.")]
    [InlineData(NewYork, "2026-03-08 02:15", "from 02:00 to 03:00. The nearest time that there was is 01:59.")]
    [InlineData(NewYork, "2026-03-08 02:30", "from 02:00 to 03:00. The nearest time that there was is 03:00.")]
    [InlineData(NewYork, "2026-03-08 02:59", "from 02:00 to 03:00. The nearest time that there was is 03:00.")]
    [InlineData(LordHowe, "2026-10-04 02:10", "from 02:00 to 02:30. The nearest time that there was is 01:59.")]
    [InlineData(LordHowe, "2026-10-04 02:20", "from 02:00 to 02:30. The nearest time that there was is 02:30.")]
    // Samoa went over the date line and left out a whole day.
    [InlineData(Apia, "2011-12-30 18:00", "from 2011-12-30 00:00 to 2011-12-31 00:00. The nearest time that there was is 2011-12-31 00:00.")]
    public void A_time_that_never_was_is_refused_with_the_nearest_that_was(string zone, string local, string words)
    {
        foreach (var later in new bool?[] { null, true, false })
        {
            var error = Assert.Single(Assert.Throws<Refusal>(() => Resolve(zone, local, later)).Errors);
            Assert.Equal(("end", "skipped"), (error.Path, error.Code));
            Assert.StartsWith($"There was no {local}", error.Message, StringComparison.Ordinal);
            Assert.EndsWith(words, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(NewYork, "2026-11-01 01:30", "first as UTC-04:00, then as UTC-05:00")]
    [InlineData(LordHowe, "2026-04-05 01:45", "first as UTC+11:00, then as UTC+10:30")]
    public void A_time_that_came_twice_is_asked_about(string zone, string local, string words)
    {
        var error = Assert.Single(Assert.Throws<Refusal>(() => Resolve(zone, local, null)).Errors);
        Assert.Equal(("end", "ambiguous"), (error.Path, error.Code));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
