using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Employees;
using Clockspot.Features.Invitations;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NewId = Clockspot.Domain.Ids;

namespace Clockspot.Tests.Data;

/// <summary>Somebody's right ends while it is used, a hundred times each: in the order of the commits nothing is written by it after its end.</summary>
public sealed class RaceTests : IAsyncLifetime
{
    const int Times = 100;

    readonly World world = new(("Api:RequestsPerMinute", "10000000"), ("Mail:PerDay:New", "1000"), ("Mail:PerDay:Account", "1000"), ("Mail:PerDay:Sender", "1000"));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_key_writes_nothing_after_its_revocation()
    {
        var owner = await world.Workspace();
        var written = 0;
        for (var round = 0; round < Times; round++)
        {
            var api = await world.Api(owner);
            var key = await Newest(owner);
            var writes = Writes(async number => (await api.Post("/jobs", new { name = $"Job {round}-{number}", forEveryone = true })).Status);
            await Task.WhenAll(writes, Later(() => world.Get<KeyRing>().Revoke(owner, key, default)));
            var after = Events(owner).SkipWhile(one => one.Name != "api_key.revoked" || one.Subject != key).Skip(1).Where(one => one.Credential == "Test").ToList();
            Assert.Empty(after);
            written += await writes;
        }
        Assert.InRange(written, 1, (Times * 6) - 1);
    }

    [Fact]
    public async Task A_manager_corrects_nothing_after_the_demotion()
    {
        var owner = await world.Workspace();
        var manager = await world.Join(owner, Role.Manager);
        var member = await world.Join(owner, Role.Employee, manager);
        var corrected = 0;
        for (var round = 0; round < Times; round++)
        {
            await Give(owner, manager, Role.Manager);
            await Team(owner, member, manager);
            var (actor, entry) = (await world.Again(manager), await Entry(member, round));
            var writes = Writes(async number =>
            {
                await world.Get<Corrections>().Archive(actor, entry, (2 * number) + 1, new Because { Reason = "Race" }, default);
                await world.Get<Corrections>().Restore(actor, entry, (2 * number) + 2, new Because { Reason = "Race" }, default);
                return 201;
            });
            await Task.WhenAll(writes, Later(() => Give(owner, manager, Role.Employee)));
            var ended = Events(owner).ToList().FindLastIndex(one => one.Name == "employee.role_changed");
            Assert.DoesNotContain(Events(owner).Skip(ended + 1), one => one.Subject == entry);
            corrected += await writes;
        }
        Assert.InRange(corrected, 1, (Times * 6) - 1);
    }

    [Fact]
    public async Task A_former_owner_closes_nothing_after_the_transfer()
    {
        var closed = 0;
        for (var round = 0; round < Times; round++)
        {
            var owner = await world.Workspace($"race-{round}");
            var heir = await world.Join(owner, Role.Admin);
            var company = $"race-{round} Inc";
            await Task.WhenAll(Later(() => world.Get<Company>().Transfer(owner, heir.EmployeeId, company, default), round % 5), Later(() => world.Get<Closing>().Close(owner, company, default), 2));
            var names = Events(owner).Select(one => one.Name).Where(name => name is "account.closed" or "employee.ownership_given").ToList();
            Assert.Single(names);
            closed += names[0] == "account.closed" ? 1 : 0;
        }
        Assert.InRange(closed, 1, Times - 1);
    }

    [Fact]
    public async Task Nobody_joins_a_record_after_it_was_archived()
    {
        var owner = await world.Workspace();
        var joined = 0;
        for (var round = 0; round < Times; round++)
        {
            var email = $"ann-{round}@example.com";
            var invitation = await world.Get<Inviting>().Ask(owner, new InviteOne { Email = email }, default);
            var token = (await world.Get<Inviting>().Link(owner, invitation, default)).Split("token=")[1];
            var record = await Record(owner, email);
            await Task.WhenAll(
                Later(() => world.Get<Accepting>().Accept(token, new AcceptAsNew { Name = "Ann", Password = "long enough to be taken" }, new(Channel.Web, null, null), default), 0),
                Later(() => world.Get<EmployeeChanges>().Archive(owner, record, null, default), 60 + (round % 60)));
            var names = Events(owner).Where(one => one.Subject == invitation || one.Subject == record).Select(one => one.Name).ToList();
            Assert.Contains("employee.archived", names);
            var (accepted, archived) = (names.IndexOf("invitation.accepted"), names.IndexOf("employee.archived"));
            Assert.True(accepted < archived, string.Join(", ", names));
            joined += accepted >= 0 ? 1 : 0;
        }
        Assert.InRange(joined, 0, Times);
    }

    /// <summary>Six writes one after the other, until one is refused; answers how many went through.</summary>
    static Task<int> Writes(Func<int, Task<int>> write) => Task.Run(async () =>
    {
        for (var number = 0; number < 6; number++)
        {
            try
            {
                if (await write(number) >= 300) return number;
            }
            catch (Refusal)
            {
                return number;
            }
        }
        return 6;
    });

    /// <summary>At about the same time, not always at the same step; being refused is one way to end.</summary>
    static Task Later(Func<Task> act, int? milliseconds = null) => Task.Run(async () =>
    {
        await Task.Delay(milliseconds ?? Random.Shared.Next(0, 15));
        try
        {
            await act();
        }
        catch (Refusal)
        {
            // The other one was first.
        }
    });

    /// <summary>The events of an account in the order in which they were committed.</summary>
    List<(string Name, Guid Subject, string? Credential)> Events(Actor owner)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(world.Folder, "clockspot.db")};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "SELECT Name, SubjectId, Credential FROM AuditEvents WHERE AccountId = $account ORDER BY rowid";
        command.Parameters.AddWithValue("$account", owner.AccountId);
        using var reader = command.ExecuteReader();
        var events = new List<(string, Guid, string?)>();
        while (reader.Read()) events.Add((reader.GetString(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        return events;
    }

    async Task<Guid> Newest(Actor owner)
    {
        await using var db = await world.Store.Open(owner, default);
        return (await db.ApiKeys.Where(key => key.RevokedAt == null).ToListAsync()).Single().Id;
    }

    async Task<Guid> Record(Actor owner, string email)
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.Employees.Where(row => row.Email == email).Select(row => row.Id).SingleAsync();
    }

    async Task Give(Actor owner, Actor who, Role role)
    {
        int version;
        await using (var db = await world.Store.Open(owner, default)) version = await db.Employees.Where(row => row.Id == who.EmployeeId).Select(row => row.Version).SingleAsync();
        await world.Get<EmployeeChanges>().ChangeRole(owner, who.EmployeeId, version, role, default);
    }

    async Task Team(Actor owner, Actor member, Actor manager)
    {
        await using var db = await world.Store.Write(owner, default);
        var row = await db.Employees.SingleAsync(one => one.Id == member.EmployeeId);
        row.Describe(row.Number, row.Name, row.Email, null, manager.EmployeeId, null);
        await db.Commit(default);
    }

    async Task<Guid> Entry(Actor member, int round)
    {
        await using var db = await world.Store.WriteSystem("test", default);
        var start = db.Now - Duration.FromDays(round + 2);
        var entry = new TimeEntry(member.AccountId, NewId.New(start), member.EmployeeId, start, "America/New_York", EntrySource.Web, db.Now);
        entry.Close(start + Duration.FromHours(1));
        db.TimeEntries.Add(entry);
        await db.Commit(default);
        return entry.Id;
    }
}
