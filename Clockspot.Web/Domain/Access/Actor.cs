namespace Clockspot.Domain.Access;

/// <summary>Through which door an action came.</summary>
public enum Channel
{
    /// <summary>A page or a form in the browser.</summary>
    Web,
    /// <summary>A shared device with PINs.</summary>
    Kiosk,
    /// <summary>The REST API.</summary>
    Api,
    /// <summary>An assistant over MCP.</summary>
    Assistant,
    /// <summary>The program itself: jobs, operators' commands, the demo's seed.</summary>
    System,
}

/// <summary>
/// Who acts, in which account, through which door, and what that person may do there at this moment. Made anew for each operation
/// from the live membership, so that removal, demotion and revocation count at the next call.
/// </summary>
public sealed record Actor
{
    /// <summary>The account in which the operation runs.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>The person's sign-in; empty for the system.</summary>
    public required Guid PersonId { get; init; }

    /// <summary>The person's employee record in this account; empty for the system.</summary>
    public required Guid EmployeeId { get; init; }

    /// <summary>The name that the audit log shows.</summary>
    public required string Name { get; init; }

    /// <summary>The role at this moment.</summary>
    public required Role Role { get; init; }

    /// <summary>The door.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The name of the credential that was used, or null for a sign-in.</summary>
    public string? Credential { get; init; }

    /// <summary>The id of that credential; limits and repeated answers are counted by it.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>The security stamp of the sign-in; null for a credential.</summary>
    public string? Stamp { get; init; }

    /// <summary>The session of the sign-in; null for a credential.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>What the credential carries; null for a sign-in and for a credential that was not narrowed.</summary>
    public IReadOnlyList<Scope>? Scopes { get; init; }

    /// <summary>The address from which the request came, or null when there is none.</summary>
    public string? Ip { get; init; }

    /// <summary>The request id, as in the log and in every answer.</summary>
    public string? RequestId { get; init; }

    /// <summary>True for a person who only exists in a demo workspace.</summary>
    public bool IsDemo { get; init; }

    /// <summary>What may be done: the role's grants, cut down to what the credential carries.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>True for the one Owner.</summary>
    public bool IsOwner => Role == Role.Owner && Grants.Count > 0;

    /// <summary>How far the actor reaches in an area at a level, or null when not at all.</summary>
    public Reach? ReachOf(Area area, Level level)
    {
        Reach? widest = null;
        foreach (var grant in Grants)
            if (grant.Area == area && grant.Level >= level && (widest is null || grant.Reach > widest)) widest = grant.Reach;
        return widest;
    }

    /// <summary>True when the area is open to the actor at that level and at least that reach. Hides buttons; <see cref="Require"/> decides.</summary>
    public bool Can(Area area, Level level, Reach least = Reach.Own) => ReachOf(area, level) >= least;

    /// <summary>
    /// Refuses with 403 unless the area is open: <c>insufficient_scope</c> when the role allows it and the credential does not carry it,
    /// <c>forbidden</c> when the role does not. Comes first in every use-case, before any read.
    /// </summary>
    public void Require(Area area, Level level, Reach least = Reach.Own)
    {
        if (Can(area, level, least)) return;
        if (Scopes is not null && Roles.GrantsOf(Role).Any(grant => grant.Area == area && grant.Level >= level && grant.Reach >= least))
            throw Refusal.InsufficientScope(Access.Scopes.Needed(area, level).ToString());
        var verb = level == Level.Read ? "see" : level == Level.Act ? "use" : "change";
        throw Refusal.Forbidden($"Your role ({Role.Title()}) does not let you {verb} this part: {AreaText.Of(area).Title}. Ask an owner or admin of the workspace.");
    }

    /// <summary>
    /// The same actor, who also reads an area through the scope of another: <c>time_tracking</c> reads jobs and locations, <c>account</c> reads
    /// who the employees are. The role must allow it as ever. The use-case sees to it that no more is shown than that.
    /// </summary>
    /// <param name="area">What is read.</param>
    /// <param name="through">Whose scope lets it be read.</param>
    public Actor Reading(Area area, Area through) => Scopes is null || Can(area, Level.Read) || !Can(through, Level.Read) ? this
        : this with { Grants = [.. Grants, .. Roles.GrantsOf(Role).Where(grant => grant.Area == area).Select(grant => grant with { Level = Level.Read })] };

    /// <summary>Refuses with 403 unless the actor is the account's Owner.</summary>
    public void RequireOwner(string what)
    {
        if (!IsOwner) throw Refusal.Forbidden($"Only the Owner of the workspace can {what}.");
    }

    /// <summary>
    /// Refuses with 403 a credential that was narrowed: whatever gives power to somebody (keys, connections, ownership) would give more than the
    /// credential carries itself.
    /// </summary>
    public void RequireWhole(string what)
    {
        if (Scopes is not null) throw Refusal.Forbidden($"A credential that carries only some permissions cannot {what}. Sign in and do it on the page.");
    }

    /// <summary>Refuses with 403 unless the actor is the Owner or an Admin: what smaller roles do not see, though they see something of the area.</summary>
    public void RequireAdmin(string what)
    {
        if (Role < Role.Admin || Grants.Count == 0) throw Refusal.Forbidden($"Only the Owner and Admins of the workspace can {what}.");
    }

    /// <summary>The program itself, acting in one account with every permission.</summary>
    public static Actor System(Guid account, string reason) => new()
    {
        AccountId = account, PersonId = Guid.Empty, EmployeeId = Guid.Empty, Name = reason, Role = Role.Owner, Channel = Channel.System,
        Grants = Roles.GrantsOf(Role.Owner),
    };
}
