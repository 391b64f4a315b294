using Clockspot.Tests.Support;

namespace Clockspot.Tests.Hosting;

/// <summary>How soon a program that was just started answers.</summary>
[Collection(Alone.Name)]
public sealed class FirstAnswerTests
{
    [Fact]
    public async Task A_start_on_an_empty_folder_answers_within_three_seconds_of_listening()
    {
        await using var app = await AppProcess.Start();
        Assert.InRange(app.FirstAnswer, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(200, (int)(await app.Browse().Get("/")).Status);
        Assert.InRange(app.FirstAnswer + watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }
}
