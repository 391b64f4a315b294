using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Clockspot.Api;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.TimeEntries;

/// <summary>Which time entries.</summary>
public sealed record ListTimeEntries : ToolPage
{
    /// <summary>The first day, in the account's zone, included. Without it and `to`: of all time.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The last day, included.</summary>
    public LocalDate? To { get; init; }

    /// <summary>Only these employees.</summary>
    [MaxLength(50, ErrorMessage = "At most 50 ids.")]
    public IReadOnlyList<Guid> EmployeeIds { get; init; } = [];

    /// <summary>Only these jobs.</summary>
    [MaxLength(50, ErrorMessage = "At most 50 ids.")]
    public IReadOnlyList<Guid> JobIds { get; init; } = [];

    /// <summary>Only these locations.</summary>
    [MaxLength(50, ErrorMessage = "At most 50 ids.")]
    public IReadOnlyList<Guid> LocationIds { get; init; } = [];

    /// <summary>Only what runs (`open`), has an end (`closed`), or was put away (`archived`); without it, what runs and what has an end.</summary>
    public EntryStatus? Status { get; init; }
}

/// <summary>A time entry with the names that belong to it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Employee">Whose.</param>
/// <param name="Job">On what.</param>
/// <param name="Location">Where.</param>
/// <param name="Url">Where a browser shows it.</param>
public sealed record NamedEntryShape(TimeEntryShape Entry, string? Employee, string? Job, string? Location, string Url);

/// <summary>A break within a new entry.</summary>
public record ToolBreak
{
    /// <summary>Its beginning, with an offset.</summary>
    [Required(ErrorMessage = "Enter when each break began.")]
    public Instant? Start { get; init; }

    /// <summary>Its end, with an offset; left out only for the break that runs in an entry that runs.</summary>
    public Instant? End { get; init; }

    /// <summary>It counts as worked; an unpaid one does not.</summary>
    [DefaultValue(false)]
    public bool Paid { get; init; }

    internal SaveBreak Said(string path, Guid? id = null) => new() { Id = id, Start = Start ?? throw NoStart(path), End = End, Paid = Paid };

    static Refusal NoStart(string path) => Refusal.Field(path + ".start", "required", "Enter when each break began.");
}

/// <summary>A break within an entry that is there.</summary>
public sealed record ToolKeptBreak : ToolBreak
{
    /// <summary>Which break it was before; left out for a new one.</summary>
    public Guid? Id { get; init; }
}

/// <summary>What can be emptied in an entry.</summary>
public enum EntryField
{
    /// <summary>The note.</summary>
    Note,
    /// <summary>The job.</summary>
    Job,
    /// <summary>The place.</summary>
    Location,
}

/// <summary>Time that nobody punched.</summary>
public sealed record ToolAddEntry : ToolWrite
{
    /// <summary>Whose time.</summary>
    [Required(ErrorMessage = "Enter whose time it is.")]
    public Guid? EmployeeId { get; init; }

    /// <summary>From when, with the offset that the account's zone has on that day: `2026-03-02T09:00:00-05:00`. What people say is meant in that zone; the answer shows how it was understood.</summary>
    [Required(ErrorMessage = "Enter when the work began.")]
    public Instant? Start { get; init; }

    /// <summary>Until when; left out only for work that still runs.</summary>
    public Instant? End { get; init; }

    /// <summary>On what.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Where.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>The employee's own words.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>The breaks within it.</summary>
    [MaxLength(24, ErrorMessage = "At most 24 breaks.")]
    public IReadOnlyList<ToolBreak> Breaks { get; init; } = [];

    /// <summary>Why it is added, in the person's words: whoever reads the history later wants to know.</summary>
    [Required(ErrorMessage = "Enter the reason: whoever reads the history later wants to know."), StringLength(300, ErrorMessage = "At most 300 characters.")]
    public string? Reason { get; init => field = Domain.Input.Clean(value); }
}

/// <summary>A correction. What is left out, null or empty stays as it is.</summary>
public sealed record ToolEditEntry : ToolWrite
{
    /// <summary>Which entry.</summary>
    [Required(ErrorMessage = "Enter the id of the entry.")]
    public Guid? Id { get; init; }

    /// <summary>The `version` of the entry as you read it. When it changed since, nothing is done and you are told what it is now.</summary>
    [Required(ErrorMessage = "Enter the version that you read.")]
    public int? Version { get; init; }

    /// <summary>From when, with the offset that the account's zone has on that day; as it is when left out.</summary>
    public Instant? Start { get; init; }

    /// <summary>Until when, likewise; as it is when left out.</summary>
    public Instant? End { get; init; }

    /// <summary>On what; as it is when left out.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Where; as it is when left out.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>The employee's own words; as they are when left out.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>All breaks that it shall have, in the place of those that it has; one that stays keeps its `id`, and an empty list means none. As they are when left out.</summary>
    [MaxLength(24, ErrorMessage = "At most 24 breaks.")]
    public IReadOnlyList<ToolKeptBreak>? Breaks { get; init; }

    /// <summary>What shall be empty from now on: nothing else empties a field.</summary>
    [MaxLength(3, ErrorMessage = "There are three fields that can be empty.")]
    public IReadOnlyList<EntryField> Clear { get; init; } = [];

