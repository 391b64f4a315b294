using System.Collections.Concurrent;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Invitations;
using Clockspot.Features.Mail;
using Clockspot.Features.SignIn;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clockspot.Tests.Features.Mail;

public sealed class MailTests : IAsyncLifetime
{
    // Production without SMTP: the program's own job does not run, so that each test runs its rounds itself.
    readonly World world = new(("environment", "Production"));

    public Task InitializeAsync() => world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Two_nodes_at_once_send_each_mail_once()
    {
        for (var i = 0; i < 20; i++) await Write($"to-{i}@example.com");
        var mailer = new RecordingMailer();

        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Round(mailer).Run(default))));

        Assert.Equal((20, 20, 20), (sent.Sum(), mailer.Sent.Count, mailer.Sent.Distinct().Count()));
        Assert.Equal(0, await Round(mailer).Run(default));
    }

    [Fact]
    public async Task What_is_undone_sends_no_mail_and_what_is_done_sends_it_after_the_commit()
    {
        var mailer = new RecordingMailer();
        async Task Post(string to, bool undone)
        {
            await using var db = await world.Store.WriteSystem("test", default);
            Assert.True(await new Postbox(mailer, world.Get<MailLimits>()).Post(db, Letter(to), default));
            await db.SaveChangesAsync();
            if (!undone) await db.Commit(default);
        }
        await Post("undone@example.com", undone: true);
        await Post("done@example.com", undone: false);
        Assert.Empty(mailer.Sent);

        Assert.Equal(1, await Round(mailer).Run(default));
        Assert.Equal(["done@example.com"], mailer.Sent);
    }

    [Fact]
    public async Task What_cannot_write_its_mail_is_not_done_either()
    {
        await using var development = new World { IsFresh = true };
        var owner = await development.Workspace();
        var inviting = development.Get<Inviting>();
        await inviting.Invite(owner, new InvitePeople { Emails = "ann@example.com" }, default);
        var ann = (await inviting.Pending(owner, default)).Single().Id;
        await using var scope = development.Services.CreateAsyncScope();
        var reset = scope.ServiceProvider.GetRequiredService<PasswordReset>();
        var link = QueryHelpers.ParseQuery(new Uri(await reset.LinkFor("owner-harbor@example.com", default)).Query);
        await using (var db = await development.Store.WriteSystem("test", default))
        {
            await db.Database.ExecuteSqlRawAsync("CREATE TRIGGER Full BEFORE INSERT ON Mail BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
            await db.Commit(default);
        }
        var before = Digest.Of(development.Folder);

        await Fails(inviting.Invite(owner, new InvitePeople { Emails = "ben@example.com" }, default));
        await Fails(inviting.Resend(owner, ann, default));
        await Fails(development.Get<KeyRing>().Generate(owner, new NewKey { Once = Clockspot.Domain.Ids.New(development.Clock.GetCurrentInstant()).ToString(), Name = "Payroll" }, default));
        await Fails(reset.Choose(owner.PersonId, link["token"], new ChoosePassword { Password = "another horse battery" },
            new(Clockspot.Domain.Access.Channel.Web, null, null), default));
        Assert.Empty(before.ChangesTo(Digest.Of(development.Folder)));

        static Task Fails(Task act) => Assert.ThrowsAsync<DbUpdateException>(() => act);
    }

    [Fact]
    public async Task A_mail_that_a_dead_node_had_claimed_is_sent_after_its_lease()
    {
        await Write("a@example.com");
        await ClaimAndDie();
        var mailer = new RecordingMailer();

        Assert.Equal(0, await Round(mailer).Run(default));
        world.Clock.Advance(Duration.FromMinutes(5));
        Assert.Equal(1, await Round(mailer).Run(default));
    }

    [Fact]
    public async Task A_node_that_is_slower_than_its_lease_says_nothing_of_a_mail_that_another_has_by_then()
    {
        await Write("a@example.com");
        var slow = new RecordingMailer
        {
            During = async () =>
            {
                world.Clock.Advance(Duration.FromMinutes(5));
                await ClaimAndDie();
                throw new TimeoutException();
            },
        };

        Assert.Equal(0, await Round(slow).Run(default));

        var mail = await Only();
        Assert.Equal((0, world.Clock.GetCurrentInstant() + Duration.FromMinutes(5)), (mail.Failures, mail.DueAt));
    }

    [Fact]
    public async Task A_mail_that_is_not_taken_is_tried_again_later_and_later_and_given_up_with_its_text_erased()
    {
        await Write("a@example.com");
        var mailer = new RecordingMailer { Before = () => throw new InvalidOperationException("not now") };
        var delays = new List<int>();
        for (var tries = 1; tries < MailRound.MostFailures; tries++)
        {
            await Round(mailer).Run(default);
            Assert.Equal(tries, (await Only()).Failures);
            delays.Add((int)((await Only()).DueAt - world.Clock.GetCurrentInstant()).TotalMinutes);
            world.Clock.Reset((await Only()).DueAt - Duration.FromMilliseconds(1));
            await Round(mailer).Run(default);
            Assert.Equal(tries, (await Only()).Failures);
            world.Clock.Advance(Duration.FromMilliseconds(1));
        }
        Assert.NotNull((await Only()).Body);
        await Round(mailer).Run(default);

        var mail = await Only();
        Assert.Equal((MailRound.MostFailures, null, null), (mail.Failures, mail.Body, mail.SentAt));
        Assert.Equal([1, 4, 16, 64, 256, 1024, 1440], delays);
        world.Clock.Advance(Duration.FromDays(2));
        Assert.Equal(0, await Round(new RecordingMailer()).Run(default));
    }

    [Fact]
    public async Task Mail_that_is_done_is_removed_after_thirty_days()
    {
        await Write("a@example.com");
        await Round(new RecordingMailer()).Run(default);
        world.Clock.Advance(Duration.FromDays(29));
        await Write("waiting@example.com");
        await Round(new RecordingMailer()).Clear(default);
        Assert.Equal(2, await Count());

        world.Clock.Advance(Duration.FromDays(40));
        await Round(new RecordingMailer()).Clear(default);

        Assert.Equal("waiting@example.com", (await Only()).To);
    }

    [Fact]
    public async Task The_settings_choose_how_mail_goes_out()
    {
        Assert.False(world.Get<Postbox>().Delivers);
        await using var development = new World();
        Assert.Equal((true, true), (development.Get<IMailer>().Delivers, development.Get<IMailer>().KeepsBodies));
        await using var smtp = new World(("environment", "Production"), ("Mail:Host", "127.0.0.1"), ("Mail:From", "clock@example.com"));
        Assert.Equal((true, false), (smtp.Get<IMailer>().Delivers, smtp.Get<IMailer>().KeepsBodies));
    }

    [Fact]
    public async Task A_demo_writes_no_mail_and_neither_does_an_installation_without_mail()
    {
        await using var development = new World();
        await using var db = await development.Store.WriteSystem("test", default);
        foreach (var kind in Enum.GetValues<MailKind>())
        {
            Assert.False(await development.Get<Postbox>().Post(db,
                Letter("a@example.com") with { Cause = new MailCause(null, null, IsDemo: true), Kind = kind }, default));
            Assert.False(await world.Get<Postbox>().Post(db, Letter("a@example.com") with { Kind = kind }, default));
        }
        Assert.Empty(db.ChangeTracker.Entries());
    }

    [Fact]
    public async Task The_outbox_is_not_found_in_production()
    {
        await Write("a@example.com", "secret subject");

        var page = await (await world.Browse()).Get("/outbox");

        Assert.Equal(404, (int)page.Status);
        Assert.DoesNotContain("secret", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_outbox_of_development_shows_mail_at_once_newest_first_encoded_and_with_its_links()
    {
        await using var development = new World();
        await using (var db = await development.Store.WriteSystem("test", default))
        {
            await development.Get<Postbox>().Post(db, Letter("first@example.com") with { Subject = $"First" }, default);
            await db.Commit(default);
        }
        development.Clock.Advance(Duration.FromSeconds(1));
        await using (var db = await development.Store.WriteSystem("test", default))
        {
            MailText body = $"Hello <i>you</i>:\n\nhttp://localhost:5080/confirm?person=1&token=2\n\nBye";
            await development.Get<Postbox>().Post(db, Letter("second@example.com") with { Subject = $"<b>Second</b>", Body = body },
                default);
            await db.Commit(default);
        }

        var page = await (await development.Browse()).Get("/outbox");

        Assert.Equal(["<b>Second</b>", "First"], page.Document.QuerySelectorAll("article h2").Select(head => head.TextContent));
        Assert.Equal("http://localhost:5080/confirm?person=1&token=2", Assert.Single(page.Document.QuerySelectorAll("article a")).GetAttribute("href"));
        Assert.Contains("Hello <i>you</i>:", page.Text, StringComparison.Ordinal);
        Assert.Contains("second@example.com", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_outbox_is_not_shown_to_another_machine()
    {
        await using var development = new World();

        await Assert.ThrowsAsync<Clockspot.Domain.Refusal>(() => development.Get<Outbox>().List(System.Net.IPAddress.Parse("192.0.2.7"), default));
        Assert.Empty(await development.Get<Outbox>().List(System.Net.IPAddress.IPv6Loopback, default));
    }

    static Letter Letter(string to) => new(new MailCause(null, null, IsDemo: false), MailKind.Reset, to, $"Subject", $"Body");

    MailRound Round(IMailer mailer) => new(world.Store, mailer, world.Clock, NullLogger<MailRound>.Instance);

    /// <summary>A node takes the mail and ends before it has sent it.</summary>
    async Task ClaimAndDie()
    {
        using var dying = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Round(new RecordingMailer { Before = () => { dying.Cancel(); dying.Token.ThrowIfCancellationRequested(); } }).Run(dying.Token));
    }

    async Task Write(string to, string subject = "Subject", string body = "Body")
    {
        await using var db = await world.Store.WriteSystem("test", default);
        db.Mail.Add(new MailMessage(Clockspot.Domain.Ids.New(db.Now), to, subject, body, db.Now));
        await db.Commit(default);
    }

    async Task<MailMessage> Only()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Mail.SingleAsync();
    }

    async Task<int> Count()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Mail.CountAsync();
    }

    sealed class RecordingMailer : IMailer
    {
        public ConcurrentBag<string> Sent { get; } = [];

        public Action Before { get; init; } = () => { };

        public Func<Task> During { get; init; } = () => Task.CompletedTask;

        public bool Delivers => true;

        public bool KeepsBodies => false;

        public async Task Send(string to, string subject, string body, CancellationToken stop)
        {
            Before();
            await During();
            await Task.Delay(5, stop);
            Sent.Add(to);
        }
    }
}
