using System.Diagnostics;
using Clockspot.Features.Clockify;
using Clockspot.Tests.Support.Clockify;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>Whatever goes wrong with Clockify has one code and plain words, and costs no more requests than it must.</summary>
public sealed class ClockifyFaultTests : IAsyncLifetime
{
    const string Key = "Fk7zQ0aJr5WmYx3dTnBvCpSe8uHgFi2R";

    static readonly (string Name, Fault Fault, string Code, int Calls, string Word)[] faults =
    [
        ("the key was revoked", Fault.Unauthorized, "clockify_invalid_token", 1, "region"),
        ("forbidden", Fault.Forbidden, "clockify_forbidden", 1, "role"),
        ("forbidden without a body", Fault.ForbiddenWithoutBody, "clockify_forbidden", 1, "role"),
        ("no such workspace", Fault.Status(400, """{"message":"Client doesn't belong to Workspace","code":501}"""), "clockify_workspace_not_found", 1, "Choose one"),
        ("an echo of the key", Fault.Status(400, $$"""{"message":"Api key {{Key}} is odd","code":3000}"""), "clockify_workspace_not_found", 1, "Choose one"),
        ("rate limit", Fault.RateLimited(), "clockify_rate_limited", 1, "again in"),
        ("rate limit with a body", Fault.RateLimited("30", body: true), "clockify_rate_limited", 1, "again in 30 seconds"),
        ("500 as a page", Fault.Html500, "clockify_unavailable", 2, "try again"),
        ("502", Fault.BadGateway, "clockify_unavailable", 2, "try again"),
        ("503", Fault.Unavailable, "clockify_unavailable", 2, "try again"),
        ("504", Fault.GatewayTimeout, "clockify_unavailable", 2, "try again"),
        ("connection reset", Fault.Reset, "clockify_unavailable", 2, "try again"),
        ("cut off in the body", Fault.CutOff, "clockify_unavailable", 2, "try again"),
        ("a refusal with 200", Fault.RefusalIn200, "clockify_unreadable", 1, "not what Clockify sends"),
        ("200 without a byte", Fault.Empty200, "clockify_unreadable", 1, "not what Clockify sends"),
        ("a page with 200", Fault.Html200, "clockify_unreadable", 1, "not what Clockify sends"),
        ("truncated JSON", Fault.Truncated, "clockify_unreadable", 1, "not what Clockify sends"),
        ("null", Fault.Body("null"), "clockify_unreadable", 1, "not what Clockify sends"),
        ("one row alone", Fault.Body("""{"id":"1","name":"Dana"}"""), "clockify_unreadable", 1, "not what Clockify sends"),
        ("numbers", Fault.Body("[1,2]"), "clockify_unreadable", 1, "not what Clockify sends"),
        ("a row that is null", Fault.Body("[null]"), "clockify_unreadable", 1, "not what Clockify sends"),
        ("a row without an id", Fault.Body("""[{"name":"Dana"}]"""), "clockify_unreadable", 1, "not what Clockify sends"),
        ("an id that is a number", Fault.Body("""[{"id":1,"name":"Dana"}]"""), "clockify_unreadable", 1, "not what Clockify sends"),
        ("an id that is blank", Fault.Body("""[{"id":" ","name":"Dana"}]"""), "clockify_unreadable", 1, "not what Clockify sends"),
        ("two documents", Fault.Body("[][]"), "clockify_unreadable", 1, "not what Clockify sends"),
        ("not compressed as it says", Fault.NotGzip, "clockify_unreadable", 1, "not what Clockify sends"),
        ("204", Fault.Status(204), "clockify_unreadable", 1, "not what Clockify sends"),
        ("404", Fault.Status(404, """{"message":"No static resource v1/x.","code":3000}"""), "clockify_unreadable", 1, "not what Clockify sends"),
        ("a redirect without an address", Fault.Status(302), "clockify_unreadable", 1, "not what Clockify sends"),
        ("a body without end", Fault.EndlessBody, "clockify_unreadable", 1, "not what Clockify sends"),
        ("a body that unpacks without end", Fault.GzipBomb, "clockify_unreadable", 1, "not what Clockify sends"),
        ("the same page for ever", Fault.SamePage, "clockify_unreadable", 2, "not what Clockify sends"),
        ("new pages for ever", Fault.EndlessPages, "clockify_unreadable", 100, "not what Clockify sends"),
    ];

    FakeClockify fake = null!;
    FakeWorkspace crew = null!;

    public async Task InitializeAsync()
    {
        fake = await FakeClockify.Start();
        crew = fake.Workspace(users: 51);
        fake.Key(Key, crew);
    }

    public async Task DisposeAsync()
    {
        fake.SawOnlyReads();
        await fake.DisposeAsync();
    }

