using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeClock;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.TimeClock;

public sealed class RequiredTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, ann = null!;
    Clock clock = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        ann = await world.Join(owner, Role.Employee);
        clock = world.Get<Clock>();
        await world.Get<ClockSettings>().Change(owner, 0, new SaveClockSettings { JobRequired = true, NoteRequired = true }, default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    static async Task Refused(string path, Task act)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => act);
        Assert.Equal((422, path, "required"), (refusal.Status, Assert.Single(refusal.Errors).Path, refusal.Errors[0].Code));
    }

    [Fact]
    public async Task A_job_is_needed_by_whoever_has_one_to_choose()
    {
        var jobs = world.Get<JobList>();
        var safe = await jobs.Add(owner, new SaveJob { Name = "Safe", ForEveryone = false, EmployeeIds = [owner.EmployeeId] }, default);
        await Refused("jobId", clock.ClockIn(owner, new ClockIn(), default));
        Assert.Equal("Safe", (await clock.ClockIn(owner, new ClockIn { JobId = safe }, default)).Entry!.JobName);
        // Ann may use none: she is not locked out.
        Assert.Equal(ClockState.In, (await clock.ClockIn(ann, new ClockIn(), default)).State);
    }

    [Fact]
    public async Task A_note_is_needed_to_clock_out_and_one_from_before_is_enough()
    {
        await clock.ClockIn(ann, new ClockIn(), default);
        world.Clock.Advance(Duration.FromHours(1));
        await Refused("note", clock.ClockOut(ann, new ClockOut(), default));
        await Refused("note", clock.ClockOut(ann, new ClockOut { Note = "  " }, default));
        await clock.ClockOut(ann, new ClockOut { Note = "opened the shop" }, default);

        var entry = (await clock.ClockIn(ann, new ClockIn(), default)).Entry!.Id;
        await clock.ChangeNote(ann, new ChangeNote { EntryId = entry, Note = "van was late" }, default);
        world.Clock.Advance(Duration.FromHours(1));
        Assert.Equal(ClockState.Out, (await clock.ClockOut(ann, new ClockOut(), default)).State);
    }

    [Fact]
    public async Task For_a_forgotten_clock_out_no_note_is_asked()
    {
        await clock.ClockIn(ann, new ClockIn(), default);
        world.Clock.Advance(Duration.FromHours(24));
        Assert.Equal(ClockState.Out, (await clock.ClockOut(ann, new ClockOut { FinishedAt = world.Clock.GetCurrentInstant() - Duration.FromHours(16) }, default)).State);
    }

    [Fact]
    public async Task The_page_asks_for_both_and_says_what_is_missing_beside_the_field()
    {
        await world.Get<JobList>().Add(owner, new SaveJob { Name = "Till" }, default);
        var browser = await world.Browse(ann);
        var page = await browser.Get("/w/harbor");
        Assert.True(page.Document.QuerySelector("#field-jobId")!.HasAttribute("required"));
        Assert.Equal("Choose a job", page.Document.QuerySelector("#field-jobId option")!.TextContent);
        var answer = await browser.Submit("/w/harbor", "clock-in", ("Input.JobId", ""), ("Input.Note", "typed"));
        Assert.Equal(422, (int)answer.Status);
        Assert.Contains("Choose a job", answer.Document.QuerySelector("#field-jobId-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("typed", answer.Document.QuerySelector("#field-note")!.GetAttribute("value"));

        var till = page.Document.QuerySelectorAll("#field-jobId option").Last().GetAttribute("value")!;
        Assert.Equal(302, (int)(await browser.Submit("/w/harbor", "clock-in", ("Input.JobId", till))).Status);
        world.Clock.Advance(Duration.FromHours(1));
        await browser.Submit("/w/harbor", "start-break", ("Input.Paid", "false"));
        world.Clock.Advance(Duration.FromMinutes(5));
        answer = await browser.Submit("/w/harbor", "clock-out", ("Input.Note", ""));
        Assert.Contains("Write a note", answer.Document.QuerySelector("#field-note-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(302, (int)(await browser.Submit("/w/harbor", "clock-out", ("Input.Note", "done"))).Status);
    }
}
