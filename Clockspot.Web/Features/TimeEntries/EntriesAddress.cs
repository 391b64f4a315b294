using Clockspot.Domain.Time;
using Clockspot.Ui;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>The filters of the list of entries as they stand in its address, so that a view survives a reload and can be shared.</summary>
public sealed record EntriesAddress
{
    /// <summary>The stretch of days by name.</summary>
    public string? Period { get; init; }

    /// <summary>The first day, over the name.</summary>
    public string? From { get; init; }

    /// <summary>The last day.</summary>
    public string? To { get; init; }

    /// <summary>An employee's id.</summary>
    public string? Employee { get; init; }

    /// <summary>A job's id.</summary>
    public string? Job { get; init; }

    /// <summary>A location's id.</summary>
    public string? Location { get; init; }

    /// <summary>open, closed or archived.</summary>
    public string? Status { get; init; }

    /// <summary>A mark that the entries carry.</summary>
    public string? Mark { get; init; }

    /// <summary>The cursor from which on older rows follow.</summary>
    public string? Older { get; init; }

    /// <summary>The cursor up to which newer rows are.</summary>
    public string? Newer { get; init; }

    /// <summary>The entry that is being changed in its row.</summary>
    public string? Edit { get; init; }

    /// <summary>The names of periods, in order.</summary>
    public static IReadOnlyList<(string Value, string Text)> Periods { get; } =
        [.. PeriodWords.All.Select(preset => (preset.ToString(), PeriodWords.Of(preset))), ("", "Days chosen below")];

    /// <summary>What stands in an address.</summary>
    public static EntriesAddress Read(string address)
    {
        var query = QueryHelpers.ParseQuery(address.IndexOf('?') is >= 0 and var at ? address[at..] : "");
        string? Value(string name) => query.TryGetValue(name, out var values) && !string.IsNullOrWhiteSpace(values[^1]) ? values[^1] : null;
        return new EntriesAddress
        {
            Period = Value("period"), From = Value("from"), To = Value("to"), Employee = Value("employee"), Job = Value("job"), Location = Value("location"),
            Status = Value("status"), Mark = Value("mark"), Older = Value("older"), Newer = Value("newer"), Edit = Value("edit"),
        };
    }

    /// <summary>The query that leads here again, with its question mark; empty when nothing is chosen.</summary>
    public string Query()
    {
        var parts = new (string Name, string? Value)[]
        {
            ("period", Period), ("from", From), ("to", To), ("employee", Employee), ("job", Job), ("location", Location), ("status", Status), ("mark", Mark),
            ("older", Older), ("newer", Newer), ("edit", Edit),
        };
        var query = string.Join('&', parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return query.Length == 0 ? "" : "?" + query;
    }

    /// <summary>The days that are meant. 422 about <c>from</c> or <c>to</c>.</summary>
    public DayRange Days(LocalDate today, IsoDayOfWeek weekStart) =>
        DayRange.Read(From, To, Enum.TryParse<PeriodPreset>(Period, ignoreCase: true, out var preset) && Enum.IsDefined(preset) ? preset : PeriodPreset.ThisWeek, today, weekStart);

    /// <summary>The filter that is meant. What is no id finds nothing, and is not ignored.</summary>
    public EntryFilter Filter(LocalDate today, IsoDayOfWeek weekStart) => new()
    {
        Period = Days(today, weekStart), EmployeeIds = Ids(Employee), JobIds = Ids(Job), LocationIds = Ids(Location),
        Status = Enum.TryParse<EntryStatus>(Status, ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : null,
        Flags = Enum.TryParse<EntryFlags>(Mark, ignoreCase: true, out var mark) && Enum.IsDefined(mark) ? mark : EntryFlags.None,
    };

    /// <summary>Where a page of the list begins.</summary>
    public EntryPaging Paging => new() { Older = Older, Newer = Newer };

    static IReadOnlyList<Guid> Ids(string? text) => text is null ? [] : [Guid.TryParse(text, out var id) ? id : Guid.Empty];
}
