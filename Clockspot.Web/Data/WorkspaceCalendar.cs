using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Data;

/// <summary>By which calendar an account counts its days, for use-cases that know nothing else of accounts.</summary>
public static class WorkspaceCalendar
{
    /// <summary>Today, in the account's own zone.</summary>
    public static async Task<LocalDate> Today(this ClockspotDb db, CancellationToken stop) =>
        db.Now.InZone(DateTimeZoneProviders.Tzdb[await db.Accounts.Where(row => row.Id == db.AccountId).Select(row => row.TimeZone).SingleAsync(stop)]).Date;
}
