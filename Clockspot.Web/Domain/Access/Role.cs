namespace Clockspot.Domain.Access;

/// <summary>The four roles. An account has exactly one Owner.</summary>
public enum Role
{
    /// <summary>Own time and requests.</summary>
    Employee,
    /// <summary>Edits and approves the time of the employees assigned to that manager.</summary>
    Manager,
    /// <summary>Edits everything but roles, ownership, API keys and closing.</summary>
    Admin,
    /// <summary>Everything. The only role that edits and approves its own time.</summary>
    Owner,
}

/// <summary>One cell of the role table: in this area, up to this level, over these records.</summary>
public readonly record struct Grant(Area Area, Level Level, Reach Reach);

/// <summary>The role table: what each role gives. The product document's section "Roles" is its source.</summary>
public static class Roles
{
    static readonly Grant[] employee =
    [
        new(Area.Account, Level.Read, Reach.Own),
        new(Area.Employees, Level.Read, Reach.Own),
        new(Area.TimeTracking, Level.Act, Reach.Own),
        new(Area.TimeOff, Level.Act, Reach.Own),
        new(Area.Rules, Level.Read, Reach.All),
        new(Area.Reports, Level.Read, Reach.Own),
    ];

    static readonly Grant[] manager =
    [
        .. employee,
        new(Area.Account, Level.Read, Reach.All),
        new(Area.Employees, Level.Read, Reach.Team),
        new(Area.TimeTracking, Level.Edit, Reach.Team),
        new(Area.TimeOff, Level.Edit, Reach.Team),
        new(Area.Reports, Level.Read, Reach.Team),
    ];

    static readonly Grant[] admin =
    [
        .. employee,
        .. AreaText.All.Where(area => area.Area != Area.Reports).Select(area => new Grant(area.Area, Level.Edit, Reach.All)),
        new(Area.Reports, Level.Read, Reach.All),
    ];

    /// <summary>What a role gives. The Owner's extra powers (roles, API keys, transfer, closing) are asked for by name.</summary>
    public static IReadOnlyList<Grant> GrantsOf(Role role) => role switch
    {
        Role.Owner or Role.Admin => admin,
        Role.Manager => manager,
        _ => employee,
    };

    /// <summary>The role's name on screens.</summary>
    public static string Title(this Role role) => role.ToString();

    /// <summary>One sentence about the role, for forms and help.</summary>
    public static string Description(this Role role) => role switch
    {
        Role.Owner => "Everything, including roles, API keys and closing the workspace. There is exactly one.",
        Role.Admin => "Everything but roles, ownership, API keys and closing the workspace.",
        Role.Manager => "Sees, corrects and approves the time of the employees assigned to them.",
        _ => "Clocks in and out, sees their own hours, asks for corrections and time off.",
    };
}
