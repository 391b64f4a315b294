using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Api;

/// <summary>A call of an operation: who calls, and what was sent. Whatever is wrong with it is refused with 400, 404 or 422 as it is read.</summary>
/// <param name="http">The request.</param>
/// <param name="operation">What is called.</param>
/// <param name="caller">Who calls.</param>
/// <param name="sent">The body, empty when there is none.</param>
public sealed class ApiCall(HttpContext http, ApiOperation operation, Caller caller, ReadOnlyMemory<byte> sent)
{
    const string Mark = "after-";
    const int UsualLimit = 50, LargestLimit = 500;

    static Refusal NoNumber() => Refusal.Field("limit", "out_of_range", $"Write a whole number from 1 to {LargestLimit}.");
    static Refusal NoCursor() => Refusal.Field("cursor", "unknown", "This is no cursor of this list. Take page.next of the page before, as it stands.");
    static Refusal Wrong(string path, string form) => Refusal.Field(path, "wrong_type", $"Write it as {form}.");
    static Refusal NoChoice(string path, IEnumerable<string> words) => Refusal.Field(path, "unknown", $"This is none of: {string.Join(", ", words)}.");
    static Refusal Twice(string path) => Refusal.Field(path, "repeated", "This parameter can be given once.");
    static Refusal UnknownParameter(string name) => Refusal.Field(name, "unknown_parameter", "This operation has no such parameter. The reference lists those it has.");

    /// <summary>Who acts.</summary>
    public Actor Actor => caller.Actor;

    /// <summary>Who calls, by which credential.</summary>
    public Caller Caller => caller;

    /// <summary>In which workspace.</summary>
    public WorkspaceBasics Workspace => caller.Workspace;

    /// <summary>Ends when the caller hangs up.</summary>
    public CancellationToken Stop => http.RequestAborted;

    /// <summary>The path that was called.</summary>
    public string Path => http.Request.Path;

    /// <summary>The answer is kept, to be repeated under the same <c>Idempotency-Key</c>: nothing that has power belongs into it.</summary>
    public bool IsKept => operation.IsIdempotent && http.Request.Headers.ContainsKey("Idempotency-Key");

    /// <summary>What was sent as body.</summary>
    internal ReadOnlyMemory<byte> Sent => sent;

    internal HttpContext Http => http;

    /// <summary>A use-case.</summary>
    public T Use<T>() where T : notnull => http.RequestServices.GetRequiredService<T>();

    /// <summary>An id in the path. 404 when it is none: there is no such row.</summary>
    public Guid Id(string name = "id") => Guid.TryParseExact(Text(name), "D", out var id) ? id : throw Refusal.NotFound("resource");

    /// <summary>A word in the path.</summary>
    public string Text(string name) => (string)http.GetRouteValue(name)!;

    /// <summary>422 for a parameter that the operation does not have.</summary>
    internal void RefuseUnknownParameters()
    {
        foreach (var name in http.Request.Query.Keys)
            if (!operation.Parameters.Any(one => one.Name == name)) throw UnknownParameter(name);
    }

    /// <summary>A parameter as text; null when it was not given.</summary>
    public string? Query(string name)
    {
        var values = http.Request.Query[name];
        return values.Count > 1 ? throw Twice(name) : Input.Clean(values.ToString());
    }

    /// <summary>A day.</summary>
    public LocalDate? Day(string name) => Query(name) is not { } text ? null
        : LocalDatePattern.Iso.Parse(text) is { Success: true } day ? day.Value : throw Wrong(name, "2026-03-02");

    /// <summary>An instant with an offset.</summary>
    public Instant? Instant(string name) => Query(name) is not { } text ? null
        : ApiJson.InstantOf(text) ?? throw Wrong(name, "2026-03-02T14:58:12Z; a plus sign must be sent as %2B");

    /// <summary><c>true</c> or <c>false</c>; false when it was not given.</summary>
    public bool Flag(string name) => Query(name) switch { null or "false" => false, "true" => true, _ => throw Wrong(name, "true or false") };

    /// <summary>One id.</summary>
    public Guid? OneId(string name) => Query(name) is { } text ? Read(name, text) : null;

    /// <summary>All ids that were given.</summary>
    public IReadOnlyList<Guid> Ids(string name) => http.Request.Query[name].Count > ApiBody.LongestList ? throw ApiBody.TooLong(name)
        : [.. http.Request.Query[name].OfType<string>().Select(text => Read(name, text))];

    /// <summary>One of the words of an enumeration.</summary>
    public T? Choice<T>(string name) where T : struct, Enum => Query(name) is not { } text ? null
        : ApiJson.WordOf<T>(text) ?? throw NoChoice(name, Enum.GetValues<T>().Select(ApiJson.Word));

    /// <summary>How many rows a page has.</summary>
    public int Limit => Query("limit") is not { } text ? UsualLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LargestLimit ? limit : throw NoNumber();

    /// <summary>The cursor, read by whoever wrote it; null on the first page. 422 when it is none.</summary>
    public T? Cursor<T>(Func<string, T?> read) where T : class => Query("cursor") is { } text ? read(text) ?? throw NoCursor() : null;

    /// <summary>The cursor of a list in the order of its ids: only rows after it. Null on the first page.</summary>
    public Guid? After => Query("cursor") is { } text ? Guid.TryParseExact(text, "N", out var id) ? id : throw NoCursor() : null;

