using Clockspot.Domain;
using Clockspot.Domain.Time;
using Clockspot.Features.TimeEntries;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;

namespace Clockspot.Features.Reports;

/// <summary>What somebody asks of a report, as it stands in the address: so a view can be shared, and what was typed stays when it is refused.</summary>
public sealed record ReportQuery
{
    /// <summary>The stretch of days that holds when nothing is asked for: it has something in it on any day of the week.</summary>
    const PeriodPreset Usual = PeriodPreset.TwoWeeks;

    static Refusal UnknownPeriod() => Refusal.Field("period", "unknown", "Choose one of these periods.");
    static Refusal NoId(string path) => Refusal.Field(path, "unknown", "This is none of the choices. Choose again.");
    static Refusal UnknownChoice(string path, IReadOnlyList<ReportChoice> choices) =>
        Refusal.Field(path, "unknown", $"This is none of the choices, which are {string.Join(", ", choices.Select(choice => choice.Value))}.");

    static Refusal NotOfThis(string path) => Refusal.Field(path, "unknown_parameter", "This report cannot be narrowed by this. Leave it out.");

    /// <summary>A stretch of days by name.</summary>
    public string? Period { get; init; }

    /// <summary>The first day; it and the last one hold before the name.</summary>
    public string? From { get; init; }

    /// <summary>The last day.</summary>
    public string? To { get; init; }

    /// <summary>Only these employees.</summary>
    public IReadOnlyList<string> EmployeeIds { get; init; } = [];

    /// <summary>Only these jobs.</summary>
    public IReadOnlyList<string> JobIds { get; init; } = [];

    /// <summary>Only these locations.</summary>
    public IReadOnlyList<string> LocationIds { get; init; } = [];

    /// <summary>Only what stands so.</summary>
    public string? Status { get; init; }

    /// <summary>How the rows are grouped.</summary>
    public string? GroupBy { get; init; }

    /// <summary>As many rows as a page can bear, for print.</summary>
    public bool AllRows { get; init; }

    /// <summary>What the report cannot be narrowed by is refused, not passed over.</summary>
    public bool IsStrict { get; init; }

    /// <summary>422 about the first thing that was asked and that the report does not know.</summary>
    internal void RefuseUnused(Report report)
    {
        var has = report.Filters;
        foreach (var (path, isAsked, isKnown) in new[]
        {
            ("period", Period is not null, has.HasFlag(ReportFilters.Period)), ("from", From is not null, has.HasFlag(ReportFilters.Period)), ("to", To is not null, has.HasFlag(ReportFilters.Period)),
            ("employeeId", EmployeeIds.Count > 0, has.HasFlag(ReportFilters.Employees)), ("jobId", JobIds.Count > 0, has.HasFlag(ReportFilters.Jobs)),
            ("locationId", LocationIds.Count > 0, has.HasFlag(ReportFilters.Locations)), ("status", Status is not null, report.Statuses.Count > 0),
            ("groupBy", GroupBy is not null, report.Groupings.Count > 0),
        })
            if (isAsked && !isKnown) throw NotOfThis(path);
    }

    /// <summary>Reads the part of an address behind the question mark.</summary>
    public static ReportQuery Read(string? address)
    {
        var said = QueryHelpers.ParseQuery(address);
        return new ReportQuery
        {
            Period = One("period"), From = One("from"), To = One("to"), Status = One("status"), GroupBy = One("groupBy"), AllRows = One("rows") == "all",
            EmployeeIds = Many("employeeId"), JobIds = Many("jobId"), LocationIds = Many("locationId"),
        };

        string? One(string name) => said.TryGetValue(name, out var values) ? Input.Clean(values[^1]) : null;
        IReadOnlyList<string> Many(string name) => said.TryGetValue(name, out var values) ? [.. values.Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!.Trim())] : [];
    }

    /// <summary>The stretch by name that a choice shows: the one asked for, none beside days, else the usual one.</summary>
    public string PresetShown => From is not null || To is not null ? "" : Period ?? Input.Path(Usual.ToString());

    /// <summary>The entries that are asked for. 422 about the field at fault.</summary>
    internal EntryFilter Filter(Report report, LocalDate today, IsoDayOfWeek weekStart) => new()
    {
        Period = report.Filters.HasFlag(ReportFilters.Period) ? DayRange.Read(From, To, Preset(), today, weekStart) : new DayRange(today, today),
        EmployeeIds = report.Filters.HasFlag(ReportFilters.Employees) ? Ids("employeeId", EmployeeIds) : [],
        JobIds = report.Filters.HasFlag(ReportFilters.Jobs) ? Ids("jobId", JobIds) : [],
        LocationIds = report.Filters.HasFlag(ReportFilters.Locations) ? Ids("locationId", LocationIds) : [],
        Status = report.Filters.HasFlag(ReportFilters.Period) ? StatusIn(report) switch { "open" => EntryStatus.Open, "closed" => EntryStatus.Closed, _ => null } : null,
    };

    /// <summary>The status asked for, or null. 422 when the report has none such.</summary>
    internal string? StatusIn(Report report) => Choice("status", Status, report.Statuses);

    /// <summary>The grouping asked for; the first when none is. 422 when the report has none such.</summary>
    internal string? GroupingIn(Report report) => Choice("groupBy", GroupBy, report.Groupings) ?? (report.Groupings is [{ } first, ..] ? first.Value : null);

    PeriodPreset Preset() => Period is null ? Usual
        : char.IsLetter(Period[0]) && Enum.TryParse<PeriodPreset>(Period, ignoreCase: true, out var preset) ? preset : throw UnknownPeriod();

    static string? Choice(string path, string? asked, IReadOnlyList<ReportChoice> choices) =>
        asked is null || choices.Count == 0 ? null : choices.Any(choice => choice.Value == asked) ? asked : throw UnknownChoice(path, choices);

    static IReadOnlyList<Guid> Ids(string path, IReadOnlyList<string> texts) =>
        [.. texts.Select(text => Guid.TryParse(text, out var id) ? id : throw NoId(path)).Distinct()];
}
