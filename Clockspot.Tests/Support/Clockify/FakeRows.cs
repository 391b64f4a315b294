using System.Text.Json.Nodes;

namespace Clockspot.Tests.Support.Clockify;

/// <summary>A user as Clockify writes it.</summary>
public sealed record FakeUser(string Id, string? Name, string? Email, string Status)
{
    /// <summary>Keys and values that are in no specification.</summary>
    public bool Strange { get; set; }

    public string Membership => Status == "NOT_REGISTERED" ? "PENDING" : "ACTIVE";

    /// <param name="workspace">Where it is listed; null on <c>/user</c>.</param>
    /// <param name="memberships">Whether they were asked for.</param>
    /// <param name="roles">Whether they were asked for.</param>
    public JsonObject Json(FakeWorkspace? workspace, bool memberships, bool roles)
    {
        var invited = Status == "NOT_REGISTERED";
        var row = new JsonObject
        {
            ["id"] = Id, ["email"] = Email, ["name"] = Name,
            ["memberships"] = memberships && workspace is not null ? new JsonArray(Member(workspace)) : new JsonArray(),
            ["profilePicture"] = invited ? null : Status == "ACTIVE" ? "https://img.clockify.me/no-user-image.png" : "",
            ["activeWorkspace"] = invited ? null : workspace?.Id, ["defaultWorkspace"] = invited ? null : workspace?.Id,
            ["settings"] = invited ? null : FakeSettings.OfUser(), ["status"] = Status, ["customFields"] = new JsonArray(),
        };
        if (roles) row["roles"] = new JsonArray();
        if (!Strange) return row;
        row["darkTheme"] = true;
        row["userCustomFields"] = new JsonArray(new JsonObject { ["id"] = null, ["value"] = new JsonArray(1, "two", null) });
        row["somethingNew"] = new JsonObject { ["name"] = "not the name", ["id"] = "not the id" };
        return row;
    }

    /// <summary>The row of this user among a workspace's memberships.</summary>
    public JsonObject Member(FakeWorkspace workspace) => new()
    {
        ["userId"] = Id, ["hourlyRate"] = null, ["costRate"] = null, ["targetId"] = workspace.Id, ["membershipType"] = "WORKSPACE", ["membershipStatus"] = Membership,
    };
}

/// <summary>A client as Clockify writes it: every key is there, many are null.</summary>
public sealed record FakeClient(string Id, string? Name, bool Archived)
{
    bool filled;

    /// <summary>With an address, a note and somebody in copy.</summary>
    public FakeClient Fill()
    {
        filled = true;
        return this;
    }

    public JsonObject Json(FakeWorkspace workspace) => new()
    {
        ["id"] = Id, ["name"] = Name, ["email"] = filled ? "ap@old.example.test" : null, ["ccEmails"] = filled ? new JsonArray("cc@old.example.test") : null,
        ["workspaceId"] = workspace.Id, ["archived"] = Archived, ["address"] = filled ? "1 Example Way" : null, ["note"] = filled ? "closed" : null,
        ["currencyId"] = filled ? FakeId.Of("cc", 1) : null, ["currencyCode"] = filled ? "USD" : null,
    };
}

/// <summary>The large parts of the recorded bodies, which say nothing to us and must be read past.</summary>
static class FakeSettings
{
    static readonly JsonNode user = JsonNode.Parse("""
        {"weekStart":"MONDAY","timeZone":"Europe/Amsterdam","timeFormat":"HOUR24","dateFormat":"DD/MM/YYYY","sendNewsletter":false,"weeklyUpdates":true,
        "longRunning":true,"scheduledReports":true,"approval":true,"pto":true,"alerts":true,"reminders":true,"onboarding":true,"timeTrackingManual":false,
        "summaryReportSettings":{"group":"Project","subgroup":"Time Entry"},"isCompactViewOn":false,"dashboardSelection":"ME","dashboardViewType":"PROJECT",
        "dashboardPinToTop":false,"projectListCollapse":null,"collapseAllProjectLists":false,"groupSimilarEntriesDisabled":false,"myStartOfDay":"09:00",
        "projectPickerTaskFilter":false,"lang":"EN","multiFactorEnabled":false,"theme":"DEFAULT","scheduling":true,"showOnlyWorkingDays":false}
        """)!;

    static readonly JsonNode workspace = JsonNode.Parse("""
        {"timeRoundingInReports":false,"onlyAdminsSeeBillableRates":true,"onlyAdminsCreateProject":true,"onlyAdminsSeeDashboard":false,"defaultBillableProjects":true,
        "lockTimeEntries":null,"lockTimeZone":null,"round":{"round":"Round to nearest","minutes":"15"},"projectFavorites":true,"canSeeTimeSheet":false,"canSeeTracker":true,
        "projectPickerSpecialFilter":false,"forceProjects":false,"forceTasks":false,"forceTags":false,"forceDescription":false,"onlyAdminsSeeAllTimeEntries":false,
        "onlyAdminsSeePublicProjectsEntries":false,"trackTimeDownToSecond":true,"projectGroupingLabel":"client","projectLabel":"Project","taskLabel":"Task",
        "adminOnlyPages":[],"automaticLock":null,"onlyAdminsCreateTag":false,"onlyAdminsCreateTask":false,"timeTrackingMode":"DEFAULT","isProjectPublicByDefault":true,
        "multiFactorEnabled":false,"workingDays":["MONDAY","TUESDAY","WEDNESDAY","THURSDAY","FRIDAY"],"durationFormat":"FULL","numberFormat":"COMMA_PERIOD",
        "currencyFormat":"CURRENCY_SPACE_VALUE","activeBillableHours":true,"entityCreationPermissions":{"whoCanCreateProjectsAndClients":"ADMINS","whoCanCreateTags":"EVERYONE"}}
        """)!;

    public static JsonNode OfUser() => user.DeepClone();

    /// <summary>A workspace as it stands in the list: with a row for each member.</summary>
    public static JsonObject Workspace(FakeWorkspace row) => new()
    {
        ["id"] = row.Id, ["name"] = row.Name, ["hourlyRate"] = new JsonObject { ["amount"] = 0, ["currency"] = "USD" }, ["costRate"] = null, ["imageUrl"] = "",
        ["memberships"] = new JsonArray([.. row.Users.Select(user => user.Member(row))]),
        ["workspaceSettings"] = workspace.DeepClone(),
        ["features"] = new JsonArray([.. Enumerable.Range(0, 58).Select(i => JsonValue.Create($"FEATURE_{i}")), "TIME_TRACKING", "APPROVAL"]),
        ["featureSubscriptionType"] = "BUNDLE_YEAR_2024",
        ["currencies"] = new JsonArray(new JsonObject { ["id"] = FakeId.Of("cc", 1), ["code"] = "USD", ["isDefault"] = true }),
        ["subdomain"] = new JsonObject { ["name"] = null, ["enabled"] = false }, ["cakeOrganizationId"] = FakeId.Of("dd", 1),
    };
}
