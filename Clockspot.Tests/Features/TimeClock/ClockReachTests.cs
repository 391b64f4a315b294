using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Locations;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Features.TimeClock;

public sealed class ClockReachTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, manager = null!, member = null!, other = null!;
    Clock clock = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        manager = await world.Join(owner, Role.Manager);
        member = await world.Join(owner, Role.Employee, manager);
        other = await world.Join(owner, Role.Employee);
        clock = world.Get<Clock>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    static async Task NotFound(Task act) => Assert.Equal("not_found", (await Assert.ThrowsAsync<Refusal>(() => act)).Code);

    [Fact]
    public async Task A_manager_punches_for_the_team_and_the_entry_says_so()
    {
        var view = await clock.ClockIn(manager, new ClockIn { EmployeeId = member.EmployeeId }, default);
        Assert.Equal((member.EmployeeId, EntrySource.Manager), (view.EmployeeId, view.Entry!.Source));
        Assert.Equal(ClockState.In, (await clock.Status(manager, member.EmployeeId, default)).State);
        world.Clock.Advance(Duration.FromMinutes(5));
        Assert.Equal(ClockState.Out, (await clock.ClockOut(manager, new ClockOut { EmployeeId = member.EmployeeId }, default)).State);
    }

    [Fact]
    public async Task Others_are_not_found_for_a_manager_an_employee_and_another_account()
    {
        var foreigner = await world.Workspace("elsewhere");
        foreach (var (actor, whose) in new[] { (manager, other), (member, other), (member, manager), (foreigner, member), (owner, foreigner) })
        {
            await NotFound(clock.ClockIn(actor, new ClockIn { EmployeeId = whose.EmployeeId }, default));
            await NotFound(clock.ClockOut(actor, new ClockOut { EmployeeId = whose.EmployeeId }, default));
            await NotFound(clock.StartBreak(actor, new StartBreak { EmployeeId = whose.EmployeeId }, default));
            await NotFound(clock.EndBreak(actor, new EndBreak { EmployeeId = whose.EmployeeId }, default));
            await NotFound(clock.Switch(actor, new SwitchJob { EmployeeId = whose.EmployeeId, JobId = Ids.New(world.Clock.GetCurrentInstant()) }, default));
            await NotFound(clock.Status(actor, whose.EmployeeId, default));
        }
        await using var db = await world.Store.OpenSystem("test", default);
        Assert.Equal(0, await db.TimeEntries.IgnoreQueryFilters().CountAsync() + await db.Punches.IgnoreQueryFilters().CountAsync());
    }

    [Fact]
    public async Task Who_is_in_shows_the_reach_with_those_who_are_in_first()
    {
        await clock.ClockIn(other, new ClockIn(), default);
        await clock.ClockIn(member, new ClockIn(), default);
        world.Clock.Advance(Duration.FromMinutes(5));
        await clock.StartBreak(member, new StartBreak(), default);

        var all = await clock.WhoIsIn(owner, new NowFilter(), default);
        Assert.Equal([other.EmployeeId, member.EmployeeId], all.Take(2).Select(row => row.EmployeeId));
        Assert.Equal([ClockState.In, ClockState.Break, ClockState.Out, ClockState.Out], all.Select(row => row.State));
        Assert.Equal(world.Clock.GetCurrentInstant(), all[1].Since);
        Assert.Equal([member.EmployeeId, manager.EmployeeId], (await clock.WhoIsIn(manager, new NowFilter(), default)).Select(row => row.EmployeeId));
        Assert.Equal((2, 1), (await clock.CountIn(owner, default), await clock.CountIn(manager, default)));
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => clock.WhoIsIn(member, new NowFilter(), default))).Status);

        world.Clock.Advance(Duration.FromMinutes(5));
        await clock.ClockOut(member, new ClockOut(), default);
        Assert.Equal(world.Clock.GetCurrentInstant(), (await clock.WhoIsIn(owner, new NowFilter(), default)).Single(row => row.EmployeeId == member.EmployeeId).Since);
    }

    [Fact]
    public async Task Somebody_who_leaves_while_clocked_in_has_the_shift_closed_and_flagged()
    {
        await clock.ClockIn(member, new ClockIn(), default);
        world.Clock.Advance(Duration.FromHours(3));
        await clock.StartBreak(member, new StartBreak(), default);
        world.Clock.Advance(Duration.FromHours(1));
        await using (var db = await world.Store.Write(owner, default))
        {
            var employee = await db.Employees.SingleAsync(row => row.Id == member.EmployeeId);
            employee.Archive(new LocalDate(2026, 3, 2));
            foreach (var left in world.Services.GetServices<IPersonLeft>()) await left.Handle(db, owner, employee, default);
            await db.Commit(default);
        }

        await using (var db = await world.Store.Open(owner, default))
        {
            var entry = await db.TimeEntries.SingleAsync();
            Assert.Equal((world.Clock.GetCurrentInstant(), EntryFlags.Unconfirmed), (entry.End!.Value, entry.Flags));
            Assert.Equal(entry.End, entry.Breaks[0].End);
            Assert.Equal(owner.PersonId, (await db.AuditEvents.SingleAsync(one => one.Name == "time_entry.closed")).PersonId);
        }
        Assert.DoesNotContain(await clock.WhoIsIn(owner, new NowFilter(), default), row => row.EmployeeId == member.EmployeeId);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => clock.ClockIn(owner, new ClockIn { EmployeeId = member.EmployeeId }, default));
        Assert.Equal("archived", Assert.Single(refusal.Errors).Code);
    }

    [Fact]
    public async Task An_entry_keeps_the_zone_of_the_place()
    {
        var place = await world.Get<LocationList>().Add(owner, new SaveLocation { Name = "Denver", TimeZone = "America/Denver" }, default);
        var entry = (await clock.ClockIn(member, new ClockIn { LocationId = place }, default)).Entry!;
        Assert.Equal((place, "America/Denver"), (entry.LocationId, entry.TimeZone));

        await world.Get<LocationList>().Archive(owner, place, default);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => clock.ClockIn(other, new ClockIn { LocationId = place }, default));
        Assert.Equal("locationId", Assert.Single(refusal.Errors).Path);
    }
}
