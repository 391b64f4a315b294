using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Browsers;

/// <summary>A manager's Monday morning, in a real browser.</summary>
[Collection(Outside.First)]
public sealed class EntryTests(Chrome chrome) : IClassFixture<Chrome>
{
    [SkippableFact]
    public async Task A_manager_corrects_a_missed_out_and_undoes_it_a_second_editor_sees_the_first_and_the_doubtful_is_confirmed()
    {
        Tool.NeedsChromium();
        await using var world = new World();
        var owner = await world.Workspace();
        var manager = await world.Join(owner, Role.Manager);
        var ann = await world.Join(owner, Role.Employee, manager);
        var (open, doubtful) = await Left(world, ann);
        await using var app = await Site.Start(world.Folder);
        await using var first = await chrome.Visit(app, await world.Cookie(manager));
        await using var second = await chrome.Visit(app, await world.Cookie(owner));

        await first.Open("/w/harbor");
        Assert.Contains("entries want a look", await first.Text(), StringComparison.Ordinal);
        await first.Page.ClickAsync("text=Look at them");
        await first.Page.ClickAsync("a:has-text('Correct')");
        await first.Page.WaitForURLAsync($"**/entries/{open}");
        await first.Send("change", ("Input.EndTime", "5:30 pm"), ("Input.Reason", "Forgot to clock out"));
        Assert.Contains("saved", await first.Text(), StringComparison.Ordinal);
        Assert.Contains("“Forgot to clock out”", await first.Text(), StringComparison.Ordinal);
        await first.Send("undo");
        Assert.Contains("undone", await first.Text(), StringComparison.Ordinal);
        Assert.Equal("", await first.Page.InputValueAsync("#field-endTime"));

        await second.Open($"/w/harbor/entries/{open}");
        await first.Send("change", ("Input.EndTime", "6pm"), ("Input.Reason", "Seen on the rota"));
        await second.Send("change", ("Input.EndTime", "8pm"), ("Input.Reason", "I think"));
        Assert.Contains("Somebody else changed this meanwhile", await second.Text(), StringComparison.Ordinal);
        Assert.Equal(("6:00 PM", "I think"), (await second.Page.InputValueAsync("#field-endTime"), await second.Page.InputValueAsync("#field-reason")));
        Assert.Contains("8pm", await second.Text(), StringComparison.Ordinal);

        await first.Open("/w/harbor/entries/exceptions");
        await first.Send($"confirm-Unconfirmed-{doubtful}", ("Input.Reason", "Checked with Ann"));
        Assert.Contains("was confirmed", await first.Text(), StringComparison.Ordinal);
        await first.Open("/w/harbor");
        Assert.DoesNotContain("wants a look", await first.Text(), StringComparison.Ordinal);
        first.SawNothingWrong();
    }

    /// <summary>Two days ago the clock-out was forgotten and never asked about; the day before, the end was guessed.</summary>
    static async Task<(Guid Open, Guid Doubtful)> Left(World world, Actor ann)
    {
        await using var db = await world.Store.Write(ann, default);
        // The program as a process of its own has the clock of this machine.
        var zone = DateTimeZoneProviders.Tzdb["America/New_York"];
#pragma warning disable RS0030
        var today = SystemClock.Instance.GetCurrentInstant().InZone(zone).Date;
#pragma warning restore RS0030
        var noon = zone.AtLeniently(today.PlusDays(-2).At(new LocalTime(12, 0))).ToInstant();
        var open = new TimeEntry(ann.AccountId, Ids.New(noon), ann.EmployeeId, noon, "America/New_York", EntrySource.Web, noon);
        var start = noon - Duration.FromHours(24);
        var doubtful = new TimeEntry(ann.AccountId, Ids.New(start), ann.EmployeeId, start, "America/New_York", EntrySource.Web, start);
        doubtful.Close(start + Duration.FromHours(8), EntryFlags.Unconfirmed);
        db.TimeEntries.AddRange(open, doubtful);
        db.Record(ann, "time_entry.opened", open);
        await db.Commit(default);
        return (open.Id, doubtful.Id);
    }
}
