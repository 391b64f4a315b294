using System.Text.Json.Nodes;
using Clockspot.Domain.Access;
using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;
using NewId = Clockspot.Domain.Ids;

namespace Clockspot.Tests.Support;

/// <summary>
/// The company of the demo, as a visitor's click makes it, on a Wednesday morning. Nobody connects an assistant to a demo, which is gone after a day: so it is made an
/// ordinary workspace here, and two of its people get a sign-in.
/// </summary>
public sealed class DemoCompany : IAsyncLifetime
{
    public const string Connection = "Larkspur assistant";

    public World World { get; } = new(("Api:RequestsPerMinute", "1000000"));

    public string Slug { get; private set; } = "";

    /// <summary>Maya, who is not clocked in.</summary>
    public Actor Owner { get; private set; } = null!;

    /// <summary>Rosa, whose team are Aisha, Wei, Liam and Priya.</summary>
    public Actor Manager { get; private set; } = null!;

    /// <summary>Aisha, who is clocked in.</summary>
    public Actor Member { get; private set; } = null!;

    /// <summary>Daniel, who is in nobody's way.</summary>
    public Actor Admin { get; private set; } = null!;

    /// <summary>What a connection to the demo itself was answered.</summary>
    public int StatusAsDemo { get; private set; }

    public DateTimeZone Zone { get; private set; } = null!;

    public LocalDate Today => World.Clock.GetCurrentInstant().InZone(Zone).Date;

    /// <summary>The Monday of this week.</summary>
    public LocalDate Monday => Today.PlusDays(1 - (int)Today.DayOfWeek);

    public async Task InitializeAsync()
    {
        World.Clock.Reset(Instant.FromUtc(2026, 3, 4, 16, 20));
        Slug = (await (await World.Browse()).Submit("/demo", "demo")).Location!.PathAndQuery["/w/".Length..];
        await using (var db = await World.Store.OpenSystem("test", default))
        {
            var account = await db.Accounts.SingleAsync(row => row.Slug == Slug);
            Zone = account.Zone;
            Owner = await Enter(await db.Employees.IgnoreQueryFilters().Where(row => row.AccountId == account.Id && row.PersonId != null).Select(row => row.PersonId!.Value).SingleAsync(), account.Id);
        }
        StatusAsDemo = (await (await McpClient.Connected(World, Owner)).Call("get_account")).Status;
        await Keep();
        (Admin, Manager, Member) = (await SignUp("Daniel Okafor"), await SignUp("Rosa Delgado"), await SignUp("Aisha Rahman"));
    }

    public async Task DisposeAsync() => await World.DisposeAsync();

    /// <summary>An assistant that somebody of the company connected.</summary>
    public Task<McpClient> Connect(Actor actor) => McpClient.Connected(World, actor, name: Connection);

    /// <summary>A moment of the company's wall clock.</summary>
    public Instant At(LocalDate day, int hour, int minute = 0) => day.At(new LocalTime(hour, minute)).InZoneStrictly(Zone).ToInstant();

    async Task Keep()
    {
        await using var db = await World.Store.WriteSystem("test", default);
        db.Entry(await db.Accounts.SingleAsync(row => row.Slug == Slug)).Property(row => row.DemoUntil).CurrentValue = null;
        db.Entry(await db.Users.SingleAsync(row => row.Id == Owner.PersonId)).Property(row => row.IsDemo).CurrentValue = false;
        await db.Commit(default);
    }

    async Task<Actor> SignUp(string name)
    {
        Guid id;
        await using (var db = await World.Store.WriteSystem("test", default))
        {
            var employee = await db.Employees.IgnoreQueryFilters().SingleAsync(row => row.AccountId == Owner.AccountId && row.Name == name);
            var email = employee.Email!;
            var person = new Person(NewId.New(db.Now), name, email, db.Now) { EmailConfirmed = true, SecurityStamp = name, NormalizedEmail = email.ToUpperInvariant(), NormalizedUserName = email.ToUpperInvariant() };
            db.Users.Add(person);
            employee.Join(person.Id);
            await db.Commit(default);
            id = person.Id;
        }
        return await Enter(id, Owner.AccountId);
    }

    Task<Actor> Enter(Guid person, Guid account) => World.Again(Actor.System(account, "test") with { PersonId = person });
}

/// <summary>The tests that look at the company of the demo, one after the other, for some of them change it.</summary>
[CollectionDefinition(Name)]
public sealed class DemoCompanyTests : ICollectionFixture<DemoCompany>
{
    public const string Name = "The demo's company";
}

/// <summary>What an answer says, to compare.</summary>
static class ToolAnswers
{
    /// <summary>The rows of an answer.</summary>
    public static IReadOnlyList<JsonNode> Rows(this JsonNode answer) => [.. answer["data"]!.AsArray().Select(row => row!)];

    /// <summary>Exact seconds.</summary>
    public static long Seconds(this JsonNode row, string field = "workedSeconds") => (long)row[field]!;

    /// <summary>The same again says that it is the same, and nothing else but that differs.</summary>
    public static void IsRepeatedBy(this JsonNode answer, JsonNode again)
    {
        Assert.Equal((false, true), ((bool)answer["repeated"]!, (bool)again["repeated"]!));
        var copy = again.DeepClone();
        copy["repeated"] = false;
        Assert.True(JsonNode.DeepEquals(answer, copy), again.ToJsonString());
    }

    public static string Text(this JsonNode row, string field) => (string)row[field]!;
}
