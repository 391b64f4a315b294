using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.Employees;
using Clockspot.Features.TimeClock;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Accounts;

public sealed class ClosingTests : IAsyncLifetime
{
    readonly World world = new();
    Scene scene = null!;
    Closing closing = null!;

    public async Task InitializeAsync()
    {
        scene = await Scene.Make(world, Standing.In);
        closing = world.Get<Closing>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Closed_everybody_is_out_at_the_next_click_and_the_owner_can_open_it_again()
    {
        var (owner, member) = (await world.Browse(scene.Owner), await world.Browse(scene.Member));
        var wrong = await owner.Submit("/w/harbor/data", "close", ("Input.CompanyName", "harbor"));
        Assert.Equal(422, (int)wrong.Status);
        Assert.Equal("harbor", wrong.Document.QuerySelector("#field-companyName")!.GetAttribute("value"));
        Assert.Equal(200, (int)(await member.Get("/w/harbor")).Status);

        var closed = await owner.Submit("/w/harbor/data", "close", ("Input.CompanyName", "Harbor Inc"));
        Assert.EndsWith("/workspaces", closed.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(404, (int)(await member.Get("/w/harbor")).Status);
        Assert.Equal(404, (int)(await owner.Get("/w/harbor/audit.csv")).Status);
        Assert.DoesNotContain("harbor Inc", (await member.Get("/workspaces")).Text, StringComparison.Ordinal);

        // The same person asks twice: what a page or circuit does next, and what it offers.
        await Assert.ThrowsAsync<Refusal>(() => world.Again(scene.Member));
        var list = await owner.Get("/workspaces");
        Assert.Contains("Everything in it is removed on Apr 1, 2026.", list.Text, StringComparison.Ordinal);
        var opened = await owner.Submit(list, "/workspaces", "reopen-harbor");
        Assert.EndsWith("/w/harbor", opened.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(200, (int)(await member.Get("/w/harbor")).Status);
        await using var db = await world.Store.Open(scene.Owner, default);
        Assert.Equal(["account.closed", "account.reopened"], await db.AuditEvents.Where(row => row.Name.StartsWith("account.")).OrderBy(row => row.Id).Select(row => row.Name).ToListAsync());
    }

    [Fact]
    public async Task Nobody_but_the_owner_closes_or_reopens_it()
    {
        foreach (var role in new[] { Role.Admin, Role.Manager, Role.Employee })
        {
            Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => closing.Close(scene.Of(role), "harbor Inc", default))).Status);
            Assert.DoesNotContain("Close this workspace", (await (await world.Browse(scene.Of(role))).Get("/w/harbor/data")).Text, StringComparison.Ordinal);
        }
        await closing.Close(scene.Owner, "harbor Inc", default);
        foreach (var other in new[] { scene.Admin, scene.Member, scene.Outsider })
        {
            Assert.Empty(await closing.Closed(await SignedIn(other), default));
            Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(async () => await closing.Reopen(await SignedIn(other), "harbor", new(Channel.Web, null, null), default))).Status);
        }
        var old = await SignedIn(scene.Owner) with { Stamp = "old" };
        Assert.Equal(404, (await Assert.ThrowsAsync<Refusal>(() => closing.Reopen(old, "harbor", new(Channel.Web, null, null),
            default))).Status);
    }

    [Fact]
    public async Task A_demo_is_not_closed()
    {
        var visitor = await world.Browse();
        var path = (await visitor.Submit("/demo?to=data", "demo")).Location!.PathAndQuery;
        var page = await visitor.Get(path);
        Assert.Equal("Your data", page.Title);
        Assert.DoesNotContain("Close this workspace", page.Text, StringComparison.Ordinal);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => closing.Close(scene.Owner with { IsDemo = true }, "harbor Inc", default))).Status);
    }

    [Fact]
    public async Task After_thirty_days_nothing_of_it_is_in_any_table_and_everybody_elses_is()
    {
        // Somebody who belongs to both, and somebody who left and is known by deeds alone.
        var both = await world.Join(scene.Owner, Role.Employee);
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            var there = new Employee(scene.Outsider.AccountId, Ids.New(db.Now), "70", "Both Bo", null, Role.Employee, db.Now);
            there.Join(both.PersonId);
            db.Employees.Add(there);
            await db.Commit(default);
        }
        await world.Get<Clock>().ClockIn(scene.Loner, new ClockIn(), default);
        await world.Get<EmployeeChanges>().Archive(scene.Owner, scene.Loner.EmployeeId, new LocalDate(2026, 3, 2), default);
        await closing.Close(scene.Owner, "harbor Inc", default);
        var elsewhere = Digest.Of(world.Folder, scene.Outsider.AccountId);

        world.Clock.Advance(Duration.FromDays(30) - Duration.FromSeconds(1));
        Assert.Equal(0, await world.Get<ClosedAccounts>().RemoveDue(default));
        Assert.Single(await closing.Closed(await SignedIn(scene.Owner), default));
        world.Clock.Advance(Duration.FromSeconds(1));
        Assert.Empty(await closing.Closed(await SignedIn(scene.Owner), default));
        Assert.Equal(1, await world.Get<ClosedAccounts>().RemoveDue(default));
        Assert.Equal(0, await world.Get<ClosedAccounts>().RemoveDue(default));

        var gone = new[] { scene.Owner, scene.Admin, scene.Manager, scene.Member, scene.Loner };
        var words = gone.SelectMany(who => new[] { who.EmployeeId.ToString(), who.PersonId.ToString() })
            .Concat([scene.Owner.AccountId.ToString(), "harbor Inc", "Pier 4", "gina@example.com", "ivo@example.com"]).ToList();
        Assert.Empty(Digest.Of(world.Folder).Holding(words));
        Assert.Empty(elsewhere.ChangesTo(Digest.Of(world.Folder, scene.Outsider.AccountId)));
        await using var now = await world.Store.OpenSystem("test", default);
        Assert.True(await now.Users.AnyAsync(row => row.Id == both.PersonId));
        Assert.Equal(200, (int)(await (await world.Browse(scene.Outsider)).Get("/w/elsewhere")).Status);
    }

    Task<SignedIn> SignedIn(Actor actor) => world.SignedIn(actor.PersonId);
}
