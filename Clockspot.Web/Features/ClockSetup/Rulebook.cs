using Clockspot.Data;

namespace Clockspot.Features.ClockSetup;

/// <summary>What other slices ask inside their own operation; they read the rules and never change them.</summary>
static class Rulebook
{
    /// <summary>The rules of the operation's account; the defaults when nobody changed any.</summary>
    public static Task<ClockRules> Of(ClockspotDb db, CancellationToken stop) => ClockRules.Of(db, stop);
}
