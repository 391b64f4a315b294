namespace Clockspot.Domain.Access;

/// <summary>One permission of a credential: an area, to read, or to write, which implies reading. The person's role still decides whose records, and how far.</summary>
/// <param name="Area">The area.</param>
/// <param name="Write">True for <c>:write</c>.</param>
public readonly record struct Scope(Area Area, bool Write)
{
    /// <summary>As OAuth and API keys write it: <c>time_tracking:write</c>.</summary>
    public override string ToString() => $"{AreaText.Of(Area).Scope}:{(Write ? "write" : "read")}";
}

/// <summary>The scopes that exist, their text, and what they leave of a role's grants. API.md, "Scopes".</summary>
public static class Scopes
{
    /// <summary>The areas that have a route or a tool. The others are unknown ones until then.</summary>
    public static IReadOnlyList<Area> Offered { get; } = [Area.Account, Area.Employees, Area.TimeTracking, Area.Reports];

    /// <summary>Every scope that can be asked for, area by area; reports are only read.</summary>
    public static IReadOnlyList<Scope> All { get; } =
        [.. Offered.SelectMany(area => area == Area.Reports ? new[] { new Scope(area, false) } : [new Scope(area, false), new Scope(area, true)])];

    /// <summary>Reads one scope; null when there is no such scope.</summary>
    public static Scope? Parse(string text)
    {
        foreach (var scope in All)
            if (scope.ToString() == text) return scope;
        return null;
    }

    /// <summary>Reads a list divided by spaces, as it is stored; null stands for a credential that was not narrowed. Unknown ones carry nothing.</summary>
    public static IReadOnlyList<Scope>? ParseList(string? text) =>
        text is null ? null : [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<Scope>()];

    /// <summary>Writes a list divided by spaces; null for a credential that was not narrowed.</summary>
    public static string? Text(IReadOnlyList<Scope>? scopes) => scopes is null ? null : string.Join(' ', scopes);

    /// <summary>What a level needs: reading needs <c>:read</c>, everything above it <c>:write</c>.</summary>
    public static Scope Needed(Area area, Level level) => new(area, level != Level.Read);

    /// <summary>The grants of a role, cut down to what a credential carries; all of them when it was not narrowed.</summary>
    public static IReadOnlyList<Grant> Cut(IReadOnlyList<Grant> grants, IReadOnlyList<Scope>? scopes)
    {
        if (scopes is null) return grants;
        var left = new List<Grant>();
        foreach (var grant in grants)
        {
            var writes = scopes.Contains(new Scope(grant.Area, true));
            if (writes) left.Add(grant);
            else if (scopes.Contains(new Scope(grant.Area, false))) left.Add(grant with { Level = Level.Read });
        }
        return left;
    }
}
