using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.Accounts;
using Clockspot.Features.Employees;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Accounts;

public sealed class CompanyTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    Company company = null!;

    static SaveCompany Settings(string name = "Harbor Ltd") => new()
    {
        Name = name, TimeZone = "Europe/Berlin", Currency = "EUR", WeekStart = IsoDayOfWeek.Sunday, Hour24 = true, DayAttribution = DayAttribution.SplitAtMidnight,
    };

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        company = world.Get<Company>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_owner_changes_the_settings_with_scripts_off()
    {
        var browser = await world.Browse(owner);
        var answer = await browser.Submit("/w/harbor/company", "company", ("Input.Name", "Harbor Ltd"), ("Input.TimeZone", "Europe/Berlin"),
            ("Input.Currency", "EUR"), ("Input.WeekStart", "Sunday"), ("Input.Clock", "24"), ("Input.DayAttribution", "SplitAtMidnight"));

        Assert.Equal(302, (int)answer.Status);
        var now = await company.Get(owner, default);
        Assert.Equal(("Harbor Ltd", "Europe/Berlin", "EUR", IsoDayOfWeek.Sunday, true, DayAttribution.SplitAtMidnight, 2),
            (now.Name, now.TimeZone, now.Currency, now.WeekStart, now.Hour24, now.DayAttribution, now.Version));
        await using var db = await world.Store.Open(owner, default);
        var audit = await db.AuditEvents.SingleAsync();
        Assert.Equal("account.changed", audit.Name);
        Assert.Contains("Europe/Berlin", audit.After, StringComparison.Ordinal);
        Assert.Contains("America/New_York", audit.Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_change_it_the_second_sees_the_newest()
    {
        var browser = await world.Browse(owner);
        var page = await browser.Get("/w/harbor/company");
        await company.Change(owner, 1, Settings(), default);

        var answer = await browser.Submit(page, "/w/harbor/company", "company", ("Input.Name", "Mine"));
        Assert.Equal(409, (int)answer.Status);
        Assert.Equal("Harbor Ltd", answer.Document.QuerySelector("#field-name")!.GetAttribute("value"));
        Assert.Equal("2", answer.Document.QuerySelector("[name='Input.Version']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_manager_reads_and_an_employee_does_not_see_it()
    {
        var manager = await world.Join(owner, Role.Manager);
        var employee = await world.Join(owner, Role.Employee);
        var page = await (await world.Browse(manager)).Get("/w/harbor/company");

        Assert.Equal(200, (int)page.Status);
        Assert.True(page.Document.QuerySelector("fieldset")!.HasAttribute("disabled"));
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => company.Change(manager, 1, Settings(), default))).Status);
        Assert.Equal(403, (int)(await (await world.Browse(employee)).Get("/w/harbor/company")).Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => company.Get(employee, default))).Status);
    }

    [Fact]
    public async Task What_is_not_on_the_lists_is_refused()
    {
        foreach (var (input, field) in new[]
        {
            (Settings() with { TimeZone = "Mars/Base" }, "timeZone"), (Settings() with { Currency = "XXX" }, "currency"), (Settings(" "), "name"),
            (Settings() with { WeekStart = IsoDayOfWeek.None }, "weekStart"), (Settings() with { DayAttribution = (DayAttribution)7 }, "dayAttribution"),
        })
            Assert.Equal(field, Assert.Single((await Assert.ThrowsAsync<Refusal>(() => company.Change(owner, 1, input, default))).Errors).Path);
    }

    [Fact]
    public async Task The_owner_hands_over_by_typing_the_companys_name()
    {
        var heir = await world.Join(owner, Role.Employee);
        var browser = await world.Browse(owner);

        var wrong = await browser.Submit("/w/harbor/company", "transfer", ("Input.EmployeeId", heir.EmployeeId.ToString()), ("Input.CompanyName", "harbour"));
        Assert.Equal(422, (int)wrong.Status);
        Assert.NotNull(wrong.Document.QuerySelector("#field-companyName-error"));

        Assert.Equal(302, (int)(await browser.Submit("/w/harbor/company", "transfer", ("Input.EmployeeId", heir.EmployeeId.ToString()), ("Input.CompanyName", "harbor Inc"))).Status);
        Assert.Equal((Role.Admin, Role.Owner), ((await world.Again(owner)).Role, (await world.Again(heir)).Role));
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal([("employee.ownership_given", owner.EmployeeId), ("employee.ownership_taken", heir.EmployeeId)],
            (await db.AuditEvents.OrderBy(row => row.Id).ToListAsync()).Select(row => (row.Name, row.SubjectId)).Order());
    }

    [Fact]
    public async Task Of_two_transfers_at_once_one_wins()
    {
        var (first, second) = (await world.Join(owner, Role.Admin), await world.Join(owner, Role.Manager));
        var results = await Task.WhenAll(new[] { first, second }.Select(async heir =>
            await Record.ExceptionAsync(() => Task.Run(() => company.Transfer(owner, heir.EmployeeId, "harbor Inc", default)))));

        Assert.Single(results, result => result is null);
        Assert.Equal("forbidden", Assert.IsType<Refusal>(Assert.Single(results, result => result is not null)).Code);
        await using var db = await world.Store.Open(owner, default);
        Assert.Equal(1, await db.Employees.CountAsync(row => row.Role == Role.Owner));
        Assert.NotEqual(owner.EmployeeId, (await db.Employees.SingleAsync(row => row.Role == Role.Owner)).Id);
    }

    [Fact]
    public async Task Only_the_owner_transfers_and_only_to_somebody_who_can_sign_in()
    {
        var admin = await world.Join(owner, Role.Admin);
        var other = await world.Workspace("elsewhere");
        var paper = await world.Get<EmployeeChanges>().Add(owner, new AddEmployee { Number = "7", Name = "Paula Paper" }, default);

        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => company.Transfer(admin, admin.EmployeeId, "harbor Inc", default))).Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => company.Heirs(admin, default))).Status);
        Assert.Equal(422, (await Assert.ThrowsAsync<Refusal>(() => company.Transfer(owner, paper, "harbor Inc", default))).Status);
        Assert.Equal(422, (await Assert.ThrowsAsync<Refusal>(() => company.Transfer(owner, owner.EmployeeId, "harbor Inc", default))).Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(() => company.Transfer(owner, other.EmployeeId, "harbor Inc", default))).Status);
        Assert.Equal([admin.EmployeeId], (await company.Heirs(owner, default)).Select(one => one.Id));
        Assert.Null((await (await world.Browse(admin)).Get("/w/harbor/company")).Document.QuerySelector("main details"));
    }
}
