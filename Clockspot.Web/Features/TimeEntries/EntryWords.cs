using Clockspot.Domain.Access;

namespace Clockspot.Features.TimeEntries;

/// <summary>The words for entries, the same on every screen and in every file.</summary>
static class EntryWords
{
    /// <summary>Marks with their words, their codes in files and the API, and the badge that goes with them.</summary>
    static readonly (EntryFlags Flag, string Code, string Text, string Badge)[] marks =
    [
        (EntryFlags.Unconfirmed, "unconfirmed", "Unconfirmed", "break"),
        (EntryFlags.OutsideLocation, "outside_location", "Outside the place", "danger"),
        (EntryFlags.Edited, "edited", "Edited", "info"),
    ];

    /// <summary>The marks as people read them, with their badges.</summary>
    public static IEnumerable<(string Text, string Badge)> Marks(EntryFlags flags) => marks.Where(mark => flags.HasFlag(mark.Flag)).Select(mark => (mark.Text, mark.Badge));

    /// <summary>The marks as files write them, separated by spaces.</summary>
    public static string Codes(EntryFlags flags) => string.Join(' ', marks.Where(mark => flags.HasFlag(mark.Flag)).Select(mark => mark.Code));

    /// <summary>What happened, in words.</summary>
    public static string Of(string name) => name switch
    {
        "time_entry.opened" => "Clocked in", "time_entry.closed" => "Closed", "time_entry.switched" => "Switched here from another job", "time_entry.added" => "Added",
        "time_entry.changed" => "Changed", "time_entry.archived" => "Archived", "time_entry.restored" => "Restored", "time_entry.confirmed" => "Confirmed",
        "time_entry.undone" => "Undone", "time_entry.note_changed" => "Note changed", "break.started" => "Break started", "break.ended" => "Break ended",
        _ => name.Replace('_', ' ').Replace('.', ' '),
    };

    /// <summary>Through which door.</summary>
    public static string Of(Channel channel) => channel switch
    {
        Channel.Web => "in the browser", Channel.Kiosk => "at a kiosk", Channel.Api => "over the API", Channel.Assistant => "by an assistant", _ => "by Clockspot",
    };

    /// <summary>Who made an entry, and where.</summary>
    public static string Of(EntrySource source) => source switch
    {
        EntrySource.Web => "Punched in the browser", EntrySource.Kiosk => "Punched at a kiosk", EntrySource.Api => "Made over the API",
        EntrySource.Assistant => "Made by an assistant", _ => "Made by somebody else",
    };

    /// <summary>Why it wants a look.</summary>
    public static string Of(ExceptionKind kind) => kind switch
    {
        ExceptionKind.OpenTooLong => "Running too long", ExceptionKind.Unconfirmed => "Unconfirmed", _ => "Outside the place",
    };
}
