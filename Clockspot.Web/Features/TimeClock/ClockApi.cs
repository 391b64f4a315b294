using System.ComponentModel.DataAnnotations;
using Clockspot.Api;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.TimeEntries;
using NodaTime;

namespace Clockspot.Features.TimeClock;

/// <summary>The clock of an employee.</summary>
/// <param name="EmployeeId">Whose.</param>
/// <param name="State">In, out, or on a break.</param>
/// <param name="Since">When this state began; null for somebody who never punched.</param>
/// <param name="Entry">The entry that runs, or null.</param>
/// <param name="TodaySeconds">Worked today, as the account cuts days.</param>
/// <param name="WeekSeconds">Worked this week, as the account cuts weeks.</param>
public sealed record ClockShape(Guid EmployeeId, ClockState State, Instant? Since, TimeEntryShape? Entry, int TodaySeconds, int WeekSeconds)
{
    internal static ClockShape Of(ClockView clock) =>
        new(clock.EmployeeId, clock.State, clock.Since, clock.Entry is { } entry ? TimeEntryShape.Of(entry) : null, clock.TodaySeconds, clock.WeekSeconds);
}

/// <summary>One person on the board of who is in.</summary>
/// <param name="EmployeeId">Who.</param>
/// <param name="Name">The name.</param>
/// <param name="State">In, out, or on a break.</param>
/// <param name="Since">When this state began; null for somebody who never punched.</param>
/// <param name="JobId">On what, while clocked in.</param>
/// <param name="LocationId">Where, while clocked in.</param>
/// <param name="Flags">What a person should look at in the running entry.</param>
public sealed record WhoIsInShape(Guid EmployeeId, string Name, ClockState State, Instant? Since, Guid? JobId, Guid? LocationId, IReadOnlyList<EntryMark> Flags)
{
    internal static WhoIsInShape Of(NowRow row) => new(row.EmployeeId, row.Name, row.State, row.Since, row.JobId, row.LocationId, TimeEntryShape.Marks(row.Flags));
}

/// <summary>A punch in.</summary>
public sealed record PunchIn
{
    /// <summary>Whose clock; the caller's own when it is left out.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>On what.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Where; the employee's usual place when it is left out.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>The employee's words.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>When the shift ended whose clock-out was forgotten; only after <c>open_entry_too_old</c>.</summary>
    public Instant? FinishedAt { get; init; }
}

/// <summary>A punch out.</summary>
public sealed record PunchOut
{
    /// <summary>Whose clock; the caller's own when it is left out.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>The employee's words; the note stays as it is when they are left out.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>When the shift ended whose clock-out was forgotten; only after <c>open_entry_too_old</c>.</summary>
    public Instant? FinishedAt { get; init; }
}

/// <summary>A change of the job without clocking out.</summary>
public sealed record PunchSwitch
{
    /// <summary>Whose clock; the caller's own when it is left out.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>On what from now on.</summary>
    [Required(ErrorMessage = "Enter the job to switch to.")]
    public Guid? JobId { get; init; }

    /// <summary>Where; the same place as before when it is left out.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>The employee's words for the new entry.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>When the shift ended whose clock-out was forgotten; only after <c>open_entry_too_old</c>.</summary>
    public Instant? FinishedAt { get; init; }
}

/// <summary>A break begins.</summary>
public sealed record PunchBreak
{
    /// <summary>Whose clock; the caller's own when it is left out.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>The break counts as worked.</summary>
    [Required(ErrorMessage = "Enter whether the break is paid.")]
    public bool? Paid { get; init; }
}

/// <summary>A break ends.</summary>
public sealed record PunchBack
{
    /// <summary>Whose clock; the caller's own when it is left out.</summary>
    public Guid? EmployeeId { get; init; }
}

static class ClockApi
{
    const string Tag = "Clock";

    const string About = " Sent again within 60 seconds, it is the same punch and has the same answer. The server's clock decides, and a punch is never refused because its period was approved.";

    const string Forgotten = " A shift that runs for longer than the account's limit is asked about: 409 `open_entry_too_old` until `finishedAt` says when it ended; it is closed there, marked `unconfirmed`.";

    static readonly ApiNeed see = new(Area.TimeTracking, Level.Read);
    static readonly ApiNeed punch = new(Area.TimeTracking, Level.Act);

    static readonly ClockShape inside = new(ApiExample.Id(3), ClockState.In, ApiExample.At, TimeEntryShape.Example with
    {
        End = null, Status = EntryStatus.Open, Breaks = [], Note = null, WorkedSeconds = 0, Source = EntrySource.Api, Version = 1, ModifiedAt = ApiExample.At,
    }, 0, 57_600);

    static readonly ClockShape outside = new(ApiExample.Id(3), ClockState.Out, ApiExample.At + Duration.FromHours(8), null, 28_800, 86_400);
    static readonly WhoIsInShape now = new(ApiExample.Id(3), "Ann Archer", ClockState.In, ApiExample.At, ApiExample.Id(1), ApiExample.Id(2), []);

