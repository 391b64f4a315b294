using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.TimeClock;

public sealed class ForgottenTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, manager = null!, ann = null!;
    Clock clock = null!;
    Instant start, finished;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        manager = await world.Join(owner, Role.Manager);
        ann = await world.Join(owner, Role.Employee, manager);
        clock = world.Get<Clock>();
        start = world.Clock.GetCurrentInstant();
        finished = start + Duration.FromHours(8);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>Ann clocked in yesterday at nine, and today it is nine again.</summary>
    async Task Forget(Guid? job = null)
    {
        await clock.ClockIn(ann, new ClockIn { JobId = job }, default);
        world.Clock.Advance(Duration.FromHours(24));
    }

    Task<ClockView> In(Instant? at = null, Guid? job = null) => clock.ClockIn(ann, new ClockIn { FinishedAt = at, JobId = job }, default);

    Task<ClockView> Out(Instant? at = null) => clock.ClockOut(ann, new ClockOut { FinishedAt = at }, default);

    static async Task<Refusal> Refused(Task act) => await Assert.ThrowsAsync<Refusal>(() => act);

    static async Task Refused(string path, string code, Task act)
    {
        var error = Assert.Single((await Refused(act)).Errors);
        Assert.Equal((path, code), (error.Path, error.Code));
    }

    async Task<List<TimeEntry>> Entries()
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.TimeEntries.OrderBy(entry => entry.Start).ToListAsync();
    }

    async Task<List<(PunchVerb, Instant)>> Punches()
    {
        await using var db = await world.Store.Open(owner, default);
        return [.. (await db.Punches.OrderBy(punch => punch.At).ToListAsync()).Select(punch => (punch.Verb, punch.At))];
    }

    [Fact]
    public async Task Every_verb_is_asked_and_nothing_is_written_until_it_is_answered()
    {
        var till = await world.Get<JobList>().Add(owner, new SaveJob { Name = "Till" }, default);
        await Forget();
        var before = Digest.Of(world.Folder);
        foreach (var punch in new Func<Task>[]
        {
            () => In(), () => Out(), () => clock.Switch(ann, new SwitchJob { JobId = till }, default), () => clock.StartBreak(ann, new StartBreak(), default),
            () => clock.EndBreak(ann, new EndBreak(), default), () => clock.ClockOut(manager, new ClockOut { EmployeeId = ann.EmployeeId }, default),
        })
        {
            var refusal = await Refused(punch());
            Assert.Equal(("open_entry_too_old", 409), (refusal.Code, refusal.Status));
            Assert.Contains("since 2026-03-02 09:00 (America/New_York), for longer than 16 h", refusal.Detail, StringComparison.Ordinal);
        }
        Assert.Empty(before.ChangesTo(Digest.Of(world.Folder)));
    }

    [Fact]
    public async Task Clocking_in_closes_the_old_entry_unconfirmed_and_opens_one_now()
    {
        await Forget();
        var view = await In(finished);

        Assert.Equal((ClockState.In, world.Clock.GetCurrentInstant(), false), (view.State, view.Since, view.IsLong));
        var entries = await Entries();
        Assert.Equal([(start, (Instant?)finished, EntryFlags.Unconfirmed), (world.Clock.GetCurrentInstant(), null, EntryFlags.None)], entries.Select(entry => (entry.Start, entry.End, entry.Flags)));
        Assert.Equal(Duration.FromHours(8).BclCompatibleTicks / 10, entries[0].WorkedMicroseconds);
        // Nobody punched out: nothing pretends it.
        Assert.Equal([(PunchVerb.In, start), (PunchVerb.In, world.Clock.GetCurrentInstant())], await Punches());
        await using var db = await world.Store.Open(owner, default);
        var closed = await db.AuditEvents.SingleAsync(one => one.Name == "time_entry.closed");
        Assert.Equal((entries[0].Id, ann.EmployeeId), (closed.SubjectId, closed.AboutId));
        Assert.Contains("forgotten", closed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clocking_out_closes_it_and_stays_out()
    {
        await Forget();
        var view = await Out(finished);

        Assert.Equal((ClockState.Out, finished, 0, (Guid?)null), (view.State, view.Since, view.TodaySeconds, view.Entry?.Id));
        var entry = Assert.Single(await Entries());
        Assert.Equal((finished, EntryFlags.Unconfirmed), (entry.End, entry.Flags));
        // What was pressed, when it was pressed: the end of the entry is another time, and unconfirmed.
        Assert.Equal((PunchVerb.Out, world.Clock.GetCurrentInstant()), (await Punches())[^1]);
    }

    [Fact]
    public async Task Switching_closes_it_and_opens_the_other_job_or_the_same_one()
    {
        var jobs = world.Get<JobList>();
        var (till, kitchen) = (await jobs.Add(owner, new SaveJob { Name = "Till" }, default), await jobs.Add(owner, new SaveJob { Name = "Kitchen" }, default));
        await Forget(till);
        var view = await clock.Switch(ann, new SwitchJob { JobId = kitchen, FinishedAt = finished }, default);
        Assert.Equal((ClockState.In, "Kitchen", world.Clock.GetCurrentInstant()), (view.State, view.Entry!.JobName, view.Entry.Start));
        Assert.Equal([finished], (await Entries()).Where(entry => entry.Flags == EntryFlags.Unconfirmed).Select(entry => entry.End!.Value));

        world.Clock.Advance(Duration.FromHours(20));
        view = await clock.Switch(ann, new SwitchJob { JobId = kitchen, FinishedAt = world.Clock.GetCurrentInstant() - Duration.FromHours(12) }, default);
        Assert.Equal((3, kitchen, world.Clock.GetCurrentInstant()), ((await Entries()).Count, view.Entry!.JobId, view.Entry.Start));
    }

    [Fact]
    public async Task The_second_of_two_taps_is_the_same_punch()
    {
        await Forget();
        var first = await In(finished);
        world.Clock.Advance(Duration.FromSeconds(59));
        var second = await In(finished);
        Assert.Equal((first.Entry!.Id, first.Entry.Version, first.Since), (second.Entry!.Id, second.Entry.Version, second.Since));
        Assert.Equal((2, 2), ((await Entries()).Count, (await Punches()).Count));

        world.Clock.Advance(Duration.FromHours(20));
        var end = first.Entry.Start + Duration.FromHours(7);
        await Out(end);
        world.Clock.Advance(Duration.FromSeconds(59));
        Assert.Equal((ClockState.Out, end), (await Out(end)) is var view ? (view.State, view.Since!.Value) : default);
        Assert.Equal(3, (await Punches()).Count);
    }

    [Fact]
    public async Task Fifty_answers_at_once_are_one()
    {
        await Forget();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => In(finished))));
        Assert.Single(answers.Select(answer => answer.Entry!.Id).Distinct());
        Assert.Equal(2, (await Entries()).Count);
    }

    [Fact]
    public async Task The_time_lies_after_the_last_event_and_not_in_the_future()
    {
        await clock.ClockIn(ann, new ClockIn(), default);
        world.Clock.Advance(Duration.FromHours(2));
        await clock.StartBreak(ann, new StartBreak(), default);
        var pause = world.Clock.GetCurrentInstant();
        world.Clock.Advance(Duration.FromHours(22));

        foreach (var act in new Func<Instant, Task>[] { at => In(at), at => Out(at) })
        {
            await Refused("finishedAt", "too_early", act(start - Duration.FromHours(1)));
            await Refused("finishedAt", "too_early", act(pause));
            await Refused("finishedAt", "future", act(world.Clock.GetCurrentInstant() + Duration.FromSeconds(1)));
        }
        Assert.Null(Assert.Single(await Entries()).End);

        // The break that was running ends with the shift, so that none of it is worked.
        await Out(pause + Duration.FromMinutes(1));
        var entry = Assert.Single(await Entries());
        Assert.Equal((pause + Duration.FromMinutes(1), Duration.FromHours(2).BclCompatibleTicks / 10), (Assert.Single(entry.Breaks).End, entry.WorkedMicroseconds));
    }

    [Fact]
    public async Task It_may_have_ended_this_very_moment()
    {
        await Forget();
        Assert.Equal(ClockState.In, (await In(world.Clock.GetCurrentInstant())).State);
        var entries = await Entries();
        Assert.Equal(entries[0].End, entries[1].Start);
    }

    [Fact]
    public async Task Where_nothing_was_asked_the_time_is_refused()
    {
        await Refused("finishedAt", "not_asked", In(start - Duration.FromHours(1)));
        Assert.Equal("not_clocked_in", (await Refused(Out(finished))).Code);
        await clock.ClockIn(ann, new ClockIn(), default);
        world.Clock.Advance(Duration.FromHours(16));
        await Refused("finishedAt", "not_asked", In(finished));
        await Refused("finishedAt", "not_asked", Out(finished));
        // At the limit it is not asked yet; the usual answers hold.
        Assert.Equal("already_clocked_in", (await Refused(In())).Code);
        Assert.Equal(ClockState.Out, (await Out()).State);
    }

    [Fact]
    public async Task The_limit_is_the_accounts_for_the_clock_and_for_who_is_in()
    {
        await world.Get<ClockSettings>().Change(owner, 0, new SaveClockSettings { OpenLimitHours = 4 }, default);
        await clock.ClockIn(ann, new ClockIn(), default);
        world.Clock.Advance(Duration.FromHours(4));
        Assert.False((await clock.Status(ann, null, default)).IsLong);
        world.Clock.Advance(Duration.FromSeconds(1));
        Assert.True((await clock.Status(ann, null, default)).IsLong);
        var row = (await clock.WhoIsIn(owner, new NowFilter(), default))[0];
        Assert.Equal((true, 4), (row.IsLong, row.LimitHours));
        Assert.Contains("longer than 4 h", (await Refused(Out())).Detail, StringComparison.Ordinal);
        Assert.Contains("Over 4 h", (await (await world.Browse(owner)).Get("/w/harbor/now")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_answers_for_somebody_and_the_entry_keeps_who_did()
    {
        await Forget();
        var view = await clock.ClockOut(manager, new ClockOut { EmployeeId = ann.EmployeeId, FinishedAt = finished }, default);
        Assert.Equal((ClockState.Out, finished), (view.State, view.Since));
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(manager.EmployeeId, (await db.AuditEvents.SingleAsync(one => one.Name == "time_entry.closed")).EmployeeId);
    }
}
