using System.ComponentModel.DataAnnotations;
using Clockspot.Api;
using Clockspot.Domain.Access;
using Clockspot.Features.TimeEntries;
using NodaTime;

namespace Clockspot.Features.TimeClock;

/// <summary>Whose clock.</summary>
public sealed record ReadClock
{
    /// <summary>Whose clock; the connected person's own when it is left out.</summary>
    public Guid? EmployeeId { get; init; }
}

/// <summary>A clock, and what can be said with the next punch.</summary>
/// <param name="Clock">What it says now.</param>
/// <param name="Jobs">The jobs that this employee may choose, with the ids that `clock_in` takes.</param>
/// <param name="LastJobId">The job of the latest shift; a person who names none usually means it.</param>
/// <param name="JobRequired">Clocking in needs a job, if there is one to choose.</param>
/// <param name="NoteRequired">Clocking out needs a note.</param>
public sealed record ClockReadingShape(ClockShape Clock, IReadOnlyList<ClockJobShape> Jobs, Guid? LastJobId, bool JobRequired, bool NoteRequired)
{
    internal static ClockReadingShape Of(ClockView clock) =>
        new(ClockShape.Of(clock), [.. clock.Jobs.Select(job => new ClockJobShape(job.Id, job.Name))], clock.LastJobId, clock.Terms.JobRequired, clock.Terms.NoteRequired);
}

/// <summary>A job that can be chosen.</summary>
/// <param name="Id">What `jobId` takes.</param>
/// <param name="Name">Its name.</param>
public sealed record ClockJobShape(Guid Id, string Name);

/// <summary>Whom to look for.</summary>
public sealed record WhoIsIn
{
    /// <summary>Only those whose clock says so: `in`, `break` or `out`.</summary>
    public ClockState? State { get; init; }

    /// <summary>Only these employees.</summary>
    [MaxLength(50, ErrorMessage = "At most 50 ids.")]
    public IReadOnlyList<Guid> EmployeeIds { get; init; } = [];

    /// <summary>Only who is in on one of these jobs.</summary>
    [MaxLength(50, ErrorMessage = "At most 50 ids.")]
    public IReadOnlyList<Guid> JobIds { get; init; } = [];

    /// <summary>Only who is in at one of these locations.</summary>
    [MaxLength(50, ErrorMessage = "At most 50 ids.")]
    public IReadOnlyList<Guid> LocationIds { get; init; } = [];
}

/// <summary>One person on the board.</summary>
/// <param name="EmployeeId">Who.</param>
/// <param name="Name">The name.</param>
/// <param name="State">In, out, or on a break.</param>
/// <param name="Since">When this state began; null for somebody who never punched.</param>
/// <param name="JobId">On what, while clocked in.</param>
/// <param name="Job">Its name.</param>
/// <param name="LocationId">Where, while clocked in.</param>
/// <param name="Location">Its name.</param>
/// <param name="Flags">What a person should look at in the running entry.</param>
public sealed record PresentShape(Guid EmployeeId, string Name, ClockState State, Instant? Since, Guid? JobId, string? Job, Guid? LocationId, string? Location, IReadOnlyList<EntryMark> Flags)
{
    internal static PresentShape Of(NowRow row) => new(row.EmployeeId, row.Name, row.State, row.Since, row.JobId, row.Job, row.LocationId, row.Location, TimeEntryShape.Marks(row.Flags));
}

/// <summary>The board of who is in.</summary>
/// <param name="Data">Those who are in first, then those on a break, then those who are out; the first 200.</param>
/// <param name="In">How many are in, those on a break not counted; this and the next two whatever `state` was asked for.</param>
/// <param name="OnBreak">How many are on a break.</param>
/// <param name="Out">How many are out.</param>
/// <param name="Complete">Everybody asked for is in `data`; else narrow by `state`.</param>
/// <param name="Url">The board in a browser.</param>
public sealed record BoardShape(IReadOnlyList<PresentShape> Data, int In, int OnBreak, int Out, bool Complete, string Url);

/// <summary>A punch in by an assistant.</summary>
public sealed record ToolPunchIn : ToolWrite
{
    /// <summary>Whose clock; the connected person's own when it is left out.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>On what; one of the `jobs` of `get_clock`. Leave it out unless the person named a job or one is required.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Where; the employee's usual place when it is left out.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>The employee's own words.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>Only after `open_entry_too_old`: when the shift ended whose clock-out was forgotten, as the person says. Never guess it.</summary>
    public Instant? FinishedAt { get; init; }
}

