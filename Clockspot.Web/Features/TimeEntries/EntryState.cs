using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.TimeEntries;

/// <summary>An entry as its history tells it: each event says what became of which field, so that played in order they give the present state.</summary>
public sealed record EntryState
{
    /// <summary>From when.</summary>
    public Instant Start { get; init; }

    /// <summary>Until when; null while it runs.</summary>
    public Instant? End { get; init; }

    /// <summary>TZDB id.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>On what.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Where.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>The note.</summary>
    public string? Note { get; init; }

    /// <summary>The marks.</summary>
    public EntryFlags Flags { get; init; }

    /// <summary>When it was put away.</summary>
    public Instant? ArchivedAt { get; init; }

    /// <summary>The breaks, by start.</summary>
    public IReadOnlyList<BreakView> Breaks { get; init; } = [];

    /// <summary>Plays events, in order; null when there are none.</summary>
    /// <param name="afters">What each event says of after, as JSON.</param>
    public static EntryState? Replay(IEnumerable<string?> afters)
    {
        EntryState? state = null;
        foreach (var after in afters) state = (state ?? new EntryState()).With(after);
        return state;
    }

    /// <summary>An entry as it stands.</summary>
    internal static EntryState Of(TimeEntry entry) => new()
    {
        Start = entry.Start, End = entry.End, TimeZone = entry.TimeZone, JobId = entry.JobId, LocationId = entry.LocationId, Note = entry.Note,
        Flags = entry.Flags, ArchivedAt = entry.ArchivedAt,
        Breaks = [.. entry.Breaks.OrderBy(pause => pause.Start).Select(pause => new BreakView(pause.Id, pause.Start, pause.End, pause.Paid))],
    };

    /// <summary>True when the event made the entry: it says where it starts, and nothing was before.</summary>
    internal static bool Starts(string after)
    {
        using var read = JsonDocument.Parse(after);
        return read.RootElement.TryGetProperty("start", out _);
    }

    /// <summary>The same with the fields that an event speaks of.</summary>
    internal EntryState With(string? after)
    {
        if (after is null) return this;
        using var read = JsonDocument.Parse(after);
        var state = this;
        foreach (var field in read.RootElement.EnumerateObject()) state = state.With(field.Name, field.Value);
        return state;
    }

    EntryState With(string field, JsonElement value) => field switch
    {
        "start" => this with { Start = Moment(value)!.Value },
        "end" => this with { End = Moment(value) },
        "timeZone" => this with { TimeZone = value.GetString() ?? "" },
        "jobId" => this with { JobId = Id(value) },
        "locationId" => this with { LocationId = Id(value) },
        "note" => this with { Note = value.GetString() },
        "flags" => this with { Flags = Enum.Parse<EntryFlags>(value.GetString()!) },
        "archivedAt" => this with { ArchivedAt = Moment(value) },
        "breaks" => this with { Breaks = [.. value.EnumerateArray().Select(Break).OrderBy(pause => pause.Start)] },
        _ => this,
    };

    static BreakView Break(JsonElement pause) => new(pause.GetProperty("id").GetGuid(), Moment(pause.GetProperty("start"))!.Value,
        Moment(pause.GetProperty("end")), pause.GetProperty("paid").GetBoolean());

    static Instant? Moment(JsonElement value) => value.GetString() is { } text ? InstantPattern.ExtendedIso.Parse(text).Value : null;

    static Guid? Id(JsonElement value) => value.GetString() is { } text ? Guid.Parse(text) : null;
}
