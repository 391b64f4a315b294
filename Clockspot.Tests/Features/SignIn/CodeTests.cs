using System.Text;
using Clockspot.Features.SignIn;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.SignIn;

/// <summary>A code of the app signs in once, is six digits and nothing else, and is a code of this moment.</summary>
public sealed class CodeTests : IAsyncLifetime
{
    readonly World world = new();
    string key = "";

    public async Task InitializeAsync()
    {
        await world.Workspace();
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);
        (key, _) = await world.TurnOn(browser);
        world.Clock.Advance(Duration.FromMinutes(5));
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    string Code(int steps = 0) => Signing.Totp(key, world.Clock.GetCurrentInstant() + Duration.FromSeconds(30 * steps));

    async Task<int> Enter(string code)
    {
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);
        return (int)(await browser.Submit("/sign-in/code", "code", ("Input.Code", code))).Status;
    }

    [Theory]
    [InlineData("0{0}")]
    [InlineData("+{0}")]
    [InlineData("00000{0}")]
    [InlineData("{0}")]
    [InlineData(" {0} ")]
    public async Task A_code_that_was_used_signs_in_in_no_other_spelling(string spelling)
    {
        var code = Code();
        Assert.Equal(302, await Enter(code));

        Assert.Equal(422, await Enter(string.Format(null, spelling, code)));
    }

    [Theory]
    [InlineData("0{0}")]
    [InlineData("+{0}")]
    [InlineData("{0}0")]
    [InlineData("0x{0}")]
    [InlineData("({0})")]
    public async Task A_code_is_six_digits(string spelling) => Assert.Equal(422, await Enter(string.Format(null, spelling, Code())));

    [Fact]
    public async Task Two_steps_before_or_after_are_too_many()
    {
        Assert.Equal(422, await Enter(Code(-2)));
        Assert.Equal(422, await Enter(Code(2)));
        Assert.Equal(302, await Enter(Code(-1)));
        Assert.Equal(302, await Enter(Code(1)));
        Assert.Equal(422, await Enter(Code()));
    }

    /// <summary>
    /// RFC 6238, appendix B: the codes for SHA-1 and the key "12345678901234567890", of which the last six digits are the code of six
    /// digits.
    /// </summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_the_standard(long seconds, string eight)
    {
        var at = Instant.FromUnixTimeSeconds(seconds);

        Assert.Equal(eight[2..], OneTimeCode.At(Encoding.ASCII.GetBytes("12345678901234567890"), OneTimeCode.StepOf(at)));
        Assert.Equal(OneTimeCode.StepOf(at), OneTimeCode.Match("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", eight[2..], at, null));
        Assert.Null(OneTimeCode.Match("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", eight[2..], at, OneTimeCode.StepOf(at)));
    }

    [Theory]
    [InlineData("079494", "079494")]
    [InlineData(" 079 494 ", "079494")]
    [InlineData("079-494", "079494")]
    [InlineData("0 7 9 4 9 4", "079494")]
    [InlineData("0079494", null)]
    [InlineData("+079494", null)]
    [InlineData("-079494", null)]
    [InlineData("79494", null)]
    [InlineData("079.494", null)]
    [InlineData("０７９４９４", null)]
    [InlineData("0x7949", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_code_is_read_as_six_digits_with_spaces_and_hyphens_between(string? typed, string? read) => Assert.Equal(read,
        OneTimeCode.Read(typed));

    [Fact]
    public async Task Of_ten_who_enter_one_code_at_once_one_comes_in()
    {
        var waiting = new List<(Browser Browser, Page Page)>();
        for (var one = 0; one < 10; one++)
        {
            var browser = await world.Browse();
            await browser.SignIn(Signing.Olive, World.Password);
            waiting.Add((browser, await browser.Get("/sign-in/code")));
        }
        var code = Code();

        var answers = await Task.WhenAll(waiting.Select(one => one.Browser.Submit(one.Page, "/sign-in/code", "code", ("Input.Code",
            code))));

        Assert.Equal(1, answers.Count(answer => (int)answer.Status == 302));
    }

    [Fact]
    public async Task What_another_process_used_up_or_an_older_copy_in_memory_would_bring_back_stays_used()
    {
        var code = Code();
        await using (var db = await world.Store.OpenSystem("another program", default))
        {
            // Somebody reads the person, the code is used meanwhile, and the person is saved as they were read.
            var person = await db.Users.SingleAsync(row => row.Email == Signing.Olive);
            Assert.Equal(302, await Enter(code));
            await db.Entry(person).ReloadAsync();
            person.LastCodeStep = null;
            db.Update(person);
            await db.SaveChangesAsync();
        }

        Assert.Equal(422, await Enter(code));
        await using var read = await world.Store.OpenSystem("test", default);
        Assert.Equal(OneTimeCode.StepOf(world.Clock.GetCurrentInstant()), (await read.Users.SingleAsync(row =>
            row.Email == Signing.Olive)).LastCodeStep);
    }

    [Fact]
    public async Task A_code_that_signed_in_turns_nothing_off_and_one_that_turned_it_on_signs_nobody_in()
    {
        var code = Code();
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);
        await browser.Submit("/sign-in/code", "code", ("Input.Code", code));
        Assert.Equal(422, (int)(await browser.Submit("/profile", "two-step-off", ("Input.OwnPassword", World.Password), ("Input.Code",
            "0" + code))).Status);
        Assert.Equal(422, (int)(await browser.Submit("/profile", "two-step-off", ("Input.OwnPassword", World.Password), ("Input.Code",
            code))).Status);
        world.Clock.Advance(Duration.FromSeconds(30));
        Assert.Equal(302, (int)(await browser.Submit("/profile", "two-step-off", ("Input.OwnPassword", World.Password), ("Input.Code",
            Code()))).Status);

        world.Clock.Advance(Duration.FromSeconds(60));
        (key, _) = await world.TurnOn(browser);
        Assert.Equal(422, await Enter(Code()));
        world.Clock.Advance(Duration.FromSeconds(30));
        Assert.Equal(302, await Enter(Code()));
    }

    [Fact]
    public async Task A_new_password_by_a_link_leaves_the_code_asked_for()
    {
        var stranger = await world.Browse();
        await stranger.Submit("/forgot", "forgot", ("Input.Email", Signing.Olive));
        await stranger.Submit(await world.MailedPath(Signing.Olive, "Choose a new password for Clockspot"), "reset", ("Input.Password", "quite another passphrase"));

        var asked = await stranger.SignIn(Signing.Olive, "quite another passphrase");

        Assert.Contains("/sign-in/code", asked.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(302, (int)(await stranger.Submit("/sign-in/code", "code", ("Input.Code", Code()))).Status);
    }

    [Fact]
    public async Task A_recovery_code_that_two_enter_at_once_lets_one_in()
    {
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);
        await browser.Submit("/sign-in/code", "code", ("Input.Code", Code()));
        world.Clock.Advance(Duration.FromSeconds(30));
        await browser.Submit("/profile", "two-step-off", ("Input.OwnPassword", World.Password), ("Input.Code", Code()));
        world.Clock.Advance(Duration.FromSeconds(60));
        var (_, codes) = await world.TurnOn(browser);
        var waiting = new List<(Browser Browser, Page Page)>();
        for (var one = 0; one < 6; one++)
        {
            var other = await world.Browse();
            await other.SignIn(Signing.Olive, World.Password);
            waiting.Add((other, await other.Get("/sign-in/code")));
        }

        var answers = await Task.WhenAll(waiting.Select(one => one.Browser.Submit(one.Page, "/sign-in/code", "recovery", ("Input.Code",
            codes[0]))));

        Assert.Equal(1, answers.Count(answer => (int)answer.Status == 302));
    }
}
