using System.Text;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Clockify;
using Clockspot.Tests.Features.YourData;
using Clockspot.Tests.Hosting;
using Clockspot.Tests.Support;
using Clockspot.Tests.Support.Clockify;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>Whoever has the file, a backup, the log or a page does not have the key.</summary>
public sealed class ClockifySecretTests : IAsyncLifetime
{
    /// <summary>Refused by Clockify, and just as secret: it may be good elsewhere.</summary>
    const string Wrong = "Wk7zQ0aJr5WmYx3dTnBvCpSe8uHgk0Rs";

    static readonly string[] secrets = [ConnectedWorld.Key, Wrong];

    readonly LogLines log = new();
    ConnectedWorld connected = null!;

    public async Task InitializeAsync() => connected = await ConnectedWorld.Start(
        services => services.RemoveAll<ILoggerProvider>().AddSingleton<ILoggerProvider>(log), ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"), ("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Trace"));

    public async Task DisposeAsync() => await connected.DisposeAsync();

    [Fact]
    public async Task The_key_is_in_no_log_event_problem_page_or_download()
    {
        var heard = new StringBuilder();
        await Live(heard);
        await using (var db = await connected.World.Store.Open(connected.Owner, default))
        {
            var events = await db.AuditEvents.Where(row => row.Name.StartsWith("clockify.")).ToListAsync();
            Assert.Contains(events, row => row.Name == "clockify.connected" && row.After!.Contains("k9Qz", StringComparison.Ordinal));
            Assert.Contains(events, row => row.Name == "clockify.failed");
            Assert.All(events, row => Assert.DoesNotContain("secret", row.Before + row.After, StringComparison.OrdinalIgnoreCase));
            foreach (var row in events) heard.Append(row.Before).Append(row.After).Append(row.Reason);
        }
        heard.Append(await connected.Api.Get("/audit-events?limit=100"));
        foreach (var (name, text) in await DownloadTests.Unpack(await connected.World.Browse(connected.Owner), "everything")) heard.Append(name).Append(text);
        Assert.Contains("k9Qz", heard.ToString(), StringComparison.Ordinal);
        var scene = new Dictionary<string, Guid>(StringComparer.Ordinal);
        var browser = await connected.World.Browse(connected.Owner);
        foreach (var way in Way.Workspace(connected.World).Where(way => !way.NamesRow))
        {
            var page = await browser.Get(way.In("harbor", scene));
            Assert.True((int)page.Status < 400, $"{way.Route}: {page.Status}");
            heard.Append(page.Document.DocumentElement.OuterHtml);
        }
        Leaks.None(heard.ToString(), secrets);
        var lines = log.All;
        Assert.Contains(lines, line => line.Level == LogLevel.Trace);
        Assert.Contains(lines, line => line.Category.Contains("ClockifyDoor", StringComparison.Ordinal) && line.Text.Contains("clockify_invalid_token", StringComparison.Ordinal));
        Leaks.None(string.Join('\n', lines.Select(line => line.Text + line.Scopes)), secrets);
    }

    [Fact]
    public async Task Neither_the_data_folder_nor_a_backup_holds_the_key()
    {
        // Somebody who has the file open keeps what was written beside it, where it is searched as well.
        using var reader = new SqliteConnection($"Data Source={Path.Combine(connected.World.Folder, "clockspot.db")};Pooling=False");
        reader.Open();
        using (var look = reader.CreateCommand())
        {
            look.CommandText = "SELECT count(*) FROM ClockifyConnections";
            look.ExecuteScalar();
        }
        await Live(new StringBuilder());
        var copy = Path.Combine(connected.World.Folder, "copy.db");
        var (exit, _, errors) = await Operator.Ask(connected.World.Folder, "backup", copy);
        Assert.True(exit == 0, errors);

        var files = Directory.EnumerateFiles(connected.World.Folder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetFileName(file), Leaks.Bytes, StringComparer.Ordinal);
        Assert.Contains("clockspot.db-wal", files.Keys);
        // The search finds what is there: the hint, and the protected key itself.
        var secret = Ask("SELECT Secret FROM ClockifyConnections");
        foreach (var there in new[] { "k9Qz", secret })
        {
            Assert.True(Leaks.Holds(files["copy.db"], Encoding.UTF8.GetBytes(there)), there);
            Assert.Contains(files, file => file.Key.StartsWith("clockspot.db", StringComparison.Ordinal) && Leaks.Holds(file.Value, Encoding.UTF8.GetBytes(there)));
        }
        foreach (var (name, bytes) in files)
            foreach (var key in secrets)
                foreach (var form in Leaks.Forms(key)) Assert.False(Leaks.Holds(bytes, form), $"{name} holds the key.");
    }

    [Fact]
    public async Task A_row_that_is_copied_to_another_account_opens_nothing()
    {
        await connected.Connected();
        var neighbour = await connected.World.Workspace("elsewhere");
        var theirs = connected.Fake.Workspace("Their crew");
        await connected.Connections.Connect(neighbour, new ConnectClockify { ApiKey = connected.Fake.Key("Theirs0Key0Of0Somebody0Else0Efgh", theirs), Region = ClockifyRegion.Global }, default);
        var mine = Ask($"SELECT Secret FROM ClockifyConnections WHERE AccountId = '{Text(connected.Owner)}'");
        Ask($"UPDATE ClockifyConnections SET Secret = '{mine}' WHERE AccountId = '{Text(neighbour)}'");
        await CannotRead(neighbour);

        var third = await connected.World.Workspace("thirdplace");
        var columns = Ask("SELECT group_concat(name) FROM pragma_table_info('ClockifyConnections') WHERE name <> 'AccountId'");
        Ask($"INSERT INTO ClockifyConnections (AccountId,{columns}) SELECT '{Text(third)}',{columns} FROM ClockifyConnections WHERE AccountId = '{Text(connected.Owner)}'");
        await CannotRead(third);
        Assert.Equal(200, (await connected.List("users")).Status);

        async Task CannotRead(Actor actor)
        {
            connected.World.Clock.Advance(Duration.FromMinutes(11));
            connected.Fake.Forget();
            var refusal = await Assert.ThrowsAsync<Refusal>(() => connected.Book.Workspaces(actor, Freshness.Recent, default));
            Assert.Equal("clockify_invalid_token", refusal.Code);
            Assert.Equal("clockify_invalid_token", (await Assert.ThrowsAsync<Refusal>(() => connected.Connections.Test(actor, default))).Code);
            Assert.Equal(0, connected.Fake.Calls());
            Assert.Equal(ClockifyState.Failing, (await connected.Connections.Status(actor, default)).State);
        }
    }

    [Fact]
    public void With_another_key_ring_or_an_altered_text_nothing_is_read_and_nothing_breaks()
    {
        var (account, other) = (Guid.Parse("01900000-0000-7000-8000-000000000001"), Guid.Parse("01900000-0000-7000-8000-000000000002"));
        var secret = new ClockifySecret(new EphemeralDataProtectionProvider());
        var text = secret.Protect(account, ConnectedWorld.Key);
        Assert.Equal(ConnectedWorld.Key, secret.Read(account, text));
        Assert.Null(secret.Read(other, text));
        Assert.Null(new ClockifySecret(new EphemeralDataProtectionProvider()).Read(account, text));
        foreach (var broken in new[] { "", "nonsense", "not base64 !", text[..^4], text[..20] + (text[20] == 'A' ? 'B' : 'A') + text[21..] }) Assert.Null(secret.Read(account, broken));
    }

    [Fact]
    public void What_carries_the_key_does_not_say_it()
    {
        Assert.DoesNotContain(ConnectedWorld.Key, new ClockifyAccess(new Uri("https://api.clockify.me/api/v1"), ConnectedWorld.Key).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ConnectedWorld.Key, new ConnectClockify { ApiKey = ConnectedWorld.Key, Region = ClockifyRegion.Global }.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A life of a key with everything that can be said of it: a wrong one, a bad input, each failure, its death.</summary>
    async Task Live(StringBuilder heard)
    {
        async Task Hear(Task<ApiReply> reply) => heard.Append(await reply).Append((await reply).Response.Headers);
        await Hear(connected.Connect(Wrong));
        await Hear(connected.Connect(ConnectedWorld.Key + " " + Wrong));
        await Hear(connected.Api.Send("PUT", "/integrations/clockify", new { apiKey = Wrong, region = "nowhere" }));
        await Hear(connected.Api.Send("PUT", "/integrations/clockify", new { apiKey = Wrong, region = "subdomain", subdomain = "a.b" }));
        await Hear(connected.Api.Send("PUT", "/integrations/clockify", new { apiKey = Wrong, region = "global", unknown = 1 }));
        await Hear(connected.Connect());
        foreach (var list in new[] { "workspaces", "users", "clients" }) await Hear(connected.List(list));
        var echo = $$"""{"message":"{{ConnectedWorld.Key}}","code":3000}""";
        foreach (var fault in new[] { Fault.Status(400, echo), Fault.Status(404, echo), Fault.Body(echo), Fault.Body($"[{echo}]"), Fault.NotGzip, Fault.BadGateway, Fault.Reset, Fault.Redirect("http://localhost:9/" + ConnectedWorld.Key), Fault.RateLimited("1") })
        {
            connected.World.Clock.Advance(Duration.FromMinutes(11));
            connected.Fake.Fault(connected.Crew.UsersPath, fault);
            await Hear(connected.List("users"));
            connected.Fake.Mend();
        }
        connected.World.Clock.Advance(Duration.FromMinutes(11));
        connected.Fake.Revoke(ConnectedWorld.Key);
        await Hear(connected.List("users"));
        await Hear(connected.Status());
        connected.Fake.Key(ConnectedWorld.Key, connected.Crew);
    }

    static string Text(Actor actor) => actor.AccountId.ToString().ToUpperInvariant();

    string Ask(string sql)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(connected.World.Folder, "clockspot.db")};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }
}
