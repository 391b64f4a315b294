using Clockspot.Domain.Access;
using Clockspot.Domain.Time;

namespace Clockspot.Features.Audit;

/// <summary>What the audit log's page calls doors and periods, and how its address says where a page begins.</summary>
static class AuditWords
{
    public static string Of(Channel door) => door switch
    {
        Channel.Web => "Browser",
        Channel.Kiosk => "Kiosk",
        Channel.Api => "API",
        Channel.Assistant => "Assistant",
        _ => "Clockspot itself",
    };

    public static string Of(PeriodPreset preset) => preset switch
    {
        PeriodPreset.Today => "Today",
        PeriodPreset.Yesterday => "Yesterday",
        PeriodPreset.ThisWeek => "This week",
        PeriodPreset.LastWeek => "Last week",
        PeriodPreset.TwoWeeks => "This week and last",
        PeriodPreset.ThisMonth => "This month",
        PeriodPreset.LastMonth => "Last month",
        _ => "This year",
    };

    /// <summary>The place that an address names; the newest page when it names none.</summary>
    public static AuditPlace Place(string? older, string? newer) =>
        Guid.TryParse(newer, out var after) ? new AuditPlace(NewerThan: after) : Guid.TryParse(older, out var before) ? new AuditPlace(before) : new AuditPlace();
}
