using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Invitations;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Features.YourData;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.YourData;

public sealed class AnonymizeTests : IAsyncLifetime
{
    const string Ip = "203.0.113.77";
    static readonly LocalDate Today = new(2026, 3, 2);

    readonly World world = new();
    Actor owner = null!;
    Anonymizing anonymizing = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        anonymizing = world.Get<Anonymizing>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Afterwards_no_table_no_line_of_the_log_and_no_download_holds_address_position_or_network_address()
    {
        var dora = await Dora();
        var words = new[] { "dora.deer@example.com", "DORA.DEER", Ip, "40.689", "-74.0445", "dd@other.example.com" };
        Assert.All(words.Where(word => word != "dd@other.example.com"), word => Assert.NotEmpty(Digest.Of(world.Folder).Holding([word])));
        var (hours, punches) = (await Count<TimeEntry>(), await Count<Punch>());

        var admin = await world.Browse(owner);
        var path = $"/w/harbor/employees/{dora.EmployeeId}";
        Assert.Contains("Anonymise Dora Deer", (await admin.Get(path)).Text, StringComparison.Ordinal);
        var wrong = await admin.Submit($"{path}/anonymize", "anonymize", ("Input.Name", "Dora"));
        Assert.Equal(422, (int)wrong.Status);
        Assert.Equal("Dora", wrong.Document.QuerySelector("#field-name")!.GetAttribute("value"));
        Assert.Equal(302, (int)(await admin.Submit($"{path}/anonymize", "anonymize", ("Input.Name", "dora deer"))).Status);

        Assert.Empty(Digest.Of(world.Folder).Holding(words));
        Assert.DoesNotContain(Digest.Of(world.Folder).Holding([dora.PersonId.ToString()]), row => row.StartsWith("People", StringComparison.Ordinal));
        var zip = string.Concat((await DownloadTests.Unpack(admin, "everything")).Values);
        Assert.All(words, word => Assert.DoesNotContain(word, zip, StringComparison.OrdinalIgnoreCase));
        var page = await admin.Get(path);
        Assert.Contains("The name stays until Mar 2, 2029", page.Text, StringComparison.Ordinal);

        // What the records of hours need is all there.
        Assert.Equal((hours, punches), (await Count<TimeEntry>(), await Count<Punch>()));
        var left = await world.Get<EmployeeDirectory>().Get(owner, dora.EmployeeId, default);
        Assert.Equal(("Dora Deer", (string?)null, EmployeeStatus.Archived), (left.Name, left.Email, left.Status));
        await using var db = await world.Store.Open(owner, default);
        var told = await db.AuditEvents.SingleAsync(row => row.Name == "employee.anonymized");
        Assert.Equal((dora.EmployeeId, (string?)null, (string?)null), (told.AboutId, told.Before, told.After));
        Assert.Equal("Dora D. Before", (await db.AuditEvents.SingleAsync(row => row.Name == "invitation.accepted")).ActorName);
        // Others keep theirs.
        Assert.NotEmpty(Digest.Of(world.Folder).Holding(["owner-harbor@example.com"]));
    }

