using Clockspot.Domain.Access;
using Clockspot.Features.Audit;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.SignIn;

/// <summary>Who signed in, and who tried, stands in the audit log of each workspace of the person; however often somebody tries.</summary>
public sealed class SignInLogTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Signing_in_is_told_in_every_workspace_of_the_person_and_in_no_other()
    {
        var other = await world.Workspace("elsewhere");
        var third = await world.Workspace("third");
        await Join(third);

        await (await world.Browse()).SignIn(Signing.Olive, World.Password);

        var told = Assert.Single(await Events(owner));
        Assert.Equal(("sign_in.succeeded", owner.PersonId, owner.EmployeeId, (Guid?)owner.EmployeeId, Channel.Web), (told.Name,
            told.PersonId, told.EmployeeId, told.AboutId, told.Channel));
        Assert.Equal("Olive Owner", told.ActorName);
        Assert.Equal("""{"by":"password"}""", told.After);
        Assert.Single(await Events(third));
        Assert.Empty(await Events(other));
    }

    [Fact]
    public async Task The_means_are_told()
    {
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);
        var (key, codes) = await world.TurnOn(browser);
        world.Clock.Advance(Duration.FromMinutes(1));
        var fresh = await world.Browse();
        await fresh.SignIn(Signing.Olive, World.Password);
        await fresh.Submit("/sign-in/code", "code", ("Input.Code", Signing.Totp(key, world.Clock.GetCurrentInstant())));
        var lost = await world.Browse();
        await lost.SignIn(Signing.Olive, World.Password);
        await lost.Submit("/sign-in/code", "recovery", ("Input.Code", codes[0]));

        Assert.Equal(["""{"by":"password"}""", """{"by":"password and code"}""", """{"by":"password and recovery code"}"""],
            (await Events(owner)).Where(row => row.Name == "sign_in.succeeded").Select(row => row.After));
        Assert.Contains(await Events(owner), row => row.Name == "sign_in.two_step_turned_on");
    }

    [Fact]
    public async Task Wrong_passwords_are_one_event_for_ten_minutes_which_counts()
    {
        var browser = await world.Browse();
        for (var wrong = 1; wrong <= 4; wrong++) await browser.SignIn(Signing.Olive, "not the password");
        await Until(async () => (await Events(owner)).Any(row => row.After == """{"by":"password","times":4}"""));
        for (var locked = 1; locked <= 30; locked++) await browser.SignIn(Signing.Olive, "not the password");
        await Until(async () => (await Events(owner)).Any(row => row.After == """{"by":"password","times":30}"""));

        var events = await Events(owner);
        Assert.Equal(["sign_in.failed", "sign_in.locked"], events.Select(row => row.Name));
        Assert.All(events, row => Assert.Equal((Guid.Empty, Guid.Empty, "Somebody", (Guid?)owner.EmployeeId), (row.PersonId, row.EmployeeId,
            row.ActorName, row.AboutId)));

        world.Clock.Advance(Duration.FromMinutes(11));
        await browser.SignIn(Signing.Olive, "not the password");
        await Until(async () => (await Events(owner)).Count == 3);
    }

    [Fact]
    public async Task A_wrong_code_is_told()
    {
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);
        await world.TurnOn(browser);
        var fresh = await world.Browse();
        await fresh.SignIn(Signing.Olive, World.Password);
        await fresh.Submit("/sign-in/code", "code", ("Input.Code", "123456"));

        await Until(async () => (await Events(owner)).Any(row => row is { Name: "sign_in.failed", After: """{"by":"code","times":1}""" }));
    }

    [Fact]
    public async Task An_unknown_address_is_told_nowhere()
    {
        await (await world.Browse()).SignIn("nobody@example.com", "not the password");
        await Task.Delay(200);

        Assert.Empty(await Events(owner));
    }

    [Fact]
    public async Task The_log_says_it_in_words()
    {
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, "not the password");
        await Until(async () => (await Events(owner)).Count == 1);
        await browser.SignIn(Signing.Olive, World.Password);

        var page = await browser.Get("/w/harbor/audit?kind=sign_in");
        Assert.Contains("Sign-in succeeded · Olive Owner", page.Text, StringComparison.Ordinal);
        Assert.Contains("Sign-in failed · Olive Owner", page.Text, StringComparison.Ordinal);
        Assert.Contains("By", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_password_ends_keys_and_connections_in_every_workspace_when_that_is_asked_for(bool asked)
    {
        await using var whole = new World();
        var scene = await Scene.Make(whole);
        var other = await whole.Workspace("third");
        await using (var db = await whole.Store.Write(other, default))
        {
            var record = new Clockspot.Features.Employees.Employee(other.AccountId, Clockspot.Domain.Ids.New(db.Now), "77",
                "Olive Elsewhere", null, Role.Employee, db.Now);
            record.Join(scene.Owner.PersonId);
            db.Employees.Add(record);
            await db.Commit(default);
        }
        var second = (await whole.Enter(scene.Owner.PersonId, "third")).Actor;
        var (here, there, others) = (await whole.Api(scene.Owner), await whole.Api(second), await whole.Api(other));
        var browser = await whole.Browse(scene.Owner);

        (string, string)[] fields = [("Input.Present", World.Password), ("Input.Password", "quite another passphrase")];
        Assert.Equal(302, (int)(await browser.Submit("/profile", "password", asked ? [.. fields, ("Input.EndAccess", "true")]
            : fields)).Status);

        var due = asked ? 401 : 200;
        Assert.Equal((due, due, 200), ((await here.Get("/me")).Status, (await there.Get("/me")).Status, (await others.Get("/me")).Status));
        await using var read = await whole.Store.Open(scene.Owner, default);
        Assert.Equal(asked ? 0 : 1, await read.OAuthAuthorizations.CountAsync(row =>
            row.Status == Clockspot.Features.OAuth.OAuthStatus.Valid));
        var told = await read.AuditEvents.Where(row => row.Name == "api_key.revoked" || row.Name == "connection.ended").ToListAsync();
        Assert.Equal(asked ? 3 : 0, told.Count);
        Assert.All(told, row => Assert.Equal((scene.Owner.EmployeeId, "Olive Owner chose a new password."), (row.EmployeeId, row.Reason)));
    }

    [Fact]
    public async Task A_reset_offers_to_end_keys_and_connections_with_a_tick()
    {
        var api = await world.Api(owner);
        var browser = await world.Browse();
        await browser.Submit("/forgot", "forgot", ("Input.Email", Signing.Olive));
        var link = await world.MailedPath(Signing.Olive, "Choose a new password for Clockspot");
        Assert.NotNull((await browser.Get(link)).Document.QuerySelector("input[name='Input.EndAccess'][checked]"));
        Assert.Null((await (await world.Browse(owner)).Get("/profile")).Document.QuerySelector("input[name='Input.EndAccess'][checked]"));

        await browser.Submit(link, "reset", ("Input.Password", "quite another passphrase"));

        Assert.Equal(401, (await api.Get("/me")).Status);
        Assert.Contains(await Events(owner), row => row.Name == "sign_in.password_reset");
    }

    async Task Join(Actor to)
    {
        await using var db = await world.Store.Write(to, default);
        var record = new Clockspot.Features.Employees.Employee(to.AccountId, Clockspot.Domain.Ids.New(db.Now), "77", "Olive Elsewhere",
            null, Role.Employee, db.Now);
        record.Join(owner.PersonId);
        db.Employees.Add(record);
        await db.Commit(default);
    }

    async Task<List<AuditEvent>> Events(Actor actor)
    {
        await using var db = await world.Store.Open(actor, default);
        return await db.AuditEvents.Where(row => row.Name.StartsWith("sign_in.")).OrderBy(row => row.Id).ToListAsync();
    }

    static async Task Until(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 150 && !await holds(); tries++) await Task.Delay(20);
        Assert.True(await holds());
    }
}
