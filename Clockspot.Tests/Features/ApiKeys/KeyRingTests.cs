using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Audit;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.ApiKeys;

public sealed class KeyRingTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    KeyRing keys = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        keys = world.Get<KeyRing>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    NewKey Named(string name) => new() { Once = Ids.New(world.Clock.GetCurrentInstant()).ToString(), Name = name };

    [Fact]
    public async Task The_value_works_and_stands_nowhere_and_the_log_keeps_name_and_hint()
    {
        var made = await keys.Generate(owner, Named("  Payroll "), default);
        Assert.Equal(200, (await new ApiClient(world.Client(), made.Value).Get("/jobs")).Status);
        var row = Assert.Single(await keys.List(owner, default));
        Assert.Equal(("Payroll", made.Value[^4..], "Olive Owner", (IReadOnlyList<Scope>?)null), (row.Name, row.Hint, row.MadeBy, row.Scopes));
        await keys.Revoke(owner, row.Id, default);
        Assert.Empty(await keys.List(owner, default));

        var everything = Digest.Of(world.Folder);
        Assert.Empty(everything.Holding([made.Value]));
        await using var db = await world.Store.Open(owner, default);
        var events = await db.AuditEvents.Where(one => one.SubjectId == row.Id).OrderBy(one => one.Id).ToListAsync();
        Assert.Equal(["api_key.added", "api_key.revoked"], events.Select(one => one.Name));
        Assert.All(events, one => Assert.Contains($"\"hint\":\"{made.Hint}\"", one.After, StringComparison.Ordinal));
        Assert.All(events, one => Assert.Contains("\"name\":\"Payroll\"", one.After, StringComparison.Ordinal));
        Assert.All(events, one => Assert.DoesNotContain("hash", one.Before + one.After, StringComparison.OrdinalIgnoreCase));
        var log = await world.Get<AuditLog>().List(owner, new AuditFilter(), new AuditPlace(), default);
        Assert.Equal($"Payroll (…{made.Hint})", log.SubjectOf(log.Rows[0]));
    }

    [Fact]
    public async Task The_same_form_sent_twice_makes_one_key()
    {
        var form = Named("Payroll");
        await keys.Generate(owner, form, default);
        var refused = await Assert.ThrowsAsync<Refusal>(() => keys.Generate(owner, form, default));
        Assert.Equal("key_made_already", refused.Code);
        Assert.Single(await keys.List(owner, default));
        // Another form may give the same name: the hint tells the two apart while one takes the place of the other.
        await keys.Generate(owner, Named("Payroll"), default);
        Assert.Equal(2, (await keys.List(owner, default)).Count);
    }

    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, null, "account:read employees:read time_tracking:read reports:read")]
    [InlineData(false, "TimeTracking", "time_tracking:read time_tracking:write")]
    [InlineData(true, "TimeTracking Reports", "time_tracking:read reports:read")]
    [InlineData(false, "Reports", "reports:read")]
    public async Task A_key_carries_what_was_chosen_and_no_more(bool readOnly, string? areas, string? scopes)
    {
        var made = await keys.Generate(owner, Named("Narrow") with { ReadOnly = readOnly, Areas = areas?.Split(' ').Select(Enum.Parse<Area>).ToList() }, default);
        Assert.Equal(scopes, Scopes.Text(Assert.Single(await keys.List(owner, default)).Scopes));
        var api = new ApiClient(world.Client(), made.Value);
        Assert.Equal(scopes is null ? 201 : 403, (await api.Post("/jobs", new { name = "Kitchen" })).Status);
    }

    [Fact]
    public async Task What_cannot_be_a_key_is_refused_and_nothing_is_written()
    {
        var before = Digest.Of(world.Folder);
        async Task Refused(NewKey input, string path) => Assert.Equal(path, (await Assert.ThrowsAsync<Refusal>(() => keys.Generate(owner, input, default))).Errors.Single().Path);
        await Refused(Named(" "), "name");
        await Refused(Named(new string('a', 101)), "name");
        await Refused(Named("two\nlines"), "name");
        await Refused(Named("A") with { Areas = [] }, "areas");
        await Refused(Named("A") with { Areas = [Area.PayRates] }, "areas");
        await Refused(Named("A") with { LastDay = new LocalDate(2026, 3, 1) }, "lastDay");
        await Refused(Named("A") with { LastDay = new LocalDate(2036, 3, 3) }, "lastDay");
        await Refused(Named("A") with { LastDay = LocalDate.MaxIsoValue }, "lastDay");
        await Refused(Named("A") with { Once = "7" }, "");
        Assert.Empty(before.ChangesTo(Digest.Of(world.Folder)));
    }

    [Fact]
    public async Task The_last_day_ends_with_the_calendar_of_the_workspace()
    {
        var made = await keys.Generate(owner, Named("Today") with { LastDay = new LocalDate(2026, 3, 2) }, default);
        var api = new ApiClient(world.Client(), made.Value);
        // 23:59 in New York.
        world.Clock.Advance(Instant.FromUtc(2026, 3, 3, 4, 59) - world.Clock.GetCurrentInstant());
        Assert.Equal(200, (await api.Get("/jobs")).Status);
        world.Clock.Advance(Duration.FromMinutes(1));
        Assert.Equal(401, (await api.Get("/jobs")).Status);
        // Its card stays until somebody revokes it.
        Assert.Single(await keys.List(owner, default));
    }

    [Fact]
    public async Task A_workspace_has_a_hundred_keys_at_most()
    {
        for (var number = 0; number < KeyRing.Most; number++) await world.Key(owner);
        Assert.Equal("too_many_keys", (await Assert.ThrowsAsync<Refusal>(() => keys.Generate(owner, Named("One more"), default))).Code);
        await keys.Revoke(owner, (await keys.List(owner, default))[0].Id, default);
        await keys.Generate(owner, Named("One more"), default);
    }

    [Fact]
    public async Task A_mail_tells_the_Owner_of_a_new_key_and_holds_nothing_of_it_but_the_hint()
    {
        var made = await keys.Generate(owner, Named("Payroll") with { ReadOnly = true }, default);
        await keys.Generate(owner with { IsDemo = true }, Named("Of a demo"), default);
        await using var db = await world.Store.OpenSystem("test", default);
        var mail = await db.Mail.SingleAsync(one => one.Subject == "A new API key for harbor Inc");
        Assert.Equal("owner-harbor@example.com", mail.To);
        Assert.Contains("\"Payroll\", which ends in " + made.Hint, mail.Body, StringComparison.Ordinal);
        Assert.Contains("time_tracking:read", mail.Body, StringComparison.Ordinal);
        Assert.Contains("http://localhost:5080/w/harbor/api-keys", mail.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Value, mail.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_Owner_sees_and_revokes_the_keys_of_a_former_one_who_does_not_any_more()
    {
        var heir = await world.Join(owner, Role.Admin);
        var made = await keys.Generate(owner, Named("Old"), default);
        await world.Get<Company>().Transfer(owner, heir.EmployeeId, "harbor Inc", default);
        var (before, after) = (await world.Again(owner), await world.Again(heir));
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<Refusal>(() => keys.List(before, default))).Code);
        // With the permissions of before: the database says who is the Owner.
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<Refusal>(() => keys.Generate(owner, Named("Late"), default))).Code);
        var row = Assert.Single(await keys.List(after, default));
        Assert.Equal("Olive Owner", row.MadeBy);
        await keys.Revoke(after, row.Id, default);
        Assert.Equal(401, (await new ApiClient(world.Client(), made.Value).Get("/jobs")).Status);
    }
}
