using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Clockspot.Ui;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.YourData;

/// <summary>Everything in a zip: of one person, or of the whole workspace. Who downloaded what is recorded before the first byte goes.</summary>
public sealed class Download(Store store, IEnumerable<IDownloadTable> tables, IClock clock)
{
    /// <summary>What the workspace keeps about whoever asks: their record, hours, punches, invitations, and the events by and about them.</summary>
    public async Task<WorkspaceFile> Mine(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Employees, Level.Read);
        await using var db = await store.Write(actor, stop);
        db.Record(actor, "data.downloaded", await db.Employees.SingleAsync(row => row.Id == actor.EmployeeId, stop));
        await db.Commit(stop);
        return File(actor, await Slug(db, actor, stop), actor.EmployeeId, $"What this workspace keeps about {actor.Name}.");
    }

    /// <summary>Everything that the workspace keeps. The Owner's alone: it holds everybody's.</summary>
    public async Task<WorkspaceFile> Everything(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        actor.RequireOwner("download the whole workspace");
        await using var db = await store.Write(actor, stop);
        db.Record(actor, "data.downloaded_whole", await db.Accounts.SingleAsync(row => row.Id == actor.AccountId, stop));
        await db.Commit(stop);
        return File(actor, await Slug(db, actor, stop), null, "Everything that this workspace keeps.");
    }

    WorkspaceFile File(Actor actor, string slug, Guid? employee, string about)
    {
        var now = clock.GetCurrentInstant();
        var name = $"{slug}-{(employee is null ? "everything" : "my-data")}-{LocalDatePattern.Iso.Format(now.InUtc().Date)}.zip";
        return new WorkspaceFile(name, "application/zip", async (to, stop) =>
        {
            await using var zip = await DataZip.Begin(to, now, stop);
            await zip.AddReadme(about, tables, stop);
            foreach (var table in tables.OrderBy(table => table.Name, StringComparer.Ordinal))
            {
                await using var db = await store.Open(actor, stop);
                await zip.Add(table, () => table.Rows(db, actor, employee, stop), stop);
            }
        });
    }

    static Task<string> Slug(ClockspotDb db, Actor actor, CancellationToken stop) => db.Accounts.Where(row => row.Id == actor.AccountId).Select(row => row.Slug).SingleAsync(stop);
}
