using Clockspot.Domain.Time;

namespace Clockspot.Tests.Domain.Time;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("230pm", 14, 30)]
    [InlineData("2:30 pm", 14, 30)]
    [InlineData("2:30 P.M.", 14, 30)]
    [InlineData("14:30", 14, 30)]
    [InlineData("1430", 14, 30)]
    [InlineData("2.30p", 14, 30)]
    [InlineData("2pm", 14, 0)]
    [InlineData("9", 9, 0)]
    [InlineData("09:05", 9, 5)]
    [InlineData("905", 9, 5)]
    [InlineData("12am", 0, 0)]
    [InlineData("12:15pm", 12, 15)]
    [InlineData(" noon ", 12, 0)]
    [InlineData("midnight", 0, 0)]
    public void A_time_is_read_as_people_type_it(string typed, int hour, int minute) =>
        Assert.Equal(new LocalTime(hour, minute), TimeText.Parse(typed));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("24:00")]
    [InlineData("13pm")]
    [InlineData("0am")]
    [InlineData("9:60")]
    [InlineData("soon")]
    [InlineData("9:5")]
    [InlineData("12345")]
    public void What_is_no_time_of_day_is_not_guessed_at(string? typed) => Assert.Null(TimeText.Parse(typed));
}
