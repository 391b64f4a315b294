using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeClock;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.TimeClock;

public sealed class ClockPageTests : IAsyncLifetime
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

    async Task<Page> Punch(string form, params (string, string)[] fields)
    {
        var answer = await browser.Submit(Path, form, fields);
        Assert.Equal(302, (int)answer.Status);
        Assert.Equal(Path, answer.Location!.IsAbsoluteUri ? answer.Location.AbsolutePath : answer.Location.ToString());
        return await browser.Get(Path);
    }

    [Fact]
    public async Task A_whole_day_works_with_scripts_off()
    {
        var jobs = world.Get<JobList>();
        var till = await jobs.Add(owner, new SaveJob { Name = "Till" }, default);
        var kitchen = await jobs.Add(owner, new SaveJob { Name = "Kitchen" }, default);

        var page = await browser.Get(Path);
        Assert.Contains("Clocked out", page.Text, StringComparison.Ordinal);
        Assert.Single(page.Document.QuerySelectorAll("button.big"));
        page = await Punch("clock-in", ("Input.JobId", till.ToString()), ("Input.Note", "early"));
        Assert.Contains("since 9:00 AM", page.Text, StringComparison.Ordinal);
        world.Clock.Advance(Duration.FromHours(2));
        page = await Punch("start-break", ("Input.Paid", "false"));
        Assert.Contains("On a break", page.Text, StringComparison.Ordinal);
        world.Clock.Advance(Duration.FromMinutes(30));
        await Punch("end-break");
        await Punch("note", ("Input.Note", "left early"));
        page = await Punch("switch", ("Input.JobId", kitchen.ToString()));
        Assert.Equal("Kitchen", page.Document.QuerySelector(".clock-state strong")!.TextContent);
        world.Clock.Advance(Duration.FromHours(1));
        page = await Punch("clock-out", ("Input.Note", "done"));

        Assert.Contains("Clocked out", page.Text, StringComparison.Ordinal);
        Assert.Equal(["3 h 00 m", "3 h 00 m"], page.Document.QuerySelectorAll(".totals dd").Select(total => total.TextContent));
        var rows = page.Document.QuerySelectorAll("table.rows tbody tr").Select(row => string.Join('|', row.QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()))).ToList();
        Assert.Equal(["9:00 AM|11:30 AM|30 min|Till|left early|2.00", "11:30 AM|12:30 PM|–|Kitchen|done|1.00"], rows);
    }

    [Fact]
    public async Task A_refused_punch_says_why_and_keeps_what_was_typed()
    {
        var page = await browser.Get(Path);
        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        world.Clock.Advance(Duration.FromMinutes(2));
        // The clock was started elsewhere meanwhile, so that the page would not show this form any more.
        var stale = await browser.Submit(page, Path, "clock-in", ("Input.Note", "my note"));
        Assert.Equal(409, (int)stale.Status);
        Assert.Contains("Already clocked in", stale.Text, StringComparison.Ordinal);
        Assert.Contains("my note", stale.Document.Body!.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_of_two_taps_is_the_same_punch_for_every_form()
    {
        var kitchen = await world.Get<JobList>().Add(owner, new SaveJob { Name = "Kitchen" }, default);
        foreach (var (form, field) in new[] { ("clock-in", ""), ("start-break", ""), ("end-break", ""), ("switch", kitchen.ToString()), ("clock-out", "") })
        {
            var page = await browser.Get(Path);
            var fields = field.Length == 0 ? Array.Empty<(string, string)>() : [("Input.JobId", field)];
            Assert.Equal(302, (int)(await browser.Submit(page, Path, form, fields)).Status);
            world.Clock.Advance(Duration.FromSeconds(1));
            Assert.Equal(302, (int)(await browser.Submit(page, Path, form, fields)).Status);
            world.Clock.Advance(Duration.FromMinutes(5));
        }
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(5, await db.Punches.CountAsync());
    }

    [Fact]
    public async Task A_note_that_comes_after_the_clock_out_is_kept_on_its_entry()
    {
        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        var page = await browser.Get(Path);
        world.Clock.Advance(Duration.FromMinutes(5));
        await world.Get<Clock>().ClockOut(ann, new ClockOut(), default);
        Assert.Equal(302, (int)(await browser.Submit(page, Path, "note", ("Input.Note", "forgot this"))).Status);
        Assert.Contains("forgot this", (await browser.Get(Path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_was_archived_meanwhile_is_refused_beside_the_field()
    {
        var jobs = world.Get<JobList>();
        var till = await jobs.Add(owner, new SaveJob { Name = "Till" }, default);
        await jobs.Add(owner, new SaveJob { Name = "Kitchen" }, default);
        var page = await browser.Get(Path);
        await jobs.Archive(owner, till, default);
        var answer = await browser.Submit(page, Path, "clock-in", ("Input.JobId", till.ToString()), ("Input.Note", "typed"));
        Assert.Equal(422, (int)answer.Status);
        Assert.Contains("Till is archived", answer.Document.QuerySelector("#field-jobId-error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("typed", answer.Document.QuerySelector("#field-note")!.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_sees_the_team_is_told_how_many_are_in()
    {
        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        Assert.Contains("1 person in now", (await (await world.Browse(owner)).Get(Path)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("in now", (await browser.Get(Path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shift_from_yesterday_says_for_which_day_it_counts_and_a_long_one_is_pointed_out()
    {
        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        world.Clock.Advance(Duration.FromHours(20));
        var page = await browser.Get(Path);
        Assert.Contains("counts for Mon, Mar 2", page.Text, StringComparison.Ordinal);
        Assert.Contains("You have been clocked in since Mar 2, 2026, 9:00 AM", page.Text, StringComparison.Ordinal);
        Assert.Equal(["0 h 00 m", "20 h 00 m"], page.Document.QuerySelectorAll(".totals dd").Select(total => total.TextContent));
    }

    [Fact]
    public async Task The_page_is_light_and_has_no_two_equal_ids()
    {
        await world.Get<JobList>().Add(owner, new SaveJob { Name = "Till" }, default);
        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        var page = await browser.Get(Path);
        Assert.InRange(page.Document.DocumentElement.OuterHtml.Length, 1000, 40_000);
        var ids = page.Document.QuerySelectorAll("[id]").Select(element => element.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_stranger_and_an_outsider_do_not_come_in()
    {
        var foreigner = await world.Workspace("elsewhere");
        foreach (var path in new[] { Path, Path + "/now", Path + "/timesheet" })
        {
            Assert.Contains("/sign-in", (await (await world.Browse()).Get(path)).Location?.ToString(), StringComparison.Ordinal);
            Assert.Equal(404, (int)(await (await world.Browse(foreigner)).Get(path)).Status);
        }
        Assert.Equal(403, (int)(await browser.Get(Path + "/now")).Status);
        Assert.Contains("Clocked out", (await (await world.Browse(owner)).Get(Path + "/now")).Text, StringComparison.Ordinal);
    }
}
