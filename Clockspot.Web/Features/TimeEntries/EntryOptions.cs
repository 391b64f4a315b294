using Clockspot.Features.Jobs;
using Clockspot.Ui;

namespace Clockspot.Features.TimeEntries;

/// <summary>What forms of entries offer, and short texts that several of their pages share.</summary>
static class EntryOptions
{
    /// <summary>The jobs that can be chosen, and the present one even when it has gone out of use since.</summary>
    public static IEnumerable<(string Value, string Text)> Jobs(IReadOnlyList<JobChoice> jobs, Guid? present, string? name) => Choices("No job", jobs, present, name);

    /// <summary>The locations that can be chosen, and the present one even when it has gone out of use since.</summary>
    public static IEnumerable<(string Value, string Text)> Locations(IReadOnlyList<JobChoice> places, Guid? present, string? name) => Choices("No location", places, present, name);

    static IEnumerable<(string, string)> Choices(string none, IReadOnlyList<JobChoice> rows, Guid? present, string? name)
    {
        if (rows.Count == 0 && present is null) return [];
        var gone = present is { } id && rows.All(row => row.Id != id) ? new[] { (id.ToString(), $"{name} (archived)") } : [];
        return [("", none), .. gone, .. rows.Select(row => (row.Id.ToString(), row.Name))];
    }

    /// <summary>The breaks of an entry in minutes.</summary>
    public static string Breaks(EntryRow row) => ((int)row.Unpaid.TotalMinutes, (int)row.Paid.TotalMinutes) switch
    {
        (0, 0) => "–",
        (var unpaid, 0) => $"{unpaid} min",
        (0, var paid) => $"{paid} min paid",
        var (unpaid, paid) => $"{unpaid} min, {paid} min paid",
    };

    /// <summary>From when to when, in the workspace's zone.</summary>
    public static string Span(TimeEntryView entry, Formats formats) => $"{formats.Time(entry.Start)} – {(entry.End is { } end ? formats.Time(end) : "running")}";
}

/// <summary>The notices after a change, each with its undo.</summary>
static class EntryNotice
{
    /// <summary>Says what the entry is now, and offers to take the change back; where nothing was changed, there is nothing to take back.</summary>
    /// <param name="row">The entry before.</param>
    /// <param name="now">The entry after.</param>
    /// <param name="said">What was done.</param>
    /// <param name="to">Makes addresses in the workspace.</param>
    /// <param name="back">Where to be after the undo.</param>
    public static Notice Done(EntryRow row, TimeEntryView now, string said, Func<string, string> to, string back) =>
        row.Entry.Version == now.Version ? new($"{row.Employee}: nothing was changed.") : Offer(row, now, said, to, back);

    /// <summary>The same for an entry that was not there before.</summary>
    public static Notice Offer(EntryRow row, TimeEntryView now, string said, Func<string, string> to, string back) =>
        new($"{row.Employee}: {said}", to($"entries/{now.Id}"), "undo", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Input.Version"] = now.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), ["Input.Back"] = back,
        });
}
