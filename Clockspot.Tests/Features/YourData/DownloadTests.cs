using System.IO.Compression;
using System.Text.Json;
using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Features.Privacy;
using Clockspot.Features.TimeClock;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Features.YourData;

public sealed class DownloadTests : IAsyncLifetime
{
    readonly World world = new();
    Scene scene = null!;

    public async Task InitializeAsync() => scene = await Scene.Make(world, Standing.OnBreak);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task One_gets_what_is_about_oneself_and_nothing_of_anybody_else()
    {
        await world.Get<JobList>().Add(scene.Owner, new SaveJob { Name = "=SUM(1)", ForEveryone = false, EmployeeIds = [scene.Loner.EmployeeId] }, default);
        await world.Get<Clock>().ClockIn(scene.Loner with { Ip = "192.0.2.44" }, new ClockIn { Note = "=1+1" }, default);
        var files = await Unpack(await world.Browse(scene.Loner), "mine");

        Assert.Equal(TablesDue(), files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(scene.Loner.EmployeeId, Assert.Single(Rows(files["employees.json"])).GetProperty("id").GetGuid());
        Assert.Equal(scene.Loner.PersonId, Assert.Single(Rows(files["people.json"])).GetProperty("id").GetGuid());
        Assert.Equal("Firefox on Windows", Assert.Single(Rows(files["sessions.json"])).GetProperty("device").GetString());
        Assert.Equal("=1+1", Assert.Single(Rows(files["time-entries.json"])).GetProperty("note").GetString());
        Assert.Matches(",\"?'=1\\+1\"?,", files["time-entries.csv"]);
        Assert.Contains(Rows(files["audit-events.json"]), row => row.GetProperty("ip").GetString() == "192.0.2.44");
        var others = new[] { scene.Owner, scene.Member, scene.Manager, scene.Outsider };
        var all = string.Concat(files.Values);
        Assert.All(others.SelectMany(who => new[] { who.EmployeeId.ToString(), who.PersonId.ToString() }), id => Assert.DoesNotContain(id, all, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("Hash", all, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Made at 2026-03-02T14:00:00Z", files["README.txt"], StringComparison.Ordinal);

        await using var db = await world.Store.Open(scene.Owner, default);
        var told = await db.AuditEvents.SingleAsync(row => row.Name == "data.downloaded");
        Assert.Equal((scene.Loner.EmployeeId, (string?)null, (string?)null), (told.AboutId, told.Before, told.After));
    }

    [Fact]
    public async Task The_owner_gets_every_row_of_the_workspace_and_of_no_other()
    {
        var files = await Unpack(await world.Browse(scene.Owner), "everything");
        Assert.Equal(TablesDue(), files.Keys.Order(StringComparer.Ordinal));
        await using var db = await world.Store.Open(scene.Owner, default);
        Assert.Equal(await db.Employees.CountAsync(), Rows(files["employees.json"]).Count);
        Assert.Equal(await db.TimeEntries.CountAsync(), Rows(files["time-entries.json"]).Count);
        Assert.Equal(await db.AuditEvents.CountAsync(), Rows(files["audit-events.json"]).Count);
        Assert.Equal(5, Rows(files["people.json"]).Count);
        // In which browsers somebody is signed in is their own affair.
        Assert.Empty(Rows(files["sessions.json"]));
        Assert.Equal("harbor Inc", Assert.Single(Rows(files["account.json"])).GetProperty("name").GetString());
        Assert.Contains("ivo@example.com", files["invitations.csv"], StringComparison.Ordinal);
        var all = string.Concat(files.Values);
        Assert.DoesNotContain(scene.Outsider.EmployeeId.ToString(), all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("owner-elsewhere", all, StringComparison.Ordinal);
        // Each table says the same twice.
        foreach (var name in files.Keys.Where(name => name.EndsWith(".json", StringComparison.Ordinal)))
            Assert.Equal(Rows(files[name]).Count, Records(files[Path.ChangeExtension(name, ".csv")]));
    }

    [Fact]
    public async Task Nobody_but_the_owner_gets_the_whole_and_a_stranger_nothing()
    {
        foreach (var role in new[] { Role.Admin, Role.Manager, Role.Employee })
        {
            var browser = await world.Browse(scene.Of(role));
            var token = SeenForm.TokenOf(await browser.Get("/w/harbor/data"));
            Assert.Equal(403, (int)(await browser.Post("/w/harbor/data/everything.zip", [new("__RequestVerificationToken", token)])).Status);
        }
        Assert.Equal(400, (int)(await (await world.Browse(scene.Owner)).Post("/w/harbor/data/mine.zip", [])).Status);
    }

    IEnumerable<string> TablesDue() => world.Services.GetServices<IDownloadTable>().SelectMany(table => new[] { table.Name + ".csv", table.Name + ".json" }).Append("README.txt").Order(StringComparer.Ordinal);

    static IReadOnlyList<JsonElement> Rows(string json) => [.. JsonDocument.Parse(json).RootElement.EnumerateArray()];

    /// <summary>The records of a CSV file without its head; a line end between quotation marks ends none.</summary>
    static int Records(string csv)
    {
        var (records, quoted) = (-1, false);
        foreach (var letter in csv)
        {
            if (letter == '"') quoted = !quoted;
            else if (letter == '\n' && !quoted) records++;
        }
        return records;
    }

    internal static async Task<Dictionary<string, string>> Unpack(Browser browser, string which)
    {
        var token = SeenForm.TokenOf(await browser.Get("/w/harbor/data"));
        var answer = await browser.Client.PostAsync($"/w/harbor/data/{which}.zip", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]));
        Assert.Equal((200, "application/zip"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            files[entry.FullName] = await reader.ReadToEndAsync();
        }
        return files;
    }
}
