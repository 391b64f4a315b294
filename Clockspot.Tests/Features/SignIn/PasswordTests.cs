using Clockspot.Domain.Access;
using Clockspot.Features.SignIn;
using Clockspot.Hosting;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Clockspot.Tests.Features.SignIn;

public sealed class PasswordTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    Browser browser = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        browser = await world.Browse(owner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("qwertyuiop")]
    [InlineData("1234567890")]
    [InlineData("1Q2w3e4r5T")]
    [InlineData("Password123")]
    [InlineData("manchester")]
    [InlineData("unbelievable")]
    public Task One_of_the_most_common_passwords_is_refused(string password) => Refused(password, "most common");

    [Theory]
    [InlineData("owner-harbor")]
    [InlineData("owner-harbor@example.com")]
    [InlineData("Harbor Inc 2026!")]
    [InlineData("harbor12345")]
    [InlineData("ownerowner1")]
    [InlineData("Clockspot2026")]
    public Task Ones_own_name_address_or_company_is_refused(string password) => Refused(password, "your name, address or company");

    [Theory]
    [InlineData("harbor lights at dawn")]
    [InlineData("a lighthouse keeper")]
    [InlineData("8274619305")]
    [InlineData("ééééééééééé")]
    public async Task What_others_do_not_know_is_taken(string password) =>
        Assert.Equal(302, (int)(await browser.Submit("/profile", "password", ("Input.Present", World.Password), ("Input.Password",
            password))).Status);

    [Fact]
    public async Task The_rules_hold_wherever_a_password_is_chosen()
    {
        var stranger = await world.Browse();
        var opened = await stranger.Submit("/open", "open-workspace", ("Input.Company", "Lantern Works"), ("Input.TimeZone",
            "America/New_York"), ("Input.Currency", "USD"), ("Input.Name", "Nora New"),
            ("Input.Email", "nora@example.com"), ("Input.Password", "lanternworks1"));
        Assert.Contains("your name, address or company", opened.Document.QuerySelector("#field-password-error")!.TextContent,
            StringComparison.Ordinal);

        await stranger.Submit("/forgot", "forgot", ("Input.Email", Signing.Olive));
        var reset = await stranger.Submit(await world.MailedPath(Signing.Olive, "Choose a new password for Clockspot"), "reset",
            ("Input.Password", "harborharbor"));
        Assert.Contains("your name, address or company", reset.Document.QuerySelector("#field-password-error")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_ships_and_holds_what_its_notice_says() => Assert.Equal(2312, PasswordRules.Count);

    [Fact]
    public void Passwords_are_hashed_210000_times()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddPeople();
        using var services = builder.Services.BuildServiceProvider();

        var options = services.GetRequiredService<IOptions<PasswordHasherOptions>>();
        Assert.True(options.Value.IterationCount >= 210_000, $"{options.Value.IterationCount}");
        var hash = Convert.FromBase64String(new PasswordHasher<Person>(options).HashPassword(new Person(Guid.Empty, "", "", default), "x"));
        // Identity's third format: a byte 1, the hash function (2 is HMAC-SHA-512), the rounds.
        Assert.Equal((1, 2, 210_000), (hash[0], hash[4], (hash[5] << 24) | (hash[6] << 16) | (hash[7] << 8) | hash[8]));
    }

    [Fact]
    public async Task A_hash_of_fewer_rounds_is_made_anew_at_the_next_sign_in_and_kept()
    {
        var weak = new PasswordHasher<Person>(Options.Create(new PasswordHasherOptions { IterationCount = 10 })).HashPassword(new Person(Guid.Empty, "", "", default), World.Password);
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            (await db.Users.FindAsync(owner.PersonId))!.PasswordHash = weak;
            await db.Commit(default);
        }

        var fresh = await world.Browse();
        Assert.Equal(302, (int)(await fresh.SignIn(Signing.Olive, World.Password)).Status);

        var hash = (await world.Person(Signing.Olive)).PasswordHash!;
        Assert.NotEqual(weak, hash);
        Assert.Equal(PasswordVerificationResult.Success,
            world.Get<IServiceScopeFactory>().CreateScope().ServiceProvider.GetRequiredService<IPasswordHasher<Person>>()
            .VerifyHashedPassword(await world.Person(Signing.Olive), hash, World.Password));
        Assert.Equal("Profile", (await fresh.Get("/profile")).Title);
    }

    async Task Refused(string password, string why)
    {
        var answer = await browser.Submit("/profile", "password", ("Input.Present", World.Password), ("Input.Password", password));
        Assert.Equal(422, (int)answer.Status);
        Assert.Contains(why, answer.Document.QuerySelector("#field-password-error")!.TextContent, StringComparison.Ordinal);
    }
}
