using Clockspot.Domain.Access;
using Clockspot.Features.TimeClock;
using Clockspot.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Hosting;

/// <summary>The program is killed while people punch: what was answered is there, and nothing is there twice.</summary>
[Collection(Outside.First)]
public sealed class CrashTests
{
    const int People = 8;
    const int Each = 25;

    [Fact]
    public async Task Every_acknowledged_punch_survives_a_kill_and_none_is_there_twice()
    {
        await using var world = new World();
        var owner = await world.Workspace();
        var people = new List<Actor>();
        for (var n = 0; n < People; n++) people.Add(await world.Join(owner, Role.Employee));
        await using var app = await AppProcess.Start(world.Folder);
        var middle = new TaskCompletionSource();
        var back = new TaskCompletionSource();
        var acknowledged = 0;
        var repeated = 0;

        async Task<int> Punch(Actor person)
        {
            var browser = app.Browse();
            browser.Client.DefaultRequestHeaders.Add("Cookie", await world.Cookie(person));
            var first = await browser.Get("/w/harbor");
            var token = SeenForm.TokenOf(first);
            var formCookie = first.Response.Headers.TryGetValues("Set-Cookie", out var set) ? string.Join("; ", set.Select(one => one.Split(';')[0])) : "";
            browser.Client.DefaultRequestHeaders.Remove("Cookie");
            browser.Client.DefaultRequestHeaders.Add("Cookie", $"{await world.Cookie(person)}; {formCookie}");
            for (var n = 0; n < Each; n++)
            {
                var verb = n % 2 == 0 ? "clock-in" : "clock-out";
                while (true)
                {
                    try
                    {
                        var answer = await browser.Post("/w/harbor", [new("_handler", verb), new("__RequestVerificationToken", token), new("Input.JobId", ""), new("Input.Note", "")]);
                        Assert.True((int)answer.Status is 302 or 303 or 200, $"{verb}: {(int)answer.Status} {answer.Text}");
                        break;
                    }
                    catch (HttpRequestException)
                    {
                        // No answer came: the punch may be there or not. A person presses the button again once the page is back.
                        Interlocked.Increment(ref repeated);
                        await back.Task;
                    }
                }
                if (Interlocked.Increment(ref acknowledged) == People * Each / 2) middle.SetResult();
            }
            return Each;
        }

        var punching = Task.WhenAll(people.Select(Punch));
        await Task.WhenAny(middle.Task, punching);
        Assert.True(middle.Task.IsCompleted, punching.Exception?.ToString() ?? "The punches ended early.");
        await app.Kill();
        Assert.Equal("ok", Check(world.Folder));
        await app.Launch();
        back.SetResult();
        await punching;

        Assert.True(repeated > 0, "The kill hit nobody: it proves nothing.");
        Assert.Equal("ok", Check(world.Folder));
        await using var db = await world.Store.Open(owner, default);
        var due = Enumerable.Range(0, Each).Select(n => n % 2 == 0 ? PunchVerb.In : PunchVerb.Out).ToList();
        foreach (var person in people)
        {
            var verbs = await db.Punches.Where(punch => punch.EmployeeId == person.EmployeeId).OrderBy(punch => punch.At).Select(punch => punch.Verb).ToListAsync();
            Assert.Equal(due, verbs);
            var entries = await db.TimeEntries.Where(entry => entry.EmployeeId == person.EmployeeId).OrderBy(entry => entry.Start).ToListAsync();
            Assert.Equal((Each + 1) / 2, entries.Count);
            Assert.Equal(1, entries.Count(entry => entry.End is null));
            Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        }
    }

    static string Check(string folder)
    {
        using var file = new SqliteConnection($"Data Source={Path.Combine(folder, "clockspot.db")};Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string)command.ExecuteScalar()!;
    }
}