    /// <summary>Why it is changed, in the person's words.</summary>
    [Required(ErrorMessage = "Enter the reason: whoever reads the history later wants to know."), StringLength(300, ErrorMessage = "At most 300 characters.")]
    public string? Reason { get; init => field = Domain.Input.Clean(value); }
}

static class TimeEntriesTools
{
    const string Edits = " Nobody but the Owner changes their own time: for the person's own entries it answers not_found, though they are listed. Say what you are about to write and let the person confirm it first.";

    static readonly ApiNeed edit = new(Area.TimeTracking, Level.Edit, Reach.Team);

    public static void AddTimeEntries(this ToolList tools)
    {
        tools.Add(new("list_time_entries", "List time entries")
        {
            Description = "Lists worked time, the newest first: who, from when to when, breaks, job, place, note. Use it for single shifts and to find the entry that somebody wants corrected; for sums over "
                + "days and people use run_report, which adds up exactly. `workedSeconds` is everything but unpaid breaks; an entry that runs has no `end`. Whose entries it shows follows from the role.",
            Needs = new(Area.TimeTracking, Level.Read), Input = typeof(ListTimeEntries), Answer = typeof(ListPage<NamedEntryShape>), Run = List,
        });
        tools.Add(new("add_time_entry", "Add a time entry")
        {
            Description = "Adds time that was worked and not punched. It is refused where it overlaps other time of the same employee or lies in the future." + Edits,
            Needs = edit, Input = typeof(ToolAddEntry), Answer = typeof(NamedEntryShape), Run = AddEntry,
        });
        tools.Add(new("edit_time_entry", "Correct a time entry")
        {
            Description = "Corrects an entry: times, breaks, job, place or note. Read it first with list_time_entries, send its `version` and only what shall change. What was before stays in the entry's history, and a person can undo it there." + Edits,
            Needs = edit, Input = typeof(ToolEditEntry), Answer = typeof(NamedEntryShape), Overwrites = true, Run = Edit,
        });
    }

    static async Task<object> List(ToolCall call)
    {
        var ask = call.Read<ListTimeEntries>();
        var page = await call.Use<EntryRoll>().List(call.Actor, new EntryAsk
        {
            From = ask.From, To = ask.To, EmployeeIds = ask.EmployeeIds, JobIds = ask.JobIds, LocationIds = ask.LocationIds, Status = ask.Status,
            After = ToolCall.Cursor(ask, EntryCursor.Read), Size = ask.Limit, WithNames = true, IsStrict = true,
        }, call.Stop);
        return new ListPage<NamedEntryShape>([.. page.Rows.Select(row => Named(call, row, page))], new PageInfo(page.Next, page.Total));
    }

    static async Task<object> AddEntry(ToolCall call)
    {
        var ask = call.Read<ToolAddEntry>();
        var added = await call.Use<Corrections>().Add(call.Actor, new AddEntry
        {
            EmployeeId = ask.EmployeeId, Start = ask.Start, End = ask.End, JobId = ask.JobId, LocationId = ask.LocationId, Note = ask.Note, Reason = ask.Reason,
            Breaks = [.. ask.Breaks.Select((one, at) => one.Said(Row(at)))],
        }, call.Stop);
        return await Read(call, added.Id);
    }

    static async Task<object> Edit(ToolCall call)
    {
        var ask = call.Read<ToolEditEntry>();
        var id = ask.Id!.Value;
        var present = await call.Use<EntryRoll>().Get(call.Actor, id, call.Stop);
        if (present.Version != ask.Version) throw Refusal.Stale("time entry").Showing(await Read(call, id));
        var wanted = call.Merged(TimeEntriesApi.SaveOf(TimeEntryShape.Of(present)), ask.Clear.Select(Emptied), "id", "version", "idempotencyKey", "clear", "breaks");
        if (ask.Breaks is { } breaks) wanted = wanted with { Breaks = [.. breaks.Select((one, at) => one.Said(Row(at), one.Id))] };
        await call.Use<Corrections>().Change(call.Actor, id, present.Version, wanted, call.Stop);
        return await Read(call, id);
    }

    static string Emptied(EntryField field) => field switch { EntryField.Job => "jobId", EntryField.Location => "locationId", _ => "note" };

    static string Row(int at) => string.Create(CultureInfo.InvariantCulture, $"breaks[{at}]");

    /// <summary>The entry as the list shows it.</summary>
    internal static async Task<NamedEntryShape> Read(ToolCall call, Guid id)
    {
        var page = await call.Use<EntryRoll>().List(call.Actor, new EntryAsk { Ids = [id], IncludeArchived = true, WithNames = true }, call.Stop);
        return page.Rows.Count == 0 ? throw Refusal.NotFound("time entry") : Named(call, page.Rows[0], page);
    }

    static NamedEntryShape Named(ToolCall call, TimeEntryView entry, EntryRollPage page) => new(TimeEntryShape.Of(entry), NameOf(page, entry.EmployeeId), NameOf(page, entry.JobId), NameOf(page, entry.LocationId),
        call.Url(call.Actor.Can(Area.TimeTracking, Level.Read, Reach.Team) ? $"entries/{entry.Id}" : $"timesheet?view=day&day={LocalDatePattern.Iso.Format(entry.Start.InZone(call.Workspace.Zone).Date)}"));

    static string? NameOf(EntryRollPage page, Guid? id) => id is { } one ? page.Names.GetValueOrDefault(one) : null;
}
