using System.Text.Json.Nodes;

namespace Clockspot.Tests.Support;

/// <summary>What the contract of the API says of shapes, to compare with what goes over the wire: the names of fields and nothing else.</summary>
static class Wire
{
    public const string Me = "account person role credential grants";
    public const string Account = "id slug name timeZone currency weekStart hour24 dayAttribution version createdAt modifiedAt";
    public const string Employee = "id number name email role status hiredOn leftOn managerId jobIds locationId version createdAt modifiedAt";
    public const string Invitation = "id employeeId name email role status sentAt expiresAt link version createdAt modifiedAt";
    public const string Location = "id name address latitude longitude radiusMeters ipRanges timeZone archived version createdAt modifiedAt";
    public const string Entry = "id employeeId start end timeZone jobId locationId note breaks workedSeconds status flags source version createdAt modifiedAt";
    public const string Clock = "employeeId state since entry todaySeconds weekSeconds";
    public const string WhoIsIn = "employeeId name state since jobId locationId flags";
    public const string AuditEvent = "id at name subjectId aboutId actor channel credential ip requestId reason before after";

    /// <summary>Fails unless an object has exactly these fields.</summary>
    public static void IsShaped(string fields, JsonNode? node) =>
        Assert.Equal(fields.Split(' ').Order(StringComparer.Ordinal), node!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal));

    /// <summary>The text of a field, or null.</summary>
    public static string? Text(this ApiReply reply, string field) => (string?)reply.Json![field];

    /// <summary>The ids of the rows of a page.</summary>
    public static IReadOnlyList<Guid> Ids(this ApiReply reply) => [.. reply.Rows.Select(row => row!["id"]!.GetValue<Guid>())];
}
