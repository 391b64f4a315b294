using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Mail;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clockspot.Tests.Features.Mail;

/// <summary>A security notice is never kept back, and many within minutes go together with nothing left out.</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    readonly World world = new(StuckMailer.Into);
    readonly List<(string Subject, string Body)> taken = [];
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_first_goes_at_once_and_what_follows_within_minutes_goes_as_one()
    {
        await Make("first");
        Assert.Equal(1, await Send());
        for (var number = 0; number < 30; number++)
        {
            world.Clock.Advance(Duration.FromSeconds(5));
            await Make($"key {number}");
            await Send();
        }
        Assert.Single(taken);

        world.Clock.Advance(Duration.FromMinutes(10));
        Assert.Equal(1, await Send());

        Assert.Equal(2, taken.Count);
        Assert.All(Enumerable.Range(0, 30), number => Assert.Contains($"\"key {number}\"", taken[1].Body, StringComparison.Ordinal));
        Assert.Equal(0, await Send());
    }

    [Fact]
    public async Task What_is_joined_while_a_notice_is_on_its_way_goes_after_it()
    {
        await Make("first");
        await Make("second");
        Assert.Equal(1, await Round(() => Make("third")).Run(default));
        Assert.DoesNotContain("third", taken.Single().Body, StringComparison.Ordinal);
        Assert.Equal(1, await Send());
        Assert.Contains("\"third\"", taken[1].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"second\"", taken[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happens_under_an_address_that_nobody_has_proven_is_told_to_nobody()
    {
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            (await db.Users.SingleAsync(person => person.Id == owner.PersonId)).EmailConfirmed = false;
            await db.Commit(default);
        }
        await Make("first");
        Assert.Equal(0, await Send());
        await using var after = await world.Store.OpenSystem("test", default);
        Assert.False(await after.Mail.AnyAsync());
    }

    [Fact]
    public async Task A_flood_is_told_in_one_mail_of_bounded_length_that_says_there_was_more()
    {
        for (var number = 0; number < 99; number++) await Make($"key {number}");
        Assert.Equal(1, await Send());
        Assert.InRange(taken.Single().Body.Length, 10_000, 22_000);
        Assert.EndsWith("There was more of this kind. Look at the pages that are named above.", taken.Single().Body,
            StringComparison.Ordinal);
        await using var db = await world.Store.OpenSystem("test", default);
        Assert.Equal(1, await db.Mail.CountAsync());
    }

    Task Make(string name)
    {
        world.Clock.Advance(Duration.FromMilliseconds(1));
        return world.Get<KeyRing>().Generate(owner, new NewKey { Once = Ids.New(world.Clock.GetCurrentInstant()).ToString(), Name = name },
            default);
    }

    Task<int> Send() => Round(() => Task.CompletedTask).Run(default);

    MailRound Round(Func<Task> meanwhile) => new(world.Store, new TakingMailer(taken, meanwhile), world.Clock,
        NullLogger<MailRound>.Instance);

    sealed class TakingMailer(List<(string Subject, string Body)> taken, Func<Task> meanwhile) : IMailer
    {
        public bool Delivers => true;

        public bool KeepsBodies => false;

        public async Task Send(string to, string subject, string body, CancellationToken stop)
        {
            await meanwhile();
            taken.Add((subject, body));
        }
    }
}
