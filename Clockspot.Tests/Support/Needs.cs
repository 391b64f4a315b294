using Clockspot.Domain.Access;

namespace Clockspot.Tests.Support;

/// <summary>What a use-case or form needs, as a test writes it down.</summary>
sealed record Need(Area Area, Level Level, Reach Least = Reach.Own, bool OwnerOnly = false, bool AdminOnly = false)
{
    /// <summary>True when the role gives it.</summary>
    public bool IsMetBy(Role role) =>
        Roles.GrantsOf(role).Any(grant => grant.Area == Area && grant.Level >= Level && grant.Reach >= Least) && (!OwnerOnly || role == Role.Owner) && (!AdminOnly || role >= Role.Admin);

    /// <summary>The roles that are too small for it.</summary>
    public IEnumerable<Role> TooSmall => Enum.GetValues<Role>().Where(role => !IsMetBy(role));
}
