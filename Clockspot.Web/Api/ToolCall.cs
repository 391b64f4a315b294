using System.Text;
using System.Text.Json.Nodes;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Api;

/// <summary>A call of a tool: who calls, and with which arguments. Whatever is wrong with them is refused with 422 as they are read.</summary>
/// <param name="caller">Who calls.</param>
/// <param name="arguments">What was sent.</param>
/// <param name="services">What the program has.</param>
/// <param name="stop">Ends when the caller hangs up.</param>
public sealed class ToolCall(Caller caller, JsonObject arguments, IServiceProvider services, CancellationToken stop)
{
    static Refusal NoCursor() => Refusal.Field("cursor", "unknown", "This is no cursor of this list. Take page.next of the answer before, as it stands.");

    static Refusal NoKey() => Refusal.Field("idempotencyKey", "required", "Enter an idempotencyKey: a new UUID for each thing that the person asks for, the same one when you repeat a call.");

    /// <summary>Who acts.</summary>
    public Actor Actor => caller.Actor;

    /// <summary>Who calls, by which connection.</summary>
    public Caller Caller => caller;

    /// <summary>In which workspace. The connection fixes it.</summary>
    public WorkspaceBasics Workspace => caller.Workspace;

    /// <summary>Ends when the caller hangs up.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Now.</summary>
    public Instant Now => Use<IClock>().GetCurrentInstant();

    /// <summary>A use-case.</summary>
    public T Use<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The arguments. 422 when one is unknown, of the wrong type, or not as its attributes say.</summary>
    public T Read<T>() where T : class => Checked(ApiBody.Read<T>(Said()));

    /// <summary>What something shall be that is there already: the arguments over what it is now. What is left out stays.</summary>
    /// <param name="present">What it is now, as the use-case takes it.</param>
    /// <param name="cleared">Fields that shall be empty.</param>
    /// <param name="without">Arguments that are no part of it, and only say which and why it may be done.</param>
    public T Merged<T>(T present, IEnumerable<string> cleared, params IReadOnlyList<string> without) where T : class
    {
        var patch = Said();
        foreach (var name in without) patch.Remove(name);
        foreach (var name in cleared) patch[name] = null;
        return Checked(ApiBody.Read<T>(ApiBody.Merged(present, patch)));
    }

    /// <summary>The arguments that say something. Models write null or an empty text for what they leave out, so that neither ever clears anything.</summary>
    JsonObject Said() => (JsonObject)Said(arguments);

    static JsonNode Said(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.Where(one => one.Value is not null && !(one.Value is JsonValue value && value.TryGetValue<string>(out var text) && text.Length == 0))
            .Select(one => KeyValuePair.Create(one.Key, (JsonNode?)Said(one.Value!)))),
        JsonArray list => new JsonArray([.. list.Select(one => one is null ? null : Said(one))]),
        _ => node.DeepClone(),
    };

    /// <summary>The caller's own key for this call, of a tool that changes something. 422 without one.</summary>
    internal string Key => arguments["idempotencyKey"] is JsonValue key && key.TryGetValue<string>(out var text) && text.Length > 0 ? text : throw NoKey();

    /// <summary>The arguments in one order of their names, so that the same call is the same text.</summary>
    internal ReadOnlyMemory<byte> Sent => Encoding.UTF8.GetBytes(Ordered(Said()).ToJsonString());

    /// <summary>The full address of a page of the workspace.</summary>
    /// <param name="path">Below it: <c>entries/{id}</c>.</param>
    public string Url(string path) => Use<PublicOrigin>().Url(path.Length == 0 ? $"/w/{Workspace.Slug}" : $"/w/{Workspace.Slug}/{path}");

    /// <summary>A cursor, read by whoever wrote it; null on the first page.</summary>
    public static T? Cursor<T>(ToolPage page, Func<string, T?> read) where T : class => page.Cursor is { } text ? read(text) ?? throw NoCursor() : null;

    /// <summary>The cursor of a list in the order of its ids; null on the first page.</summary>
    public static Guid? After(ToolPage page) => page.Cursor is { } text ? Guid.TryParseExact(text, "N", out var id) ? id : throw NoCursor() : null;

    static T Checked<T>(T input) where T : class
    {
        Input.Check(input);
        return input;
    }

    static JsonNode Ordered(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Key, one.Value is null ? null : Ordered(one.Value)))),
        JsonArray list => new JsonArray([.. list.Select(one => one is null ? null : Ordered(one))]),
        _ => node.DeepClone(),
    };
}
