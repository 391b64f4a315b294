using Clockspot.Features.SignIn;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.SignIn;

/// <summary>
/// Guessing at passwords: it tells nothing, is slowed down and locked, and locks nobody out who signed in on that device before.
/// </summary>
public sealed class GuessTests : IAsyncLifetime
{
    const string Wrong = "not the password";
    const string Reset = "Choose a new password for Clockspot";
    const string Fresh = "quite another passphrase";

    /// <summary>Also whoever is signed in gets the form.</summary>
    const string Again = "/sign-in?again=true";

    readonly CountingHasher hasher = new();
    readonly World world;

    public GuessTests() => world = new World(hasher.Into, ("RateLimits:SignIn", "1000/minute"));

    public async Task InitializeAsync() => await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>
    /// Unknown, known, unproven, a demo's, without a password, two under one address: the first guess, the fifth, and the one that finds
    /// the lock.
    /// </summary>
    [Fact]
    public async Task Every_guess_costs_the_same_work_and_answers_the_same_words()
    {
        await world.Register("una@example.com", World.Password);
        await world.Register("twins@example.com", World.Password);
        await world.Register("twins@example.com", World.Password);
        await world.Register("visitor@demo.invalid", World.Password, confirmed: true, isDemo: true);
        await world.Register("none@example.com", password: null, confirmed: true);
        var (seen, work) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<int>());
        hasher.TakeCount();
        string[] all =
            ["nobody@example.com", Signing.Olive, "una@example.com", "twins@example.com", "visitor@demo.invalid", "none@example.com"];
        foreach (var email in all)
        {
            var browser = await world.Browse();
            var told = new List<string>();
            for (var guess = 1; guess <= 6; guess++)
            {
                var page = await browser.SignIn(email, Wrong);
                work.Add(hasher.TakeCount());
                told.Add($"{(int)page.Status} {work[^1]} {page.Document.QuerySelector(".alert")?.TextContent}");
            }
            seen[email] = string.Join('\n', told);
        }

