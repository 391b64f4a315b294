using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.SignIn;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Features.SignIn;

public sealed class ProfileTests : IAsyncLifetime
{
    const string Fresh = "quite another passphrase";
    readonly World world = new();
    Actor owner = null!;
    Browser browser = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_name_is_changed()
    {
        Assert.Equal(302, (int)(await browser.Submit("/profile", "name", ("Input.Name", " Olivia "))).Status);
        Assert.Equal(422, (int)(await browser.Submit("/profile", "name", ("Input.Name", ""))).Status);

        Assert.Equal("Olivia", (await world.Person(Signing.Olive)).Name);
        Assert.Equal("Profile", (await browser.Get("/profile")).Title);
    }

    [Fact]
    public async Task Changing_the_password_keeps_this_browser_signed_in_and_ends_the_others()
    {
        var other = await world.Browse(owner);

        var answer = await browser.Submit("/profile", "password", ("Input.Present", World.Password), ("Input.Password", Fresh));

        Assert.Equal(302, (int)answer.Status);
        Assert.Equal("Profile", (await browser.Get("/profile")).Title);
        Assert.Contains("/sign-in", (await other.Get("/profile")).Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(302, (int)(await (await world.Browse()).SignIn(Signing.Olive, Fresh)).Status);
        Assert.Equal(1, await world.MailCount("Your Clockspot password was changed"));
    }

    [Fact]
    public async Task A_wrong_present_password_changes_nothing_and_counts_towards_the_lock()
    {
        for (var wrong = 1; wrong <= 4; wrong++)
        {
            var page = await browser.Submit("/profile", "password", ("Input.Present", "not the password"), ("Input.Password", Fresh));
            Assert.Equal(422, (int)page.Status);
            Assert.NotNull(page.Document.QuerySelector("#field-present-error"));
        }

        Assert.Equal(429, (int)(await browser.Submit("/profile", "password", ("Input.Present", "not the password"), ("Input.Password", Fresh))).Status);
        Assert.Equal(429, (int)(await browser.Submit("/profile", "password", ("Input.Present", World.Password), ("Input.Password", Fresh))).Status);
        Assert.Equal(0, await world.MailCount("Your Clockspot password was changed"));
    }

    [Fact]
    public async Task Two_step_sign_in_is_set_up_asks_for_the_code_and_is_turned_off()
    {
        var (key, _) = await TurnOn();
        Assert.Contains("10 recovery codes are left", (await browser.Get("/profile")).Text, StringComparison.Ordinal);

        var fresh = await world.Browse();
        var asked = await fresh.SignIn(Signing.Olive, World.Password, "/sign-in?returnUrl=%2Fw%2Fharbor%2Fjobs");
        var path = asked.Location!.IsAbsoluteUri ? asked.Location.PathAndQuery : asked.Location.ToString();
        Assert.StartsWith("/sign-in/code", path, StringComparison.Ordinal);
        Assert.Contains("/sign-in", (await fresh.Get("/profile")).Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(422, (int)(await fresh.Submit(path, "code", ("Input.Code", "abcdef"))).Status);
        var entered = await fresh.Submit(path, "code", ("Input.Code", Code(key).Insert(3, " ")));
        Assert.EndsWith("/w/harbor/jobs", entered.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("Jobs", (await fresh.Get("/w/harbor/jobs")).Title);

        Assert.Equal(422, (int)(await fresh.Submit("/profile", "two-step-off", ("Input.OwnPassword", "not the password"), ("Input.Code",
            Code(key)))).Status);
        Assert.Equal(422, (int)(await fresh.Submit("/profile", "two-step-off", ("Input.OwnPassword", World.Password), ("Input.Code",
            Code(key)))).Status);
        world.Clock.Advance(Duration.FromSeconds(30));
        Assert.Equal(302, (int)(await fresh.Submit("/profile", "two-step-off", ("Input.OwnPassword", World.Password), ("Input.Code",
            Code(key)))).Status);
        Assert.EndsWith("/workspaces", (await (await world.Browse()).SignIn(Signing.Olive, World.Password)).Location!.ToString(), StringComparison.Ordinal);
        await using var db = await world.Store.OpenSystem("test", default);
        Assert.Empty(await db.UserTokens.ToListAsync());
    }

    [Fact]
    public async Task Two_step_sign_in_is_not_on_before_a_code_was_confirmed()
    {
        var page = await browser.Submit("/profile", "two-step-start", ("Input.OwnPassword", World.Password));
        var key = page.Document.QuerySelectorAll("p code").Single().TextContent;
        Assert.EndsWith("/workspaces", (await (await world.Browse()).SignIn(Signing.Olive, World.Password)).Location!.ToString(), StringComparison.Ordinal);
        var wrong = await browser.Submit(page, "/profile", "two-step-confirm", ("Input.Code", "abcdef"));
        Assert.Equal(422, (int)wrong.Status);
        Assert.Equal(key, wrong.Document.QuerySelectorAll("p code").Single().TextContent);
        Assert.False((await world.Person(Signing.Olive)).TwoFactorEnabled);

        Assert.Equal(200, (int)(await browser.Submit(wrong, "/profile", "two-step-confirm", ("Input.Code", Code(key)))).Status);
        Assert.True((await world.Person(Signing.Olive)).TwoFactorEnabled);
    }

    [Fact]
    public async Task Whoever_finds_an_open_browser_turns_two_step_sign_in_neither_on_nor_off()
    {
        Assert.Equal(422, (int)(await browser.Submit("/profile", "two-step-start", ("Input.OwnPassword", "not the password"))).Status);
        Assert.Equal(422, (int)(await browser.Submit("/profile", "two-step-start")).Status);
        var page = await browser.Submit("/profile", "two-step-start", ("Input.OwnPassword", World.Password));
        // What sets it up stands on that one page: who opens the profile afterwards sees no key to copy.
        Assert.Empty((await browser.Get("/profile")).Document.QuerySelectorAll("p code"));
        Assert.Equal(409, (int)(await browser.Submit(page, "/profile", "two-step-confirm", ("Input.Setup", "made up"), ("Input.Code",
            "123456"))).Status);

        var (key, codes) = await TurnOn();
        Assert.Equal(422, (int)(await browser.Submit("/profile", "two-step-off", ("Input.OwnPassword", World.Password))).Status);
        Assert.Equal(422, (int)(await browser.Submit("/profile", "two-step-off", ("Input.OwnPassword", World.Password), ("Input.Code",
            World.Password))).Status);
        Assert.Equal(422, (int)(await browser.Submit("/profile", "two-step-off", ("Input.OwnPassword", Code(key)), ("Input.Code",
            Code(key)))).Status);
        Assert.True((await world.Person(Signing.Olive)).TwoFactorEnabled);

        Assert.Equal(302, (int)(await browser.Submit("/profile", "two-step-off", ("Input.OwnPassword", World.Password), ("Input.Code",
            codes[0]))).Status);
        Assert.False((await world.Person(Signing.Olive)).TwoFactorEnabled);
    }

    [Fact]
    public async Task A_recovery_code_signs_in_once()
    {
        var (_, codes) = await TurnOn();
        Assert.Equal(10, codes.Distinct().Count());

        Assert.Equal(302, (int)(await Recover(codes[3].ToLowerInvariant())).Status);
        Assert.Equal(422, (int)(await Recover(codes[3])).Status);
        Assert.Equal(302, (int)(await Recover(codes[4])).Status);
    }

    [Fact]
    public async Task Wrong_codes_lock_like_wrong_passwords()
    {
        var (key, _) = await TurnOn();
        var fresh = await world.Browse();
        await fresh.SignIn(Signing.Olive, World.Password);
        var statuses = new List<int>();
        for (var wrong = 1; wrong <= 5; wrong++) statuses.Add((int)(await fresh.Submit("/sign-in/code", "code", ("Input.Code", "abcdef"))).Status);

        Assert.Equal([422, 422, 422, 422, 429], statuses);
        Assert.Equal(429, (int)(await fresh.Submit("/sign-in/code", "code", ("Input.Code", Code(key)))).Status);
    }

    [Fact]
    public async Task A_code_signs_in_once()
    {
        var (key, _) = await TurnOn();
        var code = Code(key);
        var (first, second) = (await world.Browse(), await world.Browse());
        await first.SignIn(Signing.Olive, World.Password);
        await second.SignIn(Signing.Olive, World.Password);

        Assert.Equal(302, (int)(await first.Submit("/sign-in/code", "code", ("Input.Code", code))).Status);
        Assert.Equal(422, (int)(await second.Submit("/sign-in/code", "code", ("Input.Code", code))).Status);
    }

    [Fact]
    public async Task The_code_is_not_asked_for_before_the_password()
    {
        Assert.EndsWith("/sign-in", (await (await world.Browse()).Get("/sign-in/code")).Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_and_the_recovery_codes_are_not_readable_in_the_database()
    {
        var (key, codes) = await TurnOn();

        await using var db = await world.Store.OpenSystem("test", default);
        var kept = string.Concat(await db.UserTokens.Select(token => token.Value).ToListAsync());
        Assert.NotEmpty(kept);
        Assert.DoesNotContain(key.Replace(" ", "", StringComparison.Ordinal), kept, StringComparison.OrdinalIgnoreCase);
        Assert.All(codes, code => Assert.DoesNotContain(code, kept, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_demos_sign_in_is_not_changed()
    {
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            db.Entry((await db.Users.FindAsync(owner.PersonId))!).Property(person => person.IsDemo).CurrentValue = true;
            await db.Commit(default);
        }

        var page = await browser.Get("/profile");

        Assert.Contains("belongs to the demo", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("input[type=password]"));
        await Assert.ThrowsAsync<Refusal>(() => AsOwner(profile => profile.Rename(new SaveName { Name = "Other" }, default)));
        await Assert.ThrowsAsync<Refusal>(() => AsOwner(profile => profile.ChangePassword(new ChangePassword { Present = World.Password, Password = Fresh }, default)));
    }

    /// <summary>Calls the use-case as a request of the owner would.</summary>
    async Task AsOwner(Func<Profile, Task> call)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestServices = services };
        var signIn = services.GetRequiredService<Microsoft.AspNetCore.Identity.SignInManager<Person>>();
        http.User = await signIn.CreateUserPrincipalAsync(await world.Person(Signing.Olive));
        services.GetRequiredService<Microsoft.AspNetCore.Http.IHttpContextAccessor>().HttpContext = http;
        await call(services.GetRequiredService<Profile>());
    }

    string Code(string key) => Signing.Totp(key, world.Clock.GetCurrentInstant());

    /// <summary>Turns it on, and waits until the code that did it is over: it works nowhere else.</summary>
    async Task<(string Key, IReadOnlyList<string> Codes)> TurnOn()
    {
        var made = await world.TurnOn(browser);
        world.Clock.Advance(Duration.FromSeconds(30));
        return made;
    }

    async Task<Page> Recover(string code)
    {
        var fresh = await world.Browse();
        await fresh.SignIn(Signing.Olive, World.Password);
        return await fresh.Submit("/sign-in/code", "recovery", ("Input.Code", code));
    }
}
