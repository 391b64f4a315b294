using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.TimeEntries;

public sealed class CorrectionTests : IAsyncLifetime
{
    static readonly Instant nine = Instant.FromUtc(2026, 3, 2, 14, 0);
    readonly World world = new();
    Actor owner = null!, manager = null!, ann = null!;
    Corrections corrections = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        manager = await world.Join(owner, Role.Manager);
        ann = await world.Join(owner, Role.Employee, manager);
        corrections = world.Get<Corrections>();
        world.Clock.Advance(Duration.FromHours(24));
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    static Instant At(double hours) => nine + Duration.FromHours(hours);

    Task<TimeEntryView> Add(double from, double? to, params SaveBreak[] breaks) => corrections.Add(manager, new AddEntry
    {
        EmployeeId = ann.EmployeeId, Start = At(from), End = to is { } end ? At(end) : null, Breaks = breaks, Reason = "Forgot to punch",
    }, default);

    static SaveEntry As(TimeEntryView entry, double? from = null, double? to = null, string? note = null, Guid? job = null) => new()
    {
        Start = from is { } start ? At(start) : entry.Start, End = to is { } end ? At(end) : entry.End, JobId = job ?? entry.JobId, LocationId = entry.LocationId, Note = note ?? entry.Note,
        Breaks = [.. entry.Breaks.Select(pause => new SaveBreak { Id = pause.Id, Start = pause.Start, End = pause.End, Paid = pause.Paid })], Reason = "Looked at the camera",
    };

    Task<TimeEntryView> Change(TimeEntryView entry, SaveEntry input) => corrections.Change(manager, entry.Id, entry.Version, input, default);

    static async Task<Refusal> Refused(Task act) => await Assert.ThrowsAsync<Refusal>(() => act);

    async Task<IReadOnlyList<EntryEvent>> History(TimeEntryView entry) => (await world.Get<EntryBook>().History(owner, entry.Id, default)).Events;