/// <summary>A punch out by an assistant.</summary>
public sealed record ToolPunchOut : ToolWrite
{
    /// <summary>Whose clock; the connected person's own when it is left out.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>The employee's own words; the note stays as it is when they are left out.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Note { get; init; }

    /// <summary>Only after `open_entry_too_old`: when the shift ended whose clock-out was forgotten, as the person says. Never guess it.</summary>
    public Instant? FinishedAt { get; init; }
}

static class TimeClockTools
{
    const string Punches = " The server's clock decides when it is: there is no punch for another time; past time is added with add_time_entry. Nothing is known of where the person is: where the company wants that, punches for oneself are refused or marked. Only on the person's explicit wish, never because it seems due.";

    static readonly ApiNeed act = new(Area.TimeTracking, Level.Act);

    const int Most = 200;

    public static void AddClock(this ToolList tools)
    {
        tools.Add(new("get_clock", "Read a clock")
        {
            Description = "Tells whether the connected person, or somebody whose time that person sees, is clocked in, on a break or out, since when, how long they worked today and this week, "
                + "and which jobs they can choose. Call it before clock_in when a job was named, and for \"am I clocked in?\". For everybody at once use who_is_in.",
            Needs = new(Area.TimeTracking, Level.Read), Input = typeof(ReadClock), Answer = typeof(ClockReadingShape),
            Run = async call => ClockReadingShape.Of(await call.Use<Clock>().Status(call.Actor, call.Read<ReadClock>().EmployeeId, call.Stop)),
        });
        tools.Add(new("who_is_in", "Who is in")
        {
            Description = "Tells who is clocked in, on a break or out at this moment, since when, on which job and where. Use it for questions about now; for past days use list_time_entries or run_report. "
                + "It needs a role that sees a team.",
            Needs = new(Area.TimeTracking, Level.Read, Reach.Team), Input = typeof(WhoIsIn), Answer = typeof(BoardShape), Run = Now,
        });
        tools.Add(new("clock_in", "Clock in")
        {
            Description = "Starts a shift now, for the connected person or for somebody whose time that person may edit." + Punches,
            Needs = act, Input = typeof(ToolPunchIn), Answer = typeof(ClockShape),
            Run = In,
        });
        tools.Add(new("clock_out", "Clock out")
        {
            Description = "Ends the running shift now, and a running break with it, for the connected person or for somebody whose time that person may edit." + Punches,
            Needs = act, Input = typeof(ToolPunchOut), Answer = typeof(ClockShape),
            Run = Out,
        });
    }

    static async Task<object> Now(ToolCall call)
    {
        var ask = call.Read<WhoIsIn>();
        var rows = await call.Use<Clock>().WhoIsIn(call.Actor, new NowFilter { EmployeeIds = ask.EmployeeIds, JobIds = ask.JobIds, LocationIds = ask.LocationIds, IsStrict = true }, call.Stop);
        var shown = rows.Where(row => ask.State is null || row.State == ask.State).ToList();
        return new BoardShape([.. shown.Take(Most).Select(PresentShape.Of)], Count(ClockState.In), Count(ClockState.Break), Count(ClockState.Out), shown.Count <= Most, call.Url("now"));

        int Count(ClockState state) => rows.Count(row => row.State == state);
    }

    static async Task<object> In(ToolCall call)
    {
        var punch = call.Read<ToolPunchIn>();
        var input = new ClockIn { EmployeeId = punch.EmployeeId, JobId = punch.JobId, LocationId = punch.LocationId, Note = punch.Note, FinishedAt = punch.FinishedAt };
        return ClockShape.Of(await call.Use<Clock>().ClockIn(call.Actor, input, call.Stop));
    }

    static async Task<object> Out(ToolCall call)
    {
        var punch = call.Read<ToolPunchOut>();
        return ClockShape.Of(await call.Use<Clock>().ClockOut(call.Actor, new ClockOut { EmployeeId = punch.EmployeeId, Note = punch.Note, FinishedAt = punch.FinishedAt }, call.Stop));
    }
}
