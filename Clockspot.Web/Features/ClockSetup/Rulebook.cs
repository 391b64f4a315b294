using Clockspot.Data;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.ClockSetup;

/// <summary>What other slices ask inside their own operation; they read the rules and never change them.</summary>
static class Rulebook
{
    /// <summary>The rules of the operation's account; the defaults, not tracked, when nobody changed any.</summary>
    public static async Task<ClockRules> Of(ClockspotDb db, CancellationToken stop) =>
        await db.ClockRules.SingleOrDefaultAsync(stop) ?? new ClockRules(db.AccountId!.Value);
}
