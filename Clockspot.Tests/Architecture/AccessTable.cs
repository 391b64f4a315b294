using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Architecture;

/// <summary>
/// What every use-case and form needs, written down a second time and by hand: the code and this table must agree, and what is missing here
/// fails. The product document's table of roles is the source of both.
/// </summary>
static class AccessTable
{
    static readonly Need seeBasics = new(Area.Account, Level.Read);
    static readonly Need seeAccount = new(Area.Account, Level.Read, Reach.All);
    static readonly Need editAccount = new(Area.Account, Level.Edit, Reach.All);
    static readonly Need transfer = new(Area.Account, Level.Edit, Reach.All, OwnerOnly: true);
    static readonly Need seeOneself = new(Area.Employees, Level.Read);
    static readonly Need seeEmployees = new(Area.Employees, Level.Read, Reach.All);
    static readonly Need seeAsAdmin = new(Area.Account, Level.Read, Reach.All, AdminOnly: true);
    static readonly Need editAsAdmin = new(Area.Account, Level.Edit, Reach.All, AdminOnly: true);
    static readonly Need editEmployees = new(Area.Employees, Level.Edit, Reach.All);
    static readonly Need giveRoles = new(Area.Employees, Level.Edit, Reach.All, OwnerOnly: true);
    static readonly Need seeOwnTime = new(Area.TimeTracking, Level.Read);
    static readonly Need punch = new(Area.TimeTracking, Level.Act);
    static readonly Need seeReports = new(Area.Reports, Level.Read);
    static readonly Need seeTeam = new(Area.TimeTracking, Level.Read, Reach.Team);

    static readonly Need editTeam = new(Area.TimeTracking, Level.Edit, Reach.Team);

    public static IReadOnlyDictionary<string, Need> UseCases { get; } = new Dictionary<string, Need>(StringComparer.Ordinal)
    {
        ["Company.Get"] = seeAccount,
        ["Company.Change"] = editAccount,
        ["Company.Heirs"] = transfer,
        ["Company.Transfer"] = transfer,
        ["RequiringTwoStep.Get"] = editAccount,
        ["RequiringTwoStep.Change"] = editAccount,
        ["WhoConnects.Get"] = seeBasics,
        ["WhoConnects.Change"] = transfer,
        ["ClockSettings.Get"] = seeAccount,
        ["ClockSettings.Change"] = editAccount,
        ["EmployeeDirectory.List"] = seeOneself,
        ["EmployeeDirectory.Get"] = seeOneself,
        ["EmployeeDirectory.Places"] = seeOneself,
        ["EmployeeDirectory.Choices"] = editEmployees,
        ["EmployeeRoll.List"] = seeOneself,
        ["EmployeeRoll.Get"] = seeOneself,
        ["EmployeeChanges.Add"] = editEmployees,
        ["EmployeeChanges.Change"] = editEmployees,
        ["EmployeeChanges.ChangeRole"] = giveRoles,
        ["EmployeeChanges.Revise"] = editEmployees,
        ["EmployeeChanges.Archive"] = editEmployees,
        ["EmployeeChanges.Restore"] = editEmployees,
        ["Inviting.Offer"] = editEmployees,
        ["Inviting.Invite"] = editEmployees,
        ["Inviting.Ask"] = editEmployees,
        ["Inviting.Pending"] = seeEmployees,
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
        ["Clock.Punches"] = seeTeam,
        ["MyTimesheet.Read"] = seeOwnTime,
        ["EntryBook.List"] = seeTeam,
        ["EntryBook.Total"] = seeTeam,
        ["EntryBook.Stream"] = seeTeam,
        ["EntryBook.Get"] = seeTeam,
        ["EntryBook.History"] = seeTeam,
        ["EntryBook.Choices"] = seeTeam,
        ["EntryBook.Exceptions"] = editTeam,
        ["EntryBook.CountExceptions"] = editTeam,
        ["EntryRoll.List"] = seeOwnTime,
        ["EntryRoll.Get"] = seeOwnTime,
        ["EntryRoll.History"] = seeTeam,
        ["Corrections.Add"] = editTeam,
        ["Corrections.Change"] = editTeam,
        ["Corrections.Archive"] = editTeam,
        ["Corrections.Restore"] = editTeam,
        ["Corrections.Confirm"] = editTeam,
        ["Corrections.Undo"] = editTeam,
        ["AuditLog.List"] = editAccount,
        ["AuditLog.Page"] = seeAsAdmin,
        ["AuditLog.People"] = editAccount,
        ["AuditLog.Stream"] = editAccount,
        ["Closing.Close"] = transfer,
        ["Download.Mine"] = seeOneself,
        ["Download.Everything"] = transfer,
        ["Anonymizing.Look"] = editEmployees,
        ["Anonymizing.Anonymize"] = editEmployees,
        ["KeyRing.List"] = transfer,
        ["KeyRing.Get"] = transfer,
        ["KeyRing.Generate"] = transfer,
        ["KeyRing.Revoke"] = transfer,
        ["ClockifyConnections.Status"] = seeAsAdmin,
        ["ClockifyConnections.Connect"] = editAsAdmin,
        ["ClockifyConnections.Test"] = seeAsAdmin,
        ["ClockifyConnections.Disconnect"] = editAsAdmin,
        ["ClockifyConnections.Choose"] = seeAsAdmin,
        ["ClockifyBook.Workspaces"] = seeAsAdmin,
        ["ClockifyBook.Users"] = seeAsAdmin,
        ["ClockifyBook.Clients"] = seeAsAdmin,
        ["ClockifyBook.Employees"] = seeAsAdmin,
        ["ClockifyBook.Jobs"] = seeAsAdmin,
        ["ClockifyBook.Chosen"] = seeAsAdmin,
        ["Connections.List"] = seeOneself,
        ["Connections.Get"] = seeOneself,
        ["Connections.End"] = seeOneself,
        ["Connections.Clients"] = transfer,
        ["Connections.Client"] = transfer,
        ["Connections.Register"] = transfer,
        ["Connections.Remove"] = transfer,
        ["ReportBook.List"] = seeReports,
        ["ReportBook.Offer"] = seeReports,
        ["ReportBook.View"] = seeReports,
        ["ReportBook.Data"] = seeReports,
        ["ReportBook.Excerpt"] = seeReports,
        ["ReportBook.File"] = seeReports,
    };

