using Clockspot.Domain.Access;

namespace Clockspot.Api;

/// <summary>What kind of value a parameter of the query takes.</summary>
public enum QueryKind
{
    /// <summary>Text, or one of some words.</summary>
    Text,
    /// <summary>An id.</summary>
    Id,
    /// <summary>A day.</summary>
    Day,
    /// <summary>An instant.</summary>
    Instant,
    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,
    /// <summary>A whole number.</summary>
    Number,
}

/// <summary>A parameter of the query that an operation understands. Others are refused: a filter that nobody reads would show too much.</summary>
/// <param name="Name">Its name, in camelCase.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Says">What it does, for the reference.</param>
public sealed record QueryParameter(string Name, QueryKind Kind, string Says)
{
    /// <summary>It may be given several times.</summary>
    public bool Repeatable { get; init; }

    /// <summary>The words that it takes; empty when any text will do.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Rows on a page.</summary>
    public static QueryParameter Limit { get; } = new("limit", QueryKind.Number, "How many rows a page has: 50 when left out, at most 500.");

    /// <summary>Where the page begins.</summary>
    public static QueryParameter Cursor { get; } = new("cursor", QueryKind.Text, "The `page.next` of the page before. Keep the other parameters as they were.");

    /// <summary>First day.</summary>
    public static QueryParameter From { get; } = new("from", QueryKind.Day, "The first day, in the account's zone, included.");

    /// <summary>Last day.</summary>
    public static QueryParameter To { get; } = new("to", QueryKind.Day, "The last day, in the account's zone, included.");

    /// <summary>Employees.</summary>
    public static QueryParameter EmployeeId { get; } = new("employeeId", QueryKind.Id, "Only this employee. Repeat it for several.") { Repeatable = true };

    /// <summary>Jobs.</summary>
    public static QueryParameter JobId { get; } = new("jobId", QueryKind.Id, "Only this job. Repeat it for several.") { Repeatable = true };

    /// <summary>Locations.</summary>
    public static QueryParameter LocationId { get; } = new("locationId", QueryKind.Id, "Only this location. Repeat it for several.") { Repeatable = true };

    /// <summary>Changed since.</summary>
    public static QueryParameter ModifiedSince { get; } = new("modifiedSince", QueryKind.Instant, "Only rows that were made or changed at this instant or later.");

    /// <summary>With what was put away.</summary>
    public static QueryParameter IncludeArchived { get; } = new("includeArchived", QueryKind.Flag, "`true` shows what was archived as well.");

    /// <summary>One of some words.</summary>
    public static QueryParameter Status(params string[] words) => new("status", QueryKind.Text, "Only what stands so.") { Words = words };
}

/// <summary>What whoever calls needs. The use-case decides; this tells the reference and the tests.</summary>
/// <param name="Area">The area, whose scope the credential must carry.</param>
/// <param name="Level">The least level.</param>
/// <param name="Least">The least reach.</param>
public sealed record ApiNeed(Area Area, Level Level, Reach Least = Reach.Own)
{
    /// <summary>The area whose scope lets it be read as well; see <see cref="Actor.Reading"/>.</summary>
    public Area? Through { get; init; }

    /// <summary>Only Owner and Admin get in, though smaller roles see something of the area.</summary>
    public bool AdminOnly { get; init; }

    /// <summary>Refuses with 403 whoever may not call at all.</summary>
    public void Check(Actor actor)
    {
        (Through is { } through ? actor.Reading(Area, through) : actor).Require(Area, Level, Least);
        if (AdminOnly) actor.RequireAdmin("do this");
    }

    /// <summary>The same as a question, for what is only shown to whoever may.</summary>
    public bool Allows(Actor actor) => (Through is { } through ? actor.Reading(Area, through) : actor).Can(Area, Level, Least) && (!AdminOnly || (actor.Role >= Role.Admin && actor.Grants.Count > 0));

    /// <summary>The scope that a narrowed credential must carry.</summary>
    public Scope Scope => Scopes.Needed(Area, Level);

    /// <summary>The roles that get in with such a credential.</summary>
    public IReadOnlyList<Role> Roles => [.. Enum.GetValues<Role>().Where(role => (!AdminOnly || role >= Role.Admin) && Domain.Access.Roles.GrantsOf(role).Any(grant => grant.Area == Area && grant.Level >= Level && grant.Reach >= Least))];
}

/// <summary>One operation of the API: the route, what it needs, what it takes and answers, and what it does. The document and the reference are made from it.</summary>
/// <param name="Method">GET, POST, PATCH, PUT or DELETE.</param>
/// <param name="Path">Below <c>/api/v1</c>: <c>/jobs/{id}</c>.</param>
/// <param name="Id">Its name for generated clients: <c>listJobs</c>.</param>
/// <param name="Summary">What it does, in a few words.</param>
public sealed record ApiOperation(string Method, string Path, string Id, string Summary)
{
    /// <summary>More about it, in Markdown, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The part of the reference in which it stands.</summary>
    public required string Tag { get; init; }

    /// <summary>What it needs; null when any credential will do.</summary>
    public ApiNeed? Needs { get; init; }

    /// <summary>The parameters of its query; a list's <c>limit</c> and <c>cursor</c> come by themselves.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <summary>The type of its body; null when it takes none.</summary>
    public Type? Body { get; init; }

    /// <summary>An example of the body.</summary>
    public object? BodyExample { get; init; }

    /// <summary>The body may be left out.</summary>
    public bool BodyOptional { get; init; }

    /// <summary>The status of success.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The type of its answer, of one row when it answers a list; null when it answers nothing.</summary>
    public Type? Answer { get; init; }

    /// <summary>An example of the answer, or of one row of the list.</summary>
    public object? AnswerExample { get; init; }

    /// <summary>It answers a page of a list.</summary>
    public bool IsList { get; init; }

    /// <summary>Media types that it can answer beside JSON.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>It is an edit or a decision: it needs <c>If-Match</c> or a <c>version</c> in the body.</summary>
    public bool NeedsVersion { get; init; }

    /// <summary>It sends mail to somebody outside, and is counted like the page that does so (<c>RateLimits:Invitations</c>).</summary>
    public bool SendsMail { get; init; }

    /// <summary>The codes of 409 that it may answer beside those that follow from the rest.</summary>
    public IReadOnlyList<string> Conflicts { get; init; } = [];

    /// <summary>Other refusals of its own, by status: what another service did that it asks.</summary>
    public IReadOnlyList<(int Status, string Code)> Failures { get; init; } = [];

    /// <summary>Calls the use-case: one expression.</summary>
    public required Func<ApiCall, Task<ApiAnswer>> Run { get; init; }

    /// <summary>It repeats its first answer under an <c>Idempotency-Key</c>: every POST but those that only compute.</summary>
    public bool IsIdempotent => Method == HttpMethods.Post && !Path.EndsWith("/preview", StringComparison.Ordinal);

    /// <summary>It merges its body into what is there (RFC 7396).</summary>
    public bool IsPatch => Method == HttpMethods.Patch;

    /// <summary>Everything that its query may hold.</summary>
    public IReadOnlyList<QueryParameter> Parameters => IsList ? [.. Query, QueryParameter.Limit, QueryParameter.Cursor] : Query;
}

/// <summary>The operations of the API, in the order in which the reference shows them. Each slice adds its own.</summary>
public sealed class ApiRoutes
{
    readonly List<ApiOperation> operations = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<ApiOperation> All => operations;

    /// <summary>Adds one.</summary>
    public void Add(ApiOperation operation) => operations.Add(operation);
}
