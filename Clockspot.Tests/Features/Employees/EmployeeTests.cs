using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Employees;

public sealed class EmployeeTests : IAsyncLifetime
{
    static readonly LocalDate Today = new(2026, 3, 2);

    readonly World world = new();
    Actor owner = null!;
    EmployeeDirectory directory = null!;
    EmployeeChanges changes = null!;

    static AddEmployee New(string number, string name = "Paula Paper", string? email = null, Role role = Role.Employee, Guid? manager = null) =>
        new() { Number = number, Name = name, Email = email, Role = role, ManagerId = manager };

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        directory = world.Get<EmployeeDirectory>();
        changes = world.Get<EmployeeChanges>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_employee_is_added_changed_and_recorded()
    {
        Assert.Equal("2", (await directory.Choices(owner, default)).NextNumber);
        var id = await changes.Add(owner, New("2", " Paula Paper ", " paula@example.com ") with { HiredOn = Today }, default);
        var view = await directory.Get(owner, id, default);
        Assert.Equal(("Paula Paper", "paula@example.com", EmployeeStatus.Active, false, Today, 1), (view.Name, view.Email, view.Status, view.HasSignIn, view.HiredOn, view.Version));

        await changes.Change(owner, id, 1, New("2", "Paula Pen", manager: owner.EmployeeId), default);
        Assert.Equal("stale_version", (await Refused(() => changes.Change(owner, id, 1, New("2"), default))).Code);
        Assert.Equal("Olive Owner", (await directory.Get(owner, id, default)).Manager);
        Assert.Equal(["employee.added", "employee.changed"], await Audit());
    }

    [Fact]
    public async Task A_number_or_address_that_is_taken_is_the_fields_error()
    {
        var id = await changes.Add(owner, New("2", email: "paula@example.com"), default);
        Assert.Equal("number", Assert.Single((await Refused(() => changes.Add(owner, New("1"), default))).Errors).Path);
        Assert.Equal("email", Assert.Single((await Refused(() => changes.Add(owner, New("3", email: "PAULA@example.com"), default))).Errors).Path);
        Assert.Equal("number", Assert.Single((await Refused(() => changes.Change(owner, id, 1, New("1"), default))).Errors).Path);
        Assert.Equal(2, (await directory.List(owner, new EmployeeFilter(), default)).Count);
        Assert.Equal(["employee.added"], await Audit());
    }

    [Fact]
    public async Task A_manager_is_active_has_the_role_and_is_nobody_below()
    {
        var boss = await world.Join(owner, Role.Manager);
        var lead = await world.Join(owner, Role.Manager, boss);
        var plain = await world.Join(owner, Role.Employee, lead);
        var gone = await world.Join(owner, Role.Manager);
        await changes.Archive(owner, gone.EmployeeId, Today, default);
        var view = await directory.Get(owner, boss.EmployeeId, default);

        foreach (var manager in new[] { boss.EmployeeId, lead.EmployeeId, plain.EmployeeId, gone.EmployeeId, Ids.New(NodaConstants.UnixEpoch) })
        {
            var refusal = await Refused(() => changes.Change(owner, boss.EmployeeId, view.Version, New(view.Number, manager: manager), default));
            Assert.Equal("managerId", Assert.Single(refusal.Errors).Path);
        }
        await changes.Change(owner, plain.EmployeeId, 1, New("50", manager: boss.EmployeeId), default);
    }

    [Fact]
    public async Task A_manager_sees_the_team_an_employee_oneself_and_another_account_nothing()
    {
        var manager = await world.Join(owner, Role.Manager);
        var member = await world.Join(owner, Role.Employee, manager);
        var stranger = await world.Join(owner, Role.Employee);
        var other = await world.Workspace("elsewhere");

        Assert.Equal(new[] { manager.EmployeeId, member.EmployeeId }.Order(), (await directory.List(manager, new EmployeeFilter(), default)).Select(row => row.Id).Order());
        Assert.Equal([member.EmployeeId], (await directory.List(member, new EmployeeFilter(), default)).Select(row => row.Id));
        Assert.Equal(404, (await Refused(() => directory.Get(manager, stranger.EmployeeId, default))).Status);
        Assert.Equal(404, (await Refused(() => world.Get<UsableJobs>().Of(manager, stranger.EmployeeId, default))).Status);
        Assert.Equal(404, (await Refused(() => directory.Get(other, member.EmployeeId, default))).Status);
        Assert.Equal(404, (await Refused(() => changes.Change(other, member.EmployeeId, 1, New("9"), default))).Status);
        Assert.Equal(404, (await Refused(() => changes.ChangeRole(other, member.EmployeeId, 1, Role.Manager, default))).Status);
        Assert.Equal(404, (await Refused(() => changes.Archive(other, member.EmployeeId, Today, default))).Status);
        Assert.Equal(404, (await Refused(() => changes.Restore(other, member.EmployeeId, default))).Status);
        Assert.Equal(403, (await Refused(() => changes.Add(manager, New("9"), default))).Status);
        Assert.Equal(403, (int)(await (await world.Browse(member)).Get("/w/harbor/employees")).Status);
        Assert.Equal(200, (int)(await (await world.Browse(member)).Get($"/w/harbor/employees/{member.EmployeeId}")).Status);
        var hidden = await (await world.Browse(member)).Get($"/w/harbor/employees/{stranger.EmployeeId}");
        Assert.Equal(404, (int)hidden.Status);
        Assert.Contains("no such employee", hidden.Text, StringComparison.Ordinal);
        Assert.Equal(404, (int)(await (await world.Browse(other)).Get($"/w/elsewhere/employees/{stranger.EmployeeId}")).Status);
    }

