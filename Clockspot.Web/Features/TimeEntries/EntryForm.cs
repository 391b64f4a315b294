using Clockspot.Domain;
using Clockspot.Domain.Time;
using Clockspot.Ui;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.TimeEntries;

/// <summary>A break as it stands in a form.</summary>
public sealed class BreakForm
{
    /// <summary>Which break it was; blank for a new one.</summary>
    public string? Id { get; set; }

    /// <summary>When it began, as typed; a row whose times are blank is none.</summary>
    public string? Start { get; set; }

    /// <summary>When it ended, as typed.</summary>
    public string? End { get; set; }

    /// <summary>"true" for a paid one.</summary>
    public string? Paid { get; set; }

    internal bool IsBlank => Input.Clean(Start) is null && Input.Clean(End) is null;
}

/// <summary>What stands in the forms of an entry, inline or whole: days and times as people type them, in the entry's zone.</summary>
public sealed class EntryForm
{
    static readonly Duration longestGuess = Duration.FromHours(16);

    /// <summary>Whose time.</summary>
    public string? EmployeeId { get; set; }

    /// <summary>The day on which it began.</summary>
    public string? StartDate { get; set; }

    /// <summary>The time at which it began.</summary>
    public string? StartTime { get; set; }

    /// <summary>"first" or "second", for a time that came twice.</summary>
    public string? StartWhich { get; set; }

    /// <summary>The day on which it ended; the day of the start, or the next, when blank.</summary>
    public string? EndDate { get; set; }

    /// <summary>The time at which it ended; blank while it runs.</summary>
    public string? EndTime { get; set; }

    /// <summary>"first" or "second", for a time that came twice.</summary>
    public string? EndWhich { get; set; }

    /// <summary>The zone of all of these times.</summary>
    public string? TimeZone { get; set; }

    /// <summary>On what.</summary>
    public string? JobId { get; set; }

    /// <summary>Where.</summary>
    public string? LocationId { get; set; }

    /// <summary>The note.</summary>
    public string? Note { get; set; }

    /// <summary>The breaks.</summary>
    public List<BreakForm> Breaks { get; set; } = [];

    /// <summary>Why.</summary>
    public string? Reason { get; set; }

    /// <summary>The version that was seen, as it came.</summary>
    public string? Version { get; set; }

