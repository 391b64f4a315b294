using Clockspot.Api;
using Clockspot.Domain.Access;
using Clockspot.Ui;
using NodaTime;

namespace Clockspot.Features.Reports;

/// <summary>A report in the list of reports.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Title">Its name.</param>
/// <param name="Purpose">What it answers.</param>
public sealed record ReportRowShape(string Key, string Title, string Purpose);

/// <summary>A field of a report's rows.</summary>
/// <param name="Key">Its name in each row.</param>
/// <param name="Title">Its name on screen.</param>
/// <param name="Kind">What stands in it.</param>
public sealed record ReportFieldShape(string Key, string Title, ReportFieldKind Kind);

/// <summary>What stands in a field of a report.</summary>
public enum ReportFieldKind
{
    /// <summary>Words.</summary>
    Text,
    /// <summary>A day.</summary>
    Day,
    /// <summary>An instant.</summary>
    Instant,
    /// <summary>Exact seconds.</summary>
    Seconds,
    /// <summary>The same as decimal hours, rounded to two places.</summary>
    Hours,
    /// <summary>A count.</summary>
    Number,
}

/// <summary>A report.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Title">Its name.</param>
/// <param name="From">The first day; null when it is about this moment.</param>
/// <param name="To">The last day; null when it is about this moment.</param>
/// <param name="Columns">The fields of its rows, in order.</param>
/// <param name="Data">Every row of the filter.</param>
/// <param name="Totals">What the fields that add up come to over all rows.</param>
/// <param name="Page">How many rows there are; all are here.</param>
public sealed record ReportShape(string Key, string Title, LocalDate? From, LocalDate? To, IReadOnlyList<ReportFieldShape> Columns, IReadOnlyList<IReadOnlyDictionary<string, object?>> Data,
    IReadOnlyDictionary<string, object?> Totals, PageInfo Page)
{
    internal static ReportShape Of(ReportData report)
    {
        var adding = report.Columns.Where(column => column.Adds).ToList();
        return new ReportShape(report.Report.Key, report.Report.Title, report.Period?.First, report.Period?.Last, [.. report.Columns.SelectMany(Fields)],
            [.. report.Rows.Select(row => Row(report.Columns, row))],
            Row(adding, [.. report.Columns.Zip(report.Totals).Where(one => one.First.Adds).Select(one => one.Second)]), new PageInfo(null, report.Rows.Count));
    }

    static IEnumerable<ReportFieldShape> Fields(ReportColumn column) => column.Kind switch
    {
        ColumnKind.Duration => [new(column.Key + "Seconds", column.Title, ReportFieldKind.Seconds), new(column.Key + "Hours", column.Title, ReportFieldKind.Hours)],
        ColumnKind.Day => [new(column.Key, column.Title, ReportFieldKind.Day)],
        ColumnKind.Instant => [new(column.Key, column.Title, ReportFieldKind.Instant)],
        ColumnKind.Number => [new(column.Key, column.Title, ReportFieldKind.Number)],
        _ => [new(column.Key, column.Title, ReportFieldKind.Text)],
    };

    static Dictionary<string, object?> Row(IReadOnlyList<ReportColumn> columns, IReadOnlyList<object?> row) =>
        ReportWords.FileColumns(columns).Zip(ReportWords.FileCells(columns, row, at => at)).ToDictionary(one => one.First, one => one.Second, StringComparer.Ordinal);
}

/// <summary>As what a report is answered.</summary>
public enum ReportFormat
{
    /// <summary>JSON.</summary>
    Json,
    /// <summary>CSV, the file of the screen.</summary>
    Csv,
    /// <summary>A workbook with the same rows.</summary>
    Xlsx,
}

static class ReportsApi
{
    const string Tag = "Reports";
    static readonly ApiNeed see = new(Area.Reports, Level.Read);
    static readonly ReportRowShape row = new("hours-summary", "Hours summary", "How many hours everybody worked, with breaks, days and entries; by day, week or job.");

