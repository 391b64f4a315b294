using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.Employees;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Accounts;

public sealed class OpenWorkspaceTests : IAsyncLifetime
{
    static readonly (string, string)[] Filled =
    [
        ("Input.Company", "Café Müller & Sons"), ("Input.TimeZone", "America/Chicago"), ("Input.Currency", "CAD"),
        ("Input.Name", "Nora New"), ("Input.Email", "nora@example.com"), ("Input.Password", World.Password),
    ];

    readonly World world = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Somebody_new_opens_a_workspace_and_is_in_it_with_scripts_off()
    {
        var browser = await world.Browse();
        var answer = await browser.Submit("/open", "open-workspace", Filled);

        Assert.Equal((302, "/w/cafe-muller-sons"), ((int)answer.Status, Path(answer)));
        Assert.Equal(200, (int)(await browser.Get("/w/cafe-muller-sons/employees")).Status);
        await using var db = await world.Store.OpenSystem("test", default);
        var account = await db.Accounts.SingleAsync();
        Assert.Equal(("Café Müller & Sons", "America/Chicago", "CAD"), (account.Name, account.TimeZone, account.Currency));
        var owner = await db.Employees.IgnoreQueryFilters().SingleAsync();
        Assert.Equal((Role.Owner, EmployeeStatus.Active, "1", "Nora New"), (owner.Role, owner.Status, owner.Number, owner.Name));
        var person = await db.Users.SingleAsync();
        Assert.Equal((owner.PersonId, false), (person.Id, person.EmailConfirmed));
        Assert.Equal("nora@example.com", (await db.Mail.SingleAsync()).To);
        Assert.Equal(["account.opened", "sign_in.succeeded"], await db.AuditEvents.IgnoreQueryFilters().OrderBy(row => row.Id).Select(row =>
            row.Name).ToListAsync());
    }

    [Fact]
    public async Task Nothing_is_written_when_the_password_is_refused_and_nothing_typed_is_lost()
    {
        var browser = await world.Browse();
        var page = await browser.Submit("/open", "open-workspace", [.. Filled[..5], ("Input.Password", "short")]);

        Assert.Equal(422, (int)page.Status);
        Assert.NotEmpty(page.Document.QuerySelector("#field-password-error")!.TextContent);
        Assert.Equal("Café Müller & Sons", page.Document.QuerySelector("#field-company")!.GetAttribute("value"));
        Assert.Equal("America/Chicago", page.Document.QuerySelector("#field-timeZone option[selected]")!.GetAttribute("value"));
        Assert.DoesNotContain("short", page.Document.DocumentElement.OuterHtml.Replace("shortcut", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await using var db = await world.Store.OpenSystem("test", default);
        Assert.False(await db.Users.AnyAsync() || await db.Accounts.AnyAsync() || await db.Mail.AnyAsync());
    }

    [Fact]
    public async Task Where_no_mail_goes_out_an_address_that_has_a_sign_in_is_refused_at_its_field()
    {
        await using var silent = new World(("environment", "Production"));
        var owner = await silent.Workspace();
        var browser = await silent.Browse();
        var page = await browser.Submit("/open", "open-workspace", [.. Filled[..4], ("Input.Email", "OWNER-harbor@example.com"), Filled[5]]);

        Assert.Equal(422, (int)page.Status);
        Assert.Contains("Sign in first", page.Document.QuerySelector("#field-email-error")!.TextContent, StringComparison.Ordinal);
        await using var db = await silent.Store.OpenSystem("test", default);
        Assert.Equal(owner.AccountId, (await db.Accounts.SingleAsync()).Id);
    }

    [Fact]
    public async Task Somebody_who_is_signed_in_opens_a_second_one_and_chooses_between_both()
    {
        var owner = await world.Workspace();
        var browser = await world.Browse(owner);
        Assert.Equal("/w/harbor", Path(await browser.Get("/workspaces")));

        var page = await browser.Get("/open");
        Assert.Null(page.Document.QuerySelector("[name='Input.Email']"));
        var answer = await browser.Submit(page, "/open", "open-workspace", ("Input.Company", "Harbor"));

        Assert.Equal("/w/harbor-2", Path(answer));
        var choice = await browser.Get("/workspaces");
        Assert.Equal(["/w/harbor-2", "/w/harbor"], choice.Document.QuerySelectorAll("main li a").Select(link => link.GetAttribute("href")));
        await using var db = await world.Store.OpenSystem("test", default);
        Assert.Equal(1, await db.Users.CountAsync());
    }

    [Fact]
    public async Task Where_sign_up_is_closed_the_page_says_so_and_takes_no_form()
    {
        var open = await (await world.Browse()).Get("/open");
        await using var closed = new World(("SignUp:Open", "false"));
        var browser = await closed.Browse();
        var page = await browser.Get("/open");

        Assert.Equal(403, (int)page.Status);
        Assert.Contains("closed", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("main form"));
        var input = new NewWorkspaceAndPerson { Company = "X", TimeZone = "UTC", Currency = "USD", Name = "N", Email = "n@example.com", Password = World.Password };
        var refusal = await Assert.ThrowsAsync<Refusal>(() => closed.Get<OpenWorkspace>().Open(input, new(Channel.Web, null, null), default));
        Assert.Equal(("sign_up_closed", 403), (refusal.Code, refusal.Status));
        Assert.Equal(200, (int)open.Status);
    }

    [Theory]
    [InlineData("Mars/Base", "USD", "timeZone")]
    [InlineData("UTC", "XXX", "currency")]
    [InlineData("UTC", "USD", "company")]
    public async Task What_is_not_on_the_lists_is_refused_at_its_field(string zone, string currency, string field)
    {
        var company = field == "company" ? "Two\nlines" : "Harbor";
        var input = new NewWorkspaceAndPerson { Company = company, TimeZone = zone, Currency = currency, Name = "N", Email = "n@example.com", Password = World.Password };
        var refusal = await Assert.ThrowsAsync<Refusal>(() => world.Get<OpenWorkspace>().Open(input, new(Channel.Web, null, null), default));
        Assert.Equal(field, Assert.Single(refusal.Errors).Path);
    }

    [Theory]
    [InlineData("Harbor Café", "harbor-cafe")]
    [InlineData("  --O'Brien & Sons!  ", "obrien-sons")]
    [InlineData("株式会社", "workspace")]
    [InlineData("A very long company name that goes on and on and on", "a-very-long-company-name-that-goes-on-an")]
    public void An_address_is_made_of_the_companys_name(string name, string slug) => Assert.Equal(slug, Slugs.Of(name));

    [Fact]
    public async Task A_reserved_or_taken_address_gets_a_number()
    {
        await world.Workspace("harbor");
        await using var db = await world.Store.OpenSystem("test", default);
        Assert.Equal("harbor-2", await Slugs.Free(db, "Harbor", default));
        Assert.Equal("admin-2", await Slugs.Free(db, "Admin", default));
        Assert.Equal("harb", await Slugs.Free(db, "Harb", default));
    }

    static string Path(Page page) => page.Location is { IsAbsoluteUri: true } full ? full.PathAndQuery : page.Location?.ToString() ?? "";
}
