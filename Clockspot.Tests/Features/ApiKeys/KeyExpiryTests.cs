using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.ApiKeys;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.ApiKeys;

public sealed class KeyExpiryTests : IAsyncLifetime
{
    const string Subject = "An API key for harbor Inc expires soon";
    static readonly LocalDate Last = new(2026, 3, 20);

    readonly World world = new();
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    Task Make(string name, LocalDate? last) => world.Get<KeyRing>().Generate(owner, new NewKey { Once = Ids.New(world.Clock.GetCurrentInstant()).ToString(), Name = name, LastDay = last }, default);

    async Task<IReadOnlyList<string>> Told()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Mail.Where(mail => mail.Subject == Subject).OrderBy(mail => mail.To).Select(mail => mail.To + ": " + mail.Body).ToListAsync();
    }

    [Fact]
    public async Task Seven_days_before_the_end_a_mail_tells_once()
    {
        await Make("Payroll", Last);
        await Make("For ever", null);
        // Made for a few days: whoever made it knows.
        await Make("Short", new LocalDate(2026, 3, 5));
        var round = world.Get<KeyExpiry>();
        world.Clock.Advance(Instant.FromUtc(2026, 3, 14, 3, 59) - world.Clock.GetCurrentInstant());
        Assert.Equal(0, await round.TellDue(default));
        world.Clock.Advance(Duration.FromMinutes(1));
        // Two nodes at once tell once.
        Assert.Equal(1, (await Task.WhenAll(round.TellDue(default), round.TellDue(default))).Sum());
        var mail = Assert.Single(await Told());
        Assert.StartsWith("owner-harbor@example.com: ", mail, StringComparison.Ordinal);
        Assert.Contains("\"Payroll\"", mail, StringComparison.Ordinal);
        Assert.Contains("until the end of Mar 20, 2026", mail, StringComparison.Ordinal);
        world.Clock.Advance(Duration.FromDays(3));
        Assert.Equal(0, await round.TellDue(default));
    }

    [Fact]
    public async Task The_maker_and_a_new_Owner_are_both_told_and_nobody_of_a_key_that_is_revoked()
    {
        await Make("Payroll", Last);
        await Make("Gone", Last);
        var heir = await world.Join(owner, Role.Admin);
        await world.Get<Company>().Transfer(owner, heir.EmployeeId, "harbor Inc", default);
        var now = await world.Again(heir);
        await world.Get<KeyRing>().Revoke(now, (await world.Get<KeyRing>().List(now, default)).Single(key => key.Name == "Gone").Id, default);
        world.Clock.Advance(Duration.FromDays(14));
        Assert.Equal(1, await world.Get<KeyExpiry>().TellDue(default));
        var told = await Told();
        Assert.Equal(2, told.Count);
        Assert.Equal(2, told.Select(mail => mail.Split(':')[0]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_closed_workspace_is_not_written_to()
    {
        await Make("Payroll", Last);
        await world.Get<Closing>().Close(owner, "harbor Inc", default);
        world.Clock.Advance(Duration.FromDays(14));
        Assert.Equal(0, await world.Get<KeyExpiry>().TellDue(default));
        Assert.Empty(await Told());
    }
}