    static readonly ReportShape example = new("hours-summary", "Hours summary", new LocalDate(2026, 3, 2), new LocalDate(2026, 3, 8),
        [
            new("employee", "Employee", ReportFieldKind.Text), new("number", "Number", ReportFieldKind.Text), new("workedSeconds", "Worked hours", ReportFieldKind.Seconds),
            new("workedHours", "Worked hours", ReportFieldKind.Hours), new("entries", "Entries", ReportFieldKind.Number),
        ],
        [new Dictionary<string, object?> { ["employee"] = "Ann Archer", ["number"] = "1042", ["workedSeconds"] = 27_000L, ["workedHours"] = 7.5m, ["entries"] = 1L }],
        new Dictionary<string, object?> { ["workedSeconds"] = 27_000L, ["workedHours"] = 7.5m, ["entries"] = 1L }, new PageInfo(null, 1));

    public static void AddReports(this ApiRoutes api)
    {
        api.Add(new("GET", "/reports", "listReports", "List reports")
        {
            Tag = Tag, Needs = see, IsList = true, Description = "Those that the caller may open.", Answer = typeof(ReportRowShape), AnswerExample = row, Run = List,
        });
        api.Add(new("GET", "/reports/{key}", "getReport", "Read a report")
        {
            Tag = Tag, Needs = see, Answer = typeof(ReportShape), AnswerExample = example, Files = ["text/csv", XlsxFile.ContentType],
            Description = $"The same rows and totals as on screen. Without `from` and `to`: last week and this week; one of them alone means that day. JSON has all rows at once, at most {ReportBook.InJson:N0}; "
                + "beyond that it is refused with 422, and `format=csv` or `format=xlsx` has them all. Durations stand as exact seconds and, beside them, as decimal hours. What a report cannot be narrowed by is refused. "
                + "Whose time is in it follows from the role: everybody's, the team's, or one's own; `current-status` needs a team.",
            Query =
            [
                QueryParameter.From, QueryParameter.To, QueryParameter.EmployeeId, QueryParameter.JobId, QueryParameter.LocationId,
                new("status", QueryKind.Text, "Only what stands so: `open` or `closed`; of `current-status`, `in`, `break` or `out`."),
                new("groupBy", QueryKind.Text, "A row for each `employee`, or by `day`, `week` or `job`; `hours-summary` alone."),
                new("format", QueryKind.Text, "`json` when it is left out.") { Words = [.. Enum.GetValues<ReportFormat>().Select(ApiJson.Word)] },
            ],
            Run = Read,
        });
    }

    static async Task<ApiAnswer> List(ApiCall call)
    {
        var reports = await call.Use<ReportBook>().List(call.Actor, call.Stop);
        var (limit, after) = (call.Limit, call.Cursor(text => reports.FirstOrDefault(report => report.Key == text)));
        var rest = reports.SkipWhile(report => after is not null && report != after).Skip(after is null ? 0 : 1).ToList();
        return ApiAnswer.List([.. rest.Take(limit).Select(report => new ReportRowShape(report.Key, report.Title, report.Purpose))], reports.Count, rest.Count > limit ? rest[limit - 1].Key : null);
    }

    static async Task<ApiAnswer> Read(ApiCall call)
    {
        var (book, key, zone) = (call.Use<ReportBook>(), call.Text("key"), call.Workspace.Zone);
        var query = new ReportQuery
        {
            From = call.Query("from"), To = call.Query("to"), Status = call.Query("status"), GroupBy = call.Query("groupBy"), IsStrict = true,
            EmployeeIds = Texts(call.Ids("employeeId")), JobIds = Texts(call.Ids("jobId")), LocationIds = Texts(call.Ids("locationId")),
        };
        return call.Choice<ReportFormat>("format") switch
        {
            ReportFormat.Csv => ApiAnswer.Of(await ReportFiles.Csv(book, call.Actor, key, query, zone, call.Stop)),
            ReportFormat.Xlsx => ApiAnswer.Of(await ReportFiles.Xlsx(book, call.Actor, key, query, zone, call.Stop)),
            _ => ApiAnswer.Ok(ReportShape.Of(await book.Data(call.Actor, key, query, call.Stop))),
        };
    }

    static IReadOnlyList<string> Texts(IReadOnlyList<Guid> ids) => [.. ids.Select(id => id.ToString())];
}
