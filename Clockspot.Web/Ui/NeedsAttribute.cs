using Clockspot.Domain.Access;

namespace Clockspot.Ui;

/// <summary>
/// What a workspace page needs before it is shown: the door's half of the permission check. The use-case behind it decides again.
/// Every page below <c>/w/{account}</c> carries one; a test sees to it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(Area area, Level level, Reach least = Reach.Own) : Attribute
{
    /// <summary>The area.</summary>
    public Area Area { get; } = area;

    /// <summary>The least level.</summary>
    public Level Level { get; } = level;

    /// <summary>The least reach.</summary>
    public Reach Least { get; } = least;

    /// <summary>True when only the Owner comes in.</summary>
    public bool OwnerOnly { get; init; }

    /// <summary>Refuses with 403 when the actor may not come in.</summary>
    public void Check(Actor actor)
    {
        actor.Require(Area, Level, Least);
        if (OwnerOnly) actor.RequireOwner("open this page");
    }

    /// <summary>True when the actor may come in. For the navigation, which offers no closed door.</summary>
    public bool Admits(Actor actor) => actor.Can(Area, Level, Least) && (!OwnerOnly || actor.IsOwner);
}
