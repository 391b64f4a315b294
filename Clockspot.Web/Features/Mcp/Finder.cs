using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Clockspot.Api;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.Reports;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using NodaTime;

namespace Clockspot.Features.Mcp;

/// <summary>Finds and reads things by their names, through the use-cases of their slices, as far as whoever asks may see them.</summary>
sealed class Finder(ToolCall call)
{
    const string Employee = "employee", Job = "job", Location = "location", Report = "report", Entry = "entry";
    const int MostWords = 20, MostResults = 20, MostNamesakes = 200, InName = 3;

    static readonly ApiNeed people = new(Area.Employees, Level.Read) { Through = Area.Account };
    static readonly ApiNeed places = new(Area.Account, Level.Read, Reach.All) { Through = Area.TimeTracking };
    static readonly ApiNeed clock = new(Area.TimeTracking, Level.Read);
    static readonly ApiNeed reports = new(Area.Reports, Level.Read);
    static readonly ApiNeed keeping = new(Area.Account, Level.Edit, Reach.All);

    /// <summary>What has most of the words in its name. 403 where the connection may look at no kind of thing: that nothing was found would be no answer.</summary>
    public async Task<SearchShape> Search(string query)
    {
        if (!clock.Allows(call.Actor) && !places.Allows(call.Actor) && !reports.Allows(call.Actor)) people.Check(call.Actor);
        // A single Latin letter is in every name; other scripts have names of one character.
        var words = Words(query).Where(word => word.Length > 1 || !char.IsAsciiLetter(word[0])).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostWords).ToList();
        var found = new List<(SearchRowShape Row, int Weight)>();
        if (people.Allows(call.Actor)) found.AddRange(await Employees(words));
        if (places.Allows(call.Actor))
        {
            foreach (var job in await call.Use<JobList>().List(call.Actor, false, call.Stop)) Weigh(Row(Job, job.Id, $"{job.Name} (job)", PageOf(Job, job.Id)), $"{job.Name} {job.Code}");
            foreach (var place in await call.Use<LocationList>().List(call.Actor, false, call.Stop)) Weigh(Row(Location, place.Id, $"{place.Name} (location)", PageOf(Location, place.Id)), place.Name);
        }
        else if (clock.Allows(call.Actor))
            foreach (var job in await OwnJobs()) Weigh(Row(Job, job.Id, $"{job.Name} (job)", PageOf(Job, job.Id)), job.Name);
        if (reports.Allows(call.Actor))
            foreach (var report in await call.Use<ReportBook>().List(call.Actor, call.Stop)) Weigh(new($"{Report}:{report.Key}", $"{report.Title} (report)", call.Url($"reports/{report.Key}")), report.Title, report.Purpose);
        return new SearchShape([.. found.OrderByDescending(one => one.Weight).ThenBy(one => one.Row.Title, StringComparer.OrdinalIgnoreCase).Take(MostResults).Select(one => one.Row)]);

