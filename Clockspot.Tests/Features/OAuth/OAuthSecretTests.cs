using System.Text;
using Clockspot.Domain.Access;
using Clockspot.Tests.Features.YourData;
using Clockspot.Tests.Hosting;
using Clockspot.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>A code is in its own redirect and a token in its own answer, and nowhere else: everything that a whole life of a connection wrote is read.</summary>
public sealed class OAuthSecretTests : IAsyncLifetime
{
    readonly LogLines log = new();
    readonly List<string> secrets = [OAuthClientWalk.Verifier];
    readonly StringBuilder heard = new();
    World world = null!;
    Actor owner = null!;
    OAuthClientWalk client = null!;

    public async Task InitializeAsync()
    {
        world = new World(services => services.RemoveAll<ILoggerProvider>().AddSingleton<ILoggerProvider>(log),
            ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"), ("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Trace"));
        owner = await world.Workspace();
        client = await OAuthClientWalk.Start(world);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task No_code_token_or_verifier_is_in_a_log_an_event_a_problem_a_page_a_download_or_a_file()
    {
        using var reader = new SqliteConnection($"Data Source={Path.Combine(world.Folder, "clockspot.db")};Pooling=False");
        reader.Open();
        using (var look = reader.CreateCommand())
        {
            look.CommandText = "SELECT count(*) FROM OAuthTokens";
            look.ExecuteScalar();
        }
        await Live();
        await using (var db = await world.Store.Open(owner, default))
        {
            var events = await db.AuditEvents.Where(row => row.Name.StartsWith("connection.")).ToListAsync();
            Assert.Equal(["connection.ended", "connection.granted"], events.Select(row => row.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            foreach (var row in events) heard.Append(row.Before).Append(row.After).Append(row.Reason);
        }
        heard.Append(await (await world.Api(owner)).Get("/audit-events?limit=100"));
        foreach (var (name, text) in await DownloadTests.Unpack(await world.Browse(owner), "everything")) heard.Append(name).Append(text);
        Assert.Contains("Crew bot", heard.ToString(), StringComparison.Ordinal);
        var browser = await world.Browse(owner);
        foreach (var way in Way.Workspace(world).Where(way => !way.NamesRow))
            heard.Append((await browser.Get(way.In("harbor", new Dictionary<string, Guid>(StringComparer.Ordinal)))).Document.DocumentElement.OuterHtml);
        Assert.InRange(secrets.Count, 10, 100);
        Leaks.None(heard.ToString(), secrets);
        var lines = log.All;
        Assert.Contains(lines, line => line.Level == LogLevel.Trace);
        Assert.Contains(lines, line => line.Category.EndsWith("TokenDesk", StringComparison.Ordinal));
        Leaks.None(string.Join('\n', lines.Select(line => line.Text + line.Scopes)), secrets);
        foreach (var file in Directory.EnumerateFiles(world.Folder, "*", SearchOption.AllDirectories))
            foreach (var secret in secrets)
                foreach (var form in Leaks.Forms(secret)) Assert.False(Leaks.Holds(Leaks.Bytes(file), form), $"{Path.GetFileName(file)} holds {secret[..5]}.");
    }

    /// <summary>All that can happen to a connection, right and wrong.</summary>
    async Task Live()
    {
        var browser = await world.Browse(owner);
        var (path, page) = await client.Permission(browser);
        heard.Append(page.Document.DocumentElement.OuterHtml);
        await browser.Submit(page, path, "cancel");
        var first = await Allow(browser);
        Hear(await client.Redeem(first, ("code_verifier", new string('w', 43))));
        Hear(await client.Redeem(first));
        var second = await Allow(browser);
        Hear(await client.Redeem(second, ("redirect_uri", "https://crew.example/other")));
        var code = await Allow(browser);
        var tokens = Keep(await client.Redeem(code));
        var api = new ApiClient(world.Client(), tokens.Access);
        foreach (var reply in new[] { await api.Get("/me"), await api.Post("/jobs", new { name = "No" }) })
            heard.Append(reply.Response.Headers).Append(reply.Text);
        Hear(await client.Refresh(tokens.Refresh, ("scope", "rules:read")));
        var next = Keep(await client.Refresh(tokens.Refresh));
        Keep(await client.Refresh(tokens.Refresh));
        world.Clock.Advance(Duration.FromMinutes(3));
        Hear(await client.Refresh(tokens.Refresh));
        Hear(await client.Refresh(next.Refresh));
        var other = Keep(await client.Redeem(await Allow(browser)));
        Hear(await client.Post("/oauth/revoke", [("token", other.Access), ("client_id", client.ClientId)]));
        Hear(await client.Post("/oauth/revoke", [("token", other.Refresh), ("client_id", client.ClientId), ("token_type_hint", "refresh_token")]));
        heard.Append((await new ApiClient(world.Client(), other.Access).Get("/me")).Text);
    }

    async Task<string> Allow(Browser browser)
    {
        var code = (await client.Allow(browser))["code"];
        secrets.Add(code);
        return code;
    }

    OAuthReply Keep(OAuthReply reply)
    {
        Assert.Equal(200, reply.Status);
        secrets.AddRange([reply.Access, reply.Refresh]);
        return reply;
    }

    void Hear(OAuthReply reply) => heard.Append(reply.Json).Append(reply.Response.Headers);
}