    [Fact]
    public async Task An_admin_neither_touches_the_owner_nor_changes_roles_nor_gives_admin()
    {
        var admin = await world.Join(owner, Role.Admin);
        var plain = await world.Join(owner, Role.Employee);

        Assert.Equal(403, (await Refused(() => changes.Change(admin, owner.EmployeeId, 1, New("1"), default))).Status);
        Assert.Equal(403, (await Refused(() => changes.Archive(admin, owner.EmployeeId, Today, default))).Status);
        Assert.Equal(403, (await Refused(() => changes.ChangeRole(admin, plain.EmployeeId, 1, Role.Manager, default))).Status);
        Assert.Equal(403, (await Refused(() => changes.Add(admin, New("9", role: Role.Admin), default))).Status);
        Assert.Equal(403, (await Refused(() => changes.Add(admin, New("9", role: Role.Owner), default))).Status);
        Assert.Equal(403, (await Refused(() => changes.Add(owner, New("9", role: Role.Owner), default))).Status);
        await changes.Add(admin, New("9", role: Role.Manager), default);
        await changes.Add(owner, New("10", role: Role.Admin), default);
        Assert.Equal([Role.Employee, Role.Manager], (await directory.Choices(admin, default)).Roles);
        var page = await (await world.Browse(admin)).Get($"/w/harbor/employees/{owner.EmployeeId}");
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
    }

    [Fact]
    public async Task The_owner_changes_a_role_and_it_holds_at_the_next_call()
    {
        var plain = await world.Join(owner, Role.Employee);
        var browser = await world.Browse(owner);
        Assert.Equal(302, (int)(await browser.Submit($"/w/harbor/employees/{plain.EmployeeId}", "role", ("Input.Role", "Manager"))).Status);

        Assert.Equal(Role.Manager, (await world.Again(plain)).Role);
        Assert.Equal("owner_stays", (await Refused(() => changes.ChangeRole(owner, plain.EmployeeId, 2, Role.Owner, default))).Code);
        Assert.Equal("owner_stays", (await Refused(() => changes.ChangeRole(owner, owner.EmployeeId, 1, Role.Admin, default))).Code);
        Assert.Equal("owner_stays", (await Refused(() => changes.Archive(owner, owner.EmployeeId, Today, default))).Code);
        Assert.Equal(["employee.role_changed"], await Audit());
    }

    [Fact]
    public async Task Somebody_archived_gets_404_at_the_next_call_in_an_open_page_and_can_be_restored_from_the_notice()
    {
        var plain = await world.Join(owner, Role.Employee);
        var theirs = await world.Browse(plain);
        var own = $"/w/harbor/employees/{plain.EmployeeId}";
        Assert.Equal(200, (int)(await theirs.Get(own)).Status);

        var browser = await world.Browse(owner);
        var page = await browser.Get(own);
        Assert.Contains("Archive Employee 1", page.Text, StringComparison.Ordinal);
        Assert.Equal(302, (int)(await browser.Submit(page, own, "archive", ("Input.LeftOn", "2026-03-01"))).Status);

        Assert.Equal(404, (int)(await theirs.Get(own)).Status);
        var gone = await directory.Get(owner, plain.EmployeeId, default);
        Assert.Equal((EmployeeStatus.Archived, new LocalDate(2026, 3, 1), false), (gone.Status, gone.LeftOn, gone.HasSignIn));
        Assert.Equal(409, (await Refused(() => changes.Change(owner, plain.EmployeeId, gone.Version, New("9"), default))).Status);

        Assert.Equal(302, (int)(await browser.Submit(own, "restore")).Status);
        var back = await directory.Get(owner, plain.EmployeeId, default);
        Assert.Equal((EmployeeStatus.Active, null, false), (back.Status, back.LeftOn, back.HasSignIn));
        Assert.Equal(404, (int)(await theirs.Get(own)).Status);
        Assert.Equal(["employee.archived", "employee.restored"], await Audit());
    }

