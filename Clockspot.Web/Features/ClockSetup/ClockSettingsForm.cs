using System.Globalization;
using Clockspot.Domain;

namespace Clockspot.Features.ClockSetup;

/// <summary>What stands in the form of the clock-in setup: texts, as they were typed and chosen.</summary>
public sealed class ClockSettingsForm
{
    static FieldError NotANumber(string path) => new(path, "invalid", "Write a whole number.");

    /// <summary>"true" when clocking in needs a job.</summary>
    public string? JobRequired { get; set; }

    /// <summary>"true" when clocking out needs a note.</summary>
    public string? NoteRequired { get; set; }

    /// <summary>Hours.</summary>
    public string? OpenLimitHours { get; set; }

    /// <summary>By position.</summary>
    public string? GpsRule { get; set; }

    /// <summary>By network.</summary>
    public string? IpRule { get; set; }

    /// <summary>Days.</summary>
    public string? EvidenceDays { get; set; }

    /// <summary>The company's words.</summary>
    public string? Notice { get; set; }

    /// <summary>The version that was seen.</summary>
    public string? Version { get; set; }

    internal int SeenVersion => int.TryParse(Version, CultureInfo.InvariantCulture, out var version) ? version : -1;

    /// <summary>Reads the numbers. 422 for what is none.</summary>
    internal SaveClockSettings Read()
    {
        var errors = new List<FieldError>();
        var input = new SaveClockSettings
        {
            JobRequired = JobRequired == "true",
            NoteRequired = NoteRequired == "true",
            OpenLimitHours = Number(OpenLimitHours, "openLimitHours", errors),
            GpsRule = Rule(GpsRule),
            IpRule = Rule(IpRule),
            EvidenceDays = Number(EvidenceDays, "evidenceDays", errors),
            Notice = Notice,
        };
        return errors.Count == 0 ? input : throw Refusal.Invalid(errors);
    }

    internal static ClockSettingsForm Of(ClockSettingsView view) => new()
    {
        JobRequired = Word(view.JobRequired),
        NoteRequired = Word(view.NoteRequired),
        OpenLimitHours = view.OpenLimitHours.ToString(CultureInfo.InvariantCulture),
        GpsRule = view.GpsRule.ToString(),
        IpRule = view.IpRule.ToString(),
        EvidenceDays = view.EvidenceDays.ToString(CultureInfo.InvariantCulture),
        Notice = view.Notice,
        Version = view.Version.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What the undo button posts to bring these settings back over a newer version; null when it would not fit into the cookie of a notice.</summary>
    internal IReadOnlyDictionary<string, string>? Back(int over) => Notice?.Length > 200 ? null : new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Input.JobRequired"] = JobRequired ?? "",
        ["Input.NoteRequired"] = NoteRequired ?? "",
        ["Input.OpenLimitHours"] = OpenLimitHours ?? "",
        ["Input.GpsRule"] = GpsRule ?? "",
        ["Input.IpRule"] = IpRule ?? "",
        ["Input.EvidenceDays"] = EvidenceDays ?? "",
        ["Input.Notice"] = Notice ?? "",
        ["Input.Version"] = over.ToString(CultureInfo.InvariantCulture),
    };

    // What is not a choice becomes one that the use-case refuses.
    static PlaceRule Rule(string? text) => Enum.TryParse<PlaceRule>(text, out var rule) ? rule : (PlaceRule)(-1);

    static string Word(bool yes) => yes ? "true" : "false";

    static int Number(string? text, string path, List<FieldError> errors)
    {
        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)) return number;
        errors.Add(NotANumber(path));
        return 0;
    }
}
