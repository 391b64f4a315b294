namespace Clockspot.Features.TimeEntries;

/// <summary>What the small forms about an entry bring: archive, restore, confirm, undo.</summary>
public sealed class EntryDecisionForm
{
    /// <summary>Why.</summary>
    public string? Reason { get; set; }

    /// <summary>The version that was seen.</summary>
    public string? Version { get; set; }

    /// <summary>Where to be afterwards, below the workspace.</summary>
    public string? Back { get; set; }

    internal int SeenVersion => int.TryParse(Version, System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0;

    /// <summary>Where to be afterwards; nowhere but among the entries.</summary>
    internal string? Place => Back is { } back && (back == "entries" || back.StartsWith("entries?", StringComparison.Ordinal) || back.StartsWith("entries/", StringComparison.Ordinal)) ? back : null;

    /// <summary>What was done, for the notice.</summary>
    internal static string Said(string what) => what switch { "archive" => "the entry was archived.", "restore" => "the entry counts again.", _ => "the entry was confirmed." };
}