    internal int SeenVersion => int.TryParse(Version, System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0;

    /// <summary>The form as the entry is now.</summary>
    public static EntryForm Of(TimeEntryView entry, Formats formats)
    {
        var form = new EntryForm
        {
            EmployeeId = entry.EmployeeId.ToString(), TimeZone = entry.TimeZone, JobId = entry.JobId?.ToString(), LocationId = entry.LocationId?.ToString(),
            Note = entry.Note, Version = entry.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        var zone = DateTimeZoneProviders.Tzdb[entry.TimeZone];
        (form.StartDate, form.StartTime) = (Day(entry.Start, zone), formats.Time(entry.Start, zone));
        if (entry.End is { } end) (form.EndDate, form.EndTime) = (Day(end, zone), formats.Time(end, zone));
        form.Breaks = [.. entry.Breaks.Select(pause => new BreakForm
        {
            Id = pause.Id.ToString(), Start = formats.Time(pause.Start, zone), End = pause.End is { } back ? formats.Time(back, zone) : null, Paid = pause.Paid ? "true" : "false",
        })];
        return form;
    }

    /// <summary>
    /// What was typed, read. Every field that cannot be read is refused at once, each in its place (422). What was not touched keeps the
    /// seconds that it was punched with.
    /// </summary>
    /// <param name="seen">The entry that the form was made from; null for a new one.</param>
    /// <param name="formats">How the workspace writes times.</param>
    public SaveEntry Read(TimeEntryView? seen, Formats formats)
    {
        var errors = new List<FieldError>();
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(Input.Clean(TimeZone) ?? formats.Zone.Id) ?? formats.Zone;
        var was = seen is null ? null : Of(seen, formats);
        var same = was?.TimeZone == zone.Id;
        var start = same && was!.StartDate == StartDate && was.StartTime == StartTime && StartWhich is null or "" ? seen!.Start : Moment("start", StartDate, StartTime, StartWhich, zone, errors);
        var end = Input.Clean(EndTime) is null ? null
            : same && was!.EndTime == EndTime && (was.EndDate == EndDate || Input.Clean(EndDate) is null) && EndWhich is null or "" ? seen!.End
            : Moment("end", Input.Clean(EndDate) ?? NextDay(start, zone), EndTime, EndWhich, zone, errors);
        var breaks = start is null ? [] : Breaks.Where(row => !row.IsBlank).Select(row => Read(row, same ? seen : null, was, start.Value, zone, errors)).OfType<SaveBreak>().ToList();
        if (errors.Count > 0) throw Refusal.Invalid(errors);
        return new SaveEntry
        {
            Start = start, End = end, TimeZone = Input.Clean(TimeZone) ?? zone.Id, JobId = Chosen(JobId), LocationId = Chosen(LocationId), Note = Note, Breaks = breaks, Reason = Reason,
        };
    }

    /// <summary>What was typed for an entry that nobody punched. 422 when nobody was chosen.</summary>
    public AddEntry ReadNew(Formats formats)
    {
        var read = Read(null, formats);
        return new AddEntry
        {
            EmployeeId = Chosen(EmployeeId), Start = read.Start, End = read.End, TimeZone = read.TimeZone, JobId = read.JobId, LocationId = read.LocationId,
            Note = read.Note, Breaks = read.Breaks, Reason = read.Reason,
        };
    }

    /// <summary>The whole form of an entry with what was typed in its row laid over it.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="formats">How the workspace writes times.</param>
    public EntryForm Over(TimeEntryView entry, Formats formats)
    {
        var whole = Of(entry, formats);
        // Another end lies on the day that follows from it; see Read.
        if (EndTime != whole.EndTime) whole.EndDate = null;
        (whole.StartTime, whole.StartWhich, whole.EndTime, whole.EndWhich, whole.Reason) = (StartTime, StartWhich, EndTime, EndWhich, Reason);
        whole.JobId = JobId ?? whole.JobId;
        return whole;
    }

    /// <summary>The form of an entry that somebody else changed meanwhile: their values, one's own reason.</summary>
    public EntryForm Again(TimeEntryView entry, Formats formats)
    {
        var now = Of(entry, formats);
        now.Reason = Reason;
        return now;
    }

    /// <summary>What was typed, in short, so that it is not lost when the form shows somebody else's values.</summary>
    public string Said => string.Join(", ", new[] { ($"start", $"{StartDate} {StartTime}"), ("end", $"{EndDate} {EndTime}"), ("note", Note), ("reason", Reason) }
        .Where(one => Input.Clean(one.Item2) is not null).Select(one => $"{one.Item1} {one.Item2!.Trim()}"));

    /// <summary>A refusal of a use-case with its errors at the fields of this form.</summary>
    public static Refusal? Placed(Refusal? refused) => refused is not { Errors.Count: > 0 } ? refused : new Refusal(refused.Code, refused.Status, refused.Title, refused.Detail,
        [.. refused.Errors.Select(error => error with { Path = error.Path switch { "start" => "startTime", "end" => "endTime", var path => path } })]);

    static string Day(Instant at, DateTimeZone zone) => LocalDatePattern.Iso.Format(at.InZone(zone).Date);

    /// <summary>Without a day, the end is the first such time after the start, if that makes a shift and no slip of the pen.</summary>
    string? NextDay(Instant? start, DateTimeZone zone)
    {
        if (start is null || TimeText.Parse(EndTime) is not { } time) return StartDate;
        var began = start.Value.InZone(zone).LocalDateTime;
        var day = time > began.TimeOfDay ? began.Date : began.Date.PlusDays(1);
        var length = Period.Between(began, day + time, PeriodUnits.Ticks).ToDuration();
        return LocalDatePattern.Iso.Format(length <= longestGuess ? day : began.Date);
    }

    static Instant? Moment(string field, string? day, string? time, string? which, DateTimeZone zone, List<FieldError> errors)
    {
        var date = LocalDatePattern.Iso.Parse(Input.Clean(day) ?? "") is { Success: true, Value: var read } && read.Year is >= 2000 and <= 2100 ? read : (LocalDate?)null;
        if (date is null) errors.Add(new FieldError(field + "Date", "invalid", "Enter the day, like 2026-03-02."));
        if (TimeText.Parse(time) is not { } clock)
        {
            errors.Add(new FieldError(field + "Time", Input.Clean(time) is null ? "required" : "invalid", "Enter a time, like 2:30 pm or 14:30."));
            return null;
        }
        return date is null ? null : Resolved(field + "Time", date.Value + clock, zone, which, errors);
    }

    static Instant? Resolved(string path, LocalDateTime local, DateTimeZone zone, string? which, List<FieldError> errors)
    {
        try
        {
            return LocalTimes.Resolve(path, local, zone, which switch { "first" => false, "second" => true, _ => null });
        }
        catch (Refusal refusal)
        {
            errors.AddRange(refusal.Errors);
            return null;
        }
    }

    /// <summary>A break's times are those that follow the start of the shift.</summary>
    static SaveBreak? Read(BreakForm row, TimeEntryView? seen, EntryForm? was, Instant shift, DateTimeZone zone, List<FieldError> errors)
    {
        var before = seen?.Breaks.FirstOrDefault(pause => pause.Id.ToString() == row.Id);
        var typed = was?.Breaks.Find(pause => pause.Id == row.Id);
        var start = before is not null && typed!.Start == row.Start ? before.Start : Within("breaks", row.Start, shift, zone, errors);
        var end = Input.Clean(row.End) is null ? null : before is not null && typed!.End == row.End ? before.End : Within("breaks", row.End, start ?? shift, zone, errors);
        return start is null ? null : new SaveBreak { Id = before?.Id, Start = start.Value, End = end, Paid = row.Paid == "true" };
    }

    static Instant? Within(string path, string? time, Instant after, DateTimeZone zone, List<FieldError> errors)
    {
        if (TimeText.Parse(time) is not { } clock)
        {
            errors.Add(new FieldError(path, "invalid", "Enter when each break began and ended, like 12:00 and 12:30 pm."));
            return null;
        }
        // Of a time that came twice, the one that follows: a break cannot begin before its shift.
        var began = after.InZone(zone);
        for (var day = began.Date; day <= began.Date.PlusDays(1); day = day.PlusDays(1))
            foreach (var at in zone.MapLocal(day + clock) is { Count: > 0 } found ? (found.Count == 1 ? [found.Single().ToInstant()] : new[] { found.First().ToInstant(), found.Last().ToInstant() }) : [])
                if (at >= after.Minus(Duration.FromSeconds(59))) return Instant.Max(at, after);
        return Resolved(path, began.Date + clock, zone, null, errors);
    }

    /// <summary>The chosen row; an id that nothing has when the text is none, so that it is refused and not ignored.</summary>
    static Guid? Chosen(string? text) => string.IsNullOrEmpty(text) ? null : Guid.TryParse(text, out var id) ? id : Guid.Empty;
}
