using Clockspot.Api;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

static class TimeEntriesApi
{
    const string Tag = "Time entries";
    static readonly ApiNeed see = new(Area.TimeTracking, Level.Read);
    static readonly ApiNeed edit = new(Area.TimeTracking, Level.Edit, Reach.Team);
    static readonly TimeEntryShape example = TimeEntryShape.Example;
    static readonly TimeEntryShape added = example with { Source = EntrySource.Manager, Version = 1, Note = null, Breaks = [], WorkedSeconds = 28_800 };

    static readonly AddEntry input = new()
    {
        EmployeeId = example.EmployeeId, Start = example.Start, End = example.End, JobId = example.JobId, LocationId = example.LocationId, Reason = "Forgot to clock in.",
    };

    static readonly EntryEventShape happened = new(ApiExample.Id(12), ApiExample.At + Duration.FromDays(1), "time_entry.changed", new(ApiExample.Id(10), "Olive Owner"), Channel.Api, "Payroll",
        "Wrong job.", Audit.AuditEventShape.Fields($$"""{"jobId":null}"""), Audit.AuditEventShape.Fields($$"""{"jobId":"{{ApiExample.Id(1)}}"}"""));

    static object Why(string reason) => new { reason, version = 2 };

    public static void AddTimeEntries(this ApiRoutes api)
    {
        api.Add(new("GET", "/time-entries", "listTimeEntries", "List time entries")
        {
            Tag = Tag, Needs = see, IsList = true, Answer = typeof(TimeEntryShape), AnswerExample = example,
            Description = "The newest first, of all time unless `from` or `to` narrow it. Employees see their own, managers their team's and their own. `from` and `to` mean the entries that count for these days, "
                + "by the account's rule for a shift over midnight. To follow changes, keep the time of your last call, ask with `modifiedSince` and `includeArchived=true`, and take the last version of each id.",
            Query =
            [
                QueryParameter.From, QueryParameter.To, QueryParameter.EmployeeId, QueryParameter.JobId, QueryParameter.LocationId,
                QueryParameter.Status([.. Enum.GetValues<EntryStatus>().Select(ApiJson.Word)]), QueryParameter.ModifiedSince, QueryParameter.IncludeArchived,
            ],
            Run = List,
        });
        api.Add(new("POST", "/time-entries", "addTimeEntry", "Add a time entry")
        {
            Tag = Tag, Needs = edit, Body = typeof(AddEntry), BodyExample = input, Status = 201, Answer = typeof(TimeEntryShape), AnswerExample = added, Conflicts = ["overlap"],
            Description = "Time that nobody punched. Nobody but the Owner adds their own. Without `timeZone` it is of the account's zone.",
            Run = call => call.Make(Added(call), id => Read(call, id)),
        });
        api.Add(new("GET", "/time-entries/{id}", "getTimeEntry", "Read a time entry")
        {
            Tag = Tag, Needs = see, Answer = typeof(TimeEntryShape), AnswerExample = example,
            Run = async call => ApiAnswer.Ok(await Read(call, call.Id())),
        });
        api.Add(new("PATCH", "/time-entries/{id}", "changeTimeEntry", "Correct a time entry")
        {
            Tag = Tag, Needs = edit, NeedsVersion = true, Body = typeof(SaveEntry), BodyExample = new { jobId = ApiExample.Id(1), reason = "Wrong job.", version = 2 }, Answer = typeof(TimeEntryShape),
            AnswerExample = example with { Version = 3, Flags = [EntryMark.Edited] }, Conflicts = ["overlap"],
            Description = "`reason` is required. `breaks` replaces all of them; a break that names its `id` stays the same break. Another `end` confirms an unconfirmed entry. An archived entry is restored before it is changed.",
            Run = call => call.Patch(() => Read(call, call.Id()), SaveOf, (version, entry) => Entries(call).Change(call.Actor, call.Id(), version, entry, call.Stop)),
        });
        Decisions(api);
        api.Add(new("GET", "/time-entries/{id}/history", "getTimeEntryHistory", "Read what happened to a time entry")
        {
            Tag = Tag, Needs = new(Area.TimeTracking, Level.Read, Reach.Team), IsList = true, Answer = typeof(EntryEventShape), AnswerExample = happened,
            Description = "Every change with what was, what is, who, when, why and through which door; the newest first.",
            Run = History,
        });
    }