    [Fact]
    public async Task A_change_keeps_what_was_who_when_why_and_through_which_door()
    {
        var entry = await Add(0, 8, new SaveBreak { Start = At(3), End = At(3.5) });
        Assert.Equal((EntrySource.Manager, 27000, EntryFlags.None), (entry.Source, entry.WorkedSeconds, entry.Flags));
        world.Clock.Advance(Duration.FromMinutes(5));
        var changed = await Change(entry, As(entry, to: 9, note: "Late delivery"));
        Assert.Equal((30600, EntryFlags.Edited, entry.Version + 1), (changed.WorkedSeconds, changed.Flags, changed.Version));
        var (last, first) = ((await History(entry))[0], (await History(entry))[1]);
        Assert.Equal(("time_entry.changed", manager.Name, Channel.Web, "Looked at the camera", world.Clock.GetCurrentInstant()), (last.Name, last.By, last.Channel, last.Reason, last.At));
        Assert.Equal("{\"end\":\"2026-03-02T22:00:00Z\",\"flags\":\"None\",\"note\":null}", last.Before);
        Assert.Equal("{\"end\":\"2026-03-02T23:00:00Z\",\"flags\":\"Edited\",\"note\":\"Late delivery\"}", last.After);
        Assert.Equal("time_entry.added", first.Name);
        Assert.Contains("\"breaks\":[{", first.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_changed_is_written_nowhere()
    {
        var entry = await Add(0, 8);
        Assert.Equal(entry.Version, (await Change(entry, As(entry))).Version);
        Assert.Single(await History(entry));
    }

    [Fact]
    public async Task Two_editors_never_overwrite_each_other()
    {
        var entry = await Add(0, 8);
        await Change(entry, As(entry, to: 9));
        var refusal = await Refused(corrections.Change(owner, entry.Id, entry.Version, As(entry, to: 7), default));
        Assert.Equal(("stale_version", 409), (refusal.Code, refusal.Status));
        Assert.Equal(At(9), (await world.Get<EntryBook>().Get(owner, entry.Id, default)).Entry.End);
    }

    [Fact]
    public async Task A_break_that_is_punched_meanwhile_makes_an_edit_stale()
    {
        var clock = world.Get<Clock>();
        await clock.ClockIn(ann, new ClockIn(), default);
        world.Clock.Advance(Duration.FromHours(1));
        var seen = (await clock.Status(ann, null, default)).Entry!;
        await clock.StartBreak(ann, new StartBreak(), default);
        Assert.Equal("stale_version", (await Refused(Change(seen, As(seen, note: "x")))).Code);
    }

    [Fact]
    public async Task Undo_takes_back_each_kind_of_change_and_undoing_twice_does_it_again()
    {
        var entry = await Add(0, 8, new SaveBreak { Start = At(3), End = At(3.5) });
        var changed = await Change(entry, As(entry, to: 9) with { Breaks = [] });
        Assert.Empty(changed.Breaks);
        var undone = await corrections.Undo(manager, entry.Id, changed.Version, default);
        Assert.Equal((entry.End, entry.Flags, entry.Breaks[0]), (undone.End, undone.Flags, undone.Breaks[0]));
        var again = await corrections.Undo(manager, entry.Id, undone.Version, default);
        Assert.Equal((changed.End, 0, EntryFlags.Edited), (again.End, again.Breaks.Count, again.Flags));

        var archived = await corrections.Archive(manager, entry.Id, again.Version, new Because { Reason = "Twice" }, default);
        Assert.Equal(EntryStatus.Archived, archived.Status);
        var back = await corrections.Undo(manager, entry.Id, archived.Version, default);
        Assert.Equal(EntryStatus.Closed, back.Status);
        Assert.Equal("Undone: Twice", (await History(entry))[0].Reason);

        var added = await Add(10, 11);
        Assert.Equal(EntryStatus.Archived, (await corrections.Undo(manager, added.Id, added.Version, default)).Status);
        Assert.Equal("stale_version", (await Refused(corrections.Undo(manager, entry.Id, changed.Version, default))).Code);
    }

    [Fact]
    public async Task An_overlap_is_refused_by_the_name_of_the_entry_it_meets_and_touching_is_none()
    {
        var entry = await Add(0, 8);
        var refusal = await Refused(Add(7.5, 9));
        Assert.Equal(("overlap", 409), (refusal.Code, refusal.Status));
        Assert.Contains("2026-03-02 09:00", refusal.Detail, StringComparison.Ordinal);
        var next = await Add(8, 9);
        Assert.Equal("overlap", (await Refused(Change(entry, As(entry, to: 8.5)))).Code);
        Assert.Equal("overlap", (await Refused(Change(entry, As(entry) with { End = null }))).Code);
        await corrections.Archive(manager, next.Id, next.Version, new Because { Reason = "No" }, default);
        entry = await Change(entry, As(entry, to: 8.5));
        next = (await world.Get<EntryBook>().Get(owner, next.Id, default)).Entry;
        Assert.Equal("overlap", (await Refused(corrections.Restore(manager, next.Id, next.Version, new Because { Reason = "Yes" }, default))).Code);
    }

    [Fact]
    public async Task Of_two_overlapping_additions_at_once_one_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
        {
            try
            {
                await Task.Yield();
                await Add(number * 0.1, 8 + number * 0.1);
                return "added";
            }
            catch (Refusal refusal)
            {
                return refusal.Code;
            }
        }));
        Assert.Equal(1, outcomes.Count(one => one == "added"));
        Assert.Equal(11, outcomes.Count(one => one == "overlap"));
    }

    [Theory]
    [InlineData(8, 7, "end", "before_start")]
    [InlineData(8, 8, "end", "before_start")]
    [InlineData(30, 31, "start", "future")]
    [InlineData(20, 25, "end", "future")]
    [InlineData(-240, 0, "end", "too_long")]
    [InlineData(-240000, -239999, "start", "out_of_range")]
    public async Task What_cannot_have_happened_is_refused_in_its_field(double from, double to, string path, string code)
    {
        var error = Assert.Single((await Refused(Add(from, to))).Errors);
        Assert.Equal((path, code), (error.Path, error.Code));
    }

    [Fact]
    public async Task Breaks_lie_within_the_entry_one_after_the_other()
    {
        async Task<string> Code(params (double From, double? To)[] breaks) => Assert.Single((await Refused(Add(0, 8, [.. breaks.Select(pause => new SaveBreak { Start = At(pause.From), End = pause.To is { } end ? At(end) : null })]))).Errors).Code;
        Assert.Equal("outside", await Code((-1, 1)));
        Assert.Equal("outside", await Code((7, 9)));
        Assert.Equal("before_start", await Code((3, 2)));
        Assert.Equal("overlap", await Code((1, 3), (2, 4)));
        Assert.Equal("required", await Code((1, null)));
        Assert.Equal(2, (await Add(0, 8, new SaveBreak { Start = At(4), End = At(5) }, new SaveBreak { Start = At(1), End = At(2), Paid = true })).Breaks.Count);
    }

    [Fact]
    public async Task A_reason_is_always_asked_for_and_texts_have_an_end()
    {
        var entry = await Add(0, 8);
        Assert.Equal("reason", Assert.Single((await Refused(Change(entry, As(entry, to: 9) with { Reason = "  " }))).Errors).Path);
        Assert.Equal("note", Assert.Single((await Refused(Change(entry, As(entry, note: new string('x', 501))))).Errors).Path);
        Assert.Equal("reason", Assert.Single((await Refused(corrections.Archive(manager, entry.Id, entry.Version, new Because(), default))).Errors).Path);
        Assert.Single(await History(entry));
    }

    [Fact]
    public async Task A_manager_corrects_the_team_and_nobody_elses_time_is_found_or_written()
    {
        var other = await world.Join(owner, Role.Employee);
        var theirs = await corrections.Add(owner, new AddEntry { EmployeeId = other.EmployeeId, Start = At(0), End = At(1), Reason = "Called in" }, default);
        var before = Digest.Of(world.Folder);
        Assert.Equal(404, (await Refused(corrections.Add(manager, new AddEntry { EmployeeId = other.EmployeeId, Start = At(2), End = At(3), Reason = "Mine" }, default))).Status);
        Assert.Equal(404, (await Refused(Change(theirs, As(theirs, to: 2)))).Status);
        Assert.Equal(404, (await Refused(corrections.Archive(manager, theirs.Id, theirs.Version, new Because { Reason = "Mine" }, default))).Status);
        Assert.Equal(404, (await Refused(corrections.Undo(manager, theirs.Id, theirs.Version, default))).Status);
        Assert.Empty(before.ChangesTo(Digest.Of(world.Folder)));
        Assert.Equal(At(2), (await Change(await Add(0, 1), As(theirs, to: 2))).End);
    }

    [Fact]
    public async Task Nobody_but_the_Owner_edits_their_own_time()
    {
        async Task<Refusal> Own(Actor who) => await Refused(corrections.Add(who, new AddEntry { EmployeeId = who.EmployeeId, Start = At(0), End = At(1), Reason = "Mine" }, default));
        Assert.Equal(404, (await Own(manager)).Status);
        Assert.Equal(404, (await Own(await world.Join(owner, Role.Admin))).Status);
        Assert.Equal(EntrySource.Manager, (await corrections.Add(owner, new AddEntry { EmployeeId = owner.EmployeeId, Start = At(0), End = At(1), Reason = "Mine" }, default)).Source);
    }

    [Fact]
    public async Task An_archived_job_stays_on_an_entry_and_cannot_be_chosen_anew()
    {
        var jobs = world.Get<JobList>();
        var till = await jobs.Add(owner, new SaveJob { Name = "Till" }, default);
        var entry = await Change(await Add(0, 8), As(await Add(9, 10)) with { Start = At(0), End = At(8), JobId = till });
        await jobs.Archive(owner, till, default);
        Assert.Equal(till, (await Change(entry, As(entry, note: "kept"))).JobId);
        var other = await Add(11, 12);
        Assert.Equal(("jobId", "archived"), (await Refused(Change(other, As(other, job: till)))).Errors is [var error] ? (error.Path, error.Code) : default);
    }

    [Fact]
    public async Task A_new_end_confirms_and_so_does_the_word_of_a_manager()
    {
        var first = await Doubtful(0);
        Assert.Equal(EntryFlags.Unconfirmed | EntryFlags.Edited, (await Change(first, As(first, note: "hm"))).Flags);
        first = (await world.Get<EntryBook>().Get(owner, first.Id, default)).Entry;
        Assert.Equal(EntryFlags.Edited, (await Change(first, As(first, to: 1.5))).Flags);
        var second = await Doubtful(4);
        Assert.Equal(EntryFlags.None, (await corrections.Confirm(manager, second.Id, second.Version, new Because { Reason = "Asked Ann" }, default)).Flags);
        Assert.Empty(await world.Get<EntryBook>().Exceptions(manager, default));
    }

    async Task<TimeEntryView> Doubtful(double from)
    {
        await using var db = await world.Store.Write(owner, default);
        var entry = new TimeEntry(owner.AccountId, Ids.New(At(from)), ann.EmployeeId, At(from), "America/New_York", EntrySource.Web, db.Now);
        entry.Close(At(from + 1), EntryFlags.Unconfirmed);
        db.TimeEntries.Add(entry);
        await db.Commit(default);
        return TimeEntryView.Of(entry, null, db.Now);
    }
}
