using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.Accounts;

/// <summary>The workspace's own settings in a download of the whole.</summary>
sealed class AccountTable : IDownloadTable
{
    public string Name => "account";

    public IReadOnlyList<string> Columns { get; } = ["id", "slug", "name", "timeZone", "currency", "weekStart", "hour24", "dayAttribution", "connecting", "version", "createdAt", "modifiedAt"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        if (employee is not null) yield break;
        await foreach (var row in db.Accounts.AsNoTracking().Where(row => row.Id == db.AccountId).AsAsyncEnumerable().WithCancellation(stop))
            yield return [row.Id, row.Slug, row.Name, row.TimeZone, row.Currency, row.WeekStart.ToString(), row.Hour24, row.DayAttribution.ToString(), row.Connecting.ToString(), row.Version, row.CreatedAt, row.ModifiedAt];
    }
}
