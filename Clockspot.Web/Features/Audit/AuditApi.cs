using System.Text.Json;
using Clockspot.Api;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using NodaTime;

namespace Clockspot.Features.Audit;

/// <summary>Who did something.</summary>
/// <param name="EmployeeId">That person's record; null for the program itself.</param>
/// <param name="Name">The name, as it was then.</param>
public sealed record AuditActorShape(Guid? EmployeeId, string Name);

/// <summary>An event of the audit log: one change of one row. Events are never changed.</summary>
/// <param name="Id">UUIDv7; newer ones are greater.</param>
/// <param name="At">When.</param>
/// <param name="Name">Noun, dot, verb in the past: <c>time_entry.changed</c>.</param>
/// <param name="SubjectId">The row that it is about.</param>
/// <param name="AboutId">The employee whom it concerns, or null.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Channel">Through which door.</param>
/// <param name="Credential">With which key or connection, by name; null for a sign-in.</param>
/// <param name="Ip">From which address, as long as that is kept.</param>
/// <param name="RequestId">The id of the request.</param>
/// <param name="Reason">Why, in the person's words.</param>
/// <param name="Before">The fields that changed, as they were; null for something new.</param>
/// <param name="After">The fields that changed, as they are; null for something that is gone.</param>
public sealed record AuditEventShape(Guid Id, Instant At, string Name, Guid SubjectId, Guid? AboutId, AuditActorShape Actor, Channel Channel, string? Credential, string? Ip, string? RequestId,
    string? Reason, IReadOnlyDictionary<string, JsonElement>? Before, IReadOnlyDictionary<string, JsonElement>? After)
{
    internal static AuditEventShape Of(AuditRow row) => new(row.Id, row.At, row.Name, row.SubjectId, row.AboutId, new(row.EmployeeId == Guid.Empty ? null : row.EmployeeId, row.ActorName),
        row.Channel, row.Credential, row.Ip, row.RequestId, row.Reason, Fields(row.Before), Fields(row.After));

    /// <summary>The fields of a change.</summary>
    internal static IReadOnlyDictionary<string, JsonElement>? Fields(string? json) => json is null ? null : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json);
}

static class AuditApi
{
    static readonly AuditEventShape example = new(ApiExample.Id(12), ApiExample.At, "job.changed", ApiExample.Id(1), null, new(ApiExample.Id(10), "Olive Owner"), Channel.Api, "Payroll",
        "192.0.2.7", "0HN5Q2", null, AuditEventShape.Fields("""{"name":"Till"}"""), AuditEventShape.Fields("""{"name":"Front till"}"""));

    public static void AddAudit(this ApiRoutes api) => api.Add(new("GET", "/audit-events", "listAuditEvents", "List audit events")
    {
        Tag = "Audit", Needs = new(Area.Account, Level.Read, Reach.All) { AdminOnly = true }, IsList = true,
        Description = "Every change of anything, the newest first. Only the Owner and Admins read it; events about what a credential may not read are left out.",
        Query =
        [
            QueryParameter.From, QueryParameter.To,
            new("employeeId", QueryKind.Id, "Only what this employee did."),
            new("aboutId", QueryKind.Id, "Only what concerns this employee."),
            new("noun", QueryKind.Text, "Only events about this kind of row.") { Words = [.. AuditNouns.All.Select(noun => noun.Noun)] },
            new("name", QueryKind.Text, "Only events of this name, such as `time_entry.changed`."),
        ],
        Answer = typeof(AuditEventShape), AnswerExample = example, Run = List,
    });

    static Refusal UnknownNoun() => Refusal.Field("noun", "unknown", $"This is none of: {string.Join(", ", AuditNouns.All.Select(noun => noun.Noun))}.");

    static async Task<ApiAnswer> List(ApiCall call)
    {
        var (from, to, noun) = (call.Day("from"), call.Day("to"), call.Query("noun"));
        DayRange.Check(from, to);
        if (noun is not null && AuditNouns.All.All(one => one.Noun != noun)) throw UnknownNoun();
        var (zone, limit) = (call.Workspace.Zone, call.Limit);
        var page = await call.Use<AuditLog>().Page(call.Actor, new AuditFilter
        {
            From = from is { } first ? Days.IntervalOf(first, zone).Start : null, To = to is { } last ? Days.IntervalOf(last, zone).End : null,
            By = call.OneId("employeeId"), About = call.OneId("aboutId"), Noun = noun, Name = call.Query("name"),
        }, call.After, limit, call.Stop);
        return ApiAnswer.List([.. page.Rows.Select(AuditEventShape.Of)], page.Total, page.HasMore ? page.Rows[^1].Id.ToString("N") : null);
    }
}