        void Weigh(SearchRowShape row, string name, string besides = "")
        {
            var weight = InName * words.Count(word => Names(word, name)) + words.Count(word => Names(word, besides));
            if (weight > 0) found.Add((row, weight));
        }
    }

    /// <summary>A word of a name begins so: "me" does not mean "Time card". Scripts that write no spaces have the word anywhere.</summary>
    static bool Names(string word, string text) =>
        Ascii.IsValid(word) ? Words(text).Any(part => part.StartsWith(word, StringComparison.OrdinalIgnoreCase)) : text.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Letters and digits; whatever stands between is none: "O'Brien", "Bar/Kitchen".</summary>
    static IEnumerable<string> Words(string text) => Regex.Split(text, @"[^\p{L}\p{M}\p{Nd}]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Where(word => word.Length > 0);

    /// <summary>One thing whole. 404 when there is none such here.</summary>
    public Task<FetchedShape> Fetch(string id) => id.Split(':', 2) switch
    {
        [Employee, var text] => OfEmployee(id, Id(text)),
        [Job, var text] => OfJob(id, Id(text)),
        [Location, var text] => OfLocation(id, Id(text)),
        [Report, var key] => OfReport(id, key),
        [Entry, var text] => OfEntry(id, Id(text)),
        _ => throw Refusal.NotFound("thing"),
    };

    async Task<IEnumerable<(SearchRowShape, int)>> Employees(IReadOnlyList<string> words)
    {
        var found = new Dictionary<Guid, (RollRow Row, int Weight)>();
        foreach (var word in words)
            foreach (var row in (await call.Use<EmployeeRoll>().List(call.Actor, new RollFilter { Search = word, Size = MostNamesakes }, call.Stop)).Rows)
                found[row.Id] = (row, found.GetValueOrDefault(row.Id).Weight + (Names(word, $"{row.Name} {row.Number}") ? InName : 1));
        return found.Values.Select(one => (Row(Employee, one.Row.Id, $"{one.Row.Name} (employee {one.Row.Number})", $"employees/{one.Row.Id}"), one.Weight));
    }

    /// <summary>The page of a job or a location, for whoever keeps them; for others the hours that were worked on it or there.</summary>
    string PageOf(string kind, Guid id) => keeping.Roles.Contains(call.Actor.Role) ? $"{kind}s/{id}" : $"reports/hours-summary?{kind}Id={id}";

    /// <summary>Whoever does not see the list of jobs still chooses one of their own on the clock.</summary>
    async Task<IReadOnlyList<JobChoice>> OwnJobs() => (await call.Use<Clock>().Status(call.Actor, null, call.Stop)).Jobs;

    SearchRowShape Row(string kind, Guid id, string title, string path) => new($"{kind}:{id}", title, call.Url(path));

    static Guid Id(string text) => Guid.TryParseExact(text, "D", out var id) ? id : throw Refusal.NotFound("thing");

    async Task<FetchedShape> OfEmployee(string id, Guid one)
    {
        var row = await call.Use<EmployeeRoll>().Get(call.Actor, one, call.Stop);
        return Fetched(id, row.Name, call.Url($"employees/{one}"), ("kind", Employee), ("id", one.ToString()), ("number", row.Number), ("status", ApiJson.Word(row.Status)),
            ("role", row.Role is { } role ? ApiJson.Word(role) : null), ("email", row.Email), ("hiredOn", Day(row.HiredOn)), ("leftOn", Day(row.LeftOn)),
            ("managerId", row.ManagerId?.ToString()), ("locationId", row.LocationId?.ToString()));
    }

    async Task<FetchedShape> OfJob(string id, Guid one)
    {
        if (!places.Allows(call.Actor) && clock.Allows(call.Actor))
            return Fetched(id, (await OwnJobs()).FirstOrDefault(job => job.Id == one)?.Name ?? throw Refusal.NotFound("job"), call.Url(PageOf(Job, one)), ("kind", Job), ("id", one.ToString()));
        var row = await call.Use<JobList>().Get(call.Actor, one, call.Stop);
        return Fetched(id, row.Name, call.Url(PageOf(Job, one)), ("kind", Job), ("id", one.ToString()), ("code", row.Code), ("forEveryone", row.ForEveryone ? "true" : "false"), ("archived", row.Archived ? "true" : "false"));
    }

    async Task<FetchedShape> OfLocation(string id, Guid one)
    {
        var row = await call.Use<LocationList>().Get(call.Actor, one, call.Stop);
        return Fetched(id, row.Name, call.Url(PageOf(Location, one)), ("kind", Location), ("id", one.ToString()), ("address", row.Address), ("timeZone", row.TimeZone), ("archived", row.Archived ? "true" : "false"));
    }

    async Task<FetchedShape> OfEntry(string id, Guid one)
    {
        var named = await TimeEntriesTools.Read(call, one);
        var entry = named.Entry;
        return Fetched(id, $"Time entry of {named.Employee}", named.Url, ("kind", Entry), ("id", one.ToString()), ("employee", named.Employee), ("employeeId", entry.EmployeeId.ToString()),
            ("start", Moment(entry.Start)), ("end", entry.End is { } end ? Moment(end) : "still runs"), ("timeZone", entry.TimeZone),
            ("breaks", string.Join(", ", entry.Breaks.Select(pause => $"{Moment(pause.Start)} to {(pause.End is { } over ? Moment(over) : "now")} {(pause.Paid ? "paid" : "unpaid")}")) is { Length: > 0 } pauses ? pauses : "none"),
            ("workedSeconds", entry.WorkedSeconds.ToString(CultureInfo.InvariantCulture)), ("job", named.Job), ("jobId", entry.JobId?.ToString()), ("location", named.Location), ("locationId", entry.LocationId?.ToString()),
            ("note", entry.Note), ("status", ApiJson.Word(entry.Status)), ("flags", string.Join(", ", entry.Flags.Select(ApiJson.Word)) is { Length: > 0 } flags ? flags : "none"),
            ("version", entry.Version.ToString(CultureInfo.InvariantCulture)));
    }

    async Task<FetchedShape> OfReport(string id, string key)
    {
        reports.Check(call.Actor);
        var report = await ReportsTools.Run(call, key, new ReportQuery { IsStrict = true });
        var days = report.From is null ? "" : $", {Day(report.From)} to {Day(report.To)}";
        var text = new List<string> { $"{report.Title}{days}, {report.RowCount} rows.", string.Join(" | ", report.Columns.Select(column => column.Key)) };
        text.AddRange(report.Data.Select(row => string.Join(" | ", report.Columns.Select(column => Said(row.GetValueOrDefault(column.Key))))));
        if (!report.Complete) text.Add($"These are the first {report.Data.Count} of {report.RowCount} rows. All of them, as a file for the person: {report.FileUrl}");
        text.Add("Totals of all rows: " + string.Join(", ", report.Totals.Select(total => $"{total.Key} {Said(total.Value)}")));
        return new FetchedShape(id, report.Title, string.Join('\n', text), report.Url, new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = Report, ["key"] = key });
    }

    static FetchedShape Fetched(string id, string title, string url, params (string Name, string? Value)[] facts)
    {
        var known = facts.Where(fact => fact.Value is not null).ToDictionary(fact => fact.Name, fact => fact.Value!, StringComparer.Ordinal);
        return new FetchedShape(id, title, string.Join('\n', known.Select(fact => $"{fact.Key}: {Line(fact.Value)}").Prepend(Line(title))), url, known);
    }

    /// <summary>In one line and one cell: what somebody typed cannot pass for another fact.</summary>
    static string Line(string text) => text.ReplaceLineEndings(" ").Replace('|', '/');

    string Moment(Instant at) => NodaTime.Text.OffsetDateTimePattern.Rfc3339.Format(at.InZone(call.Workspace.Zone).ToOffsetDateTime());

    static string? Day(LocalDate? day) => day is { } one ? NodaTime.Text.LocalDatePattern.Iso.Format(one) : null;

    string Said(object? value) => value switch
    {
        null => "",
        Instant at => Moment(at),
        LocalDate day => Day(day)!,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Line(value.ToString() ?? ""),
    };
}