    static void Decisions(ApiRoutes api)
    {
        api.Add(new("POST", "/time-entries/{id}/archive", "archiveTimeEntry", "Archive a time entry")
        {
            Tag = Tag, Needs = edit, NeedsVersion = true, Body = typeof(Because), BodyExample = Why("Entered twice."), Answer = typeof(TimeEntryShape),
            AnswerExample = example with { Status = EntryStatus.Archived, Version = 3 }, Description = "It counts for nothing any more, and can be restored.",
            Run = call => call.Decide<TimeEntryShape, Because>(() => Read(call, call.Id()), (version, why) => Entries(call).Archive(call.Actor, call.Id(), version, why, call.Stop)),
        });
        api.Add(new("POST", "/time-entries/{id}/restore", "restoreTimeEntry", "Restore a time entry")
        {
            Tag = Tag, Needs = edit, NeedsVersion = true, Body = typeof(Because), BodyExample = Why("It was right after all."), Answer = typeof(TimeEntryShape),
            AnswerExample = example with { Version = 3 }, Conflicts = ["overlap"], Description = "Takes an archived entry back, by the same checks as a new one.",
            Run = call => call.Decide<TimeEntryShape, Because>(() => Read(call, call.Id()), (version, why) => Entries(call).Restore(call.Actor, call.Id(), version, why, call.Stop)),
        });
        api.Add(new("POST", "/time-entries/{id}/confirm", "confirmTimeEntry", "Confirm a time entry")
        {
            Tag = Tag, Needs = edit, NeedsVersion = true, Body = typeof(Because), BodyExample = Why("Asked Ann."), Answer = typeof(TimeEntryShape), AnswerExample = example with { Version = 3 },
            Description = "Says that it is right as it stands: takes the marks `unconfirmed` and `outside_location`.",
            Run = call => call.Decide<TimeEntryShape, Because>(() => Read(call, call.Id()), (version, why) => Entries(call).Confirm(call.Actor, call.Id(), version, why, call.Stop)),
        });
    }

    static Corrections Entries(ApiCall call) => call.Use<Corrections>();

    static async Task<ApiAnswer> List(ApiCall call)
    {
        var page = await call.Use<EntryRoll>().List(call.Actor, new EntryAsk
        {
            From = call.Day("from"), To = call.Day("to"), EmployeeIds = call.Ids("employeeId"), JobIds = call.Ids("jobId"), LocationIds = call.Ids("locationId"),
            Status = call.Choice<EntryStatus>("status"), IncludeArchived = call.Flag("includeArchived"), ModifiedSince = call.Instant("modifiedSince"),
            After = call.Cursor(EntryCursor.Read), Size = call.Limit,
        }, call.Stop);
        return ApiAnswer.List([.. page.Rows.Select(TimeEntryShape.Of)], page.Total, page.Next);
    }

    static async Task<ApiAnswer> History(ApiCall call)
    {
        var page = await call.Use<EntryRoll>().History(call.Actor, call.Id(), call.After, call.Limit, call.Stop);
        return ApiAnswer.List([.. page.Events.Select(EntryEventShape.Of)], page.Total, page.HasMore ? page.Events[^1].Id.ToString("N") : null);
    }

    static async Task<Guid> Added(ApiCall call) => (await Entries(call).Add(call.Actor, call.Body<AddEntry>(), call.Stop)).Id;

    static async Task<TimeEntryShape> Read(ApiCall call, Guid id) => TimeEntryShape.Of(await call.Use<EntryRoll>().Get(call.Actor, id, call.Stop));

    internal static SaveEntry SaveOf(TimeEntryShape entry) => new()
    {
        Start = entry.Start, End = entry.End, TimeZone = entry.TimeZone, JobId = entry.JobId, LocationId = entry.LocationId, Note = entry.Note,
        Breaks = [.. entry.Breaks.Select(pause => new SaveBreak { Id = pause.Id, Start = pause.Start, End = pause.End, Paid = pause.Paid })],
    };
}
