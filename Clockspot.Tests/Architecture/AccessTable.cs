using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Architecture;

/// <summary>
/// What every use-case and form needs, written down a second time and by hand: the code and this table must agree, and what is missing here
/// fails. The product document's table of roles is the source of both.
/// </summary>
static class AccessTable
{
    static readonly Need seeAccount = new(Area.Account, Level.Read, Reach.All);
    static readonly Need editAccount = new(Area.Account, Level.Edit, Reach.All);
    static readonly Need transfer = new(Area.Account, Level.Edit, Reach.All, OwnerOnly: true);
    static readonly Need seeOneself = new(Area.Employees, Level.Read);
    static readonly Need editEmployees = new(Area.Employees, Level.Edit, Reach.All);
    static readonly Need giveRoles = new(Area.Employees, Level.Edit, Reach.All, OwnerOnly: true);
    static readonly Need seeOwnTime = new(Area.TimeTracking, Level.Read);
    static readonly Need punch = new(Area.TimeTracking, Level.Act);
    static readonly Need seeReports = new(Area.Reports, Level.Read);
    static readonly Need seeTeam = new(Area.TimeTracking, Level.Read, Reach.Team);

    public static IReadOnlyDictionary<string, Need> UseCases { get; } = new Dictionary<string, Need>(StringComparer.Ordinal)
    {
        ["Company.Get"] = seeAccount,
        ["Company.Change"] = editAccount,
        ["Company.Heirs"] = transfer,
        ["Company.Transfer"] = transfer,
        ["EmployeeDirectory.List"] = seeOneself,
        ["EmployeeDirectory.Get"] = seeOneself,
        ["EmployeeDirectory.Places"] = seeOneself,
        ["EmployeeDirectory.Choices"] = editEmployees,
        ["EmployeeChanges.Add"] = editEmployees,
        ["EmployeeChanges.Change"] = editEmployees,
        ["EmployeeChanges.ChangeRole"] = giveRoles,
        ["EmployeeChanges.Archive"] = editEmployees,
        ["EmployeeChanges.Restore"] = editEmployees,
        ["Inviting.Offer"] = editEmployees,
        ["Inviting.Invite"] = editEmployees,
        ["Inviting.Pending"] = editEmployees,
        ["Inviting.Resend"] = editEmployees,
        ["Inviting.Revoke"] = editEmployees,
        ["Inviting.Link"] = editEmployees,
        ["JobList.List"] = seeAccount,
        ["JobList.Get"] = seeAccount,
        ["JobList.Assignable"] = editAccount,
        ["JobList.Add"] = editAccount,
        ["JobList.Change"] = editAccount,
        ["JobList.Archive"] = editAccount,
        ["JobList.Restore"] = editAccount,
        ["UsableJobs.Of"] = seeOneself,
        ["LocationList.List"] = seeAccount,
        ["LocationList.Get"] = seeAccount,
        ["LocationList.Add"] = editAccount,
        ["LocationList.Change"] = editAccount,
        ["LocationList.Archive"] = editAccount,
        ["LocationList.Restore"] = editAccount,
        ["Clock.Status"] = seeOwnTime,
        ["Clock.ClockIn"] = punch,
        ["Clock.ClockOut"] = punch,
        ["Clock.StartBreak"] = punch,
        ["Clock.EndBreak"] = punch,
        ["Clock.Switch"] = punch,
        ["Clock.ChangeNote"] = punch,
        ["Clock.WhoIsIn"] = seeTeam,
        ["Clock.CountIn"] = seeTeam,
        ["MyTimesheet.Read"] = seeOwnTime,
        ["ReportBook.List"] = seeReports,
        ["ReportBook.Offer"] = seeReports,
        ["ReportBook.View"] = seeReports,
        ["ReportBook.File"] = seeReports,
    };

    /// <summary>Use-cases that may be given an id of another account and answer as if nothing had been asked for: a filter that finds nobody.</summary>
    public static IReadOnlySet<string> MayIgnoreIds { get; } = new HashSet<string>(StringComparer.Ordinal) { "EmployeeDirectory.List" };

    /// <summary>Use-cases whose id is an employee's.</summary>
    public static IReadOnlySet<string> ByEmployee { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "EmployeeDirectory.Get", "EmployeeChanges.Change", "EmployeeChanges.ChangeRole", "EmployeeChanges.Archive", "EmployeeChanges.Restore", "UsableJobs.Of",
        "Clock.Status", "Clock.ClockIn", "Clock.ClockOut", "Clock.StartBreak", "Clock.EndBreak", "Clock.Switch", "Clock.ChangeNote",
    };

    /// <summary>What each form of a workspace needs: page, then form; <c>*</c> stands for an id.</summary>
    public static IReadOnlyDictionary<string, Need> Forms { get; } = new Dictionary<string, Need>(StringComparer.Ordinal)
    {
        ["#clock-in"] = punch,
        ["#clock-out"] = punch,
        ["#start-break"] = punch,
        ["#end-break"] = punch,
        ["#switch"] = punch,
        ["#note"] = punch,
        ["company#company"] = editAccount,
        ["company#transfer"] = transfer,
        ["employees/new#new-employee"] = editEmployees,
        ["employees/*#employee"] = editEmployees,
        ["employees/*#role"] = giveRoles,
        ["employees/*#archive"] = editEmployees,
        ["employees/*#restore"] = editEmployees,
        ["invitations/new#invite"] = editEmployees,
        ["invitations#link-*"] = editEmployees,
        ["invitations#resend-*"] = editEmployees,
        ["invitations#revoke-*"] = editEmployees,
        ["jobs#archive-*"] = editAccount,
        ["jobs#restore-*"] = editAccount,
        ["jobs/new#save"] = editAccount,
        ["jobs/*#save"] = editAccount,
        ["jobs/*#archive"] = editAccount,
        ["jobs/*#restore"] = editAccount,
        ["locations#archive-*"] = editAccount,
        ["locations#restore-*"] = editAccount,
        ["locations/new#save"] = editAccount,
        ["locations/*#save"] = editAccount,
        ["locations/*#archive"] = editAccount,
        ["locations/*#restore"] = editAccount,
    };
}