    public static TheoryData<string> Names() => [.. faults.Select(fault => fault.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Each_fault_has_its_code_and_words_and_only_what_may_pass_is_tried_twice(string name)
    {
        var (_, fault, code, calls, word) = faults.Single(row => row.Name == name);
        using var reader = new Reader(fake, Key);
        fake.Fault(crew.UsersPath, fault);
        var refusal = await reader.Refused(crew.Id);
        Assert.Equal(code, refusal.Code);
        Assert.Equal(calls, fake.Calls());
        Assert.Contains(word, refusal.Detail, StringComparison.Ordinal);
        var said = refusal.Title + refusal.Detail + refusal;
        foreach (var theirs in new[] { Key, "Access Denied", "Api key does", "doesn't belong", "static resource", "{", "upstream" }) Assert.DoesNotContain(theirs, said, StringComparison.OrdinalIgnoreCase);
    }

    public static TheoryData<string> Passing() => [.. faults.Where(fault => fault.Code == "clockify_unavailable").Select(fault => fault.Name)];

    [Theory, MemberData(nameof(Passing))]
    public async Task What_passes_is_not_noticed(string name)
    {
        using var reader = new Reader(fake, Key);
        fake.Fault(crew.UsersPath, faults.Single(row => row.Name == name).Fault, times: 1);
        Assert.Equal(51, (await reader.Users(crew.Id)).Count);
        Assert.Equal(2, fake.Calls());
    }

    [Fact]
    public async Task The_second_try_comes_a_second_later_and_both_within_ten()
    {
        Assert.Equal(new ClockifyPatience(Duration.FromSeconds(10), Duration.FromSeconds(1)), ClockifyPatience.Usual);
        using var reader = new Reader(fake, Key, ClockifyPatience.Usual);
        fake.Fault(crew.UsersPath, Fault.Unavailable, times: 1);
        var watch = Stopwatch.StartNew();
        Assert.Equal(51, (await reader.Users(crew.Id)).Count);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.98, 8);
    }

    [Theory]
    [InlineData("slow")]
    [InlineData("slow body")]
    [InlineData("slow after a fault")]
    public async Task Who_takes_too_long_is_not_waited_for(string how)
    {
        using var reader = new Reader(fake, Key, new ClockifyPatience(Duration.FromSeconds(2), Duration.FromMilliseconds(100)));
        if (how == "slow after a fault") fake.Fault(crew.UsersPath, Fault.Unavailable, times: 1);
        fake.Fault(crew.UsersPath, how == "slow body" ? Fault.SlowBody : Fault.Slow(TimeSpan.FromSeconds(20)));
        var watch = Stopwatch.StartNew();
        var refusal = await reader.Refused(crew.Id);
        Assert.Equal(("clockify_timeout", 504), (refusal.Code, refusal.Status));
        Assert.InRange(watch.Elapsed.TotalSeconds, 1.9, 8);
        Assert.Equal(how == "slow after a fault" ? 2 : 1, fake.Calls());
    }

    [Fact]
    public async Task Whoever_gives_up_gets_no_refusal_for_it()
    {
        using var reader = new Reader(fake, Key);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        fake.Fault(crew.UsersPath, Fault.Slow(TimeSpan.FromSeconds(20)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.Users(crew.Id, stop.Token));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task No_redirect_is_followed_and_the_key_goes_nowhere_else(int status)
    {
        await using var witness = await FakeClockify.Start();
        using var reader = new Reader(fake, Key);
        foreach (var to in new[] { witness.BaseUrl + crew.UsersPath, fake.BaseUrl + "/workspaces", "/api/v1/workspaces" })
        {
            fake.Mend();
            fake.Forget();
            fake.Fault(crew.UsersPath, Fault.Redirect(to, status));
            Assert.Equal("clockify_unreadable", (await reader.Refused(crew.Id)).Code);
            Assert.Equal(1, fake.Calls());
        }
        Assert.Equal(0, witness.Calls());
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData("30", 30)]
    [InlineData("1800", 1800)]
    [InlineData("0", 1)]
    [InlineData("-5", 60)]
    [InlineData("soon", 60)]
    [InlineData("86400", 3600)]
    [InlineData("99999999999999999999", 60)]
    [InlineData("Mon, 02 Mar 2026 14:05:00 GMT", 300)]
    [InlineData("Mon, 02 Mar 2026 13:00:00 GMT", 1)]
    public async Task A_pause_lasts_as_long_as_Clockify_wants(string? said, int seconds)
    {
        using var reader = new Reader(fake, Key);
        fake.Fault(crew.UsersPath, Fault.RateLimited(said));
        var refusal = await reader.Refused(crew.Id);
        Assert.Equal(("clockify_rate_limited", 503, Duration.FromSeconds(seconds)), (refusal.Code, refusal.Status, refusal.RetryAfter!.Value));
    }

    [Fact]
    public async Task A_list_whose_second_page_fails_is_no_list()
    {
        crew.AddUsers(5000);
        using var reader = new Reader(fake, Key);
        fake.Fault(crew.UsersPath, Fault.Slow(TimeSpan.Zero), times: 1);
        fake.Fault(crew.UsersPath, Fault.Unauthorized);
        Assert.Equal("clockify_invalid_token", (await reader.Refused(crew.Id)).Code);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_Clockify_that_cannot_be_reached()
    {
        var gone = await FakeClockify.Start();
        using var reader = new Reader(gone, Key);
        await gone.DisposeAsync();
        var refusal = await reader.Refused(crew.Id);
        Assert.Equal(("clockify_unavailable", 502), (refusal.Code, refusal.Status));
    }
}
