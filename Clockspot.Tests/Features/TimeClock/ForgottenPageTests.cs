using AngleSharp.Html.Dom;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.TimeClock;

public sealed class ForgottenPageTests : IAsyncLifetime
{
    const string Path = "/w/harbor";
    readonly World world = new();
    Actor owner = null!, ann = null!;
    Browser browser = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        ann = await world.Join(owner, Role.Employee);
        browser = await world.Browse(ann);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task Forget(Instant? start = null)
    {
        world.Clock.Reset(start ?? world.Clock.GetCurrentInstant());
        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        world.Clock.Advance(Duration.FromHours(24));
    }

    async Task<List<TimeEntry>> Entries()
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.TimeEntries.OrderBy(entry => entry.Start).ToListAsync();
    }

    static string? Value(Page page, string id) => page.Document.QuerySelector("#field-" + id)!.GetAttribute("value");

    static string Error(Page page, string id) => page.Document.QuerySelector($"#field-{id}-error")?.TextContent ?? $"no error at {id}: {page.Text}";

    [Fact]
    public async Task The_page_asks_in_place_of_the_usual_buttons_and_takes_the_answer()
    {
        await Forget();
        var page = await browser.Get(Path);
        Assert.Contains("When did you finish?", page.Text, StringComparison.Ordinal);
        Assert.Contains("since Mar 2, 2026, 9:00 AM", page.Text, StringComparison.Ordinal);
        Assert.Equal("2026-03-02", Value(page, "finishedOn"));
        Assert.DoesNotContain(page.Document.QuerySelectorAll("input[name=_handler]"), one => one.GetAttribute("value") is "clock-out" or "start-break" or "switch");

        var answer = await browser.Submit(Path, "forgotten", ("Input.FinishedAt", "5pm"), ("Input.Next", "in"));
        Assert.Equal(302, (int)answer.Status);
        Assert.Contains("Clocked in at 9:00 AM. The shift before is closed", (await browser.Get(Path)).Text, StringComparison.Ordinal);
        var entries = await Entries();
        Assert.Equal((Instant.FromUtc(2026, 3, 2, 22, 0), EntryFlags.Unconfirmed), (entries[0].End!.Value, entries[0].Flags));
        Assert.Equal((world.Clock.GetCurrentInstant(), (Instant?)null), (entries[1].Start, entries[1].End));
    }

    [Fact]
    public async Task The_other_button_stays_out()
    {
        await Forget();
        await browser.Submit(Path, "forgotten", ("Input.FinishedOn", "2026-03-03"), ("Input.FinishedAt", "00:30"), ("Input.Next", "out"));
        Assert.Equal(Instant.FromUtc(2026, 3, 3, 5, 30), Assert.Single(await Entries()).End);
        Assert.Contains("Clocked out", (await browser.Get(Path)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-02", "", "finishedAt", "Enter the time")]
    [InlineData("2026-03-02", "25:00", "finishedAt", "not a time of day")]
    [InlineData("2026-03-02", "five <b>", "finishedAt", "not a time of day")]
    [InlineData("2026-13-02", "5pm", "finishedOn", "Enter the day")]
    [InlineData("", "5pm", "finishedOn", "Enter the day")]
    [InlineData("2026-03-02", "8am", "finishedAt", "not after 2026-03-02 09:00, when the shift began")]
    [InlineData("2026-03-03", "9:01am", "finishedAt", "still to come")]
    public async Task A_wrong_answer_is_refused_in_place_and_nothing_typed_is_lost(string day, string time, string field, string words)
    {
        var till = await world.Get<JobList>().Add(owner, new SaveJob { Name = "Till" }, default);
        await Forget();
        var answer = await browser.Submit(Path, "forgotten", ("Input.FinishedOn", day), ("Input.FinishedAt", time), ("Input.JobId", till.ToString()), ("Input.Next", "in"));
        Assert.Equal(422, (int)answer.Status);
        Assert.Contains(words, Error(answer, field), StringComparison.Ordinal);
        Assert.Equal((day, time, till.ToString()), (Value(answer, "finishedOn"), Value(answer, "finishedAt"), ((IHtmlSelectElement)answer.Document.QuerySelector("#field-jobId")!).Value));
        Assert.Null(Assert.Single(await Entries()).End);
    }

    [Fact]
    public async Task A_time_that_came_twice_is_asked_about_and_one_that_never_was_is_refused()
    {
        await Forget(Instant.FromUtc(2026, 11, 1, 1, 0)); // Saturday, 9 pm in New York, before the clocks go back.
        var answer = await browser.Submit(Path, "forgotten", ("Input.FinishedOn", "2026-11-01"), ("Input.FinishedAt", "1:30am"), ("Input.Next", "out"));
        Assert.Contains("came twice", Error(answer, "finishedAt"), StringComparison.Ordinal);
        Assert.Equal("1:30am", Value(answer, "finishedAt"));
        Assert.Equal(302, (int)(await browser.Submit(answer, Path, "forgotten", ("Input.Later", "true"), ("Input.Next", "out"))).Status);
        Assert.Equal(Instant.FromUtc(2026, 11, 1, 6, 30), Assert.Single(await Entries()).End);

        await Forget(Instant.FromUtc(2027, 3, 14, 2, 0));
        answer = await browser.Submit(Path, "forgotten", ("Input.FinishedOn", "2027-03-14"), ("Input.FinishedAt", "2:30"), ("Input.Next", "out"));
        Assert.Contains("The nearest time that there was is 03:00", Error(answer, "finishedAt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_is_of_the_zone_in_which_the_shift_was_punched()
    {
        var denver = await world.Get<LocationList>().Add(owner, new SaveLocation { Name = "Denver", TimeZone = "America/Denver" }, default);
        await world.Get<Clock>().ClockIn(ann, new ClockIn { LocationId = denver }, default);
        world.Clock.Advance(Duration.FromHours(24));
        Assert.Contains("Mar 2, 2026, 7:00 AM (America/Denver)", (await browser.Get(Path)).Text, StringComparison.Ordinal);
        await browser.Submit(Path, "forgotten", ("Input.FinishedAt", "3pm"), ("Input.Next", "out"));
        Assert.Equal(Instant.FromUtc(2026, 3, 2, 22, 0), Assert.Single(await Entries()).End);
    }

    [Fact]
    public async Task A_button_from_before_the_limit_is_answered_with_the_question()
    {
        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        var page = await browser.Get(Path);
        world.Clock.Advance(Duration.FromHours(24));
        var answer = await browser.Submit(page, Path, "clock-out", ("Input.Note", "my note"));
        Assert.Equal(409, (int)answer.Status);
        Assert.Contains("When did you finish?", answer.Text, StringComparison.Ordinal);
        Assert.NotNull(answer.Document.QuerySelector("#field-finishedAt"));
        Assert.Contains("my note", answer.Document.QuerySelector("#entry-note")!.TextContent, StringComparison.Ordinal);

        // The second of two taps on the answer is the same answer, though the page asks nothing any more.
        Assert.Equal(302, (int)(await browser.Submit(answer, Path, "forgotten", ("Input.FinishedAt", "17:00"), ("Input.Next", "in"))).Status);
        world.Clock.Advance(Duration.FromSeconds(1));
        Assert.Equal(302, (int)(await browser.Submit(answer, Path, "forgotten", ("Input.FinishedAt", "17:00"), ("Input.Next", "in"))).Status);
        Assert.Equal(2, (await Entries()).Count);
    }

    [Fact]
    public async Task The_page_says_what_is_kept_and_sends_what_the_script_filled_in()
    {
        var page = await browser.Get(Path);
        Assert.Contains("kept for 90 days", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("[data-position]"));
        await world.Get<ClockSettings>().Change(owner, 0, new SaveClockSettings { GpsRule = PlaceRule.Flag, EvidenceDays = 7, Notice = "Ask <Olive>.\nShe knows." }, default);
        page = await browser.Get(Path);
        Assert.Contains("your position are kept for 7 days", page.Text, StringComparison.Ordinal);
        Assert.Contains("Ask <Olive>.", page.Document.QuerySelector(".lines")!.TextContent, StringComparison.Ordinal);

        await browser.Submit(page, Path, "clock-in", ("Input.Latitude", "40.5"), ("Input.Longitude", "-74.25"), ("Input.Accuracy", "12.5"), ("Input.DeviceTime", "2026-03-02T13:59:58.123Z"));
        await using var db = await world.Store.Open(owner, default);
        var punch = await db.Punches.SingleAsync();
        Assert.Equal((40.5, -74.25, 12.5, Instant.FromUtc(2026, 3, 2, 13, 59, 58) + Duration.FromMilliseconds(123)), (punch.Latitude!.Value, punch.Longitude!.Value, punch.AccuracyMeters!.Value, punch.DeviceTime!.Value));
    }

    [Fact]
    public async Task A_refusal_for_the_place_stands_above_the_button()
    {
        await world.Get<ClockSettings>().Change(owner, 0, new SaveClockSettings { GpsRule = PlaceRule.Block }, default);
        var pier = await world.Get<LocationList>().Add(owner, new SaveLocation { Name = "Pier 4", Latitude = 40, Longitude = -74, RadiusMeters = 100 }, default);
        await using (var db = await world.Store.Write(owner, default))
        {
            var row = await db.Employees.SingleAsync(one => one.Id == ann.EmployeeId);
            row.Describe(row.Number, row.Name, row.Email, null, null, pier);
            await db.Commit(default);
        }
        var answer = await browser.Submit(Path, "clock-in", ("Input.Note", "typed"));
        Assert.Equal(422, (int)answer.Status);
        Assert.Contains("Allow the location for this site", answer.Document.QuerySelector(".clock [role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("typed", Value(answer, "note"));
    }
}
