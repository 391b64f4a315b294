using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.TimeClock;

public sealed class ClockTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    Actor ann = null!;
    Clock clock = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        ann = await world.Join(owner, Role.Employee);
        clock = world.Get<Clock>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    void Pass(int seconds) => world.Clock.Advance(Duration.FromSeconds(seconds));

    Task<ClockView> In(Guid? job = null, string? note = null) => clock.ClockIn(ann, new ClockIn { JobId = job, Note = note }, default);

    Task<ClockView> Out() => clock.ClockOut(ann, new ClockOut(), default);

    Task<ClockView> Switch(Guid job) => clock.Switch(ann, new SwitchJob { JobId = job }, default);

    Task<Guid> Job(string name, params Guid[] only) =>
        world.Get<JobList>().Add(owner, new SaveJob { Name = name, ForEveryone = only.Length == 0, EmployeeIds = only }, default);

    static async Task<Refusal> Refused(Task act) => await Assert.ThrowsAsync<Refusal>(() => act);

    async Task<List<string>> Events()
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.AuditEvents.Where(one => one.Name.StartsWith("time_entry") || one.Name.StartsWith("break")).OrderBy(one => one.At).ThenBy(one => one.Id).Select(one => one.Name).ToListAsync();
    }

    async Task<List<TimeEntry>> Entries()
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.TimeEntries.OrderBy(entry => entry.Start).ToListAsync();
    }

    [Fact]
    public async Task A_shift_with_a_break_is_counted_and_recorded()
    {
        var start = world.Clock.GetCurrentInstant();
        var view = await In(note: " early ");
        Assert.Equal((ClockState.In, start, "early", "America/New_York", EntrySource.Web), (view.State, view.Since, view.Entry!.Note, view.Entry.TimeZone, view.Entry.Source));
        Pass(3600);
        Assert.Equal(ClockState.Break, (await clock.StartBreak(ann, new StartBreak(), default)).State);
        Pass(1800);
        view = await clock.EndBreak(ann, new EndBreak(), default);
        Assert.Equal((ClockState.In, start, 3600), (view.State, view.Since, view.TodaySeconds));
        Pass(3600);
        view = await Out();

        Assert.Equal((ClockState.Out, world.Clock.GetCurrentInstant(), 7200, 7200), (view.State, view.Since, view.TodaySeconds, view.WeekSeconds));
        Assert.Null(view.Entry);
        Assert.Equal(["time_entry.opened", "break.started", "break.ended", "time_entry.closed"], await Events());
    }

    [Fact]
    public async Task A_double_tap_is_one_punch_with_the_same_answer()
    {
        var first = await In();
        Pass(59);
        var second = await In();
        Assert.Equal((first.Entry!.Id, first.Since, first.Entry.Version), (second.Entry!.Id, second.Since, second.Entry.Version));
        Assert.Single(await Events());

        Pass(600);
        await Out();
        Pass(5);
        Assert.Equal(ClockState.Out, (await Out()).State);
        Assert.Equal(2, (await Events()).Count);
    }

    [Fact]
    public async Task A_second_in_after_a_minute_or_on_another_job_is_refused()
    {
        var till = await Job("Till");
        await In();
        Assert.Equal("already_clocked_in", (await Refused(In(till))).Code);
        Pass(60);
        var refusal = await Refused(In());
        Assert.Equal(("already_clocked_in", 409), (refusal.Code, refusal.Status));
        Assert.Contains("2026-03-02 09:00", refusal.Detail, StringComparison.Ordinal);
        Assert.Single(await Events());
    }

    [Fact]
    public async Task In_out_in_within_a_minute_is_three_punches()
    {
        await In();
        Pass(5);
        await Out();
        Pass(5);
        Assert.Equal(ClockState.In, (await In()).State);
        Assert.Equal(2, (await Entries()).Count);
    }

    [Fact]
    public async Task Punches_keep_their_order_when_the_clock_stands_still_or_steps_back()
    {
        await In();
        await Out();
        await In();
        world.Clock.Advance(Duration.FromSeconds(-30));
        Assert.Equal(ClockState.Out, (await Out()).State);
        var entries = await Entries();
        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.True(entry.End > entry.Start));
        Assert.True(entries[1].Start >= entries[0].End);
    }

    [Fact]
    public async Task Out_and_breaks_need_a_shift()
    {
        Assert.Equal("not_clocked_in", (await Refused(Out())).Code);
        Assert.Equal("not_clocked_in", (await Refused(clock.StartBreak(ann, new StartBreak(), default))).Code);
        Assert.Equal("not_clocked_in", (await Refused(Switch(await Job("Till")))).Code);
        Assert.Equal("not_on_break", (await Refused(clock.EndBreak(ann, new EndBreak(), default))).Code);
        await In();
        Assert.Equal("not_on_break", (await Refused(clock.EndBreak(ann, new EndBreak(), default))).Code);
    }

    [Fact]
    public async Task On_a_break_in_and_a_second_break_are_refused_and_out_ends_it()
    {
        await In();
        Pass(600);
        await clock.StartBreak(ann, new StartBreak(), default);
        Pass(61);
        Assert.Equal("already_on_break", (await Refused(clock.StartBreak(ann, new StartBreak(), default))).Code);
        Assert.Equal("already_clocked_in", (await Refused(In())).Code);
        await Out();

        var entry = Assert.Single(await Entries());
        Assert.Equal(entry.End, Assert.Single(entry.Breaks).End);
        // Two events of one moment have no order between them.
        Assert.Equal(["time_entry.opened", "break.started", "time_entry.closed"], await Events());
    }

    [Fact]
    public async Task A_switch_ends_the_break_and_makes_a_second_entry_that_touches_the_first()
    {
        var (till, kitchen) = (await Job("Till"), await Job("Kitchen"));
        await In(till);
        Pass(600);
        await clock.StartBreak(ann, new StartBreak { Paid = true }, default);
        Pass(600);
        var view = await Switch(kitchen);
        Assert.Equal((ClockState.In, "Kitchen", 1200), (view.State, view.Entry!.JobName, view.TodaySeconds));
        Pass(10);
        Assert.Equal(view.Entry.Id, (await Switch(kitchen)).Entry!.Id);
        Pass(60);
        Assert.Equal("jobId", Assert.Single((await Refused(Switch(kitchen))).Errors).Path);

        var entries = await Entries();
        Assert.Equal(2, entries.Count);
        Assert.Equal(entries[0].End, entries[1].Start);
        Assert.Contains("time_entry.switched", await Events());
    }

    [Fact]
    public async Task Switching_back_and_forth_within_a_minute_is_kept_as_it_happened()
    {
        var (till, kitchen) = (await Job("Till"), await Job("Kitchen"));
        await In(till);
        Pass(5);
        await Switch(kitchen);
        Pass(5);
        await Switch(till);
        Pass(5);
        Assert.Equal("Kitchen", (await Switch(kitchen)).Entry!.JobName);
        Assert.Equal(4, (await Entries()).Count);
    }

    [Fact]
    public async Task A_clock_in_inside_another_entry_names_it()
    {
        await using (var db = await world.Store.Write(owner, default))
        {
            var entry = new TimeEntry(owner.AccountId, Ids.New(db.Now), ann.EmployeeId, db.Now - Duration.FromHours(1), "America/New_York", EntrySource.Manager, db.Now);
            entry.Close(db.Now + Duration.FromHours(1));
            db.TimeEntries.Add(entry);
            await db.Commit(default);
        }
        var refusal = await Refused(In());
        Assert.Equal(("overlap", 409), (refusal.Code, refusal.Status));
        Assert.Contains("2026-03-02 08:00 to 2026-03-02 10:00", refusal.Detail, StringComparison.Ordinal);
        Pass(3600);
        Assert.Equal(ClockState.In, (await In()).State);
    }

    [Fact]
    public async Task Archived_foreign_and_unassigned_jobs_are_refused_and_an_open_shift_runs_on()
    {
        var jobs = world.Get<JobList>();
        var (till, secret) = (await Job("Till"), await Job("Safe", owner.EmployeeId));
        Assert.Equal("unknown", Assert.Single((await Refused(In(secret))).Errors).Code);
        Assert.Equal("unknown", Assert.Single((await Refused(In(Guid.Empty))).Errors).Code);
        await In(till);
        await jobs.Archive(owner, till, default);
        Assert.Equal("Till", (await clock.Status(ann, null, default)).Entry!.JobName);
        Pass(60);
        await Out();
        var refusal = await Refused(In(till));
        Assert.Equal((422, "jobId", "archived"), (refusal.Status, refusal.Errors[0].Path, refusal.Errors[0].Code));
        Assert.Empty((await clock.Status(ann, null, default)).Jobs);
    }

    [Fact]
    public async Task Fifty_simultaneous_clock_ins_leave_one_open_entry_and_one_event()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => In())));

        Assert.Single(answers.Select(answer => answer.Entry!.Id).Distinct());
        Assert.Null(Assert.Single(await Entries()).End);
        Assert.Single(await Events());
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(1, await db.Punches.CountAsync());
    }

    [Fact]
    public async Task A_note_is_written_changed_and_cleared_on_an_own_entry_open_or_closed()
    {
        var entry = (await In()).Entry!.Id;
        Assert.Equal("van is late", (await clock.ChangeNote(ann, new ChangeNote { EntryId = entry, Note = " van is late " }, default)).Entry!.Note);
        Pass(60);
        await Out();
        await clock.ChangeNote(ann, new ChangeNote { EntryId = entry, Note = " " }, default);
        Assert.Null(Assert.Single(await Entries()).Note);
        Assert.Equal(2, (await Events()).Count(name => name == "time_entry.note_changed"));

        Assert.Equal(404, (await Refused(clock.ChangeNote(owner, new ChangeNote { EntryId = entry, Note = "x" }, default))).Status);
        Assert.Equal(422, (await Refused(clock.ChangeNote(ann, new ChangeNote { EntryId = entry, Note = new string('x', 501) }, default))).Status);
    }

    [Fact]
    public async Task A_long_open_entry_is_pointed_out()
    {
        await In();
        Pass(16 * 3600);
        Assert.False((await clock.Status(ann, null, default)).IsLong);
        Pass(1);
        Assert.True((await clock.Status(ann, null, default)).IsLong);
    }
}
