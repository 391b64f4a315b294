using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Employees;
using Clockspot.Features.Invitations;
using Clockspot.Features.Mail;
using Clockspot.Features.SignIn;
using Clockspot.Features.TimeClock;
using Clockspot.Features.YourData;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clockspot.Tests.Features.Mail;

/// <summary>A mail belongs to whoever caused it: no erasure reaches another's, and none keeps a security notice back.</summary>
public sealed class WhoseMailTests : IAsyncLifetime
{
    const string Victim = "owner-elsewhere@example.com", Olive = "owner-harbor@example.com";
    static readonly LocalDate today = new(2026, 3, 2);

    readonly World world = new(StuckMailer.Into);
    Actor attacker = null!;

    public async Task InitializeAsync()
    {
        attacker = await world.Workspace();
        await world.Workspace("elsewhere");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Whoever_erases_a_record_with_a_strangers_address_leaves_the_strangers_mail()
    {
        await AskReset(Victim);

        await Erase(attacker, Victim);

        Assert.NotNull(Assert.Single(await To(Victim)).Body);
    }

    [Fact]
    public async Task A_workspace_that_goes_takes_no_mail_of_others_whatever_addresses_it_wrote_down()
    {
        await AskReset(Victim);
        Assert.Equal(1, await Round(new TakingMailer()).Run(default));
        await Trap(attacker, Victim);

        await world.Store.Remove(attacker.AccountId, "test", default);

        Assert.NotNull(Assert.Single(await To(Victim)).SentAt);
    }

    [Fact]
    public async Task A_thief_cannot_erase_the_notice_that_a_key_was_made()
    {
        await MakeKey(attacker);
        var changes = world.Get<EmployeeChanges>();
        var own = await world.Get<EmployeeDirectory>().Get(attacker, attacker.EmployeeId, default);
        await changes.Change(attacker, own.Id, own.Version, new SaveEmployee { Number = own.Number, Name = own.Name,
            Email = "away@example.com" }, default);

        await Erase(attacker, Olive);

        Assert.NotNull(Assert.Single(await To(Olive)).Body);
    }

    [Fact]
    public async Task A_workspace_that_goes_leaves_the_notices_that_still_wait()
    {
        await MakeKey(attacker);

        await world.Store.Remove(attacker.AccountId, "test", default);

        Assert.NotNull(Assert.Single(await To(Olive)).Body);
    }

    [Fact]
    public async Task An_invitation_that_waits_is_taken_back_with_the_record_and_nothing_of_the_address_is_left()
    {
        await world.Get<Inviting>().Invite(attacker, new InvitePeople { Emails = "Ivy <ivy@example.com>" }, default);
        Assert.Single(await To("ivy@example.com"));
        var record = Assert.Single(await world.Get<EmployeeDirectory>().List(attacker, new EmployeeFilter { Search = "ivy@" }, default));
        await world.Get<EmployeeChanges>().Archive(attacker, record.Id, today, default);

        await world.Get<Anonymizing>().Anonymize(attacker, record.Id, "Ivy", default);

        Assert.Empty(Digest.Of(world.Folder).Holding(["ivy@example.com"]));
        var mailer = new TakingMailer();
        await Round(mailer).Run(default);
        Assert.DoesNotContain("ivy@example.com", mailer.Taken);
    }

    [Fact]
    public async Task The_mail_of_a_sign_in_goes_with_it_and_its_notices_once_they_are_sent()
    {
        var ann = await world.Join(attacker, Role.Employee);
        var address = (await world.Get<EmployeeDirectory>().Get(attacker, ann.EmployeeId, default)).Email!;
        // By what somebody did here their sign-in is found again.
        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        await AskReset(address);
        await ChangePassword(address);
        Assert.Equal(2, (await To(address)).Count);
        await world.Get<EmployeeChanges>().Archive(attacker, ann.EmployeeId, today, default);
        await world.Get<Anonymizing>().Anonymize(attacker, ann.EmployeeId, ann.Name, default);

        var left = Assert.Single(await To(address));
        Assert.Equal("Your Clockspot password was changed", left.Subject);
        world.Clock.Advance(Duration.FromHours(1));
        var mailer = new TakingMailer();
        Assert.Equal(1, await Round(mailer).Run(default));
        Assert.Equal([address], mailer.Taken);
        await Round(mailer).Clear(default);
        Assert.Empty(await To(address));
    }

    /// <summary>Writes an address into a record, archives it and erases it.</summary>
    async Task Erase(Actor actor, string address)
    {
        var id = await Trap(actor, address);
        await world.Get<EmployeeChanges>().Archive(actor, id, today, default);
        await world.Get<Anonymizing>().Anonymize(actor, id, "Trap", default);
    }

    Task<Guid> Trap(Actor actor, string address) => world.Get<EmployeeChanges>().Add(actor,
        new AddEmployee { Number = "66", Name = "Trap", Email = address }, default);

    Task MakeKey(Actor actor) => world.Get<KeyRing>().Generate(actor,
        new NewKey { Once = Ids.New(world.Clock.GetCurrentInstant()).ToString(), Name = "Payroll" }, default);

    async Task AskReset(string address)
    {
        await using var scope = world.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PasswordReset>().Ask(new AskReset { Email = address }, default);
        Assert.Single(await To(address));
    }

    async Task ChangePassword(string address)
    {
        var browser = await world.Browse();
        await browser.Submit("/sign-in", "sign-in", ("Input.Email", address), ("Input.Password", World.Password));
        await browser.Submit("/profile", "password", ("Input.Present", World.Password), ("Input.Password", "another horse battery"));
    }

    MailRound Round(IMailer mailer) => new(world.Store, mailer, world.Clock, NullLogger<MailRound>.Instance);

    async Task<IReadOnlyList<MailMessage>> To(string address)
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Mail.AsNoTracking().Where(mail => mail.To == address).OrderBy(mail => mail.Id).ToListAsync();
    }

    sealed class TakingMailer : IMailer
    {
        public System.Collections.Concurrent.ConcurrentBag<string> Taken { get; } = [];

        public bool Delivers => true;

        public bool KeepsBodies => false;

        public Task Send(string to, string subject, string body, CancellationToken stop)
        {
            Taken.Add(to);
            return Task.CompletedTask;
        }
    }
}
