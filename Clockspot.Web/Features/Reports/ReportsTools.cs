using System.ComponentModel.DataAnnotations;
using Clockspot.Api;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.Reports;

/// <summary>The reports that the connected person may open.</summary>
/// <param name="Data">Each with its name and what it answers.</param>
public sealed record ReportListShape(IReadOnlyList<ReportOfferShape> Data);

/// <summary>A report in the list.</summary>
/// <param name="Key">Its name for `run_report`.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Purpose">What it answers.</param>
/// <param name="Filters">By which arguments of `run_report` it can be narrowed; others are refused.</param>
/// <param name="Statuses">What `status` can be.</param>
/// <param name="Groupings">What `groupBy` can be; the first holds when it is left out.</param>
public sealed record ReportOfferShape(string Key, string Title, string Purpose, IReadOnlyList<string> Filters, IReadOnlyList<string> Statuses, IReadOnlyList<string> Groupings);

/// <summary>Which report, of what.</summary>
public sealed record RunReport
{
    /// <summary>The `key` of a report, as `list_reports` names it.</summary>
    [Required(ErrorMessage = "Enter the key of a report; list_reports names them.")]
    public string? Key { get; init; }

    /// <summary>Days by name, as the account counts them on its today; `two_weeks` is last week and this week, which is meant when no days are named at all.</summary>
    public PeriodPreset? Period { get; init; }

    /// <summary>The first day, in the account's zone, included. Give it with `to`, in the place of `period`.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The last day, included; for one day the same as `from`.</summary>
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

    /// <summary>Only what stands so; `list_reports` says what a report knows.</summary>
    public string? Status { get; init; }

    /// <summary>A row for each `employee`, or by `day`, `week` or `job`, where the report knows it.</summary>
    public string? GroupBy { get; init; }
}

/// <summary>A report.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="From">The first day; null when it is about this moment.</param>
/// <param name="To">The last day; null when it is about this moment.</param>
/// <param name="Columns">The fields of its rows, in order. Durations stand as exact seconds and, beside them, as decimal hours.</param>
/// <param name="Data">Its rows; the first ones where there are many.</param>
/// <param name="Totals">What the fields that add up come to over all rows, shown here or not. Say these; do not add up rows yourself.</param>
/// <param name="RowCount">How many rows there are in all.</param>
/// <param name="Complete">All of them are here.</param>
/// <param name="Url">The report with the same filters in a browser.</param>
/// <param name="FileUrl">Where there are more rows than are here: a file of all of them. Give it to the person as it stands; it opens only in a browser in which that person is signed in.</param>
/// <param name="FileUrlUntil">Until when that address works.</param>
public sealed record RunReportShape(string Key, string Title, LocalDate? From, LocalDate? To, IReadOnlyList<ReportFieldShape> Columns, IReadOnlyList<IReadOnlyDictionary<string, object?>> Data,
    IReadOnlyDictionary<string, object?> Totals, int RowCount, bool Complete, string Url, string? FileUrl, Instant? FileUrlUntil);

static class ReportsTools
{
    /// <summary>So many rows are answered in a conversation.</summary>
    internal const int Most = 200;

    static readonly ApiNeed see = new(Area.Reports, Level.Read);

    static Refusal HalfPeriod(string path) => Refusal.Field(path, "required", "Give both, from and to; for one day the same day twice.");

    public static void AddReports(this ToolList tools)
    {
        tools.Add(new("list_reports", "List reports")
        {
            Description = "Names the reports that the connected person may open, what each answers, and how it can be narrowed. Call it before the first run_report.",
            Needs = see, Answer = typeof(ReportListShape), Run = List,
        });
        tools.Add(new("run_report", "Run a report")
        {
            Description = "Answers the same rows and totals as the report on the screen: hours by person, day, week or job, time cards, who is in. Use it for every question that adds up time. "
                + $"At most {Most} rows are answered; beyond that `totals` still cover all rows, and `fileUrl` opens a file of them. Whose time is in it follows from the role.",
            Needs = see, Input = typeof(RunReport), Answer = typeof(RunReportShape), Run = Report,
        });
    }

    static async Task<object> List(ToolCall call)
    {
        return new ReportListShape([.. (await call.Use<ReportBook>().List(call.Actor, call.Stop)).Select(report =>
            new ReportOfferShape(report.Key, report.Title, report.Purpose, [.. Filters(report)], [.. report.Statuses.Select(one => one.Value)], [.. report.Groupings.Select(one => one.Value)]))]);
    }

    static IEnumerable<string> Filters(ReportRow offer) => new[]
    {
        ("period", offer.Filters.HasFlag(ReportFilters.Period)), ("from", offer.Filters.HasFlag(ReportFilters.Period)), ("to", offer.Filters.HasFlag(ReportFilters.Period)), ("employeeIds", offer.Filters.HasFlag(ReportFilters.Employees)),
        ("jobIds", offer.Filters.HasFlag(ReportFilters.Jobs)), ("locationIds", offer.Filters.HasFlag(ReportFilters.Locations)), ("status", offer.Statuses.Count > 0), ("groupBy", offer.Groupings.Count > 0),
    }.Where(one => one.Item2).Select(one => one.Item1);

    static async Task<object> Report(ToolCall call)
    {
        var ask = call.Read<RunReport>();
        if (ask.From is null != ask.To is null) throw HalfPeriod(ask.From is null ? "from" : "to");
        return await Run(call, ask.Key!, new ReportQuery
        {
            Period = ask.Period?.ToString(), From = Iso(ask.From), To = Iso(ask.To), Status = ask.Status, GroupBy = ask.GroupBy, IsStrict = true,
            EmployeeIds = Texts(ask.EmployeeIds), JobIds = Texts(ask.JobIds), LocationIds = Texts(ask.LocationIds),
        });
    }

    /// <summary>A report as a conversation gets it.</summary>
    internal static async Task<RunReportShape> Run(ToolCall call, string key, ReportQuery query)
    {
        var excerpt = await Excerpt(call, key, query);
        var (shape, complete, until) = (ReportShape.Of(excerpt.Report), excerpt.Count <= Most, call.Now + HandedReport.Works);
        // The days themselves: what "this week" was when it was asked.
        var exact = query with { Period = null, From = Iso(shape.From), To = Iso(shape.To) };
        return new RunReportShape(shape.Key, shape.Title, shape.From, shape.To, shape.Columns, shape.Data, shape.Totals, excerpt.Count, complete, call.Url($"reports/{key}{HandedReport.Query(exact)}"),
            complete ? null : call.Url($"reports/{key}.csv{HandedReport.Query(exact, call.Actor, until)}"), complete ? null : until);
    }

    /// <summary>A refusal names the argument as a tool has it; addresses have it once for each value.</summary>
    static async Task<ReportExcerpt> Excerpt(ToolCall call, string key, ReportQuery query)
    {
        try
        {
            return await call.Use<ReportBook>().Excerpt(call.Actor, key, query, Most, call.Stop);
        }
        catch (Refusal refusal) when (refusal.Errors is [{ Path: "employeeId" or "jobId" or "locationId" } error])
        {
            throw Refusal.Field(error.Path + "s", error.Code, error.Message);
        }
    }

    static string? Iso(LocalDate? day) => day is { } one ? LocalDatePattern.Iso.Format(one) : null;

    static IReadOnlyList<string> Texts(IReadOnlyList<Guid> ids) => [.. ids.Select(id => id.ToString())];
}
