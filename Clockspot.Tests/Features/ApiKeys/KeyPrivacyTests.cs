using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Employees;
using Clockspot.Features.Mail;
using Clockspot.Features.Privacy;
using Clockspot.Features.YourData;
using Clockspot.Tests.Features.YourData;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.ApiKeys;

public sealed class KeyPrivacyTests : IAsyncLifetime
{
    const string Ip = "203.0.113.99";

    readonly World world = new();
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task<Guid> Used(string name)
    {
        await world.Get<KeyRing>().Generate(owner, new NewKey { Once = Ids.New(world.Clock.GetCurrentInstant()).ToString(), Name = name }, default);
        await using var db = await world.Store.Write(owner, default);
        var key = await db.ApiKeys.SingleAsync(row => row.Name == name);
        key.Use(db.Now, Ip);
        await db.Commit(default);
        return key.Id;
    }

    [Fact]
    public async Task From_where_it_was_used_is_forgotten_in_time()
    {
        await Used("Payroll");
        async Task Erase(Instant before)
        {
            await using var db = await world.Store.Write(owner, default);
            foreach (var slice in world.Get<IEnumerable<IErasable>>()) await slice.EraseEvidence(db, before, default);
            await db.Commit(default);
        }
        await Erase(world.Clock.GetCurrentInstant());
        Assert.NotEmpty(Digest.Of(world.Folder).Holding([Ip]));
        await Erase(world.Clock.GetCurrentInstant() + Duration.FromSeconds(1));
        Assert.Empty(Digest.Of(world.Folder).Holding([Ip]));
        Assert.NotNull((await world.Get<KeyRing>().List(owner, default)).Single().LastUsedAt);
    }

    [Fact]
    public async Task Of_somebody_who_is_forgotten_no_key_and_no_kept_answer_tells()
    {
        await Used("Payroll of Olive Owner");
        await Used("For owner-harbor@example.com");
        var heir = await world.Join(owner, Role.Admin);
        var api = await world.Api(heir);
        await world.Get<Company>().Transfer(owner, heir.EmployeeId, "harbor Inc", default);
        var now = await world.Again(heir);
        Assert.Equal(201, (await api.Post("/jobs", new { name = "Desk of Olive Owner", code = "D1" }, ("Idempotency-Key", "one"))).Status);
        Assert.Equal(1, Digest.Of(world.Folder).Count("KeptAnswers"));
        // A notice is never erased before it is sent.
        world.Clock.Advance(Duration.FromMinutes(10));
        while (await world.Get<MailRound>().Run(default) > 0) { }
        await world.Get<EmployeeChanges>().Archive(now, owner.EmployeeId, new LocalDate(2026, 3, 2), default);
        await world.Get<Anonymizing>().Anonymize(now, owner.EmployeeId, "Olive Owner", default);
        Assert.Empty(Digest.Of(world.Folder).Holding([Ip, "owner-harbor@example.com"]));
        Assert.Equal(0, Digest.Of(world.Folder).Count("KeptAnswers"));

        Assert.Equal(201, (await api.Post("/jobs", new { name = "Chair of Olive Owner" }, ("Idempotency-Key", "two"))).Status);
        world.Clock.Advance(Duration.FromDays((3 * 366) + 1));
        Assert.Equal(1, await world.Get<Retention>().EraseDueNames(default));
        Assert.Equal(0, Digest.Of(world.Folder).Count("KeptAnswers"));
        Assert.DoesNotContain(Digest.Of(world.Folder).Holding(["Olive Owner"]), row => row.StartsWith("ApiKeys", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_download_has_the_keys_without_what_could_be_compared_with_a_value()
    {
        var id = await Used("Payroll");
        var files = await DownloadTests.Unpack(await world.Browse(owner), "everything");
        var table = files.Single(file => file.Key.Contains("api-keys.csv", StringComparison.Ordinal)).Value;
        Assert.Contains("id,employeeId,name,hint,scopes,createdAt,expiresAt,lastUsedAt,lastUsedIp,revokedAt", table, StringComparison.Ordinal);
        Assert.Contains($"{id},{owner.EmployeeId},Payroll,", table, StringComparison.Ordinal);
        Assert.DoesNotContain("hash", string.Concat(files.Where(file => file.Key.Contains("api-keys", StringComparison.Ordinal)).Select(file => file.Value)), StringComparison.OrdinalIgnoreCase);
    }
}