    /// <summary>
    /// A page of a list that is read whole because it is short, in the order of its ids, that is, of when its rows were made: a row that is renamed meanwhile
    /// stays in its place.
    /// </summary>
    public ApiAnswer Page<T>(IReadOnlyCollection<T> all, Func<T, Guid> id)
    {
        var (limit, after) = (Limit, After);
        var rest = all.Where(row => after is null || id(row).CompareTo(after.Value) > 0).OrderBy(id).Take(limit + 1).ToList();
        return rest.Count > limit ? ApiAnswer.List(rest[..limit], all.Count, id(rest[limit - 1]).ToString("N")) : ApiAnswer.List(rest, all.Count, null);
    }

    /// <summary>The same for a list of another service, in the order of the ids that it gives.</summary>
    public ApiAnswer Page<T>(IReadOnlyCollection<T> all, Func<T, string> id)
    {
        var (limit, after) = (Limit, Cursor(Named));
        var rest = all.Where(row => after is null || string.CompareOrdinal(id(row), after) > 0).OrderBy(id, StringComparer.Ordinal).Take(limit + 1).ToList();
        return rest.Count > limit ? ApiAnswer.List(rest[..limit], all.Count, Mark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(id(rest[limit - 1])))) : ApiAnswer.List(rest, all.Count, null);
    }

    static string? Named(string cursor) => cursor.StartsWith(Mark, StringComparison.Ordinal) && Base64Url.IsValid(cursor.AsSpan(Mark.Length), out var length) && length > 0
        ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor.AsSpan(Mark.Length))) : null;

    /// <summary>The body. 400 when it is no JSON, 422 when a field is unknown or of the wrong type.</summary>
    public T Body<T>() where T : class => ApiBody.Read<T>(ApiBody.Object(sent, operation.BodyOptional));

    /// <summary>
    /// Merges the body into what is there (RFC 7396) and changes it, if it is still of the version that <c>If-Match</c> or the body names. 428 without either, 412
    /// for a stale header, 409 <c>stale_version</c> with the present values for a stale body.
    /// </summary>
    /// <param name="read">Reads it as the API shows it.</param>
    /// <param name="save">What it is now, as the use-case takes it.</param>
    /// <param name="change">Changes it, given the version and what it shall be.</param>
    public async Task<ApiAnswer> Patch<TShape, TSave>(Func<Task<TShape>> read, Func<TShape, TSave> save, Func<int, TSave, Task> change)
        where TShape : class, IVersionedShape where TSave : class
    {
        var patch = ApiBody.Object(sent, optional: false);
        var named = ApiBody.TakeVersion(patch);
        return await Guarded(read, named, async version =>
        {
            var present = await read();
            if (present.Version != version) throw Refusal.Stale("resource");
            await change(version, ApiBody.Read<TSave>(ApiBody.Merged(save(present), patch)));
        });
    }

    /// <summary>Decides about something with a version. The rest of the body is what the decision takes. Answers it as it is afterwards.</summary>
    public async Task<ApiAnswer> Decide<TShape, TInput>(Func<Task<TShape>> read, Func<int, TInput, Task> decide) where TShape : class, IVersionedShape where TInput : class
    {
        var body = ApiBody.Object(sent, operation.BodyOptional);
        var named = ApiBody.TakeVersion(body);
        return await Guarded(read, named, version => decide(version, ApiBody.Read<TInput>(body)));
    }

    /// <summary>Makes something and answers 201 with it.</summary>
    public async Task<ApiAnswer> Make<TShape>(Task<Guid> made, Func<Guid, Task<TShape>> read) where TShape : class
    {
        var id = await made;
        return ApiAnswer.Created($"{operation.Path}/{id}", await read(id));
    }

    /// <summary>
    /// Puts something away or takes it back, and answers it as it is then. Doing so twice is doing it once, so that no version is needed; one that is named is
    /// looked at.
    /// </summary>
    public Task<ApiAnswer> Toggle<TShape>(Func<Task<TShape>> read, Func<Task> act) where TShape : class, IVersionedShape => Toggle<TShape, NoInput>(read, _ => act());

    /// <summary>The same for what takes something more; the rest of the body is it.</summary>
    public async Task<ApiAnswer> Toggle<TShape, TInput>(Func<Task<TShape>> read, Func<TInput, Task> act) where TShape : class, IVersionedShape where TInput : class
    {
        var body = ApiBody.Object(sent, optional: true);
        var (header, named) = (ApiBody.VersionIn(http.Request.Headers.IfMatch), ApiBody.TakeVersion(body));
        var input = ApiBody.Read<TInput>(body);
        if ((header ?? named) is { } version && await read() is var present && present.Version != version)
            throw header is not null ? ApiBody.PreconditionFailed() : Refusal.Stale("resource").Showing(present);
        await act(input);
        return ApiAnswer.Ok(await read());
    }

    async Task<ApiAnswer> Guarded<TShape>(Func<Task<TShape>> read, int? named, Func<int, Task> act) where TShape : class, IVersionedShape
    {
        var header = ApiBody.VersionIn(http.Request.Headers.IfMatch);
        if ((header ?? named) is not { } version)
        {
            // What is out of reach is not found, whatever else was forgotten.
            await read();
            throw ApiBody.NoVersion();
        }
        if (header is not null && named is not null && header != named) throw ApiBody.TwoVersions();
        try
        {
            await act(version);
        }
        catch (Refusal stale) when (stale.Code == "stale_version")
        {
            throw header is not null ? ApiBody.PreconditionFailed() : stale.Showing(await read());
        }
        return ApiAnswer.Ok(await read());
    }

    sealed record NoInput;

    static Guid Read(string name, string text) => Guid.TryParseExact(text, "D", out var id) ? id : throw Wrong(name, "an id, such as 019513f0-0000-7000-8000-000000000000");
}
