using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Invitations;

/// <summary>Invitations over the API, where no mail goes out but in one test.</summary>
public sealed class InvitationsApiTests : IAsyncLifetime
{
    readonly World world = new() { Environment = "Production" };
    Scene scene = null!;
    ApiClient api = null!;

    public async Task InitializeAsync()
    {
        scene = await Scene.Make(world);
        api = await world.Api(scene.Owner);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Somebody_is_invited_again_and_not_any_more()
    {
        var made = await api.Post("/invitations", new { email = "new@example.com", name = "Nell New", role = "manager" });
        Assert.True(made.Status == 201, made.ToString());
        Wire.IsShaped(Wire.Invitation, made.Json);
        Assert.Equal(("Nell New", "manager", "pending", "2026-03-09T14:00:00Z"), (made.Text("name"), made.Text("role"), made.Text("status"), made.Text("expiresAt")));
        Assert.StartsWith("http://localhost:5080/invitation?token=", made.Text("link"), StringComparison.Ordinal);
        Assert.Equal("invited", (await api.Get($"/employees/{made.Json!["employeeId"]}")).Text("status"));
        var path = $"/invitations/{made.Id}";
        world.Clock.Advance(Duration.FromDays(8));
        Assert.Contains(made.Id, (await api.Get("/invitations?status=expired")).Ids());
        var again = await api.Post(path + "/resend", new { version = 1 });
        Assert.Equal((200, "pending", 2), (again.Status, again.Text("status"), again.Version));
        Assert.NotEqual(made.Text("link"), again.Text("link"));
        Assert.Equal((409, "stale_version"), ((await api.Post(path + "/resend", new { version = 1 })).Status, (await api.Post(path + "/resend", new { version = 1 })).Code));
        Assert.DoesNotContain("token=", (await api.Get("/invitations")).Text, StringComparison.Ordinal);
        var deleted = await api.Delete(path);
        Assert.Equal((204, ""), (deleted.Status, deleted.Text));
        Assert.Equal(404, (await api.Delete(path)).Status);
        Assert.DoesNotContain(made.Id, (await api.Get("/invitations")).Ids());
    }

    /// <summary>An answer under an Idempotency-Key is kept in the database, where nothing lies that opens an account.</summary>
    [Fact]
    public async Task An_answer_that_is_kept_holds_no_link()
    {
        var made = await api.Post("/invitations", new { email = "new@example.com" }, ("Idempotency-Key", "once"));
        Assert.Equal((201, null), (made.Status, made.Text("link")));
        Assert.Equal(made.Id, (await api.Post("/invitations", new { email = "new@example.com" }, ("Idempotency-Key", "once"))).Id);
    }

    [Fact]
    public async Task Where_mail_goes_out_the_link_goes_by_mail_alone()
    {
        await using var mailing = new World();
        var made = await (await mailing.Api(await mailing.Workspace())).Post("/invitations", new { email = "new@example.com" });
        Assert.Equal((201, null), (made.Status, made.Text("link")));
    }

    [Theory]
    [InlineData("not an address", "invalid")]
    [InlineData("Ann <ann@example.com>", "invalid")]
    [InlineData("a@example.com, b@example.com", "invalid")]
    [InlineData("ivo@example.com", "not_invited")]
    [InlineData("gina@example.com", "not_invited")]
    [InlineData("owner-harbor@example.com", "not_invited")]
    public async Task Whoever_cannot_be_invited_is_refused_in_words(string email, string code)
    {
        var reply = await api.Post("/invitations", new { email });
        Assert.Equal((422, "email", code), (reply.Status, reply.ErrorPath, (string?)reply.Json!["errors"]![0]!["code"]));
    }

    [Fact]
    public async Task Nobody_gives_more_than_they_have_and_reading_needs_no_more_than_reading()
    {
        var admin = await world.Api(scene.Admin);
        Assert.Equal(403, (await admin.Post("/invitations", new { email = "new@example.com", role = "admin" })).Status);
        Assert.Equal(403, (await api.Post("/invitations", new { email = "new@example.com", role = "owner" })).Status);
        var reader = await world.Api(scene.Owner, "employees:read");
        Assert.Equal(scene.Ids["invitations"], Assert.Single((await reader.Get("/invitations")).Ids()));
        Assert.Equal("insufficient_scope", (await reader.Delete($"/invitations/{scene.Ids["invitations"]}")).Code);
        Assert.Equal(403, (await (await world.Api(scene.Manager)).Get("/invitations")).Status);
        Assert.Equal(404, (await (await world.Api(scene.Outsider)).Delete($"/invitations/{scene.Ids["invitations"]}")).Status);
    }

    [Fact]
    public async Task Nobody_sends_more_invitations_by_a_program_than_by_hand()
    {
        await using var strict = new World(("RateLimits:Invitations", "2/hour"));
        var owner = await strict.Workspace();
        var (first, second) = (await strict.Api(owner), await strict.Api(owner));
        Assert.Equal(201, (await first.Post("/invitations", new { email = "a@example.com" })).Status);
        Assert.Equal(201, (await second.Post("/invitations", new { email = "b@example.com" })).Status);
        var refused = await first.Post("/invitations", new { email = "c@example.com" });
        Assert.Equal((429, "rate_limited", "3600"), (refused.Status, refused.Code, refused.Header("Retry-After")));
        Assert.Equal(200, (await first.Get("/invitations")).Status);
        strict.Clock.Advance(Duration.FromHours(1));
        Assert.Equal(201, (await first.Post("/invitations", new { email = "c@example.com" })).Status);
    }
}
