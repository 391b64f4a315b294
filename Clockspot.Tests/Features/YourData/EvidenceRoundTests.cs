using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Privacy;
using Clockspot.Features.TimeClock;
using Clockspot.Features.YourData;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Features.YourData;

public sealed class EvidenceRoundTests : IAsyncLifetime
{
    readonly Broken broken = new();
    World world = null!;
    Actor harbor = null!, elsewhere = null!;
    EvidenceRound round = null!;

    public async Task InitializeAsync()
    {
        world = new World(services => services.AddSingleton<IErasable>(broken));
        harbor = await world.Workspace();
        elsewhere = await world.Workspace("elsewhere");
        round = world.Get<EvidenceRound>();
        await world.Get<ClockSettings>().Change(elsewhere, 0, new SaveClockSettings { EvidenceDays = 365 }, default);
        foreach (var actor in new[] { harbor, elsewhere })
            await world.Get<Clock>().ClockIn(actor, new ClockIn { Evidence = new Evidence(40, -74, 10, world.Clock.GetCurrentInstant()) }, default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task<List<Punch>> Punches(Actor actor)
    {
        await using var db = await world.Store.Open(actor, default);
        return await db.Punches.AsNoTracking().OrderBy(punch => punch.At).ToListAsync();
    }

    static void Whole(Punch punch) => Assert.Equal(("192.0.2.7", 40.0, -74.0, 10.0, true), (punch.Ip, punch.Latitude!.Value, punch.Longitude!.Value, punch.AccuracyMeters!.Value, punch.DeviceTime is not null));

    static void Gone(Punch punch) => Assert.Equal((null, null, null, null, null), (punch.Ip, punch.Latitude, punch.Longitude, punch.AccuracyMeters, punch.DeviceTime));

    [Fact]
    public async Task Evidence_is_there_until_its_time_and_gone_after_it_and_another_account_keeps_its_own()
    {
        world.Clock.Advance(Duration.FromDays(45));
        await world.Get<Clock>().ClockOut(harbor, new ClockOut { FinishedAt = world.Clock.GetCurrentInstant() - Duration.FromHours(1), Evidence = new Evidence(40, -74, 10, world.Clock.GetCurrentInstant()) }, default);
        world.Clock.Advance(Duration.FromDays(45));
        await round.EraseDue(default);
        Assert.All(await Punches(harbor), Whole);

        world.Clock.Advance(Duration.FromDays(1));
        Assert.Equal(2, await round.EraseDue(default));
        var punches = await Punches(harbor);
        Gone(punches[0]);
        // The punch itself stays, and the later one is younger than its time.
        Assert.Equal((PunchVerb.In, harbor.EmployeeId), (punches[0].Verb, punches[0].EmployeeId));
        Whole(punches[1]);
        Whole(Assert.Single(await Punches(elsewhere)));

        world.Clock.Advance(Duration.FromDays(275));
        await round.EraseDue(default);
        Assert.All(await Punches(harbor), Gone);
        Gone(Assert.Single(await Punches(elsewhere)));
    }

    [Fact]
    public async Task Each_account_is_looked_at_once_a_day_and_at_once_after_its_time_was_made_shorter()
    {
        world.Clock.Advance(Duration.FromDays(10));
        Assert.Equal(2, await round.EraseDue(default));
        world.Clock.Advance(Duration.FromHours(23));
        Assert.Equal(0, await round.EraseDue(default));
        await world.Get<ClockSettings>().Change(harbor, 0, new SaveClockSettings { EvidenceDays = 7 }, default);
        Assert.Equal(1, await round.EraseDue(default));
        Gone(Assert.Single(await Punches(harbor)));
        world.Clock.Advance(Duration.FromHours(1));
        Assert.Equal(1, await round.EraseDue(default));
    }

    [Fact]
    public async Task What_fails_in_one_account_is_tried_again_and_keeps_no_other_from_its_turn()
    {
        world.Clock.Advance(Duration.FromDays(400));
        broken.Account = harbor.AccountId;
        Assert.Equal(1, await round.EraseDue(default));
        // All or nothing in each: what had been erased before the failure is taken back with it.
        Whole(Assert.Single(await Punches(harbor)));
        Gone(Assert.Single(await Punches(elsewhere)));
        broken.Account = null;
        Assert.Equal(1, await round.EraseDue(default));
        Gone(Assert.Single(await Punches(harbor)));
    }

    [Fact]
    public async Task The_punches_of_somebody_who_is_forgotten_and_those_pressed_by_them_for_others_lose_their_evidence_at_once()
    {
        var ann = await world.Join(harbor, Role.Employee);
        var bob = await world.Join(harbor, Role.Employee);
        var clock = world.Get<Clock>();
        await clock.ClockIn(ann, new ClockIn { Evidence = new Evidence(40, -74, 10, world.Clock.GetCurrentInstant()) }, default);
        await clock.ClockIn(harbor, new ClockIn { EmployeeId = bob.EmployeeId }, default);
        await Forget(ann, (db, erasable) => erasable.EraseEvidence(db, world.Clock.GetCurrentInstant(), default));
        Whole(Assert.Single(await Punches(harbor), punch => punch.EmployeeId == ann.EmployeeId));
        await Forget(ann, (db, erasable) => erasable.ErasePerson(db, new Forgotten(ann.EmployeeId, ann.PersonId, null, "Ann"), default));

        var punches = await Punches(harbor);
        Gone(Assert.Single(punches, punch => punch.EmployeeId == ann.EmployeeId));
        Assert.NotNull(Assert.Single(punches, punch => punch.EmployeeId == bob.EmployeeId).Ip);
        await Forget(harbor, (db, erasable) => erasable.ErasePerson(db, new Forgotten(harbor.EmployeeId, harbor.PersonId, null, "Olive"), default));
        Assert.All(await Punches(harbor), Gone);
        Whole(Assert.Single(await Punches(elsewhere)));
    }

    async Task Forget(Actor who, Func<ClockspotDb, IErasable, Task> act)
    {
        await using var db = await world.Store.Write(who, default);
        foreach (var erasable in world.Services.GetServices<IErasable>()) await act(db, erasable);
        await db.Commit(default);
    }

    [Fact]
    public async Task A_download_has_every_punch_and_a_persons_own_shows_nobody_elses_address()
    {
        var ann = await world.Join(harbor, Role.Employee);
        var clock = world.Get<Clock>();
        await clock.ClockIn(ann, new ClockIn { Evidence = new Evidence(40, -74, 10, world.Clock.GetCurrentInstant()) }, default);
        world.Clock.Advance(Duration.FromHours(1));
        await clock.ClockOut(harbor, new ClockOut { EmployeeId = ann.EmployeeId }, default);
        var table = world.Services.GetServices<IDownloadTable>().Single(one => one.Name == "punches");
        await using var db = await world.Store.Open(harbor, default);

        var all = await table.Rows(db, harbor, null, default).ToListAsync();
        var own = await table.Rows(db, harbor, ann.EmployeeId, default).ToListAsync();
        Assert.Equal((3, 2), (all.Count, own.Count));
        Assert.All(all, row => Assert.Equal(table.Columns.Count, row.Count));
        object? Of(IReadOnlyList<object?> row, string column) => row[table.Columns.ToList().IndexOf(column)];
        Assert.Equal(["in", "out"], own.Select(row => Of(row, "verb")));
        Assert.Equal(("192.0.2.7", 40.0), (Of(own[0], "ip"), Of(own[0], "latitude")));
        // The owner pressed the second: the owner's address is in the account's download and not in Ann's.
        Assert.Null(Of(own[1], "ip"));
        Assert.All(all, row => Assert.NotNull(Of(row, "ip")));
    }

    /// <summary>Stands for a slice whose erasing fails.</summary>
    sealed class Broken : IErasable
    {
        public Guid? Account { get; set; }

        public Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop) => db.AccountId == Account ? throw new InvalidOperationException("broken on purpose") : Task.CompletedTask;

        public Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop) => Task.CompletedTask;

        public Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop) => Task.CompletedTask;
    }
}