    public static void AddClock(this ApiRoutes api)
    {
        api.Add(new("GET", "/clock", "getClock", "Read a clock")
        {
            Tag = Tag, Needs = see, Query = [new("employeeId", QueryKind.Id, "Whose clock; the caller's own when it is left out.")], Answer = typeof(ClockShape), AnswerExample = inside,
            Run = async call => Shown(await Clock(call).Status(call.Actor, call.OneId("employeeId"), call.Stop)),
        });
        api.Add(new("GET", "/clock/now", "listWhoIsIn", "List who is in")
        {
            Tag = Tag, Needs = new(Area.TimeTracking, Level.Read, Reach.Team), IsList = true, Answer = typeof(WhoIsInShape), AnswerExample = now,
            Description = "Everybody within reach who works here, in the order of their ids: in, on a break, or out.",
            Query = [new("state", QueryKind.Text, "Only those whose clock says so.") { Words = [.. Enum.GetValues<ClockState>().Select(ApiJson.Word)] }, QueryParameter.EmployeeId, QueryParameter.JobId, QueryParameter.LocationId],
            Run = Now,
        });
        api.Add(Punch<PunchIn>("/clock/in", "clockIn", "Clock in", new PunchIn { JobId = ApiExample.Id(1) }, inside, ["already_clocked_in", "open_entry_too_old", "overlap"],
            "Opens a time entry now. A job or note may be required by the clock-in setup; over this door nothing is known of where somebody is." + Forgotten,
            (clock, call, body) => clock.ClockIn(call.Actor, new ClockIn { EmployeeId = body.EmployeeId, JobId = body.JobId, LocationId = body.LocationId, Note = body.Note, FinishedAt = body.FinishedAt }, call.Stop)));
        api.Add(Punch<PunchOut>("/clock/out", "clockOut", "Clock out", new PunchOut { Note = "Counted the till." }, outside, ["not_clocked_in", "open_entry_too_old"],
            "Closes the running entry, and a running break with it." + Forgotten,
            (clock, call, body) => clock.ClockOut(call.Actor, new ClockOut { EmployeeId = body.EmployeeId, Note = body.Note, FinishedAt = body.FinishedAt }, call.Stop)));
        api.Add(Punch<PunchSwitch>("/clock/switch", "switchJob", "Switch the job", new PunchSwitch { JobId = ApiExample.Id(1) }, inside, ["not_clocked_in", "open_entry_too_old"],
            "Closes the running entry, and a running break with it, and opens one on another job at the same moment." + Forgotten,
            (clock, call, body) => clock.Switch(call.Actor, new SwitchJob { EmployeeId = body.EmployeeId, JobId = body.JobId, LocationId = body.LocationId, Note = body.Note, FinishedAt = body.FinishedAt }, call.Stop)));
        api.Add(Punch<PunchBreak>("/clock/breaks/start", "startBreak", "Start a break", new PunchBreak { Paid = false }, inside with { State = ClockState.Break },
            ["not_clocked_in", "already_on_break", "open_entry_too_old"], "Begins a break in the running entry; it takes no `finishedAt`.",
            (clock, call, body) => clock.StartBreak(call.Actor, new StartBreak { EmployeeId = body.EmployeeId, Paid = body.Paid == true }, call.Stop)));
        api.Add(Punch<PunchBack>("/clock/breaks/end", "endBreak", "End the break", new PunchBack(), inside, ["not_on_break", "open_entry_too_old"],
            "Ends the running break; it takes no `finishedAt`.",
            (clock, call, body) => clock.EndBreak(call.Actor, new EndBreak { EmployeeId = body.EmployeeId }, call.Stop)));
    }

    /// <summary>What all punches have in common: whoever reaches the clock punches it, and is answered what it says then.</summary>
    static ApiOperation Punch<T>(string path, string id, string summary, T example, ClockShape answer, IReadOnlyList<string> conflicts, string says, Func<Clock, ApiCall, T, Task<ClockView>> act)
        where T : class => new("POST", path, id, summary)
        {
            Tag = Tag, Needs = punch, Description = says + About, Body = typeof(T), BodyExample = example, Answer = typeof(ClockShape), AnswerExample = answer, Conflicts = conflicts,
            BodyOptional = !typeof(T).GetProperties().Any(field => field.IsDefined(typeof(RequiredAttribute), inherit: false)),
            Run = async call =>
            {
                var body = call.Body<T>();
                Input.Check(body);
                return Shown(await act(Clock(call), call, body));
            },
        };

    static Clock Clock(ApiCall call) => call.Use<Clock>();

    static ApiAnswer Shown(ClockView clock) => ApiAnswer.Ok(ClockShape.Of(clock));

    static async Task<ApiAnswer> Now(ApiCall call)
    {
        var filter = new NowFilter { State = call.Choice<ClockState>("state"), EmployeeIds = call.Ids("employeeId"), JobIds = call.Ids("jobId"), LocationIds = call.Ids("locationId") };
        return call.Page([.. (await Clock(call).WhoIsIn(call.Actor, filter, call.Stop)).Select(WhoIsInShape.Of)], row => row.EmployeeId);
    }
}
