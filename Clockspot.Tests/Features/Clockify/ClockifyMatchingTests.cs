using Clockspot.Features.Clockify;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>Who and what is the same on both sides; whoever is not surely the same is nobody's.</summary>
public sealed class ClockifyMatchingTests
{
    static readonly Instant now = Instant.FromUtc(2026, 3, 2, 14, 0);

    [Theory]
    [InlineData("Dana Holt|dana@x.test", "Somebody Else|DANA@X.TEST", "Address")]
    [InlineData("Dana Holt|dana@x.test", "dana  holt |other@x.test", "Name")]
    [InlineData("Dana Holt|", "Dana Holt|", "Name")]
    [InlineData("Zoe\u0301|", "Zoé|", "Name")]
    [InlineData("Dana Holt|dana@x.test", "Dana Holm|dan@x.test", null)]
    [InlineData("dana@x.test|dana@x.test", "Dana|dana@x.test", "Address")]
    public void Two_are_the_same_by_address_and_else_by_name(string theirs, string ours, string? by)
    {
        var beside = Beside([theirs], [ours]);
        Assert.Equal(by, Assert.Single(beside.Rows).By?.ToString());
        Assert.Equal(by is null ? 1 : 0, beside.Missing.Count);
        Assert.Equal(now, beside.ReadAt);
    }

    [Theory]
    [InlineData("Sam Twin|;Sam Twin|", "Sam Twin|")]
    [InlineData("Sam Twin|", "Sam Twin|;Sam Twin|")]
    [InlineData("One|same@x.test;Two|same@x.test", "Three|same@x.test")]
    public void Whoever_shares_a_word_with_another_is_not_guessed(string theirs, string ours)
    {
        var beside = Beside(theirs.Split(';'), ours.Split(';'));
        Assert.All(beside.Rows, row => Assert.Null(row.Ours));
        Assert.Equal(ours.Split(';').Length, beside.Missing.Count);
    }

    [Fact]
    public void An_address_decides_before_a_name_and_nobody_is_given_twice()
    {
        var beside = Beside(["Dana Holt|", "D. Holt|dana@x.test", "Ravi|"], ["Dana Holt|dana@x.test", "Ravi|ravi@x.test", "Kim|"]);
        Assert.Equal([null, "Dana Holt", "Ravi"], beside.Rows.Select(row => row.Ours?.Name));
        Assert.Equal([null, ClockifyMatch.Address, ClockifyMatch.Name], beside.Rows.Select(row => row.By));
        Assert.Equal(["Kim"], beside.Missing.Select(item => item.Name));
    }

    static ClockifyBeside Beside(IEnumerable<string> theirs, IEnumerable<string> ours) => ClockifyMatching.Beside(
        new ClockifyReading([.. theirs.Select((row, at) => new ClockifyItem($"id-{at}", Part(row, 0)!, Part(row, 1)))], now),
        [.. ours.Select((row, at) => new OurItem(new Guid(at, 0, 0, new byte[8]), Part(row, 0)!, Part(row, 1)))]);

    static string? Part(string row, int at) => row.Split('|')[at] is { Length: > 0 } part ? part : null;
}
