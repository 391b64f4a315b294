using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.TimeEntries;

/// <summary>Five people do what comes into their heads, several at once; whatever they do, the time lines stay sound and the history tells them.</summary>
public sealed class InterleavingTests : IAsyncLifetime
{
    /// <summary>One thing that somebody does. What the numbers mean depends on the deed; all of them are taken modulo what there is.</summary>
    public sealed record Deed(int Who, int What, int Which, int Minutes, bool WithTheNext);

    readonly World world = new();
    Actor owner = null!, admin = null!, manager = null!, member = null!;
    Guid[] jobs = [];
    int refused, done;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        (admin, manager) = (await world.Join(owner, Role.Admin), await world.Join(owner, Role.Manager));
        member = await world.Join(owner, Role.Employee, manager);
        jobs = [await world.Get<JobList>().Add(owner, new SaveJob { Name = "Till" }, default), await world.Get<JobList>().Add(owner, new SaveJob { Name = "Store" }, default)];
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public void A_hundred_interleavings_of_five_people_never_overlap_never_leave_two_open_and_replay_to_the_present()
    {
        var deed = from who in Gen.Choose(0, 4) from what in Gen.Choose(0, 11) from which in Gen.Choose(0, 30) from minutes in Gen.Choose(-600, 600) from together in Gen.Choose(0, 2)
                   select new Deed(who, what, which, minutes, together == 0);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Arb.From(Gen.ArrayOf(deed, 16)), deeds => Play(deeds).GetAwaiter().GetResult()));
        Assert.True(done > 400 && refused > 100, $"{done} deeds were done and {refused} refused: the test does not try enough.");
    }

    async Task<bool> Play(Deed[] deeds)
    {
        var people = await TwoPeople();
        for (var at = 0; at < deeds.Length; at++)
        {
            var together = new List<Task> { Act(deeds[at], people) };
            while (deeds[at].WithTheNext && at + 1 < deeds.Length) together.Add(Act(deeds[++at], people));
            await Task.WhenAll(together);
            world.Clock.Advance(Duration.FromMinutes(Math.Abs(deeds[at].Minutes % 97)));
        }
        await IsSound(people);
        world.Clock.Advance(Duration.FromDays(1));
        return true;
    }

    async Task Act(Deed deed, Actor[] people)
    {
        try
        {
            await Task.Yield();
            await (deed.What < 6 ? Punch(deed, people[deed.Which % 2]) : Correct(deed, people));
            Interlocked.Increment(ref done);
        }
        catch (Refusal refusal) when (refusal.Status is 404 or 409 or 422)
        {
            Interlocked.Increment(ref refused);
        }
    }

    Task Punch(Deed deed, Actor one)
    {
        var clock = world.Get<Clock>();
        var job = (deed.Which % 3) switch { 0 => (Guid?)null, var at => jobs[at - 1] };
        return deed.What switch
        {
            0 => clock.ClockIn(one, new ClockIn { JobId = job }, default),
            1 => clock.ClockOut(one, new ClockOut(), default),
            2 => clock.Switch(one, new SwitchJob { JobId = jobs[deed.Which % 2] }, default),
            3 => clock.StartBreak(one, new StartBreak { Paid = deed.Which % 4 == 0 }, default),
            4 => clock.EndBreak(one, new EndBreak(), default),
            _ => clock.ClockIn(one, new ClockIn { JobId = job, Note = "again" }, default),
        };
    }

    async Task Correct(Deed deed, Actor[] people)
    {
        var (corrections, by) = (world.Get<Corrections>(), new[] { owner, admin, manager, owner, admin }[deed.Who]);
        var now = world.Clock.GetCurrentInstant();
        var start = now + Duration.FromMinutes(deed.Minutes - 300);
        if (deed.What == 6)
        {
            await corrections.Add(by, new AddEntry { EmployeeId = people[deed.Which % 2].EmployeeId, Start = start, End = deed.Which % 5 == 0 ? null : start + Duration.FromMinutes(deed.Which * 17 + 1), Reason = "was here" }, default);
            return;
        }
        if (await Pick(deed, people) is not { } entry) return;
        var why = new Because { Reason = "so it was" };
        await (deed.What switch
        {
            7 or 8 => corrections.Change(by, entry.Id, entry.Version, Changed(entry, deed, now), default),
            9 => corrections.Archive(by, entry.Id, entry.Version, why, default),
            10 => corrections.Restore(by, entry.Id, entry.Version, why, default),
            _ => corrections.Undo(by, entry.Id, entry.Version, default),
        });
    }

    SaveEntry Changed(TimeEntry entry, Deed deed, Instant now)
    {
        var start = entry.Start + Duration.FromMinutes(deed.Minutes / 4);
        var end = deed.Which % 6 == 0 ? (Instant?)null : start + Duration.FromMinutes(30 + deed.Which * 9);
        var breaks = deed.Which % 2 == 0 ? [] : entry.Breaks.Select(pause => new SaveBreak { Id = pause.Id, Start = pause.Start, End = pause.End, Paid = !pause.Paid })
            .Append(new SaveBreak { Start = start + Duration.FromMinutes(5), End = start + Duration.FromMinutes(5 + deed.Which) }).ToArray();
        return new SaveEntry { Start = start, End = end > now ? now : end, JobId = jobs[deed.Which % 2], Note = $"note {deed.Which}", Breaks = breaks, Reason = "so it was" };
    }

    async Task<TimeEntry?> Pick(Deed deed, Actor[] people)
    {
        await using var db = await world.Store.Open(owner, default);
        var ids = people.Select(one => one.EmployeeId).ToList();
        var entries = await db.TimeEntries.AsNoTracking().Where(row => ids.Contains(row.EmployeeId)).OrderBy(row => row.Id).ToListAsync();
        return entries.Count == 0 ? null : entries[deed.Which % entries.Count];
    }

    /// <summary>Two people more in the manager's team; as actors they have the member's sign-in and their own records.</summary>
    async Task<Actor[]> TwoPeople()
    {
        await using var db = await world.Store.Write(owner, default);
        var made = new[] { "A", "B" }.Select(_ =>
        {
            var id = Ids.New(db.Now);
            var one = new Employee(owner.AccountId, id, id.ToString("N")[^12..], "Somebody", null, Role.Employee, db.Now);
            one.Describe(one.Number, one.Name, null, null, manager.EmployeeId, null);
            db.Employees.Add(one);
            return one;
        }).ToList();
        await db.Commit(default);
        return [.. made.Select(one => member with { EmployeeId = one.Id })];
    }

    async Task IsSound(Actor[] people)
    {
        await using var db = await world.Store.Open(owner, default);
        foreach (var id in people.Select(one => one.EmployeeId))
        {
            var entries = await db.TimeEntries.AsNoTracking().Where(row => row.EmployeeId == id).OrderBy(row => row.Start).ThenBy(row => row.End ?? Instant.MaxValue).ToListAsync();
            var line = entries.Where(row => row.ArchivedAt is null).ToList();
            for (var at = 1; at < line.Count; at++)
                Assert.True(line[at - 1].End is { } end && end <= line[at].Start, $"{line[at - 1].Start}–{line[at - 1].End} meets {line[at].Start}–{line[at].End}");
            Assert.True(line.Count(row => row.End is null) <= 1, "Two are open.");
            foreach (var entry in entries) await ReplaysTo(db, entry);
        }
    }

    static async Task ReplaysTo(ClockspotDb db, TimeEntry entry)
    {
        var told = EntryState.Replay(await db.AuditEvents.Where(row => row.SubjectId == entry.Id).OrderBy(row => row.Id).Select(row => row.After).ToListAsync());
        Assert.NotNull(told);
        var present = EntryState.Of(entry);
        Assert.Equal(present with { Breaks = [] }, told with { Breaks = [] });
        Assert.Equal(present.Breaks, told.Breaks);
        Assert.Equal(entry.End is null ? null : entry.Span.Worked(entry.End.Value).BclCompatibleTicks / 10, entry.WorkedMicroseconds);
    }
}