    /// <summary>Use-cases that may be given an id of another account and answer as if nothing had been asked for: a filter that finds nobody.</summary>
    public static IReadOnlySet<string> MayIgnoreIds { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "EmployeeDirectory.List", "EntryBook.List", "EntryBook.Total", "EntryBook.Stream", "EntryRoll.List", "EmployeeRoll.List", "AuditLog.List", "AuditLog.Page", "AuditLog.Stream", "Clock.WhoIsIn",
    };

    /// <summary>Use-cases whose id is an employee's.</summary>
    public static IReadOnlySet<string> ByEmployee { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "EmployeeDirectory.Get", "EmployeeRoll.Get", "EmployeeChanges.Revise", "EmployeeChanges.Change", "EmployeeChanges.ChangeRole", "EmployeeChanges.Archive", "EmployeeChanges.Restore", "UsableJobs.Of",
        "Corrections.Add", "Clock.Status", "Clock.ClockIn", "Clock.ClockOut", "Clock.StartBreak", "Clock.EndBreak", "Clock.Switch", "Clock.ChangeNote",
        "Anonymizing.Look", "Anonymizing.Anonymize",
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
        ["entries#change"] = editTeam,
        ["entries/new#add"] = editTeam,
        ["entries/*#change"] = editTeam,
        ["entries/*#archive"] = editTeam,
        ["entries/*#restore"] = editTeam,
        ["entries/*#confirm"] = editTeam,
        ["entries/*#undo"] = editTeam,
        ["entries/exceptions#confirm-Unconfirmed-*"] = editTeam,
        ["#forgotten"] = punch,
        ["api-keys/new#generate"] = transfer,
        ["api-keys/*#revoke"] = transfer,
        ["connections#who"] = transfer,
        ["connections/*#disconnect"] = seeOneself,
        ["connections/clients/new#register"] = transfer,
        ["connections/clients/*#remove"] = transfer,
        ["clock-setup#clock-setup"] = editAccount,
        ["company#company"] = editAccount,
        ["company#two-step"] = editAccount,
        ["company#transfer"] = transfer,
        ["data#(/w/harbor/data/mine.zip)"] = seeOneself,
        ["data#(/w/harbor/data/everything.zip)"] = transfer,
        ["data#close"] = transfer,
        ["employees/new#new-employee"] = editEmployees,
        ["employees/*/anonymize#anonymize"] = editEmployees,
        ["employees/*#employee"] = editEmployees,
        ["employees/*#role"] = giveRoles,
        ["employees/*#archive"] = editEmployees,
        ["employees/*#restore"] = editEmployees,
        ["invitations/new#invite"] = editEmployees,
        ["invitations#link-*"] = editEmployees,
        ["invitations#resend-*"] = editEmployees,
        ["invitations#revoke-*"] = editEmployees,
        ["integrations#test"] = seeAsAdmin,
        ["integrations/clockify/connect#connect"] = editAsAdmin,
        ["integrations/clockify/disconnect#disconnect"] = editAsAdmin,
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
