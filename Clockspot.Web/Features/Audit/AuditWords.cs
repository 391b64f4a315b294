using Clockspot.Domain.Access;

namespace Clockspot.Features.Audit;

/// <summary>What the audit log's page calls doors, and how its address says where a page begins.</summary>
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

    /// <summary>The place that an address names; the newest page when it names none.</summary>
    public static AuditPlace Place(string? older, string? newer) =>
        Guid.TryParse(newer, out var after) ? new AuditPlace(NewerThan: after) : Guid.TryParse(older, out var before) ? new AuditPlace(before) : new AuditPlace();
}
