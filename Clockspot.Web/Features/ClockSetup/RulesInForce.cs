using Clockspot.Data;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.ClockSetup;

/// <summary>The rules of the clock, for slices that go by them.</summary>
static class RulesInForce
{
    /// <summary>The rules of the operation's account; the defaults, not tracked, when nobody changed any.</summary>
    public static async Task<ClockRules> Of(ClockspotDb db, CancellationToken stop) =>
        await db.ClockRules.SingleOrDefaultAsync(stop) ?? new ClockRules(db.AccountId!.Value);
}
