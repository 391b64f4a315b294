namespace Clockspot.Domain.Access;

/// <summary>What a permission is about. Roles, scopes, the permission screen and help pages use these seven and no others.</summary>
public enum Area
{
    /// <summary>The company's settings, jobs, locations, clock-in setup, integrations, audit log.</summary>
    Account,
    /// <summary>Employees and invitations.</summary>
    Employees,
    /// <summary>The clock, time entries, edit requests, timesheets.</summary>
    TimeTracking,
    /// <summary>Time off: types, requests, balances.</summary>
    TimeOff,
    /// <summary>Pay rates and export profiles.</summary>
    PayRates,
    /// <summary>Workweek, rounding, breaks, overtime, schedules.</summary>
    Rules,
    /// <summary>Reports.</summary>
    Reports,
}

/// <summary>How far an action goes. A higher level carries the lower ones.</summary>
public enum Level
{
    /// <summary>See.</summary>
    Read,
    /// <summary>Act for oneself: clock, note, request, submit.</summary>
    Act,
    /// <summary>Change and decide.</summary>
    Edit,
}

/// <summary>Whose records an action may touch. A wider reach carries the narrower ones.</summary>
public enum Reach
{
    /// <summary>One's own record; of the account, its basics.</summary>
    Own,
    /// <summary>One's own and those of the employees whose manager one is.</summary>
    Team,
    /// <summary>Everybody's in the account.</summary>
    All,
}

/// <summary>The words for an area, wherever a person reads about permissions.</summary>
/// <param name="Area">The area.</param>
/// <param name="Scope">Its name in OAuth scopes and API keys, before <c>:read</c> or <c>:write</c>.</param>
/// <param name="Title">Its name on screens.</param>
/// <param name="Description">What it covers, in plain words.</param>
/// <param name="Change">What changing it comes to, in plain words; null for what is only read.</param>
public sealed record AreaText(Area Area, string Scope, string Title, string Description, string? Change)
{
    /// <summary>All seven, in the order in which screens list them.</summary>
    public static IReadOnlyList<AreaText> All { get; } =
    [
        new(Area.Account, "account", "Account", "The company's name, time zone and settings, its jobs and locations.", "Change the company's settings; add, rename and archive jobs and locations."),
        new(Area.Employees, "employees", "Employees", "Who works here: names, numbers, addresses, roles, managers and invitations.", "Add, invite, change and archive employees."),
        new(Area.TimeTracking, "time_tracking", "Time tracking", "The clock, time entries and timesheets: who worked when, on which job.", "Clock in and out; add, correct and archive time entries."),
        new(Area.TimeOff, "time_off", "Time off", "Leave: requests, balances and what is still to come.", "Ask for leave, decide about requests, and change balances."),
        new(Area.PayRates, "pay_rates", "Pay rates", "What people earn an hour or a year, now and before.", "Set what people earn from a day on."),
        new(Area.Rules, "rules", "Rules", "Workweek, rounding, breaks and overtime: how hours become paid hours.", "Change the rules by which hours become paid hours."),
        new(Area.Reports, "reports", "Reports", "Summaries of hours, attendance and payroll to read, print and download.", null),
    ];

    /// <summary>The words for one area.</summary>
    public static AreaText Of(Area area) => All[(int)area];
}