    [Fact]
    public async Task A_last_day_before_the_first_is_refused()
    {
        var id = await changes.Add(owner, New("2") with { HiredOn = Today }, default);
        var browser = await world.Browse(owner);
        var page = await browser.Submit($"/w/harbor/employees/{id}", "archive", ("Input.LeftOn", "2026-03-01"));
        Assert.Equal(422, (int)page.Status);
        Assert.NotNull(page.Document.QuerySelector("#field-leftOn-error"));
        Assert.Equal(EmployeeStatus.Active, (await directory.Get(owner, id, default)).Status);
    }

    [Fact]
    public async Task The_list_is_narrowed_by_what_stands_in_the_address()
    {
        var manager = await world.Join(owner, Role.Manager);
        var gone = await changes.Add(owner, New("77", "Gustav Gone"), default);
        await changes.Archive(owner, gone, Today, default);
        Guid place;
        await using (var db = await world.Store.Write(owner, default))
        {
            db.Locations.Add(new Location(owner.AccountId, place = Ids.New(db.Now), "Pier", db.Now));
            await db.Commit(default);
        }
        await changes.Add(owner, New("78", "Petra Pier", "petra@example.com") with { LocationId = place }, default);
        var browser = await world.Browse(owner);

        async Task<string> Names(string query) => string.Join(',', (await browser.Get("/w/harbor/employees" + query)).Document
            .QuerySelectorAll("td[data-label=Number]").Select(cell => cell.TextContent).Order());
        var number = (await directory.Get(owner, manager.EmployeeId, default)).Number;
        Assert.Equal($"1,{number},78", await Names(""));
        Assert.Equal("77", await Names("?status=Archived"));
        Assert.Equal(number, await Names("?role=Manager"));
        Assert.Equal("78", await Names("?search=PETRA%40"));
        Assert.Equal("78", await Names($"?location={place}"));
        Assert.Equal("", await Names("?search=nobody"));
        Assert.Contains("3 employees", (await browser.Get("/w/harbor/employees")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_adds_somebody_with_scripts_off_and_loses_nothing_on_an_error()
    {
        var browser = await world.Browse(owner);
        var wrong = await browser.Submit("/w/harbor/employees/new", "new-employee", ("Input.Name", "Paula Paper"), ("Input.HiredOn", "yesterday"));
        Assert.Equal(422, (int)wrong.Status);
        Assert.Equal("Paula Paper", wrong.Document.QuerySelector("#field-name")!.GetAttribute("value"));
        Assert.NotNull(wrong.Document.QuerySelector("#field-hiredOn-error"));

        var answer = await browser.Submit("/w/harbor/employees/new", "new-employee", ("Input.Name", "Paula Paper"), ("Input.HiredOn", "2026-03-02"));
        Assert.Equal(302, (int)answer.Status);
        await world.Get<JobList>().Add(owner, new SaveJob { Name = "Till" }, default);
        var id = Assert.Single(await directory.List(owner, new EmployeeFilter { Search = "paula" }, default)).Id;
        var page = await browser.Get($"/w/harbor/employees/{id}");
        Assert.Contains("Till", page.Text, StringComparison.Ordinal);
        Assert.Equal("2026-03-02", page.Document.QuerySelector("#field-hiredOn")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_stale_form_shows_the_newest_record()
    {
        var id = await changes.Add(owner, New("2"), default);
        var browser = await world.Browse(owner);
        var path = $"/w/harbor/employees/{id}";
        var page = await browser.Get(path);
        await changes.Change(owner, id, 1, New("2", "Paula Pen"), default);

        var answer = await browser.Submit(page, path, "employee", ("Input.Name", "Mine"));
        Assert.Equal(409, (int)answer.Status);
        Assert.Equal("Paula Pen", answer.Document.QuerySelector("#field-name")!.GetAttribute("value"));
        Assert.Equal(302, (int)(await browser.Submit(answer, path, "employee", ("Input.Name", "Mine"))).Status);
    }

    static Task<Refusal> Refused(Func<Task> call) => Assert.ThrowsAsync<Refusal>(call);

    async Task<IReadOnlyList<string>> Audit()
    {
        await using var db = await world.Store.Open(owner, default);
        return await db.AuditEvents.OrderBy(row => row.Name).Where(row => row.Name.StartsWith("employee")).Select(row => row.Name).ToListAsync();
    }
}