        Assert.Contains("429", seen["nobody@example.com"], StringComparison.Ordinal);
        Assert.Single(seen.Values.Distinct(StringComparer.Ordinal));
        Assert.Single(work.Distinct());
    }

    [Fact]
    public async Task A_strangers_wrong_passwords_do_not_lock_out_a_device_that_signed_in_before()
    {
        var mine = await world.Browse();
        await mine.SignIn(Signing.Olive, World.Password);
        await SignOut(mine);
        await Guess(await world.Browse(), 5);

        Assert.Equal(429, (int)(await (await world.Browse()).SignIn(Signing.Olive, World.Password)).Status);
        Assert.Equal(422, (int)(await mine.SignIn(Signing.Olive, Wrong)).Status);
        Assert.Equal(302, (int)(await mine.SignIn(Signing.Olive, World.Password)).Status);
    }

    [Fact]
    public async Task A_device_that_signed_in_before_is_locked_by_its_own_wrong_passwords()
    {
        var (mine, desk) = (await world.Browse(), await world.Browse());
        await mine.SignIn(Signing.Olive, World.Password);
        await desk.SignIn(Signing.Olive, World.Password);

        await Guess(mine, 5);

        var locked = await mine.SignIn(Signing.Olive, World.Password, Again);
        Assert.Equal(429, (int)locked.Status);
        Assert.Contains("for ten minutes", locked.Text, StringComparison.Ordinal);
        Assert.Equal(302, (int)(await desk.SignIn(Signing.Olive, World.Password, Again)).Status);
        world.Clock.Advance(Duration.FromMinutes(10));
        Assert.Equal(302, (int)(await mine.SignIn(Signing.Olive, World.Password, Again)).Status);
    }

    [Fact]
    public async Task A_new_password_makes_a_device_a_stranger_again()
    {
        var mine = await world.Browse();
        await mine.SignIn(Signing.Olive, World.Password);
        await SignOut(mine);
        var browser = await world.Browse();
        await browser.Submit("/forgot", "forgot", ("Input.Email", Signing.Olive));
        await browser.Submit(await world.MailedPath(Signing.Olive, Reset), "reset", ("Input.Password", Fresh));
        await Guess(await world.Browse(), 5);

        Assert.Equal(429, (int)(await mine.SignIn(Signing.Olive, Fresh)).Status);
        world.Clock.Advance(Duration.FromMinutes(10));
        Assert.Equal(302, (int)(await mine.SignIn(Signing.Olive, Fresh)).Status);
    }

    [Fact]
    public async Task Somebody_who_squats_under_an_address_has_no_more_guesses_at_the_sign_in_that_has_proven_it()
    {
        await world.Register(Signing.Olive, "the password of a squatter");
        var squatter = await world.Browse();
        Assert.Equal(302, (int)(await squatter.SignIn(Signing.Olive, "the password of a squatter")).Status);
        for (var guess = 1; guess <= 5; guess++)
        {
            await squatter.SignIn(Signing.Olive, Wrong, Again);
            // Signing in between forgives a device and never the address.
            await squatter.SignIn(Signing.Olive, "the password of a squatter", Again);
        }

        Assert.Equal(422, (int)(await squatter.SignIn(Signing.Olive, World.Password, Again)).Status);
        Assert.Equal(429, (int)(await (await world.Browse()).SignIn(Signing.Olive, World.Password)).Status);
    }

    [Fact]
    public async Task A_guess_waits_longer_with_each_wrong_one_and_never_for_more_than_three_seconds()
    {
        await using var clean = new World();
        var guesses = clean.Get<Guesses>();
        Assert.Equal(TimeSpan.Zero, guesses.Pause("A", "here"));
        var waits = new List<double>();
        for (var wrong = 1; wrong <= 5; wrong++)
        {
            guesses.Count("A", "here");
            waits.Add(guesses.Pause("A", "elsewhere").TotalMilliseconds);
        }

        // A lock is not a guess: it answers at once.
        Assert.Equal([100, 200, 400, 800, 0], waits);
        Assert.True(guesses.IsLocked("A"));
        for (var other = 1; other <= 100; other++) guesses.Count($"B{other}", "here");
        Assert.Equal(2000, guesses.Pause("never seen", "here").TotalMilliseconds);
        guesses.Count("C", "here");
        Assert.Equal(2100, guesses.Pause("C", "here").TotalMilliseconds);
        Assert.Equal(TimeSpan.Zero, guesses.Pause("never seen", "elsewhere"));
        clean.Clock.Advance(Duration.FromMinutes(10));
        Assert.Equal(TimeSpan.Zero, guesses.Pause("A", "here"));
    }

    [Fact]
    public async Task A_flood_of_other_addresses_unlocks_none()
    {
        await using var clean = new World();
        var guesses = clean.Get<Guesses>();
        for (var wrong = 1; wrong <= 5; wrong++) guesses.Count("A", "here");

        for (var other = 0; other < 2 * Guesses.Most; other++) guesses.Count($"flood {other}", "there");

        Assert.True(guesses.IsLocked("A"));
    }

    /// <summary>Whoever has a whole network of households to guess from is slowed down as eight of them.</summary>
    [Fact]
    public async Task A_network_of_many_households_counts_as_eight_of_them()
    {
        await using var clean = new World();
        var guesses = clean.Get<Guesses>();
        for (var guess = 0; guess < 80; guess++) guesses.Count($"A{guess}", $"household {guess}", "network");
        Assert.Equal(TimeSpan.Zero, guesses.Pause("never seen", "another household", "network"));
        for (var guess = 80; guess < 160; guess++) guesses.Count($"A{guess}", $"household {guess}", "network");
        Assert.Equal(1000, guesses.Pause("never seen", "another household", "network").TotalMilliseconds);
        Assert.Equal(TimeSpan.Zero, guesses.Pause("never seen", "another household", "another network"));
    }

    static async Task Guess(Browser browser, int times)
    {
        for (var wrong = 1; wrong <= times; wrong++) await browser.SignIn(Signing.Olive, Wrong, Again);
    }

    static async Task SignOut(Browser browser)
    {
        var token = SeenForm.TokenOf(await browser.Get("/profile"));
        await browser.Post("/sign-out", [new("__RequestVerificationToken", token)]);
    }
}