    [Fact]
    public async Task Three_years_after_the_last_entry_the_name_goes_too()
    {
        var dora = await Dora();
        var dorian = await Joined("Dora Deerfield");
        await anonymizing.Anonymize(owner, dora.EmployeeId, "Dora Deer", default);
        var retention = world.Get<Retention>();
        world.Clock.Advance(Duration.FromDays(3 * 365 + 1));
        Assert.Equal(0, await retention.EraseDueNames(default));
        world.Clock.Advance(Duration.FromDays(1));
        Assert.Equal(1, await retention.EraseDueNames(default));
        Assert.Equal(0, await retention.EraseDueNames(default));

        var rows = Digest.Of(world.Folder).Holding(["Dora Deer"]).ToList();
        Assert.All(rows, row => Assert.Contains("Dora Deerfield", row, StringComparison.Ordinal));
        Assert.Empty(Digest.Of(world.Folder).Holding(["Dora D. Before"]));
        var record = await world.Get<EmployeeDirectory>().Get(owner, dora.EmployeeId, default);
        Assert.Equal($"Former employee {record.Number}", record.Name);
        Assert.Equal(dorian.Name, (await world.Get<EmployeeDirectory>().Get(owner, dorian.EmployeeId, default)).Name);
        Assert.Contains("Number and hours stay", (await (await world.Browse(owner)).Get($"/w/harbor/employees/{dora.EmployeeId}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_three_years_begin_with_the_last_entry_whatever_day_the_record_says_somebody_left()
    {
        var ann = await world.Join(owner, Role.Employee);
        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        await world.Get<EmployeeChanges>().Archive(owner, ann.EmployeeId, new LocalDate(2025, 12, 31), default);
        await anonymizing.Anonymize(owner, ann.EmployeeId, ann.Name, default);
        world.Clock.Reset(Instant.FromUtc(2029, 3, 2, 12, 0));
        Assert.Equal(0, await world.Get<Retention>().EraseDueNames(default));
        Assert.Equal(ann.Name, (await world.Get<EmployeeDirectory>().Get(owner, ann.EmployeeId, default)).Name);
        world.Clock.Advance(Duration.FromDays(1));
        Assert.Equal(1, await world.Get<Retention>().EraseDueNames(default));
    }

    [Fact]
    public async Task Whoever_works_here_is_not_anonymised()
    {
        var ann = await world.Join(owner, Role.Employee);
        Assert.Equal("still_employed", (await Assert.ThrowsAsync<Refusal>(() => anonymizing.Anonymize(owner, ann.EmployeeId, ann.Name, default))).Code);
        var page = await (await world.Browse(owner)).Get($"/w/harbor/employees/{ann.EmployeeId}/anonymize");
        Assert.Contains("works here", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
        Assert.DoesNotContain("Personal data", (await (await world.Browse(owner)).Get($"/w/harbor/employees/{ann.EmployeeId}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobodys_sign_in_is_erased_by_writing_its_address_into_a_record()
    {
        var victim = await world.Workspace("elsewhere");
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            // Of nowhere, as somebody whom the only company archived.
            var record = await db.Employees.IgnoreQueryFilters().SingleAsync(row => row.PersonId == victim.PersonId);
            db.Employees.Remove(record);
            await db.Commit(default);
        }
        var changes = world.Get<EmployeeChanges>();
        var id = await changes.Add(owner, new AddEmployee { Number = "66", Name = "Trap", Email = "owner-elsewhere@example.com" }, default);
        await changes.Archive(owner, id, Today, default);
        await anonymizing.Anonymize(owner, id, "Trap", default);
        await using var after = await world.Store.OpenSystem("test", default);
        Assert.True(await after.Users.AnyAsync(row => row.Id == victim.PersonId));
    }

    [Fact]
    public async Task A_sign_in_that_leads_to_another_workspace_stays()
    {
        var dora = await Dora();
        var other = await world.Workspace("elsewhere");
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            var there = new Employee(other.AccountId, Ids.New(db.Now), "7", "Dora", "dora.deer@example.com", Role.Employee, db.Now);
            there.Join(dora.PersonId);
            db.Employees.Add(there);
            await db.Commit(default);
        }
        await anonymizing.Anonymize(owner, dora.EmployeeId, "Dora Deer", default);
        await using var after = await world.Store.OpenSystem("test", default);
        Assert.True(await after.Users.AnyAsync(row => row.Id == dora.PersonId));
        Assert.Empty(Digest.Of(world.Folder, owner.AccountId).Holding(["dora.deer@example.com", Ip]));
        Assert.NotEmpty(Digest.Of(world.Folder, other.AccountId).Holding(["dora.deer@example.com"]));
    }

    [Fact]
    public async Task Network_addresses_in_the_log_go_when_their_time_is_over()
    {
        var dora = await Dora();
        var cut = world.Clock.GetCurrentInstant() + Duration.FromMinutes(1);
        world.Clock.Advance(Duration.FromDays(1));
        await world.Get<EmployeeChanges>().Restore(owner, dora.EmployeeId, default);
        await using (var db = await world.Store.Write(owner, default))
        {
            foreach (var slice in world.Get<IEnumerable<Clockspot.Features.Privacy.IErasable>>()) await slice.EraseEvidence(db, cut, default);
            await db.Commit(default);
        }
        Assert.Empty(Digest.Of(world.Folder).Holding([Ip, "40.689"]));
        await using var after = await world.Store.Open(owner, default);
        Assert.NotNull((await after.AuditEvents.SingleAsync(row => row.Name == "employee.restored")).Ip);
    }

    /// <summary>Somebody who was invited, renamed, punched with a position, was corrected, and left.</summary>
    async Task<Actor> Dora()
    {
        var dora = await Joined("Dora D. Before");
        var changes = world.Get<EmployeeChanges>();
        var view = await world.Get<EmployeeDirectory>().Get(owner, dora.EmployeeId, default);
        await changes.Change(owner, dora.EmployeeId, view.Version, new SaveEmployee { Number = view.Number, Name = "Dora Deer", Email = view.Email }, default);
        dora = dora with { Name = "Dora Deer", Ip = Ip };
        await world.Get<Clock>().ClockIn(dora, new ClockIn(), default);
        await using (var db = await world.Store.Write(dora, default))
        {
            var entry = await db.TimeEntries.SingleAsync(row => row.EmployeeId == dora.EmployeeId);
            db.Punches.Add(new Punch(dora, Ids.New(db.Now), dora.EmployeeId, entry.Id, PunchVerb.StartBreak, db.Now, null, new Evidence(40.689247, -74.044502, 12.5, db.Now)));
            await db.Commit(default);
        }
        await changes.Archive(owner, dora.EmployeeId, Today, default);
        return dora;
    }

    async Task<Actor> Joined(string name)
    {
        var email = name == "Dora D. Before" ? "Dora.Deer@example.com" : "else@example.com";
        await world.Get<Inviting>().Invite(owner, new InvitePeople { Emails = $"{name} <{email}>" }, default);
        var row = (await world.Get<Inviting>().Pending(owner, default)).Single(row => row.Email == email);
        var link = await world.Get<Inviting>().Link(owner, row.Id, default);
        var (slug, person) = await world.Get<Accepting>().Accept(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..],
            new AcceptAsNew { Name = name, Password = World.Password }, new(Channel.Web, Ip, "test"), default);
        return (await world.Enter(person.Id, slug)).Actor with { Ip = Ip };
    }

    async Task<int> Count<T>() where T : class
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.Set<T>().CountAsync();
    }
}
