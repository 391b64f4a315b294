using Clockspot.Domain.Access;

namespace Clockspot.Features.Help;

/// <summary>The role table in words. Made from the table that decides, so that the help cannot say anything else.</summary>
static class RoleCells
{
    /// <summary>The roles from the widest to the narrowest.</summary>
    public static IReadOnlyList<Role> All { get; } = [Role.Owner, Role.Admin, Role.Manager, Role.Employee];

    /// <summary>What a role may do in an area: the widest reach of each level that a higher level does not already carry.</summary>
    public static string Of(Role role, Area area)
    {
        var said = new List<string>();
        Reach? wider = null;
        foreach (var level in new[] { Level.Edit, Level.Act, Level.Read })
        {
            var reach = Roles.GrantsOf(role).Where(grant => grant.Area == area && grant.Level >= level).Select(grant => (Reach?)grant.Reach).Max();
            if (reach is null || reach <= wider) continue;
            said.Add($"{Verb(level)} {Whose(area, reach.Value)}");
            wider = reach;
        }
        return said.Count == 0 ? "Nothing" : string.Join(", ", said);
    }

    static string Verb(Level level) => level switch { Level.Edit => "Change", Level.Act => "Use", _ => "See" };

    static string Whose(Area area, Reach reach) => (area, reach) switch
    {
        (_, Reach.All) => "everything",
        (_, Reach.Team) => "their team's",
        (Area.Account, Reach.Own) => "the basics",
        _ => "their own",
    };
}
